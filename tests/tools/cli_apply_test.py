"""`hologram apply` on well-formed files: every operation on every type against NumPy, orders, shapes, in place."""

import json
import os
import resource
import signal
import subprocess
from fractions import Fraction

import numpy as np

from cli_support import SAMPLE, CliTestCase, Program
from numpy_oracle import (DTYPES, FLOATS, LOSSES, exact_choice, exact_product, exact_sum, expected_map, lift, number_text,
                          random_array, same_bits, sum_error)


def limit_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))


class EveryOperationTest(CliTestCase):
    """Each operation on each type, bit for bit."""

    compared = set()

    def operations(self, shape):
        """(operation, its entry for one dtype) for one of every SAMPLE that the program knows."""
        ops = json.loads(self.succeed("ops", "--json"))
        entries = [(op, entry) for op in ops if op["shape"] == shape for entry in op["dtypes"]]
        self.assertGreaterEqual(len(entries), 500 if shape == "map" else 24)
        return entries[::SAMPLE]

    def inputs(self, entry, shape):
        """Arrays, and the files that hold them."""
        arrays = [random_array(self.random, dtype, shape) for dtype in entry["input_dtypes"]]
        return arrays, [self.save_typed(f"in{i}.npy", array, dtype)
                        for i, (array, dtype) in enumerate(zip(arrays, entry["input_dtypes"]))]

    def apply_map(self, op, entry, operands, arrays):
        out = self.file("out.npy")
        text = self.succeed("apply", op["name"], *operands, "-o", out)
        self.assertIn("287", text)
        actual = self.load_typed(out, entry["result_dtype"])
        expected = expected_map(op["name"], entry["dtype"], arrays)
        if expected is None:  # kernels_test has it
            return
        self.compared.add(op["name"])
        self.assertEqual(actual.shape, expected.shape)
        same = same_bits(actual, expected, entry["result_dtype"])
        self.assertTrue(same.all(), f"{[a[~same] for a in arrays]}: {actual[~same]}, not {expected[~same]}")

    def test_every_map_agrees_with_numpy(self):
        for op, entry in self.operations("map"):
            with self.subTest(op=op["name"], dtype=entry["dtype"]):
                arrays, paths = self.inputs(entry, (7, 41))
                self.apply_map(op, entry, paths, arrays)
        self.assertGreaterEqual(len(self.compared), 55 if SAMPLE == 1 else 1)

    def test_numbers_in_every_place_agree_with_numpy(self):
        for op, entry in self.operations("map"):
            for numbers in range(1, 2**op["input_count"] - 1):
                arrays, operands = self.inputs(entry, (7, 41))
                for k, dtype in enumerate(entry["input_dtypes"]):
                    if numbers >> k & 1:
                        value = self.random.choice(arrays[k].ravel())
                        arrays[k] = np.full_like(arrays[k], value)
                        operands[k] = number_text(value, dtype)
                with self.subTest(op=op["name"], dtype=entry["dtype"], operands=operands):
                    told = ["--dtype", entry["dtype"]] if op["name"] == "where" else []
                    self.apply_map(op, entry, [*operands, *told], arrays)

    def check_product(self, written, array, name):
        """Of integers exact; of these floats, thousands of numbers about 10, whatever float arithmetic makes of it."""
        if name not in FLOATS:
            return self.assertEqual((written.item() - int(exact_product(array, name))) % 2**64, 0)
        self.assertFalse(0 < abs(written.item()) < np.inf)
        # The product of few of them is in reach.
        few = self.save_typed("few.npy", array[:20], name)
        exact = exact_product(array[:20], name)
        got = np.array(self.succeed("apply", "prod", few).strip(), written.dtype)
        bound = 20 * Fraction(float(np.finfo(written.dtype).eps)) / 2 * abs(exact)
        self.assertLessEqual(abs(Fraction(got.item()) - exact), bound)

    def test_every_reduction_agrees_with_exact_arithmetic(self):
        for op, entry in self.operations("reduce"):
            name = entry["dtype"]
            with self.subTest(op=op["name"], dtype=name):
                arrays = []
                for _ in range(op["input_count"]):
                    array = random_array(self.random, name, 5000)
                    if name in FLOATS:
                        loss = op["name"] in LOSSES
                        numbers = self.random.uniform(0.1, 0.9, 5000) if loss else self.random.normal(0, 10, 5000)
                        array = expected_map("to_" + name, "f64", [numbers])
                    arrays.append(array)
                paths = [self.save_typed(f"in{i}.npy", array, name) for i, array in enumerate(arrays)]
                out = self.file("out.npy")
                text = self.succeed("apply", op["name"], *paths, "-o", out)
                written = np.load(out)
                if entry["result_dtype"] == "bf16":
                    written = written.view(np.uint16)
                self.assertEqual((written.shape, written.dtype), ((), np.dtype(DTYPES[entry["result_dtype"]])))
                value = lift(written, entry["result_dtype"]).item()
                read = {"true": True, "false": False}.get(text.strip())
                if read is None:  # the text has all digits
                    read = written.dtype.type(text) if entry["result_dtype"] != "bf16" else float(text)
                self.assertEqual(read, value)
                if op["name"] in LOSSES:
                    wide = [lift(array, name).astype(np.float64) for array in arrays]
                    np.testing.assert_allclose(value, LOSSES[op["name"]](*wide), 1e-12 if name == "f64" else 1e-5)
                    continue
                choice = exact_choice(op["name"], arrays[0], name)
                if choice is not None:
                    self.assertEqual(lift(written, entry["result_dtype"]).item(), choice.item())
                    continue
                if op["name"] == "prod":
                    self.check_product(written, arrays[0], name)
                    continue
                exact, magnitude = exact_sum(op["name"], arrays, name)
                if name in FLOATS:
                    bound = 80 * Fraction(float(np.finfo(written.dtype).eps)) / 2 * magnitude
                    self.assertLessEqual(sum_error(op["name"], written.item(), exact), bound)
                else:
                    self.assertEqual((written.item() - exact) % 2**64, 0)


