"""What every operation means, by NumPy where it has it, else by Python's exact numbers: bit for bit.

Arrays of bf16, which NumPy does not have, are arrays of uint16 here. f16 and bf16 are computed in f64, which has more
than twice their digits, so that rounding once more at the end gives what rounding once would."""

import math
from fractions import Fraction
from itertools import accumulate

import numpy as np

DTYPES = {"f32": np.float32, "f64": np.float64, "f16": np.float16, "bf16": np.uint16, "i8": np.int8, "i16": np.int16,
          "i32": np.int32, "i64": np.int64, "u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64,
          "bool8": np.bool_}
FLOATS = ("f32", "f64", "f16", "bf16")
# Significant bits, and the exponent of the least subnormal.
FORMATS = {"f32": (24, -149), "f16": (11, -24), "bf16": (8, -133)}


def lift(array, name):
    """f16 and bf16 as f64, exactly; others as they are."""
    if name == "bf16":
        return np.left_shift(array, 16, dtype=np.uint32).view(np.float32).astype(np.float64)
    return array.astype(np.float64) if name == "f16" else array


def round_to(values, name):
    """f64 values, rounded once to a float type."""
    if name == "f64":
        return values
    precision, least = FORMATS[name]
    with np.errstate(all="ignore"):
        step = np.maximum(np.frexp(values)[1] - precision, least)
        rounded = np.where(np.isfinite(values) & (values != 0), np.ldexp(np.rint(np.ldexp(values, -step)), step), values)
        if name != "bf16":
            return rounded.astype(DTYPES[name])
        return (rounded.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def odd_double(exact):
    """An int or Fraction as a float, cut off, with the last bit set if that lost anything: what rounds to fewer digits
    as the exact number does."""
    try:
        value = float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
    if math.isinf(value) or Fraction(value) == exact:
        return value
    if abs(Fraction(value)) > abs(exact):
        value = math.nextafter(value, 0)
    return float((np.float64(value).view(np.uint64) | np.uint64(1)).view(np.float64))


def wrap(integers, like):
    """A list of Python's integers as an array of the type and shape of another, low bits kept."""
    bits = 8 * like.dtype.itemsize
    unsigned = np.array([value % (1 << bits) for value in integers], np.dtype(f"u{like.dtype.itemsize}"))
    return unsigned.view(like.dtype).reshape(like.shape)


def pairs(a, b):
    return zip(a.ravel().tolist(), b.ravel().tolist())


def div(a, b):
    if a.dtype.kind == "f":
        return a / b
    return wrap([0 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1) for x, y in pairs(a, b)], a)


def rem(a, b):
    if a.dtype.kind == "f":
        return np.fmod(a, b)
    return wrap([0 if y == 0 else abs(x) % abs(y) * (-1 if x < 0 else 1) for x, y in pairs(a, b)], a)


def smaller(a, b, pick=np.minimum):
    result = pick(a, b)
    if a.dtype.kind != "f":
        return result
    return np.where((a == 0) & (b == 0) & (np.signbit(a) | np.signbit(b)), -np.zeros_like(a), result)


def larger(a, b, pick=np.maximum):
    result = pick(a, b)
    if a.dtype.kind != "f":
        return result
    return np.where((a == 0) & (b == 0) & ~(np.signbit(a) & np.signbit(b)), np.zeros_like(a), result)


def fma(a, b, c, name):
    def one(x, y, z):
        if math.isfinite(x) and math.isfinite(y) and not math.isfinite(z):
            return z
        if not (math.isfinite(x) and math.isfinite(y)) or 0 in (x, y):
            return x * y + z
        exact = Fraction(x) * Fraction(y) + Fraction(z)
        if exact == 0:
            return 0.0
        if name != "f64":
            return odd_double(exact)
        try:
            return float(exact)
        except OverflowError:
            return math.inf if exact > 0 else -math.inf

    values = [one(x, y, z) for (x, y), z in zip(pairs(a, b), c.ravel().tolist())]
    return round_to(np.array(values).reshape(a.shape), name)


def sign(x):
    return np.where(x == 0, x, np.sign(x)) if x.dtype.kind == "f" else np.sign(x)


