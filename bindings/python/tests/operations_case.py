"""operations_case.py — operations from Python: every one of them, on NumPy arrays and on buffers, and what is refused."""
import math
import unittest

import numpy as np

import hologram as h
from hologram import DType, HologramException, Status, _native, _operations

FLOATS = (DType.F32, DType.F64, DType.F16)


def some(dtype, count, seed=1):
    """Numbers between 1/4 and 1, or small whole ones: every operation has a value of them."""
    random = np.random.default_rng(seed)
    if dtype in FLOATS:
        return random.uniform(0.25, 1, count).astype(dtype.numpy)
    return random.integers(0, 2 if dtype is DType.BOOL8 else 7, count).astype(dtype.numpy)


class EveryOperation(unittest.TestCase):
    """Each takes arrays and buffers, in each type that it has, and gives the same bits for both."""

    def inputs(self, operation, dtype):
        count = operation._input_count
        if operation._shape == _native.HOLO_SHAPE_NORM:
            return [some(dtype, 20, seed) for seed in range(count - 1)] + [0.5]
        if operation._shape == _native.HOLO_SHAPE_SEQUENCE:
            return [1, 0 if dtype is DType.BOOL8 else 2]
        if operation._shape in (_native.HOLO_SHAPE_GATHER, _native.HOLO_SHAPE_SCATTER):
            return [some(dtype, 20), np.arange(20)[::-1].copy()]
        inputs = [some(dtype, 20, seed) for seed in range(count)]
        if operation is h.where:
            inputs[0] = some(DType.BOOL8, 20)
        return inputs

    def test_arrays_and_buffers_give_the_same(self):
        calls = 0
        with h.HoloExecutor() as ex:
            for name in _operations.__all__:
                operation = getattr(h, name)
                for dtype in DType:
                    result = operation._result_dtype(dtype)
                    if result == 0 or dtype.numpy is None:
                        continue
                    with self.subTest(operation=name, dtype=dtype):
                        inputs = self.inputs(operation, dtype)
                        buffers = [ex.buffer(x) if isinstance(x, np.ndarray) else x for x in inputs]
                        if operation._shape == _native.HOLO_SHAPE_REDUCE:
                            want, got = operation(*inputs), operation(*buffers)
                            self.assertEqual(repr(want), repr(got))
                        else:
                            out = ex.buffer(20, DType(result))
                            self.assertIs(getattr(ex, name)(*buffers, out=out), out)
                            want = np.zeros(20, DType(result).numpy) if DType(result).numpy else ex.buffer(20, "bf16")
                            self.assertIs(operation(*inputs, out=want), want)
                            self.assertEqual(np.asarray(want).tobytes(), np.asarray(out).tobytes())
                        calls += 1
        self.assertGreater(calls, 700)

    def test_it_says_what_it_is(self):
        for name in _operations.__all__:
            operation = getattr(h, name)
            self.assertEqual(name, operation.__name__)
            self.assertIn("Formula:", operation.__doc__)
            self.assertIn("Accuracy:", operation.__doc__)
        self.assertIn("|error| <= 2", h.sigmoid.__doc__)
        self.assertEqual("<operation add>", repr(h.add))