class ApplyTest(CliTestCase):
    def assert_same(self, actual, expected):
        """Equal, any NaN to any NaN, type, shape and order included."""
        self.assertEqual((actual.dtype, actual.shape), (expected.dtype, expected.shape))
        np.testing.assert_array_equal(actual, expected)

    def test_reductions_print_json_too(self):
        path = self.save("in.npy", np.array([0.1, 0.2], np.float32))
        result = json.loads(self.succeed("apply", "sum", path, "--json"))
        self.assertEqual(np.float32(result["result"]), np.float32(0.1) + np.float32(0.2))
        self.assertEqual((result["dtype"], result["shape"], result["count"]), ("f32", [2], 2))
        path = self.save("in.npy", np.array([np.inf, -np.inf]))
        self.assertTrue(np.isnan(float(json.loads(self.succeed("apply", "sum", path, "--json"))["result"])))

    def test_maps_print_json_too(self):
        path, out = self.save("in.npy", np.ones((2, 3), np.int64)), self.file("out.npy")
        result = json.loads(self.succeed("apply", "neg", path, "-o", out, "--json"))
        self.assertEqual((result["op"], result["shape"], result["output"]), ("neg", [2, 3], out))

    def test_quiet_maps_print_nothing(self):
        path = self.save("in.npy", np.ones(5))
        self.assertEqual(self.succeed("apply", "neg", path, "-o", self.file("out.npy"), "--quiet"), "")
        self.assertEqual(self.succeed("apply", "sum", path, "-q"), "5\n")

    def test_fortran_order_is_kept(self):
        for shape in ((3, 5), (2, 3, 4), (1, 4), (4, 1), (0, 3)):
            with self.subTest(shape=shape):
                a, b = (np.asfortranarray(random_array(self.random, "f64", shape)) for _ in range(2))
                out = self.file("out.npy")
                self.succeed("apply", "add", self.save("a.npy", a), self.save("b.npy", b), "-o", out)
                self.assert_same(np.load(out), expected_map("add", "f64", [a, b]))
                self.assertTrue(np.load(out).flags.f_contiguous)

    def test_mixed_orders_are_refused_unless_they_are_one(self):
        a = np.ones((3, 5))
        message = self.fail_with(1, "apply", "add", self.save("a.npy", a), self.save("b.npy", np.asfortranarray(a)),
                                 "-o", self.file("out.npy"))
        self.assertIn("Fortran order", message)
        self.assertFalse(os.path.exists(self.file("out.npy")))
        row = b"{'descr': '<f8', 'fortran_order': True, 'shape': (1, 2), }\n"
        data = b"\x93NUMPY\1\0" + len(row).to_bytes(2, "little") + row + np.array([1.0, 2.0]).tobytes()
        self.succeed("apply", "add", self.write("a.npy", data), self.save("b.npy", np.ones((1, 2))), "-o",
                     self.file("out.npy"))
        np.testing.assert_array_equal(np.load(self.file("out.npy")), [[2.0, 3.0]])

    def test_arrays_of_no_dimensions_and_of_no_elements(self):
        for array in (np.array(-2.5), np.ones((0,)), np.ones((3, 0, 2), np.float32), np.array(7, np.int32)):
            with self.subTest(shape=array.shape, dtype=array.dtype):
                path, out = self.save("in.npy", array), self.file("out.npy")
                self.succeed("apply", "neg", path, "-o", out)
                self.assert_same(np.load(out), np.asarray(-array))
        self.assertEqual(self.succeed("apply", "sum", self.save("in.npy", np.ones((0,)))), "0\n")

    def test_several_chunks_and_a_rest(self):
        n = 2 * 1048576 + 5
        a = np.arange(n, dtype=np.int32)
        path, out = self.save("in.npy", a), self.file("out.npy")
        self.succeed("apply", "add", path, path, "-o", out)
        self.assert_same(np.load(out), a + a)
        self.assertEqual(self.succeed("apply", "sum", path), f"{n * (n - 1) // 2}\n")

    def test_the_output_may_be_an_input(self):
        a = random_array(self.random, "f32", 1000)
        path = self.save("in.npy", a)
        os.chmod(path, 0o640)
        self.succeed("apply", "mul", path, path, "-o", path)
        self.assert_same(np.load(path), expected_map("mul", "f32", [a, a]))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)
        self.succeed("apply", "to_i32", path, "-o", path)
        self.assertEqual(np.load(path).dtype, np.int32)

    def test_a_link_stays_a_link(self):
        path, link = self.save("in.npy", np.ones(3)), self.file("link.npy")
        os.symlink(path, link)
        self.succeed("apply", "neg", link, "-o", link)
        self.assertTrue(os.path.islink(link))
        np.testing.assert_array_equal(np.load(path), -np.ones(3))

    def test_new_files_get_the_usual_permissions(self):
        path, out = self.save("in.npy", np.ones(3)), self.file("out.npy")
        self.succeed("apply", "neg", path, "-o", out, umask=0o027)
        self.assertEqual(os.stat(out).st_mode & 0o777, 0o640)

    def test_the_correct_mode_rounds_the_exact_result(self):
        x = self.random.uniform(-20, 20, 5000).astype(np.float32)
        path, out = self.save("x.npy", x), self.file("out.npy")
        self.succeed("apply", "exp", path, "-o", out, "--correct")
        np.testing.assert_array_equal(np.load(out), np.exp(x.astype(np.float64)).astype(np.float32))

    def test_every_level_gives_the_same_map(self):
        a = random_array(self.random, "f32", 4099)
        path = self.save("in.npy", a)
        for level in json.loads(self.succeed("info", "--json"))["simd"]["supported"]:
            out = self.file(f"{level}.npy")
            result = json.loads(self.succeed("apply", "sqrt", path, "-o", out, "--simd", level, "--json"))
            self.assertEqual(result["simd_level"], level)
            self.assert_same(np.load(out), expected_map("sqrt", "f32", [a]))


