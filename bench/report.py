#!/usr/bin/env python3
"""report.py — measures kernels beside their peers and writes docs/benchmark-results.md and the plots in docs/plots.

    taskset -c 1 bench/report.py --dtype f32,f64 --level best,avx2

It runs `compare` (build/release/bench, and build/bench-avx2/bench for peers of AVX2; see docs/benchmarks.md for what is
measured and how), keeps its JSON beside the program, and with --reuse only writes again what that JSON says.
"""
import argparse
import collections
import datetime
import json
import math
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SIZES = (256, 1024, 3072, 4096, 16384, 65536, 1 << 20, 1 << 24)
# Where the programs are, and what holds the library to the level of their peers.
LEVELS = {"best": ("release", None), "avx2": ("bench-avx2", "avx2")}

# Above these our time over a peer's is printed in bold: peers with no larger error than we promise, where three parts in
# a hundred are what two measurements of one thing differ by, and all others.
BAR, BAR_LESS_ACCURATE = 1.03, 1.1

PANEL_COLUMNS = 3
FAR = 5  # times as slow as we are at every size: left out of the plot
SMALL_FAMILY = 3  # families of fewer operations share a figure
COLORS = {"hologram": "#000000", "gcc": "#d55e00", "eigen": "#009e73", "sleef": "#0072b2", "sleef 3.5": "#56b4e9",
          "highway": "#cc79a7", "onednn": "#8c564b", "xnnpack": "#e6a700", "numpy": "#7f7f7f", "volk": "#9acd32"}


def run_compare(level, arguments):
    preset, simd = LEVELS[level]
    program = ROOT / "build" / preset / "bench" / "compare"
    if not program.exists():
        sys.exit(f"report.py: {program} is missing: cmake --preset {preset} && cmake --build --preset {preset}")
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    if simd:
        environment["HOLOGRAM_SIMD"] = simd
    subprocess.run([program, *arguments], check=True, env=environment)


def measure(level, dtype, options):
    """What `compare` says of one level and dtype: times, then errors."""
    folder = ROOT / "build" / LEVELS[level][0] / "bench"
    times_file, errors_file = folder / f"report-{dtype}-times.json", folder / f"report-{dtype}-errors.json"
    if not options.reuse:
        chosen = ["--op", options.op, "--dtype", dtype]
        sizes = ",".join(str(n) for n in options.sizes)
        run_compare(level, [*chosen, "--sizes", sizes, "--seconds", str(options.seconds), "--json", times_file])
        run_compare(level, [*chosen, "--accuracy", "--json", errors_file])
    times = json.loads(times_file.read_text(encoding="utf-8"))
    errors = json.loads(errors_file.read_text(encoding="utf-8"))
    day = datetime.date.fromtimestamp(times_file.stat().st_mtime)
    return Run(level, dtype, times, errors, day)


class Run:
    """One level and dtype."""

    def __init__(self, level, dtype, times, errors, day):
        self.name = f"{times['environment']['simd_level']} {dtype}"
        self.file_stem = f"{times['environment']['simd_level']}-{dtype}"
        self.level, self.dtype, self.day = level, dtype, day
        self.environment = times["environment"]
        self.rows = times["kernels"]
        self.errors = {}  # of operations that have a bound: {op: {name: errors}}
        for row in errors["accuracy"]:
            self.errors.setdefault(row["op"], {})[row["name"]] = row

    def is_accurate(self, op, peer):
        """Whether a peer's error is no larger than what we promise. Sums have no bound: there all peers count."""
        errors = self.errors.get(op)
        if not errors or peer not in errors:
            return True
        found = errors[peer]["range_ulp"]
        return found is not None and found <= errors[peer]["bound_ulp"]

    def ops(self):
        return list(dict.fromkeys(row["op"] for row in self.rows))

    def sizes(self):
        return sorted({row["n"] for row in self.rows})

    def best_peers(self, row):
        """The best peer of no larger error and the best of the others: each (name, ratio) or None."""
        best = [None, None]
        for peer in row["peers"]:
            kind = 0 if self.is_accurate(row["op"], peer["name"]) else 1
            ratio = peer["ratio_ours_over_this"]["median"]
            if best[kind] is None or ratio > best[kind][1]:
                best[kind] = (peer["name"], ratio)
        return best


def size_name(n):
    return f"{n >> 20}M" if n >= 1 << 20 else f"{n:,}"


def ratio_text(ratio, bar):
    text = f"{ratio:.2f}"
    return f"**{text}**" if ratio > bar else text


def ns_text(ns):
    return f"{ns:,.0f}" if ns >= 1000 else f"{ns:.4g}"


def ulp_text(ulp):
    if ulp is None:
        return "∞"
    if ulp >= 1e5:
        return f"{ulp:.0e}".replace("e+0", "e").replace("e+", "e")
    return f"{ulp:.2f}" if ulp < 100 else f"{ulp:.0f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def overview(run):
    """One line per operation: both ratios at every size."""
    cells = {(row["op"], row["n"]): run.best_peers(row) for row in run.rows}
    rows = []
    for op in run.ops():
        line = [op]
        for n in run.sizes():
            accurate, other = cells.get((op, n), (None, None))
            first = ratio_text(accurate[1], BAR) if accurate else "–"
            line.append(first + (f" ({ratio_text(other[1], BAR_LESS_ACCURATE)})" if other else ""))
        rows.append(line)
    return table(["op", *map(size_name, run.sizes())], rows)


