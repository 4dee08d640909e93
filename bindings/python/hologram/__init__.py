"""Fast vector operations on the CPU.

    import numpy as np
    import hologram

    x = np.linspace(-3, 3, 1000, dtype=np.float32)
    y = hologram.gelu(x)                      # a new array
    hologram.mul(y, 0.5, out=y)               # into one that is there
    hologram.softmax(y.reshape(10, 100), axis=-1)
    z = hologram.eval("z = tanh(a*x) + y^2", x=x, y=y, a=0.5)  # in one pass

Operations take NumPy arrays, HoloBuffers and whatever has the buffer protocol, all of one element type, and numbers,
which stand for arrays of one value. An executor says how they run:

    with hologram.HoloExecutor(correct=True) as ex:
        x = ex.buffer([1, 2, 3], hologram.DType.F32)
        ex.exp(x, out=x)
        print(np.asarray(x))                  # the elements themselves, not a copy
"""

from ._buffer import HoloBuffer, HoloExecutor, default_executor, from_dlpack
from ._operations import *
from ._operations import __all__ as _operation_names
from ._programs import HoloProgram, Parameter, ParameterKind, eval  # pylint: disable=redefined-builtin
from ._types import DType, HologramException, Status
from ._version import __version__

__all__ = [
    "DType", "HoloBuffer", "HoloExecutor", "HoloProgram", "HologramException", "Parameter", "ParameterKind", "Status",
    "__version__", "default_executor", "eval", "from_dlpack", "live_handles", *_operation_names
]


def live_handles() -> int:
    """How many executors, buffers and programs of this process have not ended."""
    from . import _native
    return int(_native.holo_live_handles())
