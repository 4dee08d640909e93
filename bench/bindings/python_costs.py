"""python_costs.py — what calls from Python cost, ours and NumPy's in turns: lines of operation, elements, who, nanoseconds."""
import statistics
import time

import numpy as np

import hologram as h

ROUNDS = 41


def interleaved(functions):
    """Medians in ns of functions of no argument, called in turns."""
    repeats = []
    for function in functions:
        start = time.perf_counter_ns()
        for _ in range(20):
            function()
        repeats.append(max(5, int(2_000_000 / max(1, (time.perf_counter_ns() - start) / 20) / 4)))
    times = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, repeat, mine in zip(functions, repeats, times):
            start = time.perf_counter_ns()
            for _ in range(repeat):
                function()
            mine.append((time.perf_counter_ns() - start) / repeat)
    nothing = lambda: None
    start = time.perf_counter_ns()
    for _ in range(100_000):
        nothing()
    loop = (time.perf_counter_ns() - start) / 100_000  # of the loop and a call of a Python function
    return [statistics.median(mine) - loop for mine in times]


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def gelu(x):
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


def main():
    ex = h.default_executor()
    for n in (16, 256, 1024, 16384):
        random = np.random.default_rng(n)
        a, b = (random.random(n, dtype=np.float32) for _ in range(2))
        out = np.empty(n, np.float32)
        A, B, C = (ex.buffer(x) for x in (a, b, out))
        cases = {
            "add": [("numpy out=", lambda: np.add(a, b, out=out)), ("arrays out=", lambda: h.add(a, b, out=out)),
                    ("buffers", lambda: ex.add(A, B, C)), ("new array", lambda: h.add(a, b)), ("numpy new", lambda: np.add(a, b))],
            "exp": [("numpy out=", lambda: np.exp(a, out=out)), ("arrays out=", lambda: h.exp(a, out=out))],
            "sum": [("numpy", a.sum), ("arrays", lambda: h.sum(a))],
            "softmax": [("numpy", lambda: softmax(a)), ("arrays out=", lambda: h.softmax(a, out=out)), ("new array", lambda: h.softmax(a))],
            "gelu": [("numpy", lambda: gelu(a)), ("arrays out=", lambda: h.gelu_tanh(a, out=out)), ("new array", lambda: h.gelu_tanh(a))],
        }
        for operation, functions in cases.items():
            for (who, _), ns in zip(functions, interleaved([function for _, function in functions])):
                print(operation, n, who.replace(" ", "_"), f"{ns:.1f}")


if __name__ == "__main__":
    main()
