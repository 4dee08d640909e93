"""Executors and buffers."""

from __future__ import annotations

import math
import operator
from types import TracebackType
from typing import Any, Iterator, Optional, Sequence, Type, Union

import numpy as np

from . import _calls, _native
from ._operations import Operations
from ._types import NUMPY, DType, DTypeLike, HologramException, Status
from ._ufuncs import array_ufunc

Shape = Union[int, "np.integer[Any]", Sequence[int]]


def _shape(shape: Shape) -> "tuple[int, ...]":
    if isinstance(shape, (int, np.integer)):
        return (operator.index(shape),)
    return tuple(operator.index(length) for length in shape)


class HoloExecutor(_native.Executor, Operations):
    """Runs operations, each of which is a method, on buffers that it made and on NumPy arrays.

    Threads may use one at the same time, and close it in the middle of a call: calls that are inside finish, later ones
    raise.
    """

    def __init__(self, *, correct: bool = False, isolated: bool = False, simd: Optional[str] = None) -> None:
        """`correct`: approximated operations on f32, f16 and bf16 are rounded correctly where the library can, in three
        to ten times the time. `isolated`: calls compute in the default floating-point environment, whatever the
        thread's is. `simd`: no level above this one, "avx2" say."""
        level = 0
        if simd is not None:
            level = getattr(_native, f"HOLO_SIMD_{simd.upper()}", -1)
        super().__init__(_native.holo_binding_executor_create(level, int(correct), int(isolated)))

    def buffer(self, content: Any, dtype: Optional[DTypeLike] = None) -> "HoloBuffer":
        """A new buffer: with a copy of an array's elements, or of a list's; or, of a number or a tuple of them, of this
        many zeros."""
        if isinstance(content, (int, np.integer, tuple)):
            return self._zeros(_shape(content), DType.of(np.float32 if dtype is None else dtype))
        source: Any = content if isinstance(content, HoloBuffer) else np.asarray(content)
        if dtype is None:
            dtype = source.dtype
        ours = DType.of(dtype)
        made = self._empty(source.shape, ours)
        if isinstance(source, HoloBuffer):
            _native.holo_buffer_convert(source._handle, made._handle)
        elif ours.numpy is None:
            self._convert(np.ascontiguousarray(source, dtype=np.float64), made)
        else:
            np.copyto(np.asarray(made), source.astype(ours.numpy, copy=False))
        return made

    def wrap(self, memory: Any, dtype: Optional[DTypeLike] = None, *, read_only: bool = False) -> "HoloBuffer":
        """A buffer of the elements of any object with the buffer protocol, which is kept alive; nothing is copied. What
        can't be written is read only. `dtype` tells apart elements of one size: BF16 from 16-bit integers, say."""
        code = 0 if dtype is None else int(DType.of(dtype))
        handle, code, shape, is_read_only = _native.wrap(self, memory, code, read_only)
        return HoloBuffer(self, handle, code, shape, is_read_only)

    def _empty(self, shape: "tuple[int, ...]", dtype: DType) -> "HoloBuffer":
        if any(length < 0 for length in shape):
            raise ValueError(f"{shape} is no shape")
        handle = _native.holo_buffer_create(self._handle, dtype, math.prod(shape))
        return HoloBuffer(self, handle, dtype, shape, False)

    def _zeros(self, shape: "tuple[int, ...]", dtype: DType) -> "HoloBuffer":
        made = self._empty(shape, dtype)
        _native.holo_binding_fill(made._handle, dtype, 0)
        return made

    def _convert(self, source: "np.ndarray[Any, Any]", target: "HoloBuffer") -> None:
        with self.wrap(source, read_only=True) as wrapped:
            _native.holo_buffer_convert(wrapped._handle, target._handle)

    def __enter__(self) -> "HoloExecutor":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<HoloExecutor, closed>" if self.closed else "<HoloExecutor>"