def round_away(x):
    whole = np.trunc(x)
    return np.copysign(np.where(np.abs(x - whole) >= 0.5, np.abs(whole) + 1, np.abs(whole)), x)


def saturate(integers, like):
    limits = np.iinfo(like.dtype)
    return np.array([min(max(value, limits.min), limits.max) for value in integers], like.dtype).reshape(like.shape)


def shift(pick):
    return lambda a, b: pick(a, b & b.dtype.type(8 * b.dtype.itemsize - 1))


def constant(like, value):
    return np.full_like(like, value)


MAPS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": div, "rem": rem,
    "min": smaller, "max": larger, "abs": np.abs, "neg": np.negative, "sqrt": np.sqrt,
    "minimum_number": lambda a, b: smaller(a, b, np.fmin), "maximum_number": lambda a, b: larger(a, b, np.fmax),
    "clip": lambda a, b, c: smaller(larger(a, b), c),
    "relu": lambda x: larger(x, constant(x, 0)),
    "relu6": lambda x: smaller(larger(x, constant(x, 0)), constant(x, 6)),
    "leaky_relu": lambda a, b: np.where(a > 0, a, b * a),
    "hard_sigmoid": lambda x: smaller(larger(x + x.dtype.type(3), constant(x, 0)), constant(x, 6)) / x.dtype.type(6),
    "sign": sign, "copysign": np.copysign, "reciprocal": lambda x: 1 / x, "square": lambda x: x * x,
    "floor": np.floor, "ceil": np.ceil, "round": round_away, "trunc": np.trunc, "rint": np.rint,
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
    "bit_and": np.bitwise_and, "bit_or": np.bitwise_or, "bit_xor": np.bitwise_xor, "bit_not": np.invert,
    "shift_left": shift(np.left_shift), "shift_right": shift(np.right_shift),
    "add_sat": lambda a, b: saturate([x + y for x, y in pairs(a, b)], a),
    "sub_sat": lambda a, b: saturate([x - y for x, y in pairs(a, b)], a),
    "popcount": lambda x: wrap([bin(v % (1 << 8 * x.dtype.itemsize)).count("1") for v in x.ravel().tolist()], x),
}


def convert(x, target):
    """A lifted array as another type."""
    if target == "bool8":
        return x != 0
    if target == "f64":
        return x.astype(np.float64)
    if target in FLOATS:
        exact = x if x.dtype.kind == "f" else np.array([odd_double(int(v)) for v in x.ravel()]).reshape(x.shape)
        return round_to(exact.astype(np.float64), target)
    like = np.empty(x.shape, DTYPES[target])
    if x.dtype.kind != "f":
        return wrap([int(v) for v in x.ravel().tolist()], like)
    beyond = 2.0**70  # any type
    return saturate([0 if math.isnan(v) else int(min(max(v, -beyond), beyond)) for v in x.ravel().tolist()], like)


def expected_map(op, name, arrays):
    """What the operation makes of arrays whose elements have the type of that name; None if NumPy is not asked."""
    with np.errstate(all="ignore"):
        if op == "where":
            return np.where(*arrays)
        lifted = [lift(array, name) for array in arrays]
        if op.startswith("to_"):
            return convert(lifted[0], op.removeprefix("to_"))
        if op == "hard_sigmoid" and name in ("f16", "bf16"):
            lifted = [lifted[0].astype(np.float32)]
        if op == "fma":
            return fma(*lifted, name)
        if op not in MAPS:
            return None
        result = MAPS[op](*lifted)
        return round_to(result.astype(np.float64), name) if name in ("f16", "bf16") and result.dtype != np.bool_ else result


def same_bits(actual, expected, name):
    """Where two arrays of a type have the same bits, or NaN both."""
    if name not in FLOATS:
        return actual == expected
    bits = np.dtype(f"u{actual.dtype.itemsize}")
    both_nan = np.isnan(lift(actual, name)) & np.isnan(lift(expected, name))
    return both_nan | (actual.view(bits) == expected.view(bits))


