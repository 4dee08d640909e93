"""examples_case.py EXAMPLES — the Python examples do what they say."""
import contextlib
import importlib.util
import io
import pathlib
import runpy
import subprocess
import sys
import tempfile
import unittest

import numpy as np


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

    def test_elnino(self):
        data = EXAMPLES / "data"
        anomaly = np.load(data / "elnino_sst.npy") - np.load(data / "elnino_usual.npy")
        self.assertEqual(f"{(anomaly > 2.5).sum()} of 732 months were more than 2.5 °C too warm, most of all June 1983: +4.35 °C\n",
                         run(EXAMPLES / "python" / "elnino.py", data, 2.5))

    @unittest.skipUnless(importlib.util.find_spec("distributed"), "Dask distributed is not installed")
    def test_scale_out_gives_the_same_bits(self):
        program = EXAMPLES / "python" / "scale_out.py"
        with tempfile.TemporaryDirectory() as directory:
            folder = pathlib.Path(directory)
            rows = np.random.default_rng(5).normal(size=(5000, 96)).astype(np.float32)
            np.save(folder / "rows.npy", rows)
            printed = []
            for workers in (0, 3):  # processes of their own: they can't be called from a test's threads
                done = subprocess.run([sys.executable, program, folder / "rows.npy", folder / f"{workers}.npy", "--workers",
                                       str(workers), "--partition", "300"], capture_output=True, text=True, timeout=120)
                self.assertEqual((0, ""), (done.returncode, done.stderr))
                printed.append(done.stdout)
            self.assertEqual(printed[0], printed[1])
            self.assertIn("5000 rows in 17 partitions, mean entropy ", printed[0])
            self.assertEqual((folder / "0.npy").read_bytes(), (folder / "3.npy").read_bytes())
            np.testing.assert_allclose(np.load(folder / "0.npy").sum(1), np.ones(5000), rtol=1e-5)


if __name__ == "__main__":
    EXAMPLES = pathlib.Path(sys.argv.pop())
    unittest.main()
