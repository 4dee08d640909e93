"""examples_case.py EXAMPLES — the Python examples do what they say."""
import contextlib
import io
import pathlib
import runpy
import sys
import tempfile
import unittest


def run(program, *arguments):
    """What it prints."""
    printed, argv = io.StringIO(), sys.argv
    sys.argv = [str(program), *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_path(str(program), run_name="__main__")
    finally:
        sys.argv = argv
    return printed.getvalue()


class Examples(unittest.TestCase):

    def test_classify(self):
        data = EXAMPLES / "data"
        with tempfile.TemporaryDirectory() as folder:
            picture = pathlib.Path(folder) / "flowers.png"
            printed = run(EXAMPLES / "python" / "classify.py", data / "iris.csv", data / "iris_network.csv", "--plot", picture)
            self.assertEqual((data / "iris_expected.txt").read_text(encoding="utf-8"), printed)
            self.assertEqual(b"\x89PNG", picture.read_bytes()[:4])


if __name__ == "__main__":
    EXAMPLES = pathlib.Path(sys.argv.pop())
    unittest.main()
