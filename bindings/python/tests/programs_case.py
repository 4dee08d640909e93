"""programs_case.py — programs in Python: expressions evaluated, programs launched, and what is refused."""
import gc
import unittest

import numpy as np

import hologram as h
from hologram import DType, HologramException, HoloProgram, ParameterKind, Status


class Eval(unittest.TestCase):

    def setUp(self):
        self.random = np.random.default_rng(7)
        self.x, self.y = (self.random.normal(size=(3, 5)).astype(np.float32) for _ in range(2))

    def test_the_last_statement_is_what_it_gives(self):
        z = h.eval("t = x*y  # w = 5\nz = relu(a*t + 1)", x=self.x, y=self.y, a=-2)
        self.assertEqual((z.dtype, z.shape), (np.float32, (3, 5)))
        np.testing.assert_array_equal(z, np.maximum(-2 * (self.x * self.y) + 1, 0))

    def test_results_are_numbers(self):
        self.assertEqual(int(self.x.argmax()), h.eval("at = argmax(x)", x=self.x))
        self.assertEqual(h.sum(self.x), h.eval("s = sum(x)", x=self.x))
        self.assertIsInstance(h.eval("s = min(i)", i=np.arange(3)), int)
        z, s, n = h.eval("z = x - y; s = sum(z); n = sum(i64(z > 0))", want=("z", "s", "n"), x=self.x, y=self.y)
        np.testing.assert_array_equal(z, self.x - self.y)
        self.assertEqual((h.sum(z), int((z > 0).sum())), (s, n))
        self.assertEqual(s, h.eval("z = x - y; s = sum(z); n = sum(i64(z > 0))", want="s", x=self.x, y=self.y))

    def test_numbers_take_the_type_of_what_they_meet(self):
        i = np.arange(6, dtype=np.int16)
        z = h.eval("z = i*k + 1", i=i, k=3)
        self.assertEqual((z.dtype, z.tolist()), (np.int16, (i * 3 + 1).tolist()))
        self.assertEqual([False] * 6, h.eval("z = i < 5 and t", i=i, t=False).tolist())
        self.assertEqual([np.inf] * 6, h.eval("z = f32(i) + a", i=i, a=float("inf")).tolist())
        self.assertEqual(np.float64, h.eval("z = f64(i)", i=i).dtype)
        with self.assertRaisesRegex(HologramException, r'^k = 0.5: "0.5" is no number of i16'):
            h.eval("z = i*k", i=i, k=0.5)

    def test_what_is_given_a_value_is_written_in_place(self):
        x, z = self.x.copy(), np.zeros_like(self.x)
        self.assertIs(x, h.eval("x = x*2", x=x))
        np.testing.assert_array_equal(x, self.x * 2)
        self.assertIs(z, h.eval("z = x + 1", x=x, z=z))
        np.testing.assert_array_equal(z, x + 1)
        for wrong, error in ((np.zeros((5, 3), np.float32).T, ValueError), ([[0.0] * 5] * 3, TypeError)):
            with self.assertRaises(error):
                h.eval("z = x", x=x, z=wrong)
        z.flags.writeable = False
        with self.assertRaises(HologramException) as refused:
            h.eval("z = x", x=x, z=z)
        self.assertEqual(Status.READ_ONLY, refused.exception.status)

    def test_buffers_give_buffers(self):
        with h.HoloExecutor(correct=True) as ex:
            b = ex.buffer([1.0, 2.0], "f32")
            z = h.eval("z = b^2 + x", b=b, x=np.float32([1, 1]))
            self.assertIsInstance(z, h.HoloBuffer)
            self.assertIs(ex, z.executor)
            self.assertEqual([2, 5], z.tolist())
            half = h.eval("z = bf16(b)", b=b, executor=ex)
            self.assertEqual((DType.BF16, [1, 2]), (half.dtype, half.tolist()))
            with self.assertRaises(HologramException):
                h.eval("z = b", b=b, executor=h.default_executor())

    def test_what_is_wrong_is_told_by_place(self):
        for expression, words in (("z = x +", "^1:8: expected a value"), ("\nz = x * d", '^2:7: "\\*" takes values of one type'),
                                  ("z = q", '^1:5: "q" is no parameter')):
            with self.subTest(expression=expression), self.assertRaisesRegex(HologramException, words) as refused:
                h.eval(expression, x=self.x, d=self.x.astype(np.float64), a=1, b=2)
            self.assertEqual(Status.INVALID_ARGUMENT, refused.exception.status)
        with self.assertRaisesRegex(HologramException, 'there is no value for "q"'):
            h.eval("z = x", want="q", x=self.x)
        with self.assertRaisesRegex(ValueError, "shapes differ"):
            h.eval("z = x + y", x=self.x, y=self.y[0])
        with self.assertRaisesRegex(TypeError, "needs an array"):
            h.eval("z = a", a=1)
        with self.assertRaisesRegex(ValueError, "no statement"):
            h.eval("x == x", x=self.x)

    def test_transposed_and_foreign_arrays_are_read_as_they_are(self):
        t = self.x.T
        np.testing.assert_array_equal(h.eval("z = t + 1", t=t), t + 1)
        np.testing.assert_array_equal(h.eval("z = t + 1", t=self.x.astype(">f4")), self.x + 1)
        self.assertEqual([2, 3], h.eval("z = t + 1", t=[1, 2]).tolist())


