"""Calls of operations that need more than to pass their arguments on: those that make the result, want an axis, take
lists, or are wrong."""

from __future__ import annotations

import math
import operator
import struct
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from . import _native
from ._types import DType, HologramException, Status

# Set by connect: the module of buffers needs this one.
_Buffer: Any = None
_default_executor: Callable[[], Any]

_NORM_INPUTS = ("x", "weight", "bias", "epsilon")


def connect(buffer: Any, default_executor: Callable[[], Any]) -> None:
    """Makes the class of buffers known here."""
    global _Buffer, _default_executor
    _Buffer = buffer
    _default_executor = default_executor


def bits_of(value: Any, dtype: DType) -> int:
    """A number as the 64 bits of a scalar, a signed number."""
    if dtype.is_float:
        return int(struct.unpack("<q", struct.pack("<d", value))[0])
    whole = operator.index(value)
    if not -2**63 <= whole < 2**64 or (dtype is DType.U64 and whole < 0) or (dtype is not DType.U64 and whole >= 2**63):
        raise HologramException(f"value {whole} does not fit in {dtype.name.lower()}", Status.OUT_OF_RANGE)
    return whole - 2**64 if whole >= 2**63 else whole


def _input_names(operation: Any) -> Tuple[str, ...]:
    shape, count = operation._shape, operation._input_count
    if shape == _native.HOLO_SHAPE_NORM:
        return _NORM_INPUTS if count == 4 else ("x", "weight", "epsilon")
    if shape == _native.HOLO_SHAPE_SEQUENCE:
        return ("start", "step")
    if shape in (_native.HOLO_SHAPE_GATHER, _native.HOLO_SHAPE_SCATTER):
        return ("x", "index")
    return ("x",) if count == 1 else ("a", "b", "c")[:count]


