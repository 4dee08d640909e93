"""add.py LIBRARY — adds two vectors of floats through ctypes, in the arrays' own memory."""
import ctypes
import sys
from ctypes import byref, c_float, c_int32, c_int64, c_uint32, c_void_p

lib = ctypes.CDLL(sys.argv[1])
F32 = 1  # HOLO_F32


class Error(ctypes.Structure):  # holo_error
    _fields_ = [("struct_size", c_uint32), ("code", c_int32), ("argument", c_int32), ("reserved", c_int32),
                ("message", ctypes.c_char * 240)]


def check(status):
    if status != 0:
        error = Error(ctypes.sizeof(Error))
        lib.holo_last_error(byref(error))
        raise RuntimeError(error.message.decode())


def wrap(array):
    buffer = c_void_p()
    check(lib.holo_buffer_wrap(executor, F32, c_int64(len(array)), array, 0, None, None, byref(buffer)))
    return buffer


executor = c_void_p()
check(lib.holo_executor_create(None, byref(executor)))
a, b, out = (c_float * 4)(1, 2, 3, 4), (c_float * 4)(10, 20, 30, 40), (c_float * 4)()
x, y, z = wrap(a), wrap(b), wrap(out)

check(lib.holo_add(executor, x, y, z, c_int64(4)))
print(*out)

for buffer in (x, y, z):
    lib.holo_buffer_destroy(buffer)
lib.holo_executor_destroy(executor)
