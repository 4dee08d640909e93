"""The types of elements, and what goes wrong."""

from __future__ import annotations

import enum
from typing import Any, Optional, Union

import numpy as np

from . import _native


class DType(enum.IntEnum):
    """The type of a buffer's elements."""

    F32 = _native.HOLO_F32
    F64 = _native.HOLO_F64
    F16 = _native.HOLO_F16
    BF16 = _native.HOLO_BF16
    I8 = _native.HOLO_I8
    I16 = _native.HOLO_I16
    I32 = _native.HOLO_I32
    I64 = _native.HOLO_I64
    U8 = _native.HOLO_U8
    U16 = _native.HOLO_U16
    U32 = _native.HOLO_U32
    U64 = _native.HOLO_U64
    BOOL8 = _native.HOLO_BOOL8

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return int(_native.holo_dtype_size(self))

    @property
    def is_float(self) -> bool:
        """Whether elements have fractions."""
        return self in (DType.F32, DType.F64, DType.F16, DType.BF16)

    @property
    def numpy(self) -> Optional["np.dtype[Any]"]:
        """NumPy's type for such elements; it has none for BF16."""
        return NUMPY.get(self)

    @classmethod
    def of(cls, dtype: "DTypeLike") -> "DType":
        """The DType meant by one, by its name ("f32"), or by anything that NumPy takes for a dtype ("float32")."""
        if isinstance(dtype, DType):
            return dtype
        if isinstance(dtype, str) and dtype.upper() in cls.__members__:
            return cls[dtype.upper()]
        meant = np.dtype(dtype)
        for ours, theirs in NUMPY.items():
            if meant == theirs:
                return ours
        raise TypeError(f"{dtype!r} is no dtype of a buffer: these are {', '.join(cls.__members__)}")


DTypeLike = Union[DType, str, "np.dtype[Any]", type]

#: NumPy's types; it has none for BF16.
NUMPY: "dict[DType, np.dtype[Any]]" = {
    DType.F32: np.dtype(np.float32),
    DType.F64: np.dtype(np.float64),
    DType.F16: np.dtype(np.float16),
    DType.I8: np.dtype(np.int8),
    DType.I16: np.dtype(np.int16),
    DType.I32: np.dtype(np.int32),
    DType.I64: np.dtype(np.int64),
    DType.U8: np.dtype(np.uint8),
    DType.U16: np.dtype(np.uint16),
    DType.U32: np.dtype(np.uint32),
    DType.U64: np.dtype(np.uint64),
    DType.BOOL8: np.dtype(np.bool_),
}


class Status(enum.IntEnum):
    """Why the library refused a call."""

    INVALID_ARGUMENT = _native.HOLO_ERROR_INVALID_ARGUMENT
    INVALID_HANDLE = _native.HOLO_ERROR_INVALID_HANDLE
    WRONG_EXECUTOR = _native.HOLO_ERROR_WRONG_EXECUTOR
    DTYPE = _native.HOLO_ERROR_DTYPE
    OUT_OF_RANGE = _native.HOLO_ERROR_OUT_OF_RANGE
    SIZE_OVERFLOW = _native.HOLO_ERROR_SIZE_OVERFLOW
    OVERLAP = _native.HOLO_ERROR_OVERLAP
    READ_ONLY = _native.HOLO_ERROR_READ_ONLY
    OUT_OF_MEMORY = _native.HOLO_ERROR_OUT_OF_MEMORY
    UNSUPPORTED = _native.HOLO_ERROR_UNSUPPORTED
    LIMIT = _native.HOLO_ERROR_LIMIT
    WRONG_THREAD = _native.HOLO_ERROR_WRONG_THREAD
    STRUCT_SIZE = _native.HOLO_ERROR_STRUCT_SIZE
    NOT_MAPPED = _native.HOLO_ERROR_NOT_MAPPED
    INTERNAL = _native.HOLO_ERROR_INTERNAL


class HologramException(Exception):
    """What the library refused, in its own words."""

    status: Status
    #: Which argument of the C function was wrong, the first being 1; 0 if none of them was.
    argument: int

    def __init__(self, message: str, status: int, argument: int = 0) -> None:
        super().__init__(message)
        self.status = Status(status)
        self.argument = argument

    def __reduce__(self) -> "tuple[Any, ...]":
        return type(self), (self.args[0], int(self.status), self.argument)
