"""Programs: made of text or of expressions, launched on arrays."""

from __future__ import annotations

import contextlib
import enum
import functools
import re
import weakref
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _calls, _native
from ._buffer import HoloBuffer, HoloExecutor
from ._types import DType, HologramException, Status


class ParameterKind(enum.IntEnum):
    """What a launch gives for a parameter."""

    IN = 1
    OUT = 2
    INOUT = 3
    SCALAR = 4
    RESULT = 5


class Parameter(NamedTuple):
    """A parameter of a program."""

    name: str
    kind: ParameterKind
    dtype: DType


class HoloProgram:
    """Vector code, made once and launched on any arrays.

        program = HoloProgram.from_expression("z = relu(a*x + y)", "in f32 x, y; scalar f32 a; out z")
        program.launch(x=x, y=y, a=2.0, z=z)

    docs/isa.md tells what programs and expressions are. Threads may launch one at the same time.
    """

    def __init__(self, made: Any) -> None:
        """Private: from_text and from_expression make programs."""
        if isinstance(made, tuple):
            line, column, message = made
            raise HologramException(f"{line}:{column}: {message}", Status.INVALID_ARGUMENT)
        self._handle: int = made
        self._end = weakref.finalize(self, _native.program_end, made)
        self._parameters = tuple(Parameter(name, ParameterKind(kind), DType(dtype))
                                 for name, kind, dtype in _native.program_parameters(made))

    @classmethod
    def from_text(cls, text: str) -> "HoloProgram":
        """A program of its text. What is wrong with that is told by line and column."""
        return cls(_native.program_make(text, None))

    @classmethod
    def from_expression(cls, expression: str, parameters: str) -> "HoloProgram":
        """A program of "z = gelu(x*w + b)" and "in f32 x, w, b; out z"."""
        return cls(_native.program_make(expression, parameters))

    @property
    def parameters(self) -> Tuple[Parameter, ...]:
        """In the order of the text."""
        return self._parameters

    def to_text(self) -> str:
        """The program in its plainest form, of which from_text makes the same one."""
        return str(_native.program_text(self._handle))

    def launch(self, *, executor: Optional[HoloExecutor] = None, lanes: Optional[int] = None,
               **arguments: Any) -> Dict[str, Union[int, float]]:
        """Runs on arrays and numbers, given by the parameters' names; gives the results by theirs. Arrays are NumPy's or
        buffers, whole in memory and of their parameters' types; `lanes` is the length of the first, if not given."""
        given = self._match(arguments)
        arrays = [value for parameter, value in given if parameter.kind != ParameterKind.SCALAR]
        where = _calls._find_executor(executor, arrays)
        numbers = tuple((_number(parameter, value), int(parameter.dtype)) for parameter, value in given
                        if parameter.kind == ParameterKind.SCALAR)
        names = [parameter.name for parameter in self._parameters if parameter.kind == ParameterKind.RESULT]
        with contextlib.ExitStack() as wrapped:
            buffers = [_wrapped(where, parameter, value, wrapped) for parameter, value in given
                       if parameter.kind != ParameterKind.SCALAR]
            if lanes is None:
                if not buffers:
                    raise TypeError("launch() needs lanes where there is no array")
                lanes = buffers[0].size
            handles = tuple(buffer._handle for buffer in buffers)
            results = _native.program_launch(where._handle, self._handle, handles, numbers, lanes, len(names))
        return dict(zip(names, results))

    def _match(self, arguments: Dict[str, Any]) -> List[Tuple[Parameter, Any]]:
        wanted = [parameter for parameter in self._parameters if parameter.kind != ParameterKind.RESULT]
        missing = [parameter.name for parameter in wanted if parameter.name not in arguments]
        if missing:
            raise TypeError(f"launch() lacks {', '.join(missing)}")
        unknown = set(arguments) - {parameter.name for parameter in wanted}
        if unknown:
            raise TypeError(f"the program has no {', '.join(sorted(unknown))}")
        return [(parameter, arguments[parameter.name]) for parameter in wanted]

    def __repr__(self) -> str:
        return f"<HoloProgram of {', '.join(p.name for p in self._parameters) or 'no parameters'}>"


