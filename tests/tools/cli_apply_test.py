"""`hologram apply` on well-formed files: every operation on every type against NumPy, orders, shapes, in place."""

import json
import os
import resource
import signal
import subprocess
from fractions import Fraction

import numpy as np

from cli_support import CliTestCase, DTYPES, Program, exact_sum, expected_map, random_array


def limit_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))


class ApplyTest(CliTestCase):
    def operations(self):
        """(operation, its entry for one dtype) for all that the program knows."""
        for op in json.loads(self.succeed("info", "--json"))["ops"]:
            for entry in op["dtypes"]:
                yield op, entry

    def inputs(self, op, dtype, shape):
        arrays = [random_array(self.random, dtype, shape) for _ in range(op["input_count"])]
        return arrays, [self.save(f"in{i}.npy", a) for i, a in enumerate(arrays)]

    def assert_same(self, actual, expected):
        """Equal, any NaN to any NaN, type, shape and order included."""
        self.assertEqual((actual.dtype, actual.shape), (expected.dtype, expected.shape))
        np.testing.assert_array_equal(actual, expected)

    def test_every_map_agrees_with_numpy(self):
        count = 0
        for op, entry in self.operations():
            if op["shape"] != "map":
                continue
            with self.subTest(op=op["name"], dtype=entry["dtype"]):
                arrays, paths = self.inputs(op, DTYPES[entry["dtype"]], (7, 41))
                out = self.file("out.npy")
                text = self.succeed("apply", op["name"], *paths, "-o", out)
                self.assertIn("287", text)
                self.assert_same(np.load(out), expected_map(op["name"], arrays))
                count += 1
        self.assertGreaterEqual(count, 40)

    def test_every_reduction_agrees_with_exact_arithmetic(self):
        for op, entry in self.operations():
            if op["shape"] != "reduce":
                continue
            with self.subTest(op=op["name"], dtype=entry["dtype"]):
                dtype = np.dtype(DTYPES[entry["dtype"]])
                arrays = [random_array(self.random, np.int32, 5000) for _ in range(op["input_count"])]
                if dtype.kind == "f":
                    arrays = [(a / 2**20).astype(dtype) for a in arrays]
                arrays = [a.astype(dtype) for a in arrays]
                paths = [self.save(f"in{i}.npy", a) for i, a in enumerate(arrays)]
                out = self.file("out.npy")
                text = self.succeed("apply", op["name"], *paths, "-o", out)
                written = np.load(out)
                self.assertEqual((written.shape, written.dtype), ((), np.dtype(DTYPES[entry["result_dtype"]])))
                self.assertEqual(written.dtype.type(text), written)  # the text has all digits
                exact, magnitude = exact_sum(op["name"], arrays)
                if dtype.kind == "f":
                    bound = 72 * Fraction(float(np.finfo(dtype).eps)) / 2 * magnitude
                    self.assertLessEqual(abs(Fraction(written.item()) - exact), bound)
                else:
                    self.assertEqual((written.item() - exact) % 2**64, 0)

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
                a, b = (np.asfortranarray(random_array(self.random, np.float64, shape)) for _ in range(2))
                out = self.file("out.npy")
                self.succeed("apply", "add", self.save("a.npy", a), self.save("b.npy", b), "-o", out)
                self.assert_same(np.load(out), expected_map("add", [a, b]))
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
        n = 2 * 4194304 + 5
        a = np.arange(n, dtype=np.int32)
        path, out = self.save("in.npy", a), self.file("out.npy")
        self.succeed("apply", "add", path, path, "-o", out)
        self.assert_same(np.load(out), a + a)
        self.assertEqual(self.succeed("apply", "sum", path), f"{n * (n - 1) // 2}\n")

    def test_the_output_may_be_an_input(self):
        a = random_array(self.random, np.float32, 1000)
        path = self.save("in.npy", a)
        os.chmod(path, 0o640)
        self.succeed("apply", "mul", path, path, "-o", path)
        self.assert_same(np.load(path), expected_map("mul", [a, a]))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)
        self.succeed("apply", "sum", path, "-o", path)
        self.assertEqual(np.load(path).shape, ())

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

    def test_every_level_gives_the_same_map(self):
        a = random_array(self.random, np.float32, 4099)
        path = self.save("in.npy", a)
        for level in json.loads(self.succeed("info", "--json"))["simd"]["supported"]:
            out = self.file(f"{level}.npy")
            result = json.loads(self.succeed("apply", "sqrt", path, "-o", out, "--simd", level, "--json"))
            self.assertEqual(result["simd_level"], level)
            self.assert_same(np.load(out), expected_map("sqrt", [a]))


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
        self.assertIn("takes 2 input files, 1 was given", self.fail_with(2, "apply", "add", path, "-o", out))
        self.assertIn("takes 1 input file, 2 were given", self.fail_with(2, "apply", "sum", path, path))
        self.assertIn("takes 3 input files, 0 were given", self.fail_with(2, "apply", "fma", "-o", out))

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

    def test_types_that_the_operation_does_not_take_are_the_librarys_error(self):
        out = self.file("out.npy")
        for dtype in ("f2", "i1", "i2", "u1", "u2", "u4", "u8", "b1"):
            path = self.save("in.npy", np.ones(3, dtype))
            self.assertIn("HOLO_ERROR_DTYPE", self.fail_with(1, "apply", "neg", path, "-o", out))
        path = self.save("in.npy", np.ones(3, np.int32))
        self.assertIn("HOLO_ERROR_DTYPE", self.fail_with(1, "apply", "sqrt", path, "-o", out))
        self.assertFalse(os.path.exists(out))

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
        path = self.save("in.npy", np.ones(3, np.uint8))
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
