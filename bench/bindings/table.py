"""table.py — what a call costs from each language, beside what people there use otherwise: prints tables in Markdown.

    taskset -c 1 python3 bench/bindings/table.py --build build/release

It takes a build with the bindings. In each language ours and the others run in turns, and medians count: those of five
processes, since where arrays happen to lie in memory can make a short call three times as long. A language whose tools are
missing is left out, with a word.
"""
import argparse
import collections
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile

PROCESSES = 5
HERE = pathlib.Path(__file__).resolve().parent


def python(build, folder):
    package = build / "bindings" / "python"
    interpreter = os.environ.get("HOLO_PYTHON", "/usr/bin/python3")
    return measure([interpreter, HERE / "python_costs.py"], PYTHONPATH=package)


def java(build, folder):
    jar = next((build / "bindings" / "java").glob("hologram-[0-9]*[0-9].jar"))
    run(["javac", "-cp", jar, "-d", folder, HERE / "JavaCosts.java"])
    library = build / "bindings" / "java" / "libhologram_java.so"
    return measure(["java", f"-Dorg.libhologram.path={library}", "-cp", f"{jar}:{folder}", "JavaCosts"])


def csharp(build, folder):
    sdk = run(["dotnet", "--version"]).split(".")[0]
    source = folder / "CSharpCosts"
    shutil.copytree(HERE / "CSharpCosts", source)
    assembly = build / "bindings" / "csharp" / "Hologram" / "bin" / "Hologram.dll"
    run(["dotnet", "build", source, "-v:quiet", "-nologo", "-o", folder / "out", f"-p:HologramRuntime=net{sdk}.0",
         f"-p:HologramAssembly={assembly}"])
    library = build / "bindings" / "csharp" / "libhologram_csharp.so"
    return measure(["dotnet", folder / "out" / "CSharpCosts.dll"], HOLOGRAM_CSHARP_LIBRARY=library)


def measure(command, **environment):
    """The output of so many processes."""
    return "".join(run(command, environment) for _ in range(PROCESSES))


def run(command, environment=None):
    env = {**os.environ, **{name: str(value) for name, value in (environment or {}).items()}}
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=env, check=False)
    if done.returncode != 0:
        raise RuntimeError((done.stderr + done.stdout).strip()[-400:] or f"{command[0]} failed")
    return done.stdout


def table(language, text):
    rows = collections.defaultdict(lambda: collections.defaultdict(list))  # (operation, who) -> {n: ns of each process}
    for line in text.splitlines():
        operation, n, who, ns = line.split()
        rows[operation, who.replace("_", " ")][int(n)].append(float(ns))
    sizes = sorted({n for row in rows.values() for n in row})
    print(f"| {language} | {' | '.join(f'n = {n:,}' for n in sizes)} |\n|---|{'---|' * len(sizes)}")
    for (operation, who), row in rows.items():
        print(f"| {operation}, {who} | {' | '.join(f'{statistics.median(row[n]):,.0f}' if n in row else '' for n in sizes)} |")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("languages", nargs="*", default=[])
    arguments = parser.parse_args()
    print("Nanoseconds per call on f32, median.\n")
    for name, costs in (("Java", java), ("C#", csharp), ("Python", python)):
        if arguments.languages and name.lower() not in [language.lower() for language in arguments.languages]:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                table(name, costs(arguments.build.resolve(), pathlib.Path(folder)))
            except (OSError, RuntimeError, StopIteration) as failure:
                print(f"{name} is left out: {failure or 'it is not built'}\n")


if __name__ == "__main__":
    main()
