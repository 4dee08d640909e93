"""buffers_case.py — buffers in Python: made, wrapped, viewed, shared with NumPy and others, closed."""
import array
import ctypes
import gc
import unittest
import weakref

import numpy as np

import hologram as h
from hologram import DType, HologramException, Status


class Making(unittest.TestCase):

    def setUp(self):
        self.ex = h.HoloExecutor()
        self.addCleanup(self.ex.close)

    def test_of_arrays_lists_and_lengths(self):
        self.assertEqual(([1, 2], DType.F64), ((b := self.ex.buffer([1.0, 2.0])).tolist(), b.dtype))
        self.assertEqual(([1, 2], DType.F32), ((b := self.ex.buffer([1, 2], "f32")).tolist(), b.dtype))
        self.assertEqual(([[0, 0]], (1, 2)), ((b := self.ex.buffer((1, 2))).tolist(), b.shape))
        self.assertEqual([1.5, 2], self.ex.buffer([1.5, 2], DType.BF16).tolist())
        x = np.arange(6, dtype=np.int16).reshape(2, 3)
        b = self.ex.buffer(x)
        self.assertEqual((x.tolist(), (2, 3), 2, 6, 12, 2), (b.tolist(), b.shape, b.ndim, b.size, b.nbytes, len(b)))
        self.assertEqual([[0, 2, 4]], self.ex.buffer(x[:1] * 2, np.uint8).tolist())
        self.assertEqual([1, 2], self.ex.buffer(self.ex.buffer([1.9, 2.9]), "i32").tolist())
        self.assertEqual([], self.ex.buffer(0).tolist())

    def test_they_say_what_they_are(self):
        b = self.ex.buffer([1, 2], "f32")
        self.assertEqual("HoloBuffer([1. 2.], f32)", repr(b))
        b.close()
        self.assertEqual("<HoloBuffer, closed>", repr(b))

    def test_fill_and_elements(self):
        b = self.ex.buffer(4, "i64")
        b.fill(-7)
        self.assertEqual([-7] * 4, list(b))
        b[1:3] = 5
        b[0] = 2
        self.assertEqual([2, 5, 5, -7], b.tolist())
        u = self.ex.buffer(1, "u64")
        u.fill(2**64 - 1)
        self.assertEqual(2**64 - 1, u[0])
        with self.assertRaises(HologramException):
            self.ex.buffer(1, "u8").fill(256)
        with self.assertRaises(TypeError):
            b.fill(1.5)

    def test_views_and_reshapes_share(self):
        b = self.ex.buffer(np.arange(6, dtype=np.float32))
        v, m = b.view(2, 3), b.reshape(2, -1)
        m[1, 0] = 30
        self.assertEqual([2, 30, 4], v.tolist())
        b.close()
        self.assertEqual([2, 30, 4], v.tolist())
        for wrong in ((4, 4), (-1, 4), (-1, -1)):
            with self.assertRaises(ValueError):
                m.reshape(wrong)
        with self.assertRaises(HologramException):
            m.view(3, 4)

    def test_wrong_ones(self):
        for kind, call in ((HologramException, lambda: self.ex.buffer(2**62, "f32")),
                           (ValueError, lambda: self.ex.buffer(-1)), (TypeError, lambda: self.ex.buffer([1j])),
                           (TypeError, lambda: self.ex.buffer(3, "c8")), (HologramException, lambda: h.HoloExecutor(simd="none"))):
            with self.assertRaises(kind):
                call()


class Wrapping(unittest.TestCase):

    def setUp(self):
        self.ex = h.HoloExecutor()
        self.addCleanup(self.ex.close)

    def test_nothing_is_copied(self):
        x = np.arange(4, dtype=np.float32)
        b = self.ex.wrap(x)
        self.ex.add(b, 1, out=b)
        self.assertEqual([1, 2, 3, 4], x.tolist())
        words = array.array("i", [1, 2])
        self.ex.wrap(words).fill(9)
        self.assertEqual([9, 9], words.tolist())
        self.assertEqual((2, 2), self.ex.wrap(np.zeros((2, 2))).shape)
        self.assertEqual(DType.F32, self.ex.wrap((ctypes.c_float * 3)()).dtype)

    def test_what_cannot_be_written_is_read_only(self):
        b = self.ex.wrap(b"\1\2")
        self.assertTrue(b.read_only)
        self.assertEqual([2, 4], self.ex.add(b, b).tolist())
        for refused in (lambda: self.ex.add(b, 1, out=b), lambda: b.fill(0)):
            with self.assertRaises(HologramException) as raised:
                refused()
            self.assertEqual(Status.READ_ONLY, raised.exception.status)
        with self.assertRaises(ValueError):
            b[0] = 1
        self.assertTrue(self.ex.wrap(np.zeros(2), read_only=True).read_only)
        self.assertIs(False, np.asarray(b).flags.writeable)

    def test_the_owner_is_kept_alive(self):

        class Owner(np.ndarray):
            pass

        x = np.arange(3, dtype=np.float64).view(Owner)
        gone = weakref.ref(x)
        b = self.ex.wrap(x)
        del x
        gc.collect()
        self.assertEqual([0, 1, 2], b.tolist())
        view = b.view(1, 1)
        b.close()
        gc.collect()
        self.assertIsNotNone(gone())
        view.close()
        gc.collect()
        self.assertIsNone(gone())

    def test_wrong_ones(self):
        for kind, call in ((TypeError, lambda: self.ex.wrap(np.zeros(2, np.complex128))),
                           (TypeError, lambda: self.ex.wrap(np.zeros(2, ">f4"))),
                           (TypeError, lambda: self.ex.wrap(np.zeros(2), "f32")), (TypeError, lambda: self.ex.wrap([1, 2])),
                           ((ValueError, BufferError), lambda: self.ex.wrap(np.zeros(8)[::2]))):
            with self.assertRaises(kind):
                call()


