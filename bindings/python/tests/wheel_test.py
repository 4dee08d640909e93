"""The wheel by itself: installed into an empty folder, with nothing else of the build, it runs a program, and its types
are what a type checker wants; its public names show nothing of SWIG."""
import argparse
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

PROGRAM = """
import numpy as np
import hologram

with hologram.HoloExecutor() as ex:
    x = ex.buffer([1.0, 2.0, 3.0], "f32")
    y: hologram.HoloBuffer = ex.buffer(3)
    ex.mul(x, 2.5, out=y)
    total: float = ex.sum(y)
    z = np.zeros(3, np.float32)
    z = ex.exp(y, out=z)
    print(total, ex.softmax(np.asarray(x).reshape(1, 3), axis=-1).shape, hologram.__version__)
    x.close()
    y.close()
print(hologram.live_handles())
"""
WRONG = """
import hologram

hologram.add(1.0)
hologram.sum([1.0], axis="x")
hologram.HoloExecutor(fast=True)
"""
ARGUMENTS = None


class WheelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.folder = pathlib.Path(cls.directory.name)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target",
                        str(cls.folder / "site"), "--root-user-action", "ignore", str(ARGUMENTS.wheel)], check=True)

    def run_python(self, *arguments):
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(self.folder / "site"), "MYPYPATH": str(self.folder / "site"),
                       "HOME": str(self.folder)}
        return subprocess.run([sys.executable, *arguments], cwd=self.folder, capture_output=True, text=True,
                              env=environment, check=False)

    def test_a_program_needs_nothing_else(self):
        result = self.run_python("-c", PROGRAM)
        self.assertEqual((result.stdout, result.stderr), (f"15.0 (1, 3) {ARGUMENTS.version}\n0\n", ""))

    def test_types(self):
        (self.folder / "good.py").write_text(PROGRAM, encoding="utf-8")
        (self.folder / "wrong.py").write_text(WRONG, encoding="utf-8")
        if importlib.util.find_spec("mypy") is None:
            self.skipTest("mypy is not installed")
        result = self.run_python("-m", "mypy", "--strict", "good.py", "site/hologram")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(self.run_python("-m", "mypy", "--strict", "wrong.py").stdout.count(": error:"), 3)

    def test_what_is_inside(self):
        with zipfile.ZipFile(ARGUMENTS.wheel) as wheel:
            names = wheel.namelist()
        native = [name for name in names if ".so" in name]
        self.assertEqual(len(native), 2, native)
        self.assertIn("hologram/py.typed", names)
        self.assertRegex(ARGUMENTS.wheel.name, r"^libhologram-[\d.]+-cp\d+-cp\d+-manylinux_2_\d+_\w+\.whl$")
        outside = self.run_python("-c", "import hologram; print(hologram.__file__)").stdout
        self.assertIn(str(self.folder), outside)

    def test_public_names(self):
        listed = self.run_python("-c", "import hologram; print(*(n for m in (hologram, hologram.HoloBuffer, "
                                 "hologram.HoloExecutor) for n in dir(m) if not n.startswith('_')))").stdout.split()
        self.assertGreater(len(listed), 250)
        self.assertEqual([name for name in listed if re.search(r"(?i)swig|^holo_|_bits$", name)], [])

    def test_no_path_of_the_build(self):
        with zipfile.ZipFile(ARGUMENTS.wheel) as wheel:
            for name in wheel.namelist():
                self.assertNotIn(os.fsencode(str(ARGUMENTS.build)), wheel.read(name), name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheel", type=pathlib.Path, required=True, help="the folder that it is in")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    ARGUMENTS = parser.parse_args()
    ARGUMENTS.wheel = next(ARGUMENTS.wheel.glob("libhologram-*.whl"))
    unittest.main(argv=[sys.argv[0]])
