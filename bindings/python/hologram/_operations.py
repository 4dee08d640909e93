"""The operations, one object each, made of the library's list of them: whatever it has is here."""

from . import _native

__all__ = []


class Operations:
    """The operations as methods."""


for _code in range(1, _native.HOLO_OP_LAST + 1):
    _operation = _native.Operation(_code)
    globals()[_operation.__name__] = _operation
    setattr(Operations, _operation.__name__, _operation)
    __all__.append(_operation.__name__)
