"""program_peers.py — expressions as programs, beside NumPy's and numexpr's, in turns: a table in Markdown.

    PYTHONPATH=build/release/bindings/python taskset -c 1 /usr/bin/python3 bench/bindings/program_peers.py

All of them on one thread. Without numexpr its column stays empty.
"""
import numpy as np

import hologram as h
from python_costs import interleaved

try:
    import numexpr
    numexpr.set_num_threads(1)
except ImportError:
    numexpr = None

SIZES = (16384, 1 << 20)


def horner(x, numbers):
    value = numbers[0]
    for number in numbers[1:]:
        value = value * x + number
    return value


NUMBERS = tuple(np.float32(k / 10) for k in range(1, 10))
HORNER = "0.1"
for k in range(2, 10):
    HORNER = f"({HORNER})*x + {k / 10}"

# The tanh form of gelu, which all three can write.
GELU = "0.5*{t}*(1 + tanh(0.7978845608*({t} + 0.044715*{t}*{t}*{t})))"
GELU_OF_ALL = GELU.format(t="(x*w + b)")


def gelu(x, w, b):
    t = x * w + b
    return np.float32(0.5) * t * (1 + np.tanh(np.float32(0.7978845608) * (t + np.float32(0.044715) * t * t * t)))


# What it is called, our expression, NumPy's function, numexpr's expression.
CASES = (
    ("relu(x·w + b)", "z = relu(x*w + b)", lambda x, w, b: np.maximum(x * w + b, 0), "where(x*w + b > 0, x*w + b, 0)"),
    ("gelu(x·w + b), by tanh", "t = x*w + b; z = " + GELU.format(t="t"), gelu, GELU_OF_ALL),
    ("gelu(x·w + b), one operation", "z = gelu_tanh(x*w + b)", gelu, GELU_OF_ALL),
    ("Σ (x - w)²", "s = sum((x - w)^2)", lambda x, w, b: ((x - w) ** 2).sum(), "sum((x - w)**2)"),
    ("polynomial, degree 8", "z = " + HORNER, lambda x, w, b: horner(x, NUMBERS), HORNER),
)


def check(ours, theirs, name):
    if not np.allclose(ours, theirs, rtol=2e-3, atol=1e-4):
        raise AssertionError(f"{name}: results differ")


def main():
    print("| f32 | n | program | NumPy | ÷ | numexpr | ÷ |\n|---|---|---|---|---|---|---|")
    executor = h.default_executor()
    for n in SIZES:
        random = np.random.default_rng(n)
        arrays = {name: (random.random(n, dtype=np.float32) - np.float32(0.5)) for name in "xwb"}
        z = np.empty(n, np.float32)
        for name, expression, by_numpy, by_numexpr in CASES:
            used = {key: array for key, array in arrays.items() if key in by_numexpr.replace("where", "")}
            sums = expression.startswith("s =")
            program = h.HoloProgram.from_expression(
                expression, f"in f32 {', '.join(used)}; " + ("result s" if sums else "out f32 z"))
            given = {key: executor.buffer(array) for key, array in used.items()}
            if not sums:
                given["z"] = made = executor.buffer(z)
            functions = [lambda: program.launch(executor=executor, **given), lambda: by_numpy(*arrays.values())]
            result = functions[0]()
            check(result["s"] if sums else np.asarray(made), functions[1](), name)
            if numexpr is not None:
                functions.append(lambda: numexpr.evaluate(by_numexpr, local_dict=used))
                check(functions[2](), functions[1](), name + " by numexpr")
            times = interleaved(functions) + [None] * (3 - len(functions))
            cells = [f"{times[0] / 1e3:.1f} µs"]
            for other in times[1:]:
                cells += ["", ""] if other is None else [f"{other / 1e3:.1f} µs", f"{other / times[0]:.1f}"]
            print(f"| {name} | {n} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