def _number(parameter: Parameter, value: Any) -> Any:
    number = value.item() if isinstance(value, np.generic) else value
    if not isinstance(number, (bool, int, float)):
        raise TypeError(f"{parameter.name} is {type(value).__name__}, no number")
    return number


def _wrapped(executor: HoloExecutor, parameter: Parameter, value: Any, stack: contextlib.ExitStack) -> HoloBuffer:
    """The array itself as a buffer, until the launch is over."""
    if isinstance(value, HoloBuffer):
        if value.closed:
            raise HologramException(f"{parameter.name} is closed", Status.INVALID_HANDLE)
        return value
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{parameter.name} is {type(value).__name__}, neither a NumPy array nor a HoloBuffer")
    if not value.flags.c_contiguous or not value.dtype.isnative:
        raise ValueError(f"{parameter.name} is not whole in memory, in the machine's byte order")
    return stack.enter_context(executor.wrap(value, read_only=parameter.kind == ParameterKind.IN))


@functools.lru_cache(maxsize=256)
def _program(numbers: Tuple[str, ...], expression: str, parameters: str) -> HoloProgram:
    """With a line in front of the expression for each number."""
    made = _native.program_make("\n".join([*numbers, expression]), parameters)
    if isinstance(made, tuple) and not made[2].startswith("parameters: "):
        line, column, message = made
        if line <= len(numbers):
            raise HologramException(f"{numbers[line - 1]}: {message}", Status.INVALID_ARGUMENT)
        made = (line - len(numbers), column, message)
    return HoloProgram(made)


def _definition(name: str, value: Union[bool, int, float]) -> str:
    """A number as a statement: it takes the type of what it meets."""
    return f"{name} = bool8({int(value)})" if isinstance(value, bool) else f"{name} = {value!r}"


def _compiled(expression: str, values: Dict[str, Any], assigned: List[str], wanted: List[str]) -> HoloProgram:
    """With an out for each name that is wanted, and is neither an array already nor the result of a reduction."""
    arrays = {name: x for name, x in values.items() if _calls._is_array(x)}
    numbers = tuple(_definition(name, x) for name, x in values.items() if name not in arrays)
    declared = "; ".join(f"{'inout' if name in assigned else 'in'} {DType.of(x.dtype).name.lower()} {name}"
                         for name, x in arrays.items())
    program = _program(numbers, expression, declared)
    results = {p.name for p in program.parameters if p.kind == ParameterKind.RESULT}
    outs = [name for name in wanted if name not in results and name not in arrays]
    return _program(numbers, expression, "; ".join([declared, *(f"out {name}" for name in outs)])) if outs else program


def eval(expression: str, /, *, want: Union[None, str, Sequence[str]] = None,  # pylint: disable=redefined-builtin
         executor: Optional[HoloExecutor] = None, **values: Any) -> Any:
    """Evaluates expressions on arrays of one shape, element by element and in one pass, and on numbers:

        z = hologram.eval("z = gelu(x*w + b)", x=x, w=w, b=0.5)
        z, s = hologram.eval("z = x - y; s = sum(z^2)", want=("z", "s"), x=x, y=y)

    Gives what the last statement makes, or what `want` names: a new array, which is a buffer if a value is one; or the
    number that a reduction gives. An array among the values to which a statement gives a value is written in place."""
    assigned = re.findall(r"(\w+)\s*=(?!=)", re.sub(r"#.*", "", expression))
    names = assigned[-1:] if want is None else [want] if isinstance(want, str) else list(want)
    if not assigned:
        raise ValueError("eval(): there is no statement, such as z = x + y")
    inputs = {name: _calls._operand(value) for name, value in values.items()}
    arrays = {name: x for name, x in inputs.items() if _calls._is_array(x)}
    if not arrays:
        raise TypeError("eval() needs an array")
    shape = _calls._common_shape(eval, list(arrays.values()))
    for name in set(assigned) & set(arrays):
        _calls._check_out(eval, values[name], shape)
    where = _calls._find_executor(executor, list(arrays.values()))
    program = _compiled(expression, inputs, assigned, names)
    made = {p.name: _calls._new(where, list(arrays.values()), p.dtype, shape)
            for p in program.parameters if p.kind == ParameterKind.OUT}
    found = {**values, **made, **program.launch(executor=where, **arrays, **made)}
    return found[names[0]] if want is None or isinstance(want, str) else tuple(found[name] for name in names)