def figures_table(run):
    rows = []
    for row in run.rows:
        line = [row["op"], size_name(row["n"]), ns_text(row["ours_ns"]["median"])]
        for best, bar in zip(run.best_peers(row), (BAR, BAR_LESS_ACCURATE)):
            line.append(f"{best[0]} {ratio_text(best[1], bar)}" if best else "–")
        limit = row["limit"]
        kind = "compute" if limit["name"] == "fma slots" else "memory"
        line.append(f"{ns_text(limit['ns']['median'])} {kind}")
        line.append(f"{limit['ratio_ours_over_this']['median']:.2f}")
        if row["share_kept"] < 0.5:
            line[2] += " (disturbed)"
        rows.append(line)
    head = ["op", "n", "ours ns", "best peer of no larger error", "best other peer", "limit ns", "ours/limit"]
    return table(head, rows)


def errors_table(run):
    names = list(dict.fromkeys(name for errors in run.errors.values() for name in errors))
    rows = []
    for op, errors in run.errors.items():
        line = [op, f"{errors['hologram']['bound_ulp']:g}"]
        for name in names:
            found = errors.get(name)
            line.append(f"{ulp_text(found['range_ulp'])} ({ulp_text(found['timed_ulp'])})" if found else "")
        rows.append(line)
    return table(["op", "bound", *names], rows)


def figure_groups(run):
    """{title: operations}: a family each, the small ones together."""
    families = collections.defaultdict(list)
    for row in run.rows:
        if row["op"] not in families[row["family"]]:
            families[row["family"]].append(row["op"])
    groups, others = {}, []
    for family, members in families.items():
        if len(members) < SMALL_FAMILY:
            others += members
        else:
            groups[family] = members
    if others:
        groups["others"] = others
    return groups


def line_name(peer):
    """The compilations of one loop share a line."""
    return "gcc" if peer.startswith("gcc") else peer


def line_style(name):
    if name == "hologram":
        return {"color": COLORS[name], "linewidth": 2.4, "marker": ".", "markersize": 6, "zorder": 5}
    if name == "limit":
        return {"color": "#bbbbbb", "linewidth": 1.4, "linestyle": "--", "zorder": 1}
    return {"color": COLORS.get(name, "#444444"), "linewidth": 1.2}


def lines_of(rows):
    """{name: [(n, ns per element)]} of an operation, of what shares a line the best."""
    lines = collections.defaultdict(dict)
    for row in rows:
        contenders = [("hologram", row["ours_ns"]["median"]), ("limit", row["limit"]["ns"]["median"])]
        contenders += [(peer["name"], peer["ns"]["median"]) for peer in row["peers"]]
        for name, ns in contenders:
            name = line_name(name)
            lines[name][row["n"]] = min(ns / row["n"], lines[name].get(row["n"], math.inf))
    return {name: sorted(points.items()) for name, points in lines.items()}


def split_by_distance(lines):
    """The lines to draw, and what to say of those that are so slow that the others would become one."""
    ours = dict(lines["hologram"])
    drawn, left_out = {}, []
    for name, points in lines.items():
        factors = [ns / ours[n] for n, ns in points]
        if name != "limit" and min(factors) > FAR:
            left_out.append(f"{name} ({min(factors):.0f}–{max(factors):.0f} ×)")
        else:
            drawn[name] = points
    return drawn, left_out