class Results(unittest.TestCase):

    def test_new_arrays(self):
        x = np.array([1, 2, 3], np.float32)
        made = h.add(x, x)
        self.assertIsInstance(made, np.ndarray)
        self.assertEqual((np.float32, [2, 4, 6]), (made.dtype, made.tolist()))
        self.assertEqual(np.bool_, h.lt(x, 2).dtype)
        self.assertEqual([[2, 4, 6]], h.add(x.reshape(1, 3), x.reshape(1, 3)).tolist())

    def test_numbers_stand_for_all_elements(self):
        x = np.array([1, 2, 3], np.float32)
        self.assertEqual([2, 4, 6], h.mul(x, 2).tolist())
        self.assertEqual([2, 4, 6], h.mul(2, x).tolist())
        self.assertEqual([9, 8, 7], h.sub(10.0, x).tolist())
        self.assertEqual([2, 2, 3], h.clip(x, 2, np.float32(5)).tolist())
        self.assertEqual([True, False, False], h.lt(x, 1.5).tolist())
        self.assertEqual([0, 2, 2], h.bit_and(np.array([1, 2, 3], np.uint64), 2).tolist())
        self.assertEqual(2**64 - 1, h.bit_or(np.zeros(1, np.uint64), 2**64 - 1)[0])

    def test_reductions_give_numbers(self):
        self.assertEqual(6.0, h.sum(np.array([1, 2, 3], np.float32)))
        self.assertEqual(2**62 + 1, h.sum(np.array([2**62, 1], np.int64)))
        self.assertEqual(2**64 - 1, h.amax(np.array([2**64 - 1, 1], np.uint64)))
        self.assertIs(True, h.any(np.array([False, True])))
        self.assertEqual(14.0, h.dot([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]))
        self.assertEqual(2, h.argmax(np.array([1, 2, 9], np.int8)))

    def test_axes(self):
        x = np.arange(24, dtype=np.float64).reshape(2, 3, 4)
        for axis in (0, 1, 2, -1, -3):
            np.testing.assert_array_equal(x.sum(axis), h.sum(x, axis=axis))
            np.testing.assert_array_equal(x.max(axis), h.amax(x, axis=axis))
        out = np.zeros((2, 4))
        self.assertIs(out, h.sum(x, out=out, axis=1))
        np.testing.assert_array_equal(x.sum(1), out)
        np.testing.assert_allclose(h.softmax(x, axis=-1).sum(-1), np.ones((2, 3)))
        np.testing.assert_array_equal(np.cumsum(x, -1), h.cumsum(x, axis=-1))
        self.assertEqual(1.0, round(h.sum(h.softmax(x)), 12))
        np.testing.assert_array_equal(x.sum(0), h.sum(h.default_executor().buffer(x), axis=0).numpy())

    def test_axes_with_out_and_buffers(self):
        x = np.arange(12, dtype=np.float32).reshape(3, 4)
        b = h.default_executor().buffer(x)
        out = np.zeros(4, np.float32)
        self.assertIs(out, h.sum(x, out, axis=0))
        np.testing.assert_array_equal(x.sum(0), out)
        np.testing.assert_array_equal(x.cumsum(1), h.cumsum(b, axis=-1))
        self.assertIs(b, h.reverse(b, out=b, axis=1))
        np.testing.assert_array_equal(x[:, ::-1], b)
        np.testing.assert_array_equal((x * x).sum(1), h.dot(x, x, axis=1))
        self.assertEqual((2, 0), h.sum(np.zeros((2, 0, 3)), axis=2).shape)
        self.assertEqual((0,), h.sum(np.zeros((0, 3)), axis=-1).shape)
        self.assertEqual((), h.sum(x[0], axis=0).shape)
        self.assertEqual(np.int64, h.argmax(x, axis=1).dtype)
        for wrong in (out[:3], out.astype(np.float64), out.reshape(2, 2)):
            with self.assertRaises((ValueError, HologramException)):
                h.sum(x, axis=0, out=wrong)

    def test_norms_go_by_rows(self):
        x = np.random.default_rng(1).normal(size=(5, 16)).astype(np.float32)
        weight, bias = np.full(16, 2, np.float32), np.full(16, 1, np.float32)
        want = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5) * 2 + 1
        np.testing.assert_allclose(h.layer_norm(x, weight, bias, 1e-5), want, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(h.layer_norm(x=x, weight=weight, bias=bias, epsilon=1e-5), want, rtol=1e-4, atol=1e-5)

    def test_indices(self):
        x = np.array([1, 2, 3], np.float32)
        self.assertEqual([[3, 1], [1, 2]], h.gather(x, np.array([[2, 0], [0, 1]])).tolist())
        out = np.zeros(4, np.float32)
        h.scatter(x, np.array([3, 0, 1], np.int32), out)
        self.assertEqual([2, 3, 0, 1], out.tolist())

    def test_whatever_is_an_array(self):
        self.assertEqual([2.0, 3.0], h.add([1.0, 2.0], 1).tolist())
        x = np.arange(10, dtype=np.float32)
        self.assertEqual([0, 4, 8], h.mul(x[:5:2], 2).tolist())
        self.assertEqual([0, 2], h.mul(np.array([0, 1], ">f4"), 2).tolist())
        self.assertEqual([0.0, 1.0], h.sqrt(memoryview(np.array([0.0, 1.0]))).tolist())
        self.assertEqual([1, 4], h.square(range(1, 3)).tolist())

    def test_types_numpy_lacks(self):
        b = h.to_bf16(np.array([1, 2.5], np.float32))
        self.assertEqual((DType.BF16, [1, 2.5]), (b.dtype, b.tolist()))
        self.assertEqual([2, 3.5], h.to_f32(h.add(b, 1)).tolist())

    def test_modes(self):
        x = np.linspace(-5, 5, 999, dtype=np.float32)
        want = np.exp(x.astype(np.float64)).astype(np.float32)
        with h.HoloExecutor(correct=True, isolated=True) as ex:
            self.assertEqual(want.tobytes(), ex.exp(x).tobytes())
        with h.HoloExecutor(simd="scalar") as ex:
            np.testing.assert_allclose(ex.exp(x), want, rtol=1e-6)


class Refusals(unittest.TestCase):
    X = np.arange(4, dtype=np.float32)

    def refuses(self, kind, words, call):
        with self.assertRaises(kind) as raised:
            call()
        self.assertIn(words, str(raised.exception))
        return raised.exception

    def test_wrong_arguments(self):
        x = self.X
        for kind, words, call in (
            (TypeError, "lacks b", lambda: h.add(x)),
            (TypeError, "takes 2 inputs and out, not 4", lambda: h.add(x, x, x, x)),
            (TypeError, "no argument 'where'", lambda: h.add(x, x, where=x)),
            (TypeError, "given 'a' twice", lambda: h.add(x, x, a=x)),
            (TypeError, "needs an array", lambda: h.add(1, 2)),
            (TypeError, "'text' is no number", lambda: h.add(x, "text")),
            (TypeError, "complex64", lambda: h.exp(x.astype(np.complex64))),
            (TypeError, "b is 2.5, but elements of i32 are whole", lambda: h.add(x.astype(np.int32), 2.5)),
            (TypeError, "not numbers", lambda: h.dot(x, 2)),
            (TypeError, "out is list", lambda: h.add(x, x, out=[1])),
            (TypeError, "takes no out", lambda: h.sum(x, out=x)),
            (TypeError, "needs out", lambda: h.iota(0, 1)),
            (TypeError, "needs out", lambda: h.where(x > 1, 1, 2)),
            (ValueError, "(3,), (4,)", lambda: h.add(x, x[:3])),
            (ValueError, "out has the shape (3,), the result (4,)", lambda: h.add(x, x, out=np.zeros(3, "f4"))),
            (ValueError, "whole in memory", lambda: h.add(x, x, out=np.zeros(8, "f4")[::2])),
            (ValueError, "no axis 1 of 1", lambda: h.sum(x, axis=1)),
            (ValueError, "last axis only", lambda: h.softmax(x.reshape(2, 2), axis=0)),
            (ValueError, "weight has the shape (3,), a row (4,)", lambda: h.rms_norm(x, x[:3], 0.1)),
        ):
            self.refuses(kind, words, call)

    def test_what_the_library_refuses(self):
        x = self.X.copy()
        for status, words, call in (
            (Status.DTYPE, "arrays of f32 and f64", lambda: h.add(x, x.astype(np.float64))),
            (Status.DTYPE, "exp() does not take elements of i32", lambda: h.exp(x.astype(np.int32))),
            (Status.DTYPE, "has dtype f64, but", lambda: h.add(x, x, out=np.zeros(4))),
            (Status.OVERLAP, "shifted by 4 bytes", lambda: h.add(x[:3], 1, out=x[1:])),
            (Status.OUT_OF_RANGE, "index[1] is 4, there are 4", lambda: h.gather(x, np.array([0, 4]))),
            (Status.OUT_OF_RANGE, "300 does not fit in u8", lambda: h.add(x.astype(np.uint8), 300)),
            (Status.OUT_OF_RANGE, "does not fit in i64", lambda: h.add(x.astype(np.int64), 2**63)),
            (Status.INVALID_ARGUMENT, "no value of nothing", lambda: h.amax(x[:0])),
        ):
            self.assertEqual(status, self.refuses(HologramException, words, call).status)
        self.assertEqual([0, 1, 2, 3], x.tolist())
        frozen = x.copy()
        frozen.flags.writeable = False
        self.assertEqual(Status.READ_ONLY, self.refuses(HologramException, "read-only", lambda: h.add(x, x, out=frozen)).status)
        self.assertEqual([0, 2, 4, 6], h.add(frozen, frozen).tolist())

    def test_exceptions_travel(self):
        import pickle
        error = self.refuses(HologramException, "index[0]", lambda: h.gather(self.X, np.array([-1])))
        back = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(error), error.status, error.argument), (str(back), back.status, back.argument))


