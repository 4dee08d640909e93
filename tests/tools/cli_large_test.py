"""Files larger than memory: what `hologram apply` keeps in memory does not grow with them.

HOLO_TEST_LARGE_MB is the size of a file, by default small enough for every run."""

import os
import resource
import subprocess

import numpy as np

from cli_support import SAMPLE, CliTestCase, Program

LARGE_MB = int(os.environ.get("HOLO_TEST_LARGE_MB", "64" if SAMPLE == 1 else "16"))
COUNT = LARGE_MB * 2**20 // 4
# Of a map with three inputs: a chunk of 4 MB of each and of the output, and as much again for what is not yet dropped.
BOUND_MB = 36


def limit_data():
    """No more of its own memory than this, in which the arrays would not fit."""
    resource.setrlimit(resource.RLIMIT_DATA, (LARGE_MB * 2**20 // 2, resource.RLIM_INFINITY))


class LargeFileTest(CliTestCase):
    def resident_mb(self, *arguments):
        """The most that the program had in memory at a time, the files' pages included."""
        with subprocess.Popen([Program.path, *arguments], stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss / 1024

    def make(self, name, seed):
        path = self.file(name)
        self.succeed("apply", "to_f32", f"random:f32:{COUNT}:{seed}", "-o", path)
        self.assertGreaterEqual(os.path.getsize(path), LARGE_MB * 2**20)
        return path

    def test_maps_keep_a_few_chunks(self):
        a, b, out = self.make("a.npy", 1), self.make("b.npy", 2), self.file("out.npy")
        small = self.save("small.npy", np.ones(4, np.float32))
        base = self.resident_mb("apply", "fma", small, small, "1", "-o", out)
        for operands in ((a, b, "0.5"), (a, a, b), (f"random:f32:{COUNT}", a, f"iota:f32:{COUNT}")):
            with self.subTest(operands=operands):
                self.assertLess(self.resident_mb("apply", "fma", *operands, "-o", out) - base, BOUND_MB)
        x = np.load(a, mmap_mode="r")
        self.succeed("apply", "mul", a, b, "-o", out)
        made = np.load(out, mmap_mode="r")
        for part in (slice(0, 5000), slice(2**20 - 50, 2**20 + 50), slice(COUNT - 5000, COUNT)):
            np.testing.assert_array_equal(made[part], x[part] * np.load(b, mmap_mode="r")[part])

    def test_reductions_keep_nothing_of_their_own(self):
        """Their files' pages are the system's, which takes them when it needs them."""
        small = self.save("small.npy", np.ones(4, np.float32))
        command = [Program.path, "apply", "dot"]
        if subprocess.run([*command, small, small], preexec_fn=limit_data, capture_output=True, check=False).returncode:
            self.skipTest("a sanitizer needs more memory than the limit")
        a = self.make("a.npy", 1)
        done = subprocess.run([*command, a, f"random:f32:{COUNT}:1"], preexec_fn=limit_data, capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertAlmostEqual(float(done.stdout) / COUNT, 1 / 3, 2)