def draw(run, title, ops, path):
    from matplotlib import lines, pyplot, ticker
    columns = min(PANEL_COLUMNS, len(ops))
    lines_up = math.ceil(len(ops) / columns)
    figure, axes = pyplot.subplots(lines_up, columns, figsize=(4 * columns, 2.7 * lines_up + 0.8), squeeze=False)
    names = set()
    inaccurate = {op: {line_name(peer) for peer in run.errors.get(op, ()) if not run.is_accurate(op, peer)}
                  for op in ops}
    for place, op in enumerate(ops):
        panel = axes[place // columns][place % columns]
        drawn, left_out = split_by_distance(lines_of([row for row in run.rows if row["op"] == op]))
        if left_out:
            panel.set_title("not shown: " + ", ".join(left_out), fontsize=7, color="#666666", loc="right")
        for name, points in drawn.items():
            style = dict(line_style(name), **({"linestyle": ":"} if name in inaccurate[op] else {}))
            panel.plot(*zip(*points), **style)
            names.add(name)
        panel.set_title(op, fontsize=10, fontweight="bold", loc="left")
        panel.set_xscale("log", base=2)
        panel.set_yscale("log")
        panel.set_xticks([256, 1024, 4096, 16384, 65536, 1 << 20, 1 << 24],
                         ["256", "1K", "4K", "16K", "64K", "1M", "16M"], fontsize=7)
        panel.xaxis.set_minor_locator(ticker.NullLocator())
        number = ticker.FuncFormatter(lambda value, _: f"{value:g}")
        low, high = panel.get_ylim()
        panel.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5) if high > 5 * low else (1, 1.5, 2, 3, 4, 5, 7)))
        panel.yaxis.set_major_formatter(number)
        panel.yaxis.set_minor_locator(ticker.NullLocator())
        panel.tick_params(axis="y", labelsize=7)
        panel.tick_params(length=0)
        panel.grid(True, color="#eeeeee", linewidth=0.8)
        for side in ("top", "right"):
            panel.spines[side].set_visible(False)
    for place in range(len(ops), lines_up * columns):
        axes[place // columns][place % columns].set_visible(False)
    order = ["hologram", "limit"] + [name for name in COLORS if name in names and name != "hologram"]
    handles = [lines.Line2D([], [], **line_style(name)) for name in order]
    height = figure.get_figheight()
    figure.suptitle(f"{title.replace('_', ' ')}: ns per element over n, {run.name}", fontsize=11, y=1 - 0.12 / height)
    figure.legend(handles, order, loc="lower center", ncol=min(len(order), 2 + 3 * columns),
                  fontsize=8, frameon=False)
    figure.tight_layout(rect=(0, 0.35 / height, 1, 1 - 0.1 / height))
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    path.write_text(shorter(path.read_text(encoding="utf-8")), encoding="utf-8")


def shorter(svg):
    """The same picture in half the bytes: hundredths of a point, no names of groups, no indentation."""
    svg = re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg)
    svg = re.sub(r'<g id="[^"]*">', "<g>", svg)
    return re.sub(r"(?m)^\s+|(?<=[0-9]) ?\n(?=L )", "", svg)


def draw_all(run, folder):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "hologram", "font.family": "sans-serif",
                                "font.sans-serif": ["DejaVu Sans"]})
    folder.mkdir(parents=True, exist_ok=True)
    images = []
    for title, ops in figure_groups(run).items():
        path = folder / f"{run.file_stem}-{title}.svg"
        draw(run, title, ops, path)
        images.append((f"{title.replace('_', ' ')}, {run.name}", path))
    return images


HEAD = """# Benchmark results

Written by `bench/report.py`; [benchmarks](benchmarks.md) tells how it is measured, who the peers are and what the
columns mean. One thread, arrays in the caches that hold them.

* A ratio is our time over the peer's, of the same rounds: **below 1 the library is faster.** Bold is what is above the
  bar: 1 for peers whose largest error found is no larger than what the library promises (and 0.03 for what two
  measurements of one thing differ by), 1.1 for all others. Of sums, which have no such bound, all peers count as the
  former. In the plots the less accurate ones are dotted.
* `limit` is the larger of two loops' times in the same rounds: one that only moves the memory, and, where the FMA slots of
  the shortest known method have been counted, one of as many independent FMAs. No kernel is faster than both.
* Errors are the largest found in a sweep over all exponents, in units in the last place, and in brackets those on
  the values that times are measured on: ± [1/8, 4), or of them what lies in the domain. Special values, subnormal
  arguments and subnormal results are left out. ∞: a finite result was not even approached.
"""


def write_page(runs, page, plots):
    parts = [HEAD]
    for run in runs:
        environment = run.environment
        parts.append(f"\n## {run.name}\n\n{environment['cpu']}, {run.day.isoformat()}; libhologram "
                     f"{environment['library_version']} at level {environment['simd_level']}; peers by "
                     f"{environment['peers_compiler']} for {environment['peers_arch']}.\n")
        parts.append("\n### Our time over the best peer's\n\nOf no larger error, and in brackets of the others.\n\n"
                     + overview(run))
        for title, path in draw_all(run, plots):
            parts.append(f"\n![{title}]({path.relative_to(page.parent).as_posix()})\n")
        if run.errors:
            parts.append("\n### Errors\n\n" + errors_table(run))
        parts.append("\n### All figures\n\n" + figures_table(run))
    page.write_text("".join(parts), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    names = lambda text: text.split(",")
    parser.add_argument("--op", default="inexact", help="operations, as for compare (default: %(default)s)")
    parser.add_argument("--dtype", type=names, default=["f32"], help="f32,f64 (default: f32)")
    parser.add_argument("--level", type=names, default=["best"], help="best,avx2 (default: best)")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default=SIZES)
    parser.add_argument("--seconds", type=float, default=0.15, help="per operation and size (default: %(default)s)")
    parser.add_argument("--reuse", action="store_true", help="measure nothing: write again what was measured last")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs" / "benchmark-results.md")
    options = parser.parse_args()
    if not set(options.level) <= set(LEVELS):
        parser.error(f"--level takes {','.join(LEVELS)}")
    runs = [measure(level, dtype, options) for level in options.level for dtype in options.dtype]
    page = options.page.resolve()
    write_page(runs, page, page.parent / "plots")
    print(f"wrote {page}")


if __name__ == "__main__":
    main()
