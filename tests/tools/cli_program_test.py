"""`hologram asm`, `canon` and `run`: programs from files, on arrays from files."""

import pathlib

import numpy as np

from cli_support import CliTestCase

PROGRAMS = pathlib.Path(__file__).parents[2] / "examples" / "programs"


class ProgramTest(CliTestCase):
    def program(self, text):
        path = pathlib.Path(self.file("program.holo"))
        path.write_text(text, encoding="utf-8")
        return str(path)

    def test_asm_prints_the_plainest_form_of_each_example(self):
        examples = sorted(PROGRAMS.glob("*.holo"))
        self.assertGreaterEqual(len(examples), 3)
        for example in examples:
            printed = self.succeed("asm", str(example))
            self.assertIn(f".program {example.stem}\n", printed)
            self.assertEqual(printed, self.succeed("asm", self.program(printed)))

    def test_asm_tells_where_a_program_is_wrong(self):
        path = self.program(".program p\n  add.f32 r0, r1\nexit\n")
        self.assertIn(f"{path}:2:17: expected a comma, found the end of the line", self.fail_with(1, "asm", path))
        path = self.program(".program p\nadd.f32 r0, r1, r1\nexit\n")
        self.assertIn(f"{path}:2:1: r1 is not written", self.fail_with(1, "asm", path))
        self.assertIn("No such file", self.fail_with(1, "asm", self.file("missing.holo")))

    def test_canon_prints_one_form_of_programs_that_are_alike(self):
        forms = {self.succeed("canon", self.program(
            f".program {name}\n.in f32 {name}\n.out f32 z\nldg.f32 r{register}, [{name} + lane]\n{add}\n"
            f"stg.f32 [z + lane], r{register}\nexit\n")).split("; canonical, ")[1]
                 for name, register, add in [("x", 0, "add.f32 r0, r0, 1"), ("y", 7, "sub.f32 r7, r7, -1")]}
        self.assertEqual(len(forms), 1)
        digits, text = forms.pop().split("\n", 1)
        self.assertRegex(digits, "^[0-9a-f]{32}$")
        self.assertEqual(text, self.succeed("canon", self.program(text)).split(digits + "\n")[1])
        self.assertIn("add.f32 r0, r0, 1", text)

    def test_run_makes_an_array_of_the_inputs_shape(self):
        x, y = self.random.normal(size=(2, 3, 4)).astype(np.float32), self.random.normal(size=(2, 3, 4)).astype(np.float32)
        out = self.file("z.npy")
        printed = self.succeed("run", str(PROGRAMS / "axpy_relu.holo"), "--in", "x=" + self.save("x.npy", x), "--in",
                               "y=" + self.save("y.npy", y), "--scalar", "a=-1.5", "--out", "z=" + out)
        self.assertEqual(printed, "")
        np.testing.assert_allclose(np.load(out), np.maximum(-1.5 * x + y, 0), rtol=1e-5, atol=1e-6)

    def test_run_prints_results(self):
        x = self.save("x.npy", np.array([1.5, 9, 2]))
        self.assertEqual(self.succeed("run", str(PROGRAMS / "statistics.holo"), "--in", "x=" + x),
                         "sum 12.5\nsquares 87.25\nmost 9\nat 1\n")
        one = self.program(".program p\n.in f64 x\n.result f64 s\nldg.f64 r0, [x + lane]\nred.add.f64 s, r0\nexit\n")
        self.assertEqual(self.succeed("run", one, "--in", "x=" + x), "12.5\n")
        self.assertEqual(self.succeed("run", one, "--in", "x=" + x, "--lanes", "2"), "10.5\n")

    def test_mandelbrot(self):
        y, x = np.mgrid[-1.2:1.2:9j, -2:1:12j].astype(np.float32)
        out = self.file("rounds.npy")
        self.succeed("run", str(PROGRAMS / "mandelbrot.holo"), "--in", "x=" + self.save("x.npy", x), "--in",
                     "y=" + self.save("y.npy", y), "--scalar", "n=30", "--out", "rounds=" + out)
        c, z, rounds = x + 1j * y.astype(np.float64), np.zeros(x.shape, complex), np.zeros(x.shape, int)
        for _ in range(30):
            inside = abs(z) <= 2
            rounds += inside
            z = np.where(inside, z * z + c, z)
        self.assertGreater((np.load(out) == rounds).mean(), 0.97)  # those at the edge depend on rounding

    def run_example(self, name, inputs, output, *others):
        made = self.file("made.npy")
        given = [part for key, array in inputs.items() for part in ("--in", f"{key}=" + self.save(key + ".npy", array))]
        printed = self.succeed("run", str(PROGRAMS / name), *given, *others, "--out", f"{output}={made}")
        return np.load(made), printed

    def test_the_other_examples(self):
        x = np.linspace(-0.5, 0.5, 1001)
        z, _ = self.run_example("polynomial.holo", {"x": x}, "z")
        np.testing.assert_allclose(z, np.exp(x), atol=3e-4)

        table = np.arange(60, dtype=np.float64).reshape(20, 3) ** 2
        column = table[:, 1]
        z, _ = self.run_example("standardize.holo", {"table": table}, "z", "--scalar", "columns=3", "--scalar", "column=1",
                                "--scalar", f"mean={column.mean()}", "--scalar", f"deviation={column.std()}",
                                "--lanes", "20")
        np.testing.assert_allclose(z, (column - column.mean()) / column.std())

        index, use = np.array([3, 99, 0, -7], np.int32), np.array([1, 0, 2, 0], np.uint8)
        z, _ = self.run_example("gather.holo", {"table": np.array([10, 11, 12, 13], np.float32), "index": index, "use": use},
                                "z", "--scalar", "default=-1")
        self.assertEqual(z.tolist(), [13, -1, 10, -1])

        row = np.array([3, 1, -2, 7], np.float32)
        e, total = self.run_example("softmax_terms.holo", {"x": row}, "e", "--scalar", "largest=7")
        np.testing.assert_allclose(e / float(total), np.exp(row - 7) / np.exp(row - 7).sum(), rtol=1e-6)

    def test_inout(self):
        program = self.program(".program p\n.inout i32 w\nldg.i32 r0, [w + lane]\nadd.i32 r0, r0, 1\nstg.i32 [w + lane], r0\nexit\n")
        w, out = self.save("w.npy", np.arange(5, dtype=np.int32)), self.file("out.npy")
        self.succeed("run", program, "--in", "w=" + w, "--out", "w=" + out, "--lanes", "3")
        self.assertEqual(np.load(out).tolist(), [1, 2, 3, 3, 4])
        self.assertEqual(np.load(w).tolist(), [0, 1, 2, 3, 4])

    def test_what_is_missing_or_too_much(self):
        axpy, x = str(PROGRAMS / "axpy_relu.holo"), "x=" + self.save("x.npy", np.zeros(3, np.float32))
        y = "y=" + self.save("y.npy", np.zeros(4, np.float32))
        for words, arguments in (
            ("--in y=… is missing", ["--in", x]),
            ("\"x\" is given twice", ["--in", x, "--in", x]),
            ("write NAME=VALUE", ["--in", "x.npy"]),
            ("no \"q\" for it", ["--in", x, "--in", y, "--out", "z=z.npy", "--scalar", "a=1", "--scalar", "q=1"]),
            ("different numbers of elements: give --lanes", ["--in", x, "--in", y, "--out", "z=z.npy", "--scalar", "a=1"]),
        ):
            with self.subTest(words=words):
                self.assertIn(words, self.fail_with(2, "run", axpy, *arguments))
        out = self.file("z.npy")
        failed = self.fail_with(1, "run", axpy, "--in", x, "--in", y, "--out", "z=" + out, "--scalar", "a=1", "--lanes", "4")
        self.assertIn("element 3 is wanted, there are 3", failed)
        self.assertFalse(pathlib.Path(out).exists())