class HoloBuffer(_native.Memory, np.lib.mixins.NDArrayOperatorsMixin):
    """An array of elements of one type, in memory of the library's or wrapped. np.asarray(buffer) shows the elements
    themselves. It can't be closed while such a view is alive."""

    @property
    def dtype(self) -> DType:
        """The elements' type."""
        return DType(self._dtype)

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self.size * self.dtype.itemsize

    def view(self, offset: int, count: int) -> "HoloBuffer":
        """The elements [offset, offset + count), which both buffers share; it may outlive this one."""
        handle = _native.holo_buffer_view(self._handle, offset, count)
        return HoloBuffer(self.executor, handle, self._dtype, (count,), self.read_only)

    def reshape(self, *shape: Any) -> "HoloBuffer":
        """The same elements in other dimensions, of which one may be -1; both buffers share them."""
        wanted = _shape(shape[0] if len(shape) == 1 else shape)
        if wanted.count(-1) == 1:
            known = -math.prod(wanted)
            wanted = tuple(self.size // known if known != 0 and length == -1 else length for length in wanted)
        if any(length < 0 for length in wanted) or math.prod(wanted) != self.size:
            raise ValueError(f"{self.size} elements do not have the shape {wanted}")
        handle = _native.holo_buffer_view(self._handle, 0, self.size)
        return HoloBuffer(self.executor, handle, self._dtype, wanted, self.read_only)

    def fill(self, value: Union[int, float]) -> None:
        """All elements become this number."""
        bits = _calls.bits_of(value, self.dtype)
        _native.holo_binding_fill(self._handle, self._dtype, bits)

    def copy(self, dtype: Optional[DTypeLike] = None) -> "HoloBuffer":
        """A buffer of its own with the same elements, or with those converted."""
        made: HoloBuffer = self.executor.buffer(self, dtype)
        return made

    def numpy(self) -> "np.ndarray[Any, Any]":
        """The elements themselves as a NumPy array; those of BF16 as the 16-bit integers that stand for them."""
        return np.asarray(self)

    def tolist(self) -> Any:
        """The elements' values, as np.ndarray.tolist gives them."""
        return np.asarray(self.copy(DType.F32) if self.dtype == DType.BF16 else self).tolist()

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a buffer without dimensions has no length")
        return self.shape[0]

    def __getitem__(self, key: Any) -> Any:
        return np.asarray(self)[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        np.asarray(self)[key] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(np.asarray(self))

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> "np.ndarray[Any, Any]":
        # NumPy asks here when the buffer protocol has refused, and would take the buffer for a sequence next.
        elements: Any = memoryview(self)  # type: ignore[arg-type]
        return np.array(elements, dtype=dtype, copy=bool(copy))

    def __dlpack__(self, *, stream: Any = None, max_version: "Optional[tuple[int, int]]" = None,
                   dl_device: "Optional[tuple[int, int]]" = None, copy: Optional[bool] = None) -> Any:
        if stream is not None:
            raise BufferError("the CPU has no streams")
        if dl_device is not None and tuple(dl_device) != self.__dlpack_device__():
            raise BufferError(f"the buffer is on the CPU, not on device {dl_device}")
        source = self.copy() if copy else self
        return _native.to_dlpack(source, max_version is not None and max_version[0] >= 1)

    def __dlpack_device__(self) -> "tuple[int, int]":
        return (1, 0)

    __array_ufunc__ = array_ufunc

    def __enter__(self) -> "HoloBuffer":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        if self.closed:
            return "<HoloBuffer, closed>"
        elements = np.array2string(np.asarray(self.copy(DType.F32) if self.dtype == DType.BF16 else self), threshold=12)
        return f"HoloBuffer({elements}, {self.dtype.name.lower()}{', read-only' if self.read_only else ''})"


_default: Optional[HoloExecutor] = None


def default_executor() -> HoloExecutor:
    """The executor of operations that are called with none, on arrays that belong to none."""
    global _default
    if _default is None or _default.closed:
        _default = HoloExecutor()
        _native._set_default(_default)
    return _default


def from_dlpack(array: Any, *, executor: Optional[HoloExecutor] = None) -> HoloBuffer:
    """A buffer of the elements of any object with __dlpack__, which is kept alive; nothing is copied."""
    where = default_executor() if executor is None else executor
    if tuple(array.__dlpack_device__())[0] != 1:
        raise BufferError("the array is not in the CPU's memory")
    try:
        capsule = array.__dlpack__(max_version=(1, 0))
    except TypeError:  # from before the protocol had versions
        capsule = array.__dlpack__()
    handle, code, shape, read_only = _native.wrap_dlpack(where, capsule)
    return HoloBuffer(where, handle, code, shape, read_only)


_calls.connect(HoloBuffer, default_executor)
_native._set(HologramException, _calls.call, np.empty, NUMPY)
