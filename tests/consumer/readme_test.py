"""readme_test.py — what the README shows of files is what stands in them, and what it names exists."""
import re
import sys
import unittest

sys.dont_write_bytecode = True  # the source folder stays as it is
import readme_blocks  # noqa: E402


class ReadmeTest(unittest.TestCase):
    def test_shown_files_are_the_files(self):
        for path, text in readme_blocks.files():
            with self.subTest(path=path):
                self.assertEqual(text, (readme_blocks.ROOT / path).read_text(encoding="utf-8"))

    def test_every_example_is_shown(self):
        examples = {f"examples/{path}" for path in ("c/add.c", "cmake/CMakeLists.txt", "cmake/main.cpp", "python/add.py")}
        self.assertEqual(examples, {path for path, _ in readme_blocks.files()})

    def test_every_mark_has_its_block(self):
        marks = re.findall(r"^<!-- (?:file:|run in) ", readme_blocks.readme(), re.MULTILINE)
        self.assertEqual(len(marks), len(readme_blocks.files()) + len(readme_blocks.commands()))

    def test_links_lead_somewhere(self):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", readme_blocks.readme()):
            if not re.match(r"\w+:", target):
                with self.subTest(target=target):
                    self.assertTrue((readme_blocks.ROOT / target).exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