def _bind(operation: Any, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Tuple[List[Any], Any, Optional[int]]:
    """Inputs, out, axis."""
    inputs = _input_names(operation)
    names = (*inputs, "out")
    takes_axis = operation._shape in (_native.HOLO_SHAPE_REDUCE, _native.HOLO_SHAPE_ARRAY)
    if len(args) > len(names):
        raise TypeError(f"{operation.__name__}() takes {len(inputs)} inputs and out, not {len(args)} arguments")
    given = dict(zip(names, args))
    axis = None
    for name, value in kwargs.items():
        if name == "axis" and takes_axis:
            axis = None if value is None else operator.index(value)
        elif name not in names:
            known = (*names, "axis") if takes_axis else names
            raise TypeError(f"{operation.__name__}() has no argument {name!r}: it has {', '.join(known)}")
        elif name in given:
            raise TypeError(f"{operation.__name__}() is given {name!r} twice")
        else:
            given[name] = value
    out = given.pop("out", None)
    missing = [name for name in inputs if name not in given]
    if missing:
        raise TypeError(f"{operation.__name__}() lacks {', '.join(missing)}")
    return [given[name] for name in inputs], out, axis


def _operand(value: Any) -> Any:
    """What the native part takes: a number, a buffer, or a whole NumPy array in the machine's byte order."""
    if isinstance(value, _Buffer):
        if value.closed:
            raise HologramException("the buffer is closed", Status.INVALID_HANDLE)
        return value
    if isinstance(value, (bool, int, float)):
        return value
    array = np.asarray(value)
    if array.ndim == 0:
        number = array.item()
        if not isinstance(number, (bool, int, float)):
            raise TypeError(f"{value!r} is no number and no array of them")
        return number
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    try:
        DType.of(array.dtype)
    except TypeError as wrong:
        raise TypeError(f"an array of {array.dtype}: {wrong}") from None
    return np.ascontiguousarray(array)


def _dtype(operand: Any) -> DType:
    return DType.of(operand.dtype)


def _is_array(operand: Any) -> bool:
    return not isinstance(operand, (bool, int, float))


def _check_numbers(operation: Any, inputs: List[Any], names: Tuple[str, ...], dtype: DType) -> None:
    for name, value in zip(names, inputs):
        if _is_array(value):
            continue
        if isinstance(value, float) and not dtype.is_float:
            raise TypeError(f"{operation.__name__}(): {name} is {value}, but elements of {dtype.name.lower()} are whole")
        bits_of(value, dtype)  # raises if it is too large


def _check_dtypes(operation: Any, typed: List[Any], dtype: DType) -> None:
    """That the library's words, which name arguments of a C function, are not needed for what goes wrong most often."""
    is_indexed = operation._shape in (_native.HOLO_SHAPE_GATHER, _native.HOLO_SHAPE_SCATTER)
    for other in typed if not is_indexed else ():
        if _dtype(other) != dtype:
            raise HologramException(f"{operation.__name__}(): arrays of {dtype.name.lower()} and "
                                    f"{_dtype(other).name.lower()}: convert one of them", Status.DTYPE)
    if operation._result_dtype(dtype) == 0:
        raise HologramException(f"{operation.__name__}() does not take elements of {dtype.name.lower()}", Status.DTYPE)


def _check_out(operation: Any, out: Any, shape: Tuple[int, ...]) -> Any:
    if isinstance(out, _Buffer):
        if out.closed:
            raise HologramException("out is closed", Status.INVALID_HANDLE)
    elif not isinstance(out, np.ndarray):
        raise TypeError(f"{operation.__name__}(): out is {type(out).__name__}, neither a NumPy array nor a HoloBuffer")
    elif not out.flags.c_contiguous or not out.dtype.isnative:
        raise ValueError(f"{operation.__name__}(): out is not whole in memory, in the machine's byte order")
    elif not out.flags.writeable:
        raise HologramException(f"{operation.__name__}(): out is read-only", Status.READ_ONLY)
    if isinstance(out, _Buffer) and out.read_only:
        raise HologramException(f"{operation.__name__}(): out is read-only", Status.READ_ONLY)
    if tuple(out.shape) != shape:
        raise ValueError(f"{operation.__name__}(): out has the shape {tuple(out.shape)}, the result {shape}")
    return out


def _new(executor: Any, inputs: List[Any], dtype: DType, shape: Tuple[int, ...]) -> Any:
    """For a result: a buffer if one of the inputs is, or NumPy has no such type; else a NumPy array."""
    if dtype.numpy is None or any(isinstance(x, _Buffer) for x in inputs):
        return executor._empty(shape, dtype)
    return np.empty(shape, dtype.numpy)


def _find_executor(executor: Any, operands: List[Any]) -> Any:
    for operand in operands:
        if isinstance(operand, _Buffer):
            if executor is None:
                executor = operand.executor
            elif operand.executor is not executor:
                raise HologramException("a buffer belongs to another executor", Status.WRONG_EXECUTOR)
    if executor is None:
        return _default_executor()
    if executor.closed:
        raise HologramException("the executor is closed", Status.INVALID_HANDLE)
    return executor


def _common_shape(operation: Any, arrays: List[Any]) -> Tuple[int, ...]:
    shapes = {tuple(array.shape) for array in arrays}
    if len(shapes) != 1:
        raise ValueError(f"{operation.__name__}(): the arrays' shapes differ: {', '.join(map(str, sorted(shapes)))}; "
                         "only numbers stand for all elements")
    return shapes.pop()


def _axis_of(operation: Any, axis: int, ndim: int) -> int:
    if not -ndim <= axis < ndim:
        raise ValueError(f"{operation.__name__}(): there is no axis {axis} of {ndim}")
    return axis % ndim


def _run_blocks(operation: Any, executor: Any, inputs: List[Any], out: Any, shape: Tuple[int, ...], axis: int) -> None:
    """Reduces an axis: of each block of all that comes before it, the columns; or the rows, if it is the last."""
    if axis == len(shape) - 1:
        operation._run(executor, tuple(inputs), out, math.prod(shape[:-1]), shape[-1], 1)
        return
    outer, length, inner = math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1:])
    if outer == 1:
        operation._run(executor, tuple(inputs), out, length, inner, 0)
        return
    blocks = [np.asarray(x).reshape(outer, length, inner) for x in inputs]
    results = np.asarray(out).reshape(outer, inner)
    for i in range(outer):
        operation._run(executor, tuple(block[i] for block in blocks), results[i], length, inner, 0)


