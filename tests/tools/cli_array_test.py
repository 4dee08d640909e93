"""`hologram apply` of what is neither a map nor a reduction: reverse, cumsum, iota, gather, scatter, against NumPy."""

import json
import os
from fractions import Fraction

import numpy as np

from cli_support import SAMPLE, CliTestCase
from numpy_oracle import (DTYPES, FLOATS, exact_running_sums, expected_map, expected_scatter, expected_sequence,
                          lift, number_text, random_array, same_bits)

INDICES = (np.int64, np.int32)


class EveryArrayOperationTest(CliTestCase):
    """Each operation on each type."""

    def entries(self, *names):
        ops = {op["name"]: op for op in json.loads(self.succeed("ops", "--json"))}
        entries = [(name, entry) for name in names for entry in ops[name]["dtypes"]]
        self.assertGreaterEqual(len(entries), 12 * len(names))
        return entries[::SAMPLE]

    def check(self, name, dtype, expected, *arguments):
        """That the program makes that array, bit for bit; gives what it printed."""
        out = self.file("out.npy")
        text = self.succeed("apply", name, *arguments, "-o", out)
        actual = self.load_typed(out, dtype)
        self.assertEqual(actual.shape, expected.shape)
        self.assertTrue(same_bits(actual, expected, dtype).all(), f"{actual}, not {expected}")
        os.remove(out)
        return text

    def test_reverse(self):
        for name, entry in self.entries("reverse"):
            for shape in ((1000,), (7, 41), (), (0,), (3, 0)):
                with self.subTest(dtype=entry["dtype"], shape=shape):
                    x = random_array(self.random, entry["dtype"], shape)
                    x = np.asarray(x, DTYPES[entry["dtype"]])
                    text = self.check(name, entry["dtype"], x.ravel()[::-1].reshape(shape),
                                      self.save_typed("x.npy", x, entry["dtype"]))
                    self.assertIn(f"reverse of {x.size} {entry['dtype']} elements, shape {shape}", text)

    def test_cumsum(self):
        for name, entry in self.entries("cumsum"):
            for shape in ((2000,), (7, 41)):
                with self.subTest(dtype=entry["dtype"], shape=shape):
                    self.check_running_sums(name, entry["dtype"], entry["result_dtype"], shape)

    def test_softmax(self):
        ops = {op["name"]: op for op in json.loads(self.succeed("ops", "--json"))}
        for name in ("softmax", "log_softmax"):
            for entry in ops[name]["dtypes"]:
                dtype = entry["dtype"]
                with self.subTest(name=name, dtype=dtype):
                    x = expected_map("to_" + dtype, "f64", [self.random.normal(0, 3, 1000)])
                    out = self.file("out.npy")
                    self.succeed("apply", name, self.save_typed("x.npy", x, dtype), "-o", out)
                    wide = lift(x, dtype).astype(np.float64)
                    logarithms = wide - wide.max() - np.log(np.sum(np.exp(wide - wide.max())))
                    expected = logarithms if name == "log_softmax" else np.exp(logarithms)
                    digits = {"f64": 48, "f32": 21, "f16": 10, "bf16": 7}[dtype]
                    np.testing.assert_allclose(lift(self.load_typed(out, dtype), dtype).astype(np.float64), expected,
                                               2.0**-digits, 2.0**-24 if dtype == "f16" else 0)

    def check_running_sums(self, name, dtype, result_dtype, shape):
        if dtype in FLOATS:  # no special values: their sums are those of the library's own tests
            x = expected_map("to_" + dtype, "f64", [self.random.normal(0, 10, shape)])
        else:
            x = random_array(self.random, dtype, shape)
        path = self.save_typed("x.npy", x, dtype)
        if dtype not in FLOATS:
            return self.check(name, result_dtype, np.cumsum(x, dtype=DTYPES[result_dtype]).reshape(shape), path)
        out = self.file("out.npy")
        self.succeed("apply", name, path, "-o", out)
        actual = self.load_typed(out, result_dtype)
        self.assertEqual(actual.shape, shape)
        unit = Fraction(float(np.finfo(actual.dtype).eps)) / 2
        for i, (got, exact, magnitude) in enumerate(zip(actual.ravel().tolist(), *exact_running_sums(x, dtype))):
            self.assertLessEqual(abs(Fraction(got) - exact), (5 + Fraction(i, 16)) * unit * magnitude)

    def test_iota(self):
        for name, entry in self.entries("iota"):
            dtype = entry["dtype"]
            pairs = random_array(self.random, dtype, (6, 2))
            pairs[0] = expected_map("to_" + dtype, "f64", [np.array([3.0, 2.0])])
            for start, step in pairs:
                texts = [number_text(value, dtype) for value in (start, step)]
                with self.subTest(dtype=dtype, start=texts[0], step=texts[1]):
                    self.check(name, dtype, expected_sequence(dtype, start, step, 1000), *texts, "--count", "1000",
                               "--dtype", dtype)

    def test_iota_takes_counts_and_numbers_as_elsewhere(self):
        self.check("iota", "i32", np.arange(0, 4096, 2, np.int32), "0", "2", "--count", "2K", "--dtype", "i32")
        self.check("iota", "f64", np.array([]), "0", "2", "--count", "0", "--dtype", "f64")
        self.check("iota", "i8", np.array([-1, -2], np.int8), "-1", "-1", "--count", "2", "--dtype", "i8")
        self.check("iota", "u8", np.array([16, 18], np.uint8), "0x10", "--scalar", "2", "--count", "2", "--dtype", "u8")

    def test_gather(self):
        for name, entry in self.entries("gather"):
            for index_type in INDICES:
                for shape, index_shape in (((100,), (300,)), ((7, 41), (5, 6)), ((1,), ()), ((3,), (0, 2)),
                                           ((0,), (0,))):
                    with self.subTest(dtype=entry["dtype"], index=index_type, shape=shape, index_shape=index_shape):
                        x = random_array(self.random, entry["dtype"], shape)
                        index = np.asarray(self.random.integers(0, max(x.size, 1), index_shape, index_type))
                        self.check(name, entry["dtype"], np.asarray(x.ravel()[index]),
                                   self.save_typed("x.npy", x, entry["dtype"]), self.save("index.npy", index))

    def test_scatter(self):
        for name, entry in self.entries("scatter"):
            for index_type in INDICES:
                for shape, count in (((100,), 150), ((7, 41), 1000), ((), 2), ((0,), 3), ((0,), 0)):
                    with self.subTest(dtype=entry["dtype"], index=index_type, shape=shape):
                        x = np.asarray(random_array(self.random, entry["dtype"], shape), DTYPES[entry["dtype"]])
                        index = np.asarray(self.random.integers(0, max(count, 1), shape, index_type))
                        text = self.check(name, entry["dtype"], expected_scatter(x, index, count),
                                          self.save_typed("x.npy", x, entry["dtype"]), self.save("index.npy", index),
                                          "--count", str(count))
                        self.assertIn(f"shape ({count},)", text)

    def test_generated_arrays_stand_for_files(self):
        self.check("reverse", "i16", np.arange(9, -1, -1, dtype=np.int16), "iota:i16:10")
        self.check("cumsum", "i64", np.arange(1, 11), "ones:i8:10")
        path = self.save("index.npy", np.array([[4, 0]]))
        self.check("gather", "f32", np.array([[4, 0]], np.float32), "iota:f32:5", path)
        self.check("gather", "i64", np.array([4, 0]), path, "iota:i32:2")
        self.check("scatter", "u8", np.array([1, 0, 0, 0, 1], np.uint8), "ones:u8:2", path, "--count", "5")