class Sharing(unittest.TestCase):

    def setUp(self):
        self.ex = h.HoloExecutor()
        self.addCleanup(self.ex.close)
        self.b = self.ex.buffer(np.arange(6, dtype=np.float32).reshape(2, 3))

    def test_buffer_protocol(self):
        with memoryview(self.b) as view:
            self.assertEqual(("f", (2, 3), (12, 4), False), (view.format, view.shape, view.strides, view.readonly))
            self.assertEqual(24, view.nbytes)
            with self.assertRaises(BufferError):
                self.b.close()
        x = np.asarray(self.b)
        x[0, 0] = 9
        self.assertEqual(9, self.b[0, 0])
        self.assertEqual(x.ctypes.data, np.asarray(self.b).ctypes.data)
        for dtype in DType:
            if dtype.numpy is not None:
                self.assertEqual(dtype.numpy, np.asarray(self.ex.buffer(2, dtype)).dtype)

    def test_dlpack_of_numpy(self):
        x = np.from_dlpack(self.b)
        self.b[1, 2] = 50
        self.assertEqual(50, x[1, 2])
        with self.assertRaises(BufferError):
            self.b.close()
        del x
        gc.collect()
        y = np.arange(4, dtype=np.int16)
        taken = h.from_dlpack(y, executor=self.ex)
        self.ex.add(taken, 1, out=taken)
        self.assertEqual([1, 2, 3, 4], y.tolist())
        self.b.close()

    def test_dlpack_with_versions(self):
        capsule = self.b.__dlpack__(max_version=(1, 0))
        self.assertIn("dltensor_versioned", repr(capsule))
        with self.assertRaises(BufferError):
            self.b.close()
        del capsule
        again = h.from_dlpack(self.b)
        self.assertEqual((self.b.tolist(), self.b.shape), (again.tolist(), again.shape))
        again[0, 0] = -1
        self.assertEqual(-1, self.b[0, 0])
        frozen = self.ex.wrap(b"abcd")
        self.assertTrue(h.from_dlpack(frozen).read_only)
        with self.assertRaises(BufferError):
            frozen.__dlpack__()
        copied = h.from_dlpack(_Copying(self.b))
        copied[0, 0] = 77
        self.assertEqual(-1, self.b[0, 0])
        for dtype in DType:
            self.assertEqual(dtype, h.from_dlpack(self.ex.buffer(2, dtype)).dtype)

    def test_dlpack_refuses(self):
        with self.assertRaises(BufferError):
            self.b.__dlpack__(stream=1)
        with self.assertRaises(BufferError):
            self.b.__dlpack__(dl_device=(2, 0))
        capsule = self.b.__dlpack__()
        taker = _Given(capsule)
        taken = h.from_dlpack(taker)
        with self.assertRaises(TypeError):
            h.from_dlpack(taker)
        taken.close()
        with self.assertRaises(BufferError):
            h.from_dlpack(np.zeros(8)[::2])
        with self.assertRaises(TypeError):
            h.from_dlpack(np.zeros(2, np.complex64))


class _Copying:

    def __init__(self, b):
        self.b = b

    def __dlpack__(self, **kwargs):
        return self.b.__dlpack__(copy=True, **kwargs)

    def __dlpack_device__(self):
        return self.b.__dlpack_device__()


class _Given:

    def __init__(self, capsule):
        self.capsule = capsule

    def __dlpack__(self):
        return self.capsule

    def __dlpack_device__(self):
        return (1, 0)


if __name__ == "__main__":
    unittest.main()