class ApplyRefusesTest(CliTestCase):
    def test_a_mistyped_operation_gets_suggestions(self):
        path = self.save("in.npy", np.ones(3))
        for typed, meant in (("ad", "add"), ("sqr", "sqrt"), ("multiply", "mul"), ("maximum", "max"), ("dto", "dot")):
            self.assertIn(f"'{meant}'", self.fail_with(2, "apply", typed, path))
        message = self.fail_with(2, "apply", "frobnicate", path)
        self.assertNotIn("did you mean", message)
        self.assertIn("add sub mul", message)

    def test_a_wrong_number_of_inputs_says_how_many(self):
        path, out = self.save("in.npy", np.ones(3)), self.file("out.npy")
        self.assertIn("takes 2 inputs, 1 was given", self.fail_with(2, "apply", "add", path, "-o", out))
        self.assertIn("takes 1 input, 2 were given", self.fail_with(2, "apply", "sum", path, path))
        self.assertIn("no output with -o", self.fail_with(2, "apply", "neg", path, out))
        self.assertIn("takes 3 inputs, 0 were given", self.fail_with(2, "apply", "fma", "-o", out))

    def test_a_map_without_an_output_is_a_usage_error(self):
        self.assertIn("-o", self.fail_with(2, "apply", "neg", self.save("in.npy", np.ones(3))))

    def test_an_unknown_level_is_a_usage_error(self):
        path = self.save("in.npy", np.ones(3))
        self.assertIn("avx2", self.fail_with(2, "apply", "sum", path, "--simd", "avx3"))

    def test_a_level_of_another_architecture_is_the_librarys_error(self):
        path = self.save("in.npy", np.ones(3))
        other = "avx2" if os.uname().machine == "aarch64" else "neon"
        self.assertIn("HOLO_ERROR_UNSUPPORTED", self.fail_with(1, "apply", "sum", path, "--simd", other))

    def test_types_and_shapes_must_agree(self):
        a, out = self.save("a.npy", np.ones((2, 3))), self.file("out.npy")
        for other, words in ((np.ones((3, 2)), "(3, 2)"), (np.ones(6), "(6,)"), (np.ones((2, 3), np.float32), "f32")):
            self.assertIn(words, self.fail_with(1, "apply", "add", a, self.save("b.npy", other), "-o", out))
        self.assertFalse(os.path.exists(out))

    def test_mixed_types_name_the_files_and_the_conversion_that_loses_least(self):
        a, b, out = self.save("a.npy", np.ones(3)), self.save("b.npy", np.ones(3, np.float32)), self.file("out.npy")
        message = self.fail_with(1, "apply", "add", a, b, "-o", out)
        self.assertIn("a.npy holds f64", message)
        self.assertIn("b.npy f32", message)
        self.assertIn(f"`hologram apply to_f64 {b} -o b_f64.npy`", message)
        i = self.save("i.npy", np.ones(3, np.int64))
        self.assertIn(f"to_f32 {i}", self.fail_with(1, "apply", "add", b, i, "-o", out))
        message = self.fail_with(1, "apply", "where", a, a, a, "-o", out)
        self.assertIn("input 1 of where is bool8", message)
        self.assertIn("to_bool8", message)
        mask = self.save("mask.npy", np.ones(3, np.bool_))
        self.assertIn("a.npy holds f64", self.fail_with(1, "apply", "where", mask, a, b, "-o", out))

    def test_types_that_the_operation_does_not_take(self):
        out = self.file("out.npy")
        for op, dtype, words in (("neg", "b1", "to_f32"), ("sqrt", "i4", "takes f32 f64 f16 bf16, but"),
                                 ("popcount", "f8", "to_f64"), ("sum", "b1", "holds bool8")):
            message = self.fail_with(1, "apply", op, self.save("in.npy", np.ones(3, dtype)), "-o", out)
            self.assertIn(words, message)
        self.assertFalse(os.path.exists(out))

    def test_an_output_that_would_lose_an_input(self):
        a = np.arange(6.0)
        path, link = self.save("in.npy", a), self.file("link.npy")
        os.symlink(path, link)
        for arguments in (("to_f32", path, "-o", path), ("eq", path, "1", "-o", link), ("sum", path, "-o", path),
                          ("where", "true", link, "0", "--dtype", "f32", "-o", path)):
            message = self.fail_with(2 if "--dtype" in arguments else 1, "apply", *arguments)
            self.assertIn("f64", message)
            np.testing.assert_array_equal(np.load(path), a)
        self.assertIn("name another output", self.fail_with(1, "apply", "to_f32", path, "-o", link))

    def test_files_that_are_none(self):
        out = self.file("out.npy")
        self.assertIn("No such file", self.fail_with(1, "apply", "neg", self.file("absent.npy"), "-o", out))
        self.assertIn("directory", self.fail_with(1, "apply", "neg", self.directory.name, "-o", out))
        os.mkfifo(self.file("pipe"))
        self.assertIn("regular file", self.fail_with(1, "apply", "neg", self.file("pipe"), "-o", out))

    def test_outputs_that_cannot_be(self):
        path = self.save("in.npy", np.ones(3))
        for out in (self.directory.name, self.file("absent/out.npy"), "/dev/null", self.file("x" * 300)):
            self.fail_with(1, "apply", "neg", path, "-o", out)
            self.fail_with(1, "apply", "sum", path, "-o", out)

    def test_a_failed_run_leaves_the_old_output(self):
        old = self.save("out.npy", np.ones(3))
        path = self.save("in.npy", np.ones(3, np.bool_))
        self.fail_with(1, "apply", "neg", path, "-o", old)
        np.testing.assert_array_equal(np.load(old), np.ones(3))

    def test_a_file_that_may_not_grow_leaves_nothing(self):
        path, out = self.save("in.npy", np.ones(100000)), self.file("out.npy")
        for by_signal in (False, True):  # Python starts its children with SIGXFSZ ignored, if it does not restore it
            with self.subTest(by_signal=by_signal):
                done = subprocess.run([Program.path, "apply", "neg", path, "-o", out], capture_output=True, text=True,
                                      preexec_fn=limit_file_size, restore_signals=by_signal, check=False)
                self.assertEqual(done.returncode, -signal.SIGXFSZ if by_signal else 1)
                self.assertIn("" if by_signal else "cannot reserve 800128 bytes", done.stderr)
                self.assertEqual(os.listdir(self.directory.name), ["in.npy"])
