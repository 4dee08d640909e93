"""`hologram apply … --axis`: reductions of the rows or the columns of a matrix, against NumPy and exact arithmetic."""

import json
import os
from fractions import Fraction

import numpy as np

from cli_support import SAMPLE, CliTestCase
from numpy_oracle import FLOATS, LOSSES, exact_choice, exact_product, exact_sum, expected_map, lift, random_array, sum_error

ROWS, COLS = 9, 23  # few enough that products of floats stay in range


class AxisTest(CliTestCase):
    def setUp(self):
        super().setUp()
        self.out = self.file("out.npy")

    def matrix(self, name, shape):
        if name in FLOATS:
            return expected_map("to_" + name, "f64", [self.random.normal(0, 10, shape)])
        return random_array(self.random, name, shape)

    def check_line(self, op, name, line, got):
        """`got`, the result of one row or column."""
        if op in LOSSES:
            expected = LOSSES[op](lift(line, name).astype(np.float64))
            return np.testing.assert_allclose(got.item(), expected, 1e-12 if name == "f64" else 1e-5)
        choice = exact_choice(op, line, name)
        if choice is not None:
            return self.assertEqual(got.item(), choice.item())
        exact, magnitude = (exact_product(line, name),) * 2 if op == "prod" else exact_sum(op, [line], name)
        if name not in FLOATS:
            return self.assertEqual((got.item() - int(exact)) % 2**64, 0)
        bound = 80 * Fraction(float(np.finfo(got.dtype).eps)) / 2 * abs(magnitude)
        return self.assertLessEqual(sum_error(op, got.item(), exact), bound)

    def test_every_reduction_of_every_type_in_both_orders(self):
        ops = [op for op in json.loads(self.succeed("ops", "--json")) if op["axis"] and op["input_count"] == 1]
        entries = [(op["name"], entry) for op in ops for entry in op["dtypes"]]
        self.assertGreaterEqual(len(entries), 9 * 12)
        for op, entry in entries[::SAMPLE]:
            name = entry["dtype"]
            matrix = self.matrix(name, (ROWS, COLS))
            for order in "CF":
                path = self.save_typed("in.npy", np.asarray(matrix, order=order), name)
                for axis in (0, 1):
                    with self.subTest(op=op, dtype=name, order=order, axis=axis):
                        self.succeed("apply", op, path, "--axis", str(axis), "-o", self.out)
                        results = self.load_typed(self.out, entry["result_dtype"])
                        self.assertEqual(results.shape, (COLS if axis == 0 else ROWS,))
                        lines = matrix.T if axis == 0 else matrix
                        for line, got in zip(lines, lift(results, entry["result_dtype"])):
                            self.check_line(op, name, line, got)

    def test_shapes_that_are_long_one_way_or_empty(self):
        for shape in ((1, 5000), (5000, 1), (1000, 3), (3, 1000), (0, 4), (4, 0), (0, 0), (1, 1)):
            for order in "CF":
                matrix = np.asarray(random_array(self.random, "i32", shape), order=order)
                path = self.save("in.npy", matrix)
                for axis in (0, 1):
                    with self.subTest(shape=shape, order=order, axis=axis):
                        self.succeed("apply", "sum", path, "--axis", str(axis), "-o", self.out)
                        made = np.load(self.out)
                        self.assertEqual(made.dtype, np.int64)
                        np.testing.assert_array_equal(made, np.sum(matrix, axis=axis, dtype=np.int64))

    def test_what_is_printed(self):
        path = self.save("in.npy", np.ones((3, 4), np.float16))
        text = self.succeed("apply", "sum", path, "--axis", "0", "-o", self.out)
        self.assertEqual(text, f"{self.out}: sum along axis 0 of 12 f16 elements, shape (4,), as f32\n")
        result = json.loads(self.succeed("apply", "sum", path, "--axis", "1", "-o", self.out, "--json"))
        self.assertEqual((result["axis"], result["shape"], result["result_shape"], result["result_dtype"]),
                         (1, [3, 4], [3], "f32"))
        self.assertNotIn("result", result)
        self.assertEqual(self.succeed("apply", "sum", path, "--axis", "1", "-o", self.out, "-q"), "")

    def refuse(self, exit_code, words, *arguments):
        with self.subTest(arguments=arguments):
            self.assertIn(words, self.fail_with(exit_code, "apply", *arguments))
            self.assertFalse(os.path.exists(self.out))

    def test_what_is_refused(self):
        matrix, rest = self.save("m.npy", np.ones((3, 4))), ("-o", self.out)
        for axis in ("2", "-1", "-2", "x", "0x0", "1.0"):
            self.refuse(2, f"--axis {axis}: an array of two dimensions has the axes 0", "sum", matrix, "--axis", axis,
                        *rest)
        self.refuse(2, "sum along an axis makes an array: say where to write it with -o", "sum", matrix, "--axis", "0")
        for arguments in (("neg", matrix), ("gather", matrix, "iota:i64:3"),
                          ("iota", "0", "1", "--dtype", "f32", "--count", "5")):
            self.refuse(2, f"and for softmax and its like; {arguments[0]} is none: leave --axis out",
                        *arguments, "--axis", "0", *rest)
        self.refuse(2, "--axis 0: softmax takes the rows of a matrix only, --axis 1", "softmax", matrix, "--axis", "0",
                    *rest)
        self.refuse(2, "layer_norm takes each row of an array of several dimensions: leave --axis out", "layer_norm",
                    matrix, matrix, matrix, "1e-5", "--axis", "1", *rest)
        line, cube = self.save("line.npy", np.ones(3)), self.save("cube.npy", np.ones((2, 3, 4)))
        self.refuse(1, f"{line} has shape (3,), not two dimensions: leave --axis out", "sum", line, "--axis", "0",
                    *rest)
        self.refuse(1, f"{cube} has shape (2, 3, 4), not two dimensions: give it two with numpy.reshape", "sum", cube,
                    "--axis", "1", *rest)
        self.refuse(1, "has shape ()", "sum", self.save("point.npy", np.array(1.0)), "--axis", "0", *rest)
        self.refuse(2, "random:f32:1M has one dimension, not two: name a file, or leave --axis out", "sum",
                    "random:f32:1M", "--axis", "0", *rest)
        self.refuse(2, "not the number 5", "sum", "5", "--axis", "0", *rest)
        self.refuse(1, "holds bool8", "sum", self.save("b.npy", np.ones((2, 2), np.bool_)), "--axis", "0", *rest)

    def test_two_matrices(self):
        a, b = np.arange(12.0).reshape(3, 4), np.arange(12.0)[::-1].reshape(3, 4)
        for order in "CF":
            paths = [self.save(f"{name}.npy", np.asarray(m, order=order)) for name, m in (("a", a), ("b", b))]
            for axis in (0, 1):
                self.succeed("apply", "dot", *paths, "--axis", str(axis), "-o", self.out)
                np.testing.assert_array_equal(np.load(self.out), (a * b).sum(axis=axis))

    def test_arrays_of_rows(self):
        x = np.arange(12, dtype=np.int16).reshape(3, 4)
        self.succeed("apply", "cumsum", self.save("x.npy", x), "--axis", "1", "-o", self.out)
        np.testing.assert_array_equal(np.load(self.out), x.cumsum(axis=1))
        message = self.fail_with(1, "apply", "cumsum", self.save("f.npy", np.asfortranarray(x)), "--axis", "1", "-o",
                                 self.out)
        self.assertIn("is in Fortran order, but cumsum counts elements in C order", message)

    def test_normalizations_take_rows(self):
        x, weight, bias = np.random.default_rng(1).normal(size=(2, 3, 5)), np.arange(1.0, 6), np.arange(5.0)
        paths = [self.save("x.npy", x), self.save("w.npy", weight), self.save("b.npy", bias)]
        self.succeed("apply", "layer_norm", *paths, "1e-5", "-o", self.out)
        mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        np.testing.assert_allclose(np.load(self.out), (x - mean) / np.sqrt(variance + 1e-5) * weight + bias, rtol=1e-12)
        self.succeed("apply", "rms_norm", *paths[:2], "0", "-o", self.out)
        root = np.sqrt((x * x).mean(axis=-1, keepdims=True))
        np.testing.assert_allclose(np.load(self.out), x / root * weight, rtol=1e-12)
        os.remove(self.out)
        short = self.save("short.npy", np.ones(4))
        self.refuse(1, f"{short} has 4 elements, but the rows of {paths[0]} have 5", "rms_norm", paths[0], short,
                    "1e-5", "-o", self.out)
        self.refuse(2, "takes a number last, epsilon, such as 1e-5", "rms_norm", *paths, "-o", self.out)
        self.refuse(2, "rms_norm takes a number last only; 2 should be an array", "rms_norm", paths[0], "2", "1e-5",
                    "-o", self.out)

    def test_extremes_of_nothing(self):
        path = self.save("in.npy", np.ones((0, 3)))
        self.refuse(1, f'{path}: holo_apply_axis: argument 7 (rows): is 0: "amin" has no value of nothing', "amin",
                    path, "--axis", "0", "-o", self.out)
        self.succeed("apply", "amin", path, "--axis", "1", "-o", self.out)
        self.assertEqual(np.load(self.out).shape, (0,))

    def test_the_output_may_not_be_the_matrix(self):
        path = self.save("m.npy", np.ones((3, 4)))
        message = self.fail_with(1, "apply", "sum", path, "--axis", "0", "-o", path)
        self.assertIn("the result, f64 of shape (4,), would replace it: name another output", message)
        self.assertEqual(np.load(path).shape, (3, 4))
