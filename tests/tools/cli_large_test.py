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

    def skip_if_it_needs_more(self):
        small = self.save("small.npy", np.ones(4, np.float32))
        command = [Program.path, "apply", "dot", small, small]
        if subprocess.run(command, preexec_fn=limit_data, capture_output=True, check=False).returncode:
            self.skipTest("a sanitizer needs more memory than the limit")

    def run_limited(self, *arguments):
        done = subprocess.run([Program.path, "apply", *arguments], preexec_fn=limit_data, capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_reductions_keep_nothing_of_their_own(self):
        """Their files' pages are the system's, which takes them when it needs them."""
        self.skip_if_it_needs_more()
        a = self.make("a.npy", 1)
        self.assertAlmostEqual(float(self.run_limited("dot", a, f"random:f32:{COUNT}:1")) / COUNT, 1 / 3, 2)

    def test_nor_does_what_makes_an_array_in_one_call(self):
        self.skip_if_it_needs_more()
        a, out = self.make("a.npy", 1), self.file("out.npy")
        made = self.file("made.npy")  # indices
        x = np.load(a, mmap_mode="r")

        def run(*arguments):
            self.run_limited(*arguments, "-o", out)
            return np.load(out, mmap_mode="r")

        np.testing.assert_array_equal(run("reverse", a), x[::-1])
        self.run_limited("iota", str(COUNT - 1), "-1", "--count", str(COUNT), "--dtype", "i32", "-o", made)
        index = np.load(made, mmap_mode="r")
        np.testing.assert_array_equal(index[::4096], np.arange(COUNT - 1, -1, -4096))
        np.testing.assert_array_equal(run("gather", a, made), x[::-1])
        np.testing.assert_array_equal(run("scatter", a, made, "--count", str(COUNT)), x[::-1])
        np.testing.assert_array_equal(run("cumsum", made)[:5000], np.cumsum(index[:5000], dtype=np.int64))
        self.assertEqual(run("cumsum", made)[-1], COUNT * (COUNT - 1) // 2)
        matrix = self.file("matrix.npy")
        with open(matrix, "wb") as file:
            np.lib.format.write_array_header_1_0(
                file, {"descr": "<f4", "fortran_order": True, "shape": (COUNT // 64, 64)})
            x.tofile(file)
        expected = np.max(x.reshape(64, COUNT // 64), axis=1)
        np.testing.assert_array_equal(run("amax", matrix, "--axis", "0"), expected)
