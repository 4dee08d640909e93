"""What the tests of the hologram program share: running it in a scratch directory, and arrays as files."""

import os
import subprocess
import tempfile
import unittest

import numpy as np

from numpy_oracle import DTYPES

SEED = 20240611
# HOLO_TEST_SAMPLE=N: one of every N inputs, for builds in which the program starts slowly.
SAMPLE = int(os.environ.get("HOLO_TEST_SAMPLE", "1"))


class Program:
    """The program under test; `path` is set by the test's main."""

    path = ""


class CliTestCase(unittest.TestCase):
    """Each case has a directory of its own, which must hold no temporary file at its end."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.random = np.random.default_rng(SEED)

    def tearDown(self):
        leftovers = [name for name in os.listdir(self.directory.name) if name.startswith(".")]
        self.assertEqual(leftovers, [], "temporary files were left behind")

    def file(self, name):
        return os.path.join(self.directory.name, name)

    def save(self, name, array):
        path = self.file(name)
        np.save(path, array)
        return path

    def save_typed(self, name, array, dtype):
        """As `save`; bf16, which is uint16 here, as ml_dtypes saves it."""
        if dtype != "bf16":
            return self.save(name, array)
        path = self.file(name)
        with open(path, "wb") as file:
            order = array.flags.f_contiguous and not array.flags.c_contiguous
            np.lib.format.write_array_header_1_0(
                file, {"descr": "<V2", "fortran_order": order, "shape": array.shape})
            file.write(array.tobytes("A"))
        return path

    def load_typed(self, path, dtype):
        """The array, whose type must be that one."""
        array = np.load(path)
        self.assertEqual(array.dtype, np.dtype("V2") if dtype == "bf16" else np.dtype(DTYPES[dtype]))
        return array.view(np.uint16) if dtype == "bf16" else array

    def write(self, name, data):
        path = self.file(name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def run_program(self, *arguments, **options):
        """Runs the program, which must end by itself; gives the completed process."""
        command = [Program.path, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)
        self.assertIn(done.returncode, (0, 1, 2), f"{command}: {done.stderr}")
        return done

    def succeed(self, *arguments, **options):
        done = self.run_program(*arguments, **options)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stderr}")
        self.assertEqual(done.stderr, "")
        return done.stdout

    def fail_with(self, exit_code, *arguments, **options):
        """Gives the message, which must be all that was printed, and one for people."""
        done = self.run_program(*arguments, **options)
        self.assertEqual(done.returncode, exit_code, f"{arguments}: {done.stdout}{done.stderr}")
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("hologram: "), done.stderr)
        return done.stderr