class ArrayTest(CliTestCase):
    def setUp(self):
        super().setUp()
        self.out = self.file("out.npy")
        self.x = self.save("x.npy", np.arange(5.0))
        self.index = self.save("index.npy", np.array([4, 0, 2]))
        self.matrix = self.save("matrix.npy", np.asfortranarray(np.arange(6).reshape(2, 3)))

    def refuse(self, exit_code, words, *arguments):
        with self.subTest(arguments=arguments):
            self.assertIn(words, self.fail_with(exit_code, "apply", *arguments))
            self.assertFalse(os.path.exists(self.out))

    def test_json_tells_both_shapes(self):
        for arguments, shape, result_shape in ((("reverse", self.x), [5], [5]),
                                               (("gather", self.x, self.index), [3], [3]),
                                               (("scatter", self.x, "iota:i64:5", "--count", "1K"), [5], [1024]),
                                               (("iota", "0", "1", "--count", "4", "--dtype", "f64"), [4], [4])):
            result = json.loads(self.succeed("apply", *arguments, "-o", self.out, "--json"))
            self.assertEqual((result["op"], result["shape"], result["result_shape"], result["output"]),
                             (arguments[0], shape, result_shape, self.out))
            self.assertEqual((result["dtype"], result["result_dtype"]), ("f64", "f64"))
            self.assertNotIn("result", result)
            self.assertNotIn("axis", result)
        self.assertEqual(self.succeed("apply", "reverse", self.x, "-o", self.out, "-q"), "")

    def test_fortran_order(self):
        """Turned around, an array is the same in both orders; where places are counted, they are C's."""
        self.succeed("apply", "reverse", self.matrix, "-o", self.out)
        np.testing.assert_array_equal(np.load(self.out), np.arange(5, -1, -1).reshape(2, 3))
        self.assertTrue(np.load(self.out).flags.f_contiguous)
        index = self.save("i.npy", np.asfortranarray([[4, 0], [1, 2]]))
        self.succeed("apply", "gather", self.x, index, "-o", self.out)
        np.testing.assert_array_equal(np.load(self.out), [[4, 0], [1, 2]])
        os.remove(self.out)
        words = "counts elements in C order; convert it with numpy.ascontiguousarray"
        self.refuse(1, f"{self.matrix} is in Fortran order, but cumsum {words}", "cumsum", self.matrix, "-o", self.out)
        self.refuse(1, words, "gather", self.matrix, self.index, "-o", self.out)
        self.refuse(1, words, "scatter", "ones:f32:4", index, "--count", "9", "-o", self.out)

    def test_indices_out_of_range_name_the_file(self):
        for bad, place, value in ((np.array([0, 1, 7]), 2, 7), (np.array([-1, 0, 9], np.int32), 0, -1),
                                  (np.array([0, 2**32, 1]), 1, 2**32)):
            path = self.save("bad.npy", bad)
            words = f"{path}: holo_apply: argument 3 (inputs): index[{place}] is {value}, there are 5 elements"
            self.refuse(1, words, "gather", self.x, path, "-o", self.out)
            self.refuse(1, words, "scatter", "ones:f64:3", path, "--count", "5", "-o", self.out)
        old = self.save("old.npy", np.ones(3))
        self.fail_with(1, "apply", "gather", self.x, self.save("bad.npy", np.array([5])), "-o", old)
        np.testing.assert_array_equal(np.load(old), np.ones(3))

    def test_types_that_are_refused(self):
        words = "input 2 of gather is i64 or i32, but"
        for dtype in (np.float64, np.uint64, np.int16, np.bool_):
            path = self.save("i.npy", np.zeros(3, dtype))
            self.refuse(1, f"{words} {path} holds ", "gather", self.x, path, "-o", self.out)
        self.refuse(1, f"to_i64 {path} -o i_i64.npy", "gather", self.x, path, "-o", self.out)
        self.refuse(1, "cumsum takes f32 f64", "cumsum", path, "-o", self.out)
        self.refuse(2, "holds f64", "reverse", self.x, "--dtype", "i8", "-o", self.out)

    def test_shapes_and_inputs_that_are_refused(self):
        self.refuse(1, "x.npy has shape (5,), " + self.index + " (3,)", "scatter", self.x, self.index, "--count", "9",
                    "-o", self.out)
        self.refuse(2, "gather takes arrays only, not the number 3", "gather", self.x, "3", "-o", self.out)
        self.refuse(2, "reverse takes arrays only, not the number -1", "reverse", "-1", "-o", self.out)
        self.refuse(2, "takes 2 inputs, 3 were given, and no output with -o", "gather", self.x, self.index, self.out)
        self.refuse(2, "takes 1 input, 2 were given", "reverse", self.x, self.x, "-o", self.out)
        self.refuse(2, "cumsum makes an array: say where to write it with -o out.npy", "cumsum", self.x)
        self.refuse(2, "did you mean 'gather'?", "gathr", self.x, self.index, "-o", self.out)
        self.refuse(1, "absent.npy: No such file", "gather", self.x, self.file("absent.npy"), "-o", self.out)

    def test_count(self):
        scatter, iota = ("scatter", "ones:f64:3", self.index), ("iota", "0", "1", "--dtype", "f32")
        self.refuse(2, "iota: say how many elements the array has, as with --count 1M", *iota, "-o", self.out)
        self.refuse(2, "say how many elements the array to put them into has", *scatter, "-o", self.out)
        for count in ("5X", "-5", "1.5", "K"):
            self.refuse(2, "--count", *iota, "--count", count, "-o", self.out)
            self.refuse(2, "--count", *scatter, "--count", count, "-o", self.out)
        for arguments in (("add", self.x, "1"), ("sum", self.x), ("gather", self.x, self.index), ("reverse", self.x)):
            self.refuse(2, f"how many elements {arguments[0]} gives, its inputs tell: leave --count out", *arguments,
                        "--count", "5", "-o", self.out)
        self.refuse(1, "cannot reserve", *iota, "--count", "90000000G", "-o", self.out)

    def test_iota_refuses(self):
        rest = ("--count", "4", "-o", self.out)
        self.refuse(2, "iota: say which type the array has, as with --dtype f32", "iota", "0", "1", *rest)
        self.refuse(2, "--dtype bool8: iota makes f32 f64", "iota", "0", "1", "--dtype", "bool8", *rest)
        self.refuse(2, "did you mean 'f32'?", "iota", "0", "1", "--dtype", "f23", *rest)
        self.refuse(2, "iota takes numbers only, and 'o.5' is none", "iota", "0", "o.5", "--dtype", "f32", *rest)
        self.refuse(2, "is none", "iota", self.x, "1", "--dtype", "f32", *rest)
        self.refuse(2, "--scalar x: that is no number", "iota", "0", "--scalar", "x", "--dtype", "f32", *rest)
        self.refuse(2, "0.5 is no i32: it is not a whole number", "iota", "0", "0.5", "--dtype", "i32", *rest)
        self.refuse(2, "-1 is no u8: its values are 0 to 255", "iota", "9", "-1", "--dtype", "u8", *rest)
        self.refuse(2, "takes 2 inputs, 1 was given", "iota", "0", "--dtype", "f32", *rest)

    def test_an_output_that_is_an_input(self):
        """It may be, unless that loses what has another type or shape, or the indices."""
        values = np.arange(4.0)
        for dtype, lost in ((np.int64, "i64"), (np.int32, "i32")):
            index = self.save("i.npy", np.array([3, 2, 1, 0], dtype))
            path = self.save("v.npy", values)
            self.succeed("apply", "gather", path, index, "-o", path)
            np.testing.assert_array_equal(np.load(path), values[::-1])
            message = self.fail_with(1, "apply", "gather", path, index, "-o", index)
            self.assertIn(f"holds {lost}; the result, f64 of shape (4,), would replace it", message)
        self.assertIn("would replace it", self.fail_with(1, "apply", "gather", path, self.index, "-o", path))
        self.assertIn("would replace it",
                      self.fail_with(1, "apply", "scatter", path, index, "--count", "9", "-o", path))
        self.succeed("apply", "reverse", path, "-o", path)
        self.succeed("apply", "cumsum", path, "-o", path)
        np.testing.assert_array_equal(np.load(path), np.cumsum(values))
        short = self.save("s.npy", np.ones(3, np.int8))
        self.assertIn("the result, i64 of shape (3,)", self.fail_with(1, "apply", "cumsum", short, "-o", short))
