"""What may stand where `hologram apply` expects an input: numbers, generated arrays, files of bf16."""

import os

import numpy as np

from cli_support import CliTestCase
from numpy_oracle import DTYPES, FLOATS, FORMATS, expected_map, lift, random_array, round_to, same_bits

PRECISION = {"f64": 53, **{name: digits for name, (digits, _) in FORMATS.items()}}


def mix(x):
    """SplitMix64's."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def random_elements(dtype, count, seed):
    """random:dtype:count:seed, as generated_array.h describes it."""
    with np.errstate(over="ignore"):
        state = mix(np.array([seed], np.uint64))
        bits = mix(state + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    if dtype in FLOATS:
        precision = PRECISION[dtype]
        return round_to((bits >> np.uint64(64 - precision)) * 2.0 ** (1 - precision) - 1, dtype)
    return (bits & np.uint64(1)).astype(np.bool_) if dtype == "bool8" else bits.astype(DTYPES[dtype])


class NumberTest(CliTestCase):
    def apply(self, op, array, *operands):
        """The result, where "x" among the operands is the array."""
        path, out = self.save("x.npy", array), self.file("out.npy")
        self.succeed("apply", op, *(path if operand == "x" else operand for operand in operands), "-o", out)
        return np.load(out)

    def test_numbers_stand_where_they_are_typed(self):
        x = np.array([1.0, -2.0, 8.0])
        np.testing.assert_array_equal(self.apply("sub", x, "2.5", "x"), 2.5 - x)
        np.testing.assert_array_equal(self.apply("sub", x, "x", "2.5"), x - 2.5)
        np.testing.assert_array_equal(self.apply("sub", x, "x", "-2.5"), x + 2.5)
        np.testing.assert_array_equal(self.apply("fma", x, "2", "x", "-1"), 2 * x - 1)

    def test_scalar_options_fill_the_last_inputs(self):
        x = np.array([1.0, -2.0, 8.0])
        np.testing.assert_array_equal(self.apply("sub", x, "x", "--scalar", "-2.5"), x + 2.5)
        np.testing.assert_array_equal(self.apply("sub", x, "--scalar", "2.5", "x"), x - 2.5)
        np.testing.assert_array_equal(self.apply("sub", x, "--scalar=-inf", "x"), x + np.inf)
        np.testing.assert_array_equal(self.apply("clip", x, "x", "--scalar", "-1", "--scalar", "2"), np.clip(x, -1, 2))
        np.testing.assert_array_equal(self.apply("clip", x, "x", "-1", "--scalar", "2"), np.clip(x, -1, 2))

    def test_every_spelling(self):
        zeros = np.zeros(1)
        for text, value in (("2", 2), ("-2", -2), ("+2", 2), ("-.5", -0.5), ("1e-3", 1e-3), ("0x10", 16), ("-0x1", -1),
                            ("0x1.8p3", 12), ("inf", np.inf), ("-inf", -np.inf), ("INF", np.inf), ("nan", np.nan),
                            ("-infinity", -np.inf), ("1e-400", 0), ("5e-324", 5e-324)):
            with self.subTest(text):
                np.testing.assert_array_equal(self.apply("add", zeros, "x", text), [value])
        for text, dtype, value in (("0xff", "u1", 255), ("-128", "i1", -128), ("-0x80", "i1", -128),
                                   ("1e6", "i4", 10**6),
                                   ("2.0", "i4", 2), ("18446744073709551615", "u8", 2**64 - 1),
                                   ("-9223372036854775808", "i8", -2**63), ("-0", "u1", 0)):
            with self.subTest(text, dtype=dtype):
                self.assertEqual(self.apply("add", np.zeros(1, dtype), "x", text)[0], value)
        np.testing.assert_array_equal(self.apply("bit_xor", np.array([True, False]), "x", "true"), [False, True])

    def test_a_file_of_that_name_comes_first(self):
        self.save("2.5.npy", np.array([40.0]))
        os.rename(self.file("2.5.npy"), self.file("2.5"))
        self.save("x.npy", np.array([2.0]))
        self.succeed("apply", "add", "x.npy", "2.5", "-o", "out.npy", cwd=self.directory.name)
        self.assertEqual(np.load(self.file("out.npy"))[0], 42)

    def test_numbers_that_do_not_fit(self):
        out = self.file("out.npy")
        cases = (("i4", "2.5", "whole"), ("u1", "300", "0 to 255"), ("u1", "-1", "0 to 255"),
                 ("i1", "128", "-128 to 127"),
                 ("i1", "-129", "-128 to 127"), ("i8", "9223372036854775808", "9223372036854775807"),
                 ("u8", "18446744073709551616", "18446744073709551615"), ("i4", "inf", "whole"), ("i4", "nan", "whole"),
                 ("i8", "1234567890123456789.0", "without . and e"), ("f2", "65520", "too large"),
                 ("f4", "1e39", "too large"), ("f8", "1e309", "too large"), ("f4", "true", "bool8"),
                 ("i4", "0x1p-1", "whole"), ("u8", "1e30", "0 to"))
        for dtype, text, words in cases:
            with self.subTest(text, dtype=dtype):
                path = self.save("x.npy", np.ones(3, dtype))
                message = self.fail_with(2, "apply", "add", path, text, "-o", out)
                self.assertIn(f"{text} is no ", message)
                self.assertIn(words, message)
        path = self.save("x.npy", np.ones(3, np.bool_))
        self.assertIn("2 is no bool8", self.fail_with(2, "apply", "bit_and", path, "2", "-o", out))
        self.assertFalse(os.path.exists(out))

    def test_what_is_no_number(self):
        path, out = self.save("x.npy", np.ones(3)), self.file("out.npy")
        for text in ("two", "", "1,5", "--", "1 2", "0x", "+-1", "1e", "e5"):
            self.fail_with(2, "apply", "add", path, f"--scalar={text}", "-o", out)
        self.assertIn("No such file", self.fail_with(1, "apply", "add", path, "2.5.npy", "-o", out))
        self.assertIn("at least one array", self.fail_with(2, "apply", "add", "1", "2", "-o", out))
        self.assertIn("arrays only", self.fail_with(2, "apply", "dot", path, "2"))
        message = self.fail_with(2, "apply", "add", path, "1", "--scalar", "2", "-o", out)
        self.assertIn("2 inputs, 3 were given", message)

    def test_where_between_two_numbers_needs_a_type(self):
        path, out = self.save("mask.npy", np.array([True, False])), self.file("out.npy")
        self.assertIn("--dtype", self.fail_with(2, "apply", "where", path, "1", "2", "-o", out))
        self.succeed("apply", "where", path, "1", "2", "--dtype", "i8", "-o", out)
        self.assertEqual((np.load(out).dtype, np.load(out).tolist()), (np.int8, [1, 2]))
        self.assertIn("did you mean", self.fail_with(2, "apply", "where", path, "1", "2", "--dtype", "int8", "-o", out))


class GeneratedArrayTest(CliTestCase):
    def generate(self, text, dtype):
        """The elements, by a conversion that changes none."""
        out = self.file("out.npy")
        self.succeed("apply", "to_" + dtype, text, "-o", out)
        return self.load_typed(out, dtype)

    def test_every_recipe_of_every_type(self):
        count = 8192 + 5
        for dtype in DTYPES:
            for recipe, expected in (
                    ("zeros", expected_map("to_" + dtype, "f64", [np.zeros(count)])),
                    ("ones", expected_map("to_" + dtype, "f64", [np.ones(count)])),
                    ("iota", expected_map("to_" + dtype, "i64", [np.arange(count)])),
                    ("random", random_elements(dtype, count, 1)),
                    ("seeded", random_elements(dtype, count, 2**64 - 1))):
                with self.subTest(recipe, dtype=dtype):
                    text = f"random:{dtype}:{count}:{2**64 - 1}" if recipe == "seeded" else f"{recipe}:{dtype}:{count}"
                    actual = self.generate(text, dtype)
                    self.assertEqual(actual.shape, (count,))
                    self.assertTrue(same_bits(actual, expected, dtype).all())
                    if dtype in FLOATS and recipe == "random":
                        values = lift(actual, dtype)
                        self.assertTrue(values.min() >= -1 and values.max() < 1 and abs(values.mean()) < 0.05)

    def test_chunks_do_not_show(self):
        count = 1048576 + 9000
        actual = self.generate(f"random:f32:{count}:7", "f32")
        np.testing.assert_array_equal(actual, random_elements("f32", count, 7))
        np.testing.assert_array_equal(self.generate(f"iota:i32:{count}", "i32"), np.arange(count))

    def test_counts(self):
        for text, count in (("0", 0), ("1000", 1000), ("2K", 2048), ("2k", 2048), ("1M", 2**20)):
            self.assertEqual(len(self.generate(f"zeros:i8:{text}", "i8")), count)

    def test_without_a_seed_the_place_is_it(self):
        out = self.file("out.npy")
        self.succeed("apply", "sub", "random:i32:100", "random:i32:100", "-o", out)
        np.testing.assert_array_equal(np.load(out), random_elements("i32", 100, 1) - random_elements("i32", 100, 2))

    def test_they_take_the_shape_of_files(self):
        x = random_array(self.random, "i64", (3, 4))
        path, out = self.save("x.npy", x), self.file("out.npy")
        self.succeed("apply", "add", "ones:i64:12", path, "-o", out)
        np.testing.assert_array_equal(np.load(out), x + 1)
        self.assertIn("13", self.fail_with(1, "apply", "add", "ones:i64:13", path, "-o", out))
        message = self.fail_with(1, "apply", "add", "ones:f32:12", path, "-o", out)
        self.assertIn("ones:f32:12 holds f32", message)

    def test_reductions_take_them_as_one_array(self):
        for scratch in (self.directory.name, ""):
            environment = {**os.environ, "TMPDIR": scratch}
            self.assertEqual(self.succeed("apply", "sum", "iota:i32:3M", env=environment),
                             f"{3 * 2**20 * (3 * 2**20 - 1) // 2}\n")
            self.assertEqual(os.listdir(self.directory.name), [])
        path = self.save("x.npy", random_elements("f32", 10**6, 3))
        self.assertEqual(self.succeed("apply", "sum", path), self.succeed("apply", "sum", "random:f32:1000000:3"))
        self.assertEqual(self.succeed("apply", "dot", path, path),
                         self.succeed("apply", "dot", path, "random:f32:1000000:3"))
        self.assertEqual(self.succeed("apply", "sum", "random:f32:0"), "0\n")
        message = self.fail_with(1, "apply", "sum", "ones:i8:9", env={**os.environ, "TMPDIR": self.file("absent")})
        self.assertIn("temporary array", message)

    def test_what_is_wrong_with_them(self):
        for text, words in (("random:f31:5", "did you mean 'f32'?"), ("random:f32", "random:DTYPE:COUNT"),
                            ("zeros:f32:5:1", "zeros:DTYPE:COUNT"), ("random:f32:5:1:1", "random:DTYPE:COUNT"),
                            ("random:f32:", "number of elements"), ("random:f32:-5", "number of elements"),
                            ("random:f32:5T", "number of elements"), ("random:f32:1.5M", "number of elements"),
                            ("random:f32:K", "number of elements"), ("random:f32:2000000000G", "number of elements"),
                            ("random:f32:5:x", "seed"), ("random:f32:5:-1", "seed"), ("rndom:f32:5", "'random'"),
                            ("random:", "random:DTYPE:COUNT"), ("iota::5", "no dtype ''")):
            with self.subTest(text):
                self.assertIn(words, self.fail_with(2, "apply", "sum", text))
        self.assertIn("No such file", self.fail_with(1, "apply", "sum", "frobnicate:f32:5"))
        message = self.fail_with(1, "apply", "neg", "zeros:f32:900000000G", "-o", self.file("out.npy"))
        self.assertIn("cannot reserve", message)


class Bf16FileTest(CliTestCase):
    def test_results_of_bf16_can_be_read_again(self):
        x = random_array(self.random, "f32", (4, 5))
        path, half, out = self.save("x.npy", x), self.file("half.npy"), self.file("out.npy")
        self.succeed("apply", "to_bf16", path, "-o", half)
        with open(half, "rb") as file:
            self.assertIn(b"'descr': '<V2'", file.read(64))
        self.succeed("apply", "to_f32", half, "-o", out)
        expected = lift(expected_map("to_bf16", "f32", [x]), "bf16").astype(np.float32)
        np.testing.assert_array_equal(np.load(out), expected)

    def test_raw_bytes_and_integers_are_read_as_the_type_that_is_told(self):
        bits = random_array(self.random, "bf16", 50)
        expected, out = lift(bits, "bf16"), self.file("out.npy")
        for array in (bits, bits.view("V2")):
            path = self.save("x.npy", array)
            self.succeed("apply", "to_f64", path, "--dtype", "bf16", "-o", out)
            np.testing.assert_array_equal(np.load(out), expected)
        header = b"{'descr': 'bfloat16', 'fortran_order': False, 'shape': (50,), }\n"
        named = b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header + bits.tobytes()
        self.succeed("apply", "to_f64", self.write("x.npy", named), "-o", out)
        np.testing.assert_array_equal(np.load(out), expected)
        self.succeed("apply", "to_f64", self.save("x.npy", np.ones(5, "u8").view("V8")), "--dtype", "f64", "-o", out)

    def test_a_type_that_the_file_has_not(self):
        path = self.save("x.npy", np.ones(3))
        message = self.fail_with(2, "apply", "sum", path, "--dtype", "bf16")
        self.assertIn("--dtype bf16", message)
        self.assertIn("holds f64", message)
