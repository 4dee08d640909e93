"""readme_test.py — what README and docs show of files is what stands in them, and what they name exists."""
import re
import sys
import unittest

sys.dont_write_bytecode = True  # the source folder stays as it is
import readme_blocks  # noqa: E402


class ReadmeTest(unittest.TestCase):
    def test_shown_files_are_the_files(self):
        for document in readme_blocks.DOCUMENTS:
            self.assertTrue(readme_blocks.files(document))
            for path, text in readme_blocks.files(document):
                with self.subTest(document=document, path=path):
                    self.assertEqual(text, (readme_blocks.ROOT / path).read_text(encoding="utf-8"))

    def test_every_example_is_shown(self):
        examples = {f"examples/{path}" for path in ("c/add.c", "cmake/CMakeLists.txt", "cmake/main.cpp", "python/add.py")}
        self.assertEqual(examples, {path for path, _ in readme_blocks.files("README.md")})

    def test_every_mark_has_its_block(self):
        for document in readme_blocks.DOCUMENTS:
            with self.subTest(document=document):
                marks = re.findall(r"^<!-- (?:file:|run in) ", readme_blocks.text_of(document), re.MULTILINE)
                self.assertEqual(len(marks),
                                 len(readme_blocks.files(document)) + len(readme_blocks.commands(document)))

    def test_links_lead_somewhere(self):
        for document in readme_blocks.DOCUMENTS:
            folder = (readme_blocks.ROOT / document).parent
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", readme_blocks.text_of(document)):
                if not re.match(r"\w+:", target):
                    with self.subTest(document=document, target=target):
                        self.assertTrue((folder / target).exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