class NumpyFunctions(unittest.TestCase):

    def setUp(self):
        self.x = np.linspace(0.1, 0.9, 7, dtype=np.float32)
        self.b = h.default_executor().buffer(self.x)

    def test_they_run_here_where_we_have_them(self):
        for function in (np.exp, np.log, np.sin, np.tanh, np.sqrt, np.arctan, np.negative, np.abs, np.floor):
            made = function(self.b)
            self.assertIsInstance(made, h.HoloBuffer)
            np.testing.assert_allclose(made.numpy(), function(self.x), rtol=1e-6)
        np.testing.assert_array_equal(np.add(self.b, self.x), self.x + self.x)
        out = h.default_executor().buffer(7)
        self.assertIs(out, np.multiply(self.b, 2, out=out))
        self.assertEqual(h.sum(self.x), np.add.reduce(self.b))
        self.assertEqual(h.amax(self.x), np.max(self.b))

    def test_and_in_numpy_where_not(self):
        np.testing.assert_array_equal(np.logaddexp(self.b, 1), np.logaddexp(self.x, np.float32(1)))
        np.testing.assert_array_equal(np.add(self.b, self.x.astype(np.float64)), self.x + self.x.astype(np.float64))
        whole = h.default_executor().buffer(np.array([7, 8]))
        np.testing.assert_array_equal(whole / 2, [3.5, 4])
        np.testing.assert_array_equal(np.sin(whole), np.sin([7, 8]))
        np.testing.assert_array_equal(self.b + np.ones((2, 7), np.float32), self.x + np.ones((2, 7), np.float32))

    def test_operators(self):
        b, x = self.b, self.x
        for got, want in ((b + b, x + x), (1 - b, 1 - x), (b * 2, x * 2), (b / b, x / x), (-b, -x), (b < 0.5, x < 0.5),
                          (b == b, x == x), (abs(-b), x), (b**2, x**2)):
            np.testing.assert_allclose(np.asarray(got), want, rtol=1e-6)
        b += 1
        self.assertIs(b, self.b)
        np.testing.assert_array_equal(b, x + np.float32(1))


if __name__ == "__main__":
    unittest.main()
