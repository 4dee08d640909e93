"""make_wheel.py — packs the built package into a wheel, with the native files inside, stripped.

The tag says for which Python it is, and from which glibc on: the newest version that one of the files asks for.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

METADATA = """Metadata-Version: 2.1
Name: libhologram
Version: {version}
Summary: Fast vector operations on the CPU
License: BSD-2-Clause
Requires-Python: >=3.11
Requires-Dist: numpy>=1.20
Description-Content-Type: text/markdown

{readme}"""

WHEEL = """Wheel-Version: 1.0
Generator: libhologram
Root-Is-Purelib: false
Tag: {tag}
"""


def newest_glibc(files):
    """(2, 34), say."""
    versions = [(2, 17)]
    for file in files:
        symbols = subprocess.run(["objdump", "-T", str(file)], capture_output=True, text=True, check=True).stdout
        versions += [tuple(map(int, found)) for found in re.findall(r"GLIBC_(\d+)\.(\d+)", symbols)]
    return max(versions)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=pathlib.Path, help="the built package's folder")
    parser.add_argument("--libraries", type=pathlib.Path, nargs="*", default=[], help="what goes beside the native file")
    parser.add_argument("--readme", type=pathlib.Path, required=True)
    parser.add_argument("--license", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--strip", default="strip")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the folder for the wheel")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        inside = root / arguments.package.name
        shutil.copytree(arguments.package, inside, ignore=shutil.ignore_patterns("__pycache__"))
        for library in arguments.libraries:  # by the name that is asked for, not the one that it is a link to
            shutil.copy(library, inside / library.name)
        native = [file for file in inside.iterdir() if ".so" in file.name]
        for file in native:
            subprocess.run([arguments.strip, "--strip-unneeded", str(file)], check=True)
        glibc = "_".join(map(str, newest_glibc(native)))
        python = "cp%d%d" % sys.version_info[:2]
        machine = sysconfig.get_platform().split("-")[-1]
        info = root / f"libhologram-{arguments.version}.dist-info"
        info.mkdir()
        readme = arguments.readme.read_text(encoding="utf-8")
        (info / "METADATA").write_text(METADATA.format(version=arguments.version, readme=readme), encoding="utf-8")
        (info / "WHEEL").write_text(WHEEL.format(tag=f"{python}-{python}-manylinux_{glibc}_{machine}"), encoding="utf-8")
        shutil.copy(arguments.license, info)
        for old in arguments.output.glob("libhologram-*.whl"):
            old.unlink()
        subprocess.run([sys.executable, "-m", "wheel", "pack", "--dest-dir", str(arguments.output), str(root)], check=True,
                       stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
