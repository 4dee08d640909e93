"""NumPy's functions on buffers: those that the library has run there, all others on NumPy's view of the elements."""

from typing import Any

import numpy as np

from . import _native, _operations
from ._types import DType

# Names that are not the same.
_RENAMED = {
    "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div", "minimum": "min", "maximum": "max",
    "absolute": "abs", "negative": "neg", "power": "pow", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "arctan2": "atan2", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "equal": "eq", "not_equal": "ne",
    "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge", "bitwise_and": "bit_and",
    "bitwise_or": "bit_or", "bitwise_xor": "bit_xor", "invert": "bit_not", "left_shift": "shift_left",
    "right_shift": "shift_right", "fmin": "minimum_number", "fmax": "maximum_number"
}
_SAME = ("add", "sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "sinh", "cosh",
         "tanh", "cbrt", "hypot", "floor", "ceil", "trunc", "rint", "sign", "copysign", "reciprocal", "square")
_REDUCTIONS = {"add": "sum", "multiply": "prod", "minimum": "amin", "maximum": "amax"}


def _agree(operation: Any, inputs: Any, out: Any) -> bool:
    """Whether the operation takes these as they are: NumPy would find a common type, or a common shape."""
    arrays = [x for x in inputs if not isinstance(x, (bool, int, float))]
    if any(not isinstance(x, (np.ndarray, _native.Memory)) or not x.shape for x in arrays):
        return False
    first = arrays[0]
    dtype = _code(first)
    if dtype is None or any(_code(x) != dtype or tuple(x.shape) != tuple(first.shape) for x in arrays):
        return False
    if any(isinstance(x, float) for x in inputs) and not DType(dtype).is_float:
        return False
    if operation is _operations.div and not DType(dtype).is_float:
        return False  # NumPy's is no division of whole numbers
    result = operation._result_dtype(dtype)
    return bool(result != 0 and (out is None or _code(out) == result))


def _code(array: Any) -> Any:
    if isinstance(array, _native.Memory):
        return array._dtype
    try:
        return DType.of(array.dtype)
    except TypeError:
        return None


def array_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """What NumPy calls for a function of which one argument is a buffer."""
    out = kwargs.get("out", (None,))
    name = ufunc.__name__ if ufunc.__name__ in _SAME else _RENAMED.get(ufunc.__name__)
    if method == "__call__" and name is not None and len(out) == 1 and not set(kwargs) - {"out"}:
        operation = getattr(_operations, name)
        if _agree(operation, inputs, out[0]):
            return operation(*inputs, out=out[0])
    if method == "reduce" and ufunc.__name__ in _REDUCTIONS and not set(kwargs) - {"axis"}:
        axis = kwargs.get("axis", 0)
        if axis == 0 and len(inputs[0].shape) == 1:
            axis = None
        if axis is None or isinstance(axis, int):
            return getattr(_operations, _REDUCTIONS[ufunc.__name__])(*inputs, axis=axis)
    views = [np.asarray(x) if isinstance(x, _native.Memory) else x for x in inputs]
    if "out" in kwargs:
        kwargs["out"] = tuple(np.asarray(x) if isinstance(x, _native.Memory) else x for x in out)
    return getattr(ufunc, method)(*views, **kwargs)
