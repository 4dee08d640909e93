"""`hologram eval`: expressions, on arrays from files, beside NumPy."""

import os
import pathlib
import pty
import subprocess

import numpy as np

from cli_support import CliTestCase, Program

CHUNK = 1 << 18  # lanes per launch


class EvalTest(CliTestCase):
    def floats(self, name, shape=(3, 5)):
        array = self.random.normal(size=shape).astype(np.float32)
        return array, f"{name}={self.save(name + '.npy', array)}"

    def test_an_array_of_the_inputs_shape(self):
        (x, x_file), (w, w_file) = self.floats("x"), self.floats("w")
        out = self.file("z.npy")
        self.assertEqual(self.succeed("eval", "z = relu(x*w + b)", "--in", x_file, "--in", w_file, "--scalar", "b=-0.5", "--out", "z=" + out), "")
        z = np.load(out)
        self.assertEqual(z.dtype, np.float32)
        np.testing.assert_array_equal(z, np.maximum(x * w + np.float32(-0.5), 0))

    def test_results_are_printed_by_their_statements(self):
        x = "x=" + self.save("x.npy", np.array([1.5, 9, 2]))
        self.assertEqual(self.succeed("eval", "s = sum(x); least = min(x)\nat = argmax(x)", "--in", x), "s 12.5\nleast 1.5\nat 1\n")
        self.assertEqual(self.succeed("eval", "s = sum((x - 1)^2)", "--in", x, "--lanes", "2"), "64.25\n")

    def test_types_follow_the_files_and_the_expression(self):
        i = "i=" + self.save("i.npy", np.array([-7, 0, 7], np.int16))
        d = "d=" + self.save("d.npy", np.array([0.5, 1, np.nan]))
        outs = {name: self.file(name + ".npy") for name in ("q", "c", "n")}
        self.succeed("eval", "q = i % 4; c = d > 0.75; n = f64(i) * d + pi", "--in", i, "--in", d,
                     *(word for name, file in outs.items() for word in ("--out", f"{name}={file}")))
        got = {name: np.load(file) for name, file in outs.items()}
        self.assertEqual([got[name].dtype for name in "qcn"], [np.int16, np.bool_, np.float64])
        self.assertEqual(got["q"].tolist(), [-3, 0, 3])
        self.assertEqual(got["c"].tolist(), [False, True, False])
        np.testing.assert_array_equal(got["n"], np.array([-3.5, 0, np.nan]) + np.pi)

    def test_a_file_may_be_read_and_written(self):
        x, x_file = self.floats("x")
        path = x_file.split("=")[1]
        self.succeed("eval", "x = clip(x, low, 1)", "--in", x_file, "--scalar", "low=-1", "--out", "x=" + path)
        np.testing.assert_array_equal(np.load(path), np.clip(x, -1, 1))

    def test_lanes_without_an_input(self):
        out = self.file("z.npy")
        self.succeed("eval", "z = f32(lane)^2 / f32(lanes)", "--lanes", "4", "--out", "z=" + out)
        self.assertEqual(np.load(out).tolist(), [0, 0.25, 1, 2.25])
        self.assertIn("give --lanes", self.fail_with(2, "eval", "z = f32(lane)", "--out", "z=" + out))

    def test_chunks_make_no_difference(self):
        lanes = 2 * CHUNK + 17
        x = np.arange(lanes, dtype=np.int32)
        x_file, out = "x=" + self.save("x.npy", x), self.file("z.npy")
        self.succeed("eval", "z = x*3 - 1", "--in", x_file, "--out", "z=" + out)
        np.testing.assert_array_equal(np.load(out), x * 3 - 1)
        self.succeed("eval", "x = -x", "--in", x_file, "--out", "x=" + out, "--lanes", str(CHUNK + 1))
        np.testing.assert_array_equal(np.load(out), np.where(x <= CHUNK, -x, x))
        # What depends on the lane's number, or on all lanes, is launched once.
        self.succeed("eval", "z = i64(x) - lane + lanes", "--in", x_file, "--out", "z=" + out)
        np.testing.assert_array_equal(np.load(out), np.full(lanes, lanes))
        self.assertEqual(self.succeed("eval", "s = sum(x); z = x", "--in", x_file, "--out", "z=" + out), f"{x.sum(dtype=np.int64)}\n")

    def test_progress_is_drawn_on_a_terminal_and_leaves_nothing(self):
        x_file = "x=" + self.save("x.npy", np.ones(1 << 21))
        slow = "t0 = x; " + "; ".join(f"t{i} = pow(t{i - 1}, x + {i})" for i in range(1, 250)) + "; z = t249"  # for a second or so
        command = [Program.path, "eval", slow, "--in", x_file, "--out", "z=" + self.file("z.npy")]
        for quiet in ([], ["--quiet"]):
            reader, terminal = pty.openpty()
            with subprocess.Popen(command + quiet, stderr=terminal, env={**os.environ, "TERM": "xterm"}) as process:
                os.close(terminal)
                drawn = b""
                while True:
                    try:
                        drawn += os.read(reader, 4096)
                    except OSError:  # the other end is closed
                        break
            os.close(reader)
            self.assertEqual(process.returncode, 0)
            self.assertEqual(b"lanes [" in drawn, not quiet, drawn)
            self.assertTrue(quiet or drawn.endswith(b"\r\x1b[K"), drawn)

    def test_show_prints_the_program_and_makes_nothing(self):
        _, x = self.floats("x")
        out = self.file("z.npy")
        shown = self.succeed("eval", "z = 2*x + 1", "--in", x, "--out", "z=" + out, "--show")
        self.assertEqual(shown, ".program expression\n.in f32 x\n.out f32 z\n    ldg.f32 r0, [x + lane]\n    mul.f32 r0, 2, r0\n"
                                "    add.f32 r0, r0, 1\n    stg.f32 [z + lane], r0\n    exit\n")
        self.assertFalse(pathlib.Path(out).exists())
        program = self.file("z.holo")
        pathlib.Path(program).write_text(shown, encoding="utf-8")
        self.assertEqual(self.succeed("asm", program), shown)

    def test_what_is_wrong_is_told_by_place(self):
        (_, x), out = self.floats("x"), "z=" + self.file("z.npy")
        i = "i=" + self.save("i.npy", np.zeros((3, 5), np.int32))
        failed = self.fail_with(1, "eval", "t = x\nz = t * i", "--in", x, "--in", i, "--scalar", "a=2", "--out", out)
        self.assertIn('2:7: "*" takes values of one type, here are f32 and i32: f32(…) converts\n  z = t * i\n        ^\n', failed)
        for words, arguments in (
            ("--scalar a = 0.5: \"0.5\" is no number of i32", ["z = i + a", "--in", i, "--scalar", "a=0.5"]),
            ("there is no value for \"z\"", ["t = x", "--in", x]),
            ("parameters: expected a parameter's name", ["z = x", "--in", "r1=" + x.split("=")[1]]),
            ("they must be the same", ["z = x + y", "--in", x, "--in", "y=" + self.save("y.npy", np.zeros((5, 3), np.float32))]),
            ("No such file", ["z = x", "--in", "x=" + self.file("missing.npy")]),
        ):
            with self.subTest(words=words):
                self.assertIn(words, self.fail_with(1, "eval", *arguments, "--out", out))
        for words, arguments in (
            ("nothing of this is kept", ["z = x", "--in", x]),
            ("--scalar a=two: is no number", ["z = x", "--in", x, "--out", out, "--scalar", "a=two"]),
            ("\"x\" is given twice", ["z = x", "--in", x, "--in", x]),
            ("write NAME=VALUE", ["z = x", "--in", "x.npy"]),
            ("expression is required", ["--in", x]),
            ("the file is another output, too", ["z = x; y = x", "--in", x, "--out", out, "--out", "y" + out[1:]]),
        ):
            with self.subTest(words=words):
                self.assertIn(words, self.fail_with(2, "eval", *arguments))
        self.assertFalse(pathlib.Path(self.file("z.npy")).exists())