class Programs(unittest.TestCase):

    def test_a_program_is_launched_on_arrays_and_buffers(self):
        program = HoloProgram.from_expression("z = a*x + y; s = sum(z)", "in f32 x, y; scalar f32 a; out z")
        self.assertEqual([("x", ParameterKind.IN), ("y", ParameterKind.IN), ("a", ParameterKind.SCALAR),
                          ("z", ParameterKind.OUT), ("s", ParameterKind.RESULT)], [p[:2] for p in program.parameters])
        x, z = np.arange(4, dtype=np.float32), np.zeros(4, np.float32)
        self.assertEqual({"s": 16}, program.launch(x=x, y=np.ones(4, np.float32), a=np.float32(2), z=z))
        self.assertEqual([1, 3, 5, 7], z.tolist())
        self.assertEqual({"s": 4}, program.launch(x=x, y=np.ones(4, np.float32), a=2.0, z=z, lanes=2))
        with h.HoloExecutor() as ex:
            b = ex.buffer(4, "f32")
            self.assertEqual({"s": 6}, program.launch(x=x, y=b, a=1, z=b))
            self.assertEqual([0, 1, 2, 3], b.tolist())
            b.close()
            with self.assertRaises(HologramException):
                program.launch(x=x, y=b, a=1, z=z)

    def test_text_goes_in_and_comes_out(self):
        text = ".program p\n.in f64 x\n.result f64 s\n    ldg.f64 r0, [x + lane]\n    red.add.f64 s, r0\n    exit\n"
        program = HoloProgram.from_text(text)
        self.assertEqual(text, program.to_text())
        self.assertEqual({"s": 3.0}, program.launch(x=np.array([1.0, 2.0])))
        self.assertEqual({}, HoloProgram.from_text(".program p\nexit").launch(lanes=3))
        with self.assertRaisesRegex(HologramException, "^1:10: expected the program's name"):
            HoloProgram.from_text(".program 1")
        with self.assertRaisesRegex(HologramException, "^1:1: parameters: expected in, out"):
            HoloProgram.from_expression("z = x", "f32 x")

    def test_arguments_that_do_not_fit(self):
        program = HoloProgram.from_expression("z = i*k", "in i32 i; scalar u8 u; scalar i32 k; out z")
        i, z = np.zeros(3, np.int32), np.zeros(3, np.int32)
        good = {"i": i, "z": z, "u": 1, "k": 2}
        self.assertEqual({}, program.launch(**good))
        for change, error, words in (({"i": i[::2]}, ValueError, "not whole"), ({"i": [0]}, TypeError, "neither"),
                                     ({"k": 0.5}, TypeError, "does not fit in i32"), ({"u": -1}, TypeError, "fit in u8"),
                                     ({"u": 256}, HologramException, "256"), ({"k": "2"}, TypeError, "no number"),
                                     ({"q": 1}, TypeError, "has no q"), ({"lanes": 4}, HologramException, "element 3"),
                                     ({"lanes": -1}, HologramException, "negative"),
                                     ({"i": i.astype(np.float32)}, HologramException, "dtype")):
            with self.subTest(change=change), self.assertRaisesRegex(error, words):
                program.launch(**{**good, **change})
        with self.assertRaisesRegex(TypeError, "lacks i, u"):
            program.launch(z=z, k=1)

    def test_programs_end(self):
        before = h.live_handles()
        program = HoloProgram.from_text(".program p\nexit")
        self.assertEqual(before + 1, h.live_handles())
        del program
        gc.collect()
        self.assertEqual(before, h.live_handles())


if __name__ == "__main__":
    unittest.main()
