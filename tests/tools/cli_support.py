"""What the tests of the hologram program share: running it in a scratch directory, and an oracle for its results."""

import math
import os
import subprocess
import tempfile
import unittest
from fractions import Fraction

import numpy as np

DTYPES = {"f32": np.float32, "f64": np.float64, "i32": np.int32, "i64": np.int64}
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


def random_array(random, dtype, shape):
    """Values of all sizes; special ones among them."""
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        array = random.normal(0, 10, shape).astype(dtype)
        special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, np.finfo(dtype).max, np.finfo(dtype).tiny], dtype)
    else:
        array = random.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype, endpoint=True)
        special = np.array([0, 1, -1, np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
    places = random.random(shape) < 0.1
    return np.where(places, random.choice(special, shape), array).astype(dtype)


def divide(a, b):
    if a.dtype.kind == "f":
        return a / b
    quotients = [0 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
                 for x, y in zip(a.ravel().tolist(), b.ravel().tolist())]
    bits = 8 * a.dtype.itemsize
    wrapped = [(q + (1 << (bits - 1))) % (1 << bits) - (1 << (bits - 1)) for q in quotients]
    return np.array(wrapped, a.dtype).reshape(a.shape)


def fma(a, b, c):
    def one(x, y, z):
        if not all(map(math.isfinite, (x, y, z))) or x * y == 0:
            return x * y + z
        exact = Fraction(x) * Fraction(y) + Fraction(z)
        try:
            return float(exact) or x * y + z
        except OverflowError:
            return math.inf if exact > 0 else -math.inf

    values = [one(*xyz) for xyz in zip(a.ravel().tolist(), b.ravel().tolist(), c.ravel().tolist())]
    return np.array(values).astype(a.dtype).reshape(a.shape)


MAPS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": divide,
    "min": np.minimum,
    "max": np.maximum,
    "abs": np.abs,
    "neg": np.negative,
    "sqrt": np.sqrt,
    "fma": fma,
    "relu": lambda x: np.maximum(x, np.zeros((), x.dtype)),
}


def expected_map(op, inputs):
    with np.errstate(all="ignore"):
        return MAPS[op](*inputs)


def exact_sum(op, inputs):
    """The exact result of sum or dot as a Fraction or int, and the sum of the terms' magnitudes."""
    columns = [[Fraction(x) for x in a.ravel().tolist()] for a in inputs]
    terms = columns[0] if op == "sum" else [x * y for x, y in zip(*columns)]
    return sum(terms), sum(map(abs, terms))