def call(operation: Any, executor: Any, args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Any:
    """One call of an operation, whatever its arguments."""
    given, out, axis = _bind(operation, args, kwargs)
    inputs = [_operand(value) for value in given]
    arrays = [x for x in inputs if _is_array(x)]
    executor = _find_executor(executor, arrays + ([out] if out is not None else []))
    kind = operation._shape
    if kind == _native.HOLO_SHAPE_SEQUENCE:
        if not isinstance(out, (np.ndarray, _Buffer)):
            raise TypeError(f"{operation.__name__}() needs out, whose length and type it has")
        _check_out(operation, out, tuple(out.shape))
        _check_numbers(operation, inputs, _input_names(operation), _dtype(out))
        operation._run(executor, tuple(inputs), out, -1, -1, 0)
        return out
    if not arrays:
        raise TypeError(f"{operation.__name__}() needs an array among its inputs")
    names = _input_names(operation)
    is_where = operation.code == _native.HOLO_OP_WHERE
    typed = [x for x in (inputs[1:] if is_where else inputs) if _is_array(x)]
    if not typed and out is None:
        raise TypeError("where() of two numbers needs out, whose type it has")
    dtype = _dtype(typed[0] if typed else out)
    _check_numbers(operation, inputs[1:] if is_where else inputs, names[1:] if is_where else names, dtype)
    if is_where and not _is_array(inputs[0]):
        raise TypeError("where() needs an array of conditions")
    _check_dtypes(operation, typed, dtype)
    result_dtype = DType(operation._result_dtype(dtype))

    if kind in (_native.HOLO_SHAPE_GATHER, _native.HOLO_SHAPE_SCATTER):
        if not all(map(_is_array, inputs)):
            raise TypeError(f"{operation.__name__}() takes an array and an array of indices")
        if kind == _native.HOLO_SHAPE_SCATTER:
            if out is None:
                raise TypeError("scatter() needs out, to write to")
            _check_out(operation, out, tuple(out.shape))
        else:
            shape = tuple(inputs[1].shape)
            out = _new(executor, inputs, dtype, shape) if out is None else _check_out(operation, out, shape)
        operation._run(executor, tuple(inputs), out, -1, -1, 0)
        return out

    if kind == _native.HOLO_SHAPE_NORM:
        if not all(map(_is_array, inputs[:-1])) or _is_array(inputs[-1]):
            raise TypeError(f"{operation.__name__}() takes arrays, and a number for epsilon")
        shape = tuple(inputs[0].shape)
        for name, x in zip(names[1:-1], inputs[1:-1]):
            if tuple(x.shape) != shape[-1:]:
                raise ValueError(f"{operation.__name__}(): {name} has the shape {tuple(x.shape)}, a row {shape[-1:]}")
        out = _new(executor, inputs, result_dtype, shape) if out is None else _check_out(operation, out, shape)
        operation._run(executor, tuple(inputs), out, math.prod(shape[:-1]), shape[-1], 1)
        return out

    shape = _common_shape(operation, arrays)
    if kind == _native.HOLO_SHAPE_REDUCE:
        if len(arrays) != len(inputs):
            raise TypeError(f"{operation.__name__}() takes arrays, not numbers")
        if axis is None:
            if out is not None:
                raise TypeError(f"{operation.__name__}() without an axis gives a number: it takes no out")
            return operation._run(executor, tuple(inputs), None, -1, -1, 0)
        axis = _axis_of(operation, axis, len(shape))
        left = shape[:axis] + shape[axis + 1:]
        out = _new(executor, inputs, result_dtype, left) if out is None else _check_out(operation, out, left)
        target = out if left else out.reshape(1)
        _run_blocks(operation, executor, inputs, target, shape, axis)
        return out
    out = _new(executor, inputs, result_dtype, shape) if out is None else _check_out(operation, out, shape)
    if axis is None:
        operation._run(executor, tuple(inputs), out, -1, -1, 0)
        return out
    if _axis_of(operation, axis, len(shape)) != len(shape) - 1:
        raise ValueError(f"{operation.__name__}() works along the last axis only: transpose the array first")
    operation._run(executor, tuple(inputs), out, math.prod(shape[:-1]), shape[-1], 1)
    return out