def random_array(random, name, shape):
    """Values of all sizes; special ones among them."""
    if name == "bool8":
        return random.integers(0, 2, shape).astype(np.bool_)
    if name in FLOATS:
        array = round_to(random.normal(0, 10, shape), name)
        special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 0.5, -2.5, 3.0], np.float64)
        limit = {"f64": np.finfo(np.float64).max, "f32": 2.0**128 - 2.0**104, "f16": 65504,
                 "bf16": 2.0**128 - 2.0**120}[name]
        least = 2.0 ** FORMATS[name][1] if name in FORMATS else 5e-324
        special = round_to(np.append(special, [limit, -limit, least, 1000 * least]), name)
    else:
        limits = np.iinfo(DTYPES[name])
        array = random.integers(limits.min, limits.max, shape, DTYPES[name], endpoint=True)
        special = wrap([0, 1, -1, 2, 7, limits.min, limits.max], np.empty(7, DTYPES[name]))
    return np.where(random.random(shape) < 0.2, random.choice(special, shape), array)


def number_text(value, name):
    """An element as it is typed on the command line."""
    if name == "bool8":
        return "true" if value else "false"
    if name in FLOATS:
        return repr(float(lift(np.array([value]), name)[0]))
    return str(int(value))


def exact_choice(op, array, name):
    """The result of a reduction that chooses or counts; the arrays have neither NaN nor zeros of both signs."""
    numbers = lift(array, name).ravel()
    choices = {"amin": np.min, "amax": np.max, "argmin": np.argmin, "argmax": np.argmax, "any": np.any, "all": np.all,
               "count_nonzero": np.count_nonzero, "norm_inf": lambda x: np.max(np.abs(x))}
    return np.asarray(choices[op](numbers)) if op in choices else None


def exact_product(array, name):
    """The exact product as a Fraction."""
    product = Fraction(1)
    for x in lift(array, name).ravel().tolist():
        product *= Fraction(x)
    return product


def exact_sum(op, arrays, name):
    """The exact result of a reduction that adds up as a Fraction (a square root's square), and what its error is relative
    to: the sum of the terms' magnitudes."""
    columns = [[Fraction(x) for x in lift(a, name).ravel().tolist()] for a in arrays]
    x, n = columns[0], len(columns[0])
    if op == "variance":
        mean = sum(x) / n
        return (sum((value - mean)**2 for value in x) / n,) * 2
    if op == "mse":
        return (sum((a - b)**2 for a, b in zip(*columns)) / n,) * 2
    terms = {"sum": lambda: x, "mean": lambda: x, "norm1": lambda: list(map(abs, x)),
             "norm2": lambda: [value * value for value in x], "dot": lambda: [a * b for a, b in zip(*columns)]}[op]()
    count = n if op == "mean" else 1
    return sum(terms) / count, sum(map(abs, terms)) / count


def sum_of_powers(x):
    return x.max() + np.log(np.sum(np.exp(x - x.max())))


# Of numbers between 0 and 1, in float64.
LOSSES = {
    "logsumexp": sum_of_powers,
    "cross_entropy": lambda a, b: -np.sum(b * (a - sum_of_powers(a))),
    "binary_cross_entropy": lambda a, b: -np.mean(b * np.log(a) + (1 - b) * np.log1p(-a)),
    "logistic_loss": lambda a, b: np.mean(np.log1p(np.exp(a)) - a * b),
}


def sum_error(op, got, exact):
    """How far a result is from what exact_sum says."""
    return abs(Fraction(got)**(2 if op == "norm2" else 1) - exact)


def expected_sequence(name, start, step, count):
    """iota of two numbers that are elements of the type."""
    if name not in FLOATS:
        return wrap([int(start) + i * int(step) for i in range(count)], np.empty(count, DTYPES[name]))
    start, step = (lift(np.array([value]), name).astype(np.float64) for value in (start, step))
    with np.errstate(all="ignore"):
        return round_to(start + np.arange(count) * step, name)


def expected_scatter(x, index, count):
    """The last of several at one place stays."""
    out = np.zeros(count, x.dtype)
    for value, place in zip(x.ravel(), index.ravel()):
        out[place] = value
    return out


def exact_running_sums(array, name):
    """The exact sums of all elements as far as each, and those of the magnitudes."""
    terms = [Fraction(x) for x in lift(array, name).ravel().tolist()]
    return list(accumulate(terms)), list(accumulate(map(abs, terms)))
