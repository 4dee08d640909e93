"""consumer_test.py — installs the build, moves the installed tree, and uses it from C, C++ and Python.

The commands of README and docs are run as they stand there, with the moved tree in the place where the README installs to.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True  # the source folder stays as it is
import readme_blocks  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--build-dir", type=pathlib.Path, required=True)
parser.add_argument("--cmake", default="cmake")
parser.add_argument("--cc", default="cc")
options, rest = parser.parse_known_args()

EXAMPLES = readme_blocks.ROOT / "examples"
WORK = options.build_dir / "consumer"
STAGED = WORK / "staged"
HOME = WORK / "home"
PREFIX = HOME / "hologram"  # ~/hologram, as in the README


def run(command, fails=False, **more):
    """Runs a command and returns what it printed; it must succeed, or fail if that is wanted."""
    environment = dict(os.environ, **more.pop("env", {}))
    done = subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    if (done.returncode != 0) != fails:
        raise AssertionError(f"{command} returned {done.returncode}:\n{done.stdout}")
    return done.stdout


def fresh(name):
    """An empty folder to work in."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def library_dir():
    found = [path.parent for path in PREFIX.glob("lib*/**/libhologram.so")]
    if len(found) != 1:
        raise AssertionError(f"libhologram.so found in {found}")
    return found[0]


def setUpModule():
    shutil.rmtree(WORK, ignore_errors=True)
    run([options.cmake, "--install", options.build_dir, "--prefix", STAGED])
    HOME.mkdir(parents=True)
    STAGED.rename(PREFIX)


class ConsumerTest(unittest.TestCase):
    def test_no_installed_file_names_the_first_prefix(self):
        for path in PREFIX.rglob("*"):
            if path.is_file():
                with self.subTest(path=path):
                    self.assertNotIn(bytes(STAGED), path.read_bytes())

    def test_nothing_but_the_product_is_installed(self):
        allowed = ("bin/hologram", "include/hologram/", "lib", "share/")
        for path in PREFIX.rglob("*"):
            if not path.is_dir():
                name = str(path.relative_to(PREFIX))
                with self.subTest(name=name):
                    self.assertTrue(name.startswith(allowed))
                    self.assertFalse(name.endswith(".a"), "only the shared library is installed")

    def test_c_through_pkg_config(self):
        folder = fresh("c")
        env = {"PKG_CONFIG_PATH": str(library_dir() / "pkgconfig"), "LD_LIBRARY_PATH": str(library_dir())}
        flags = run(["pkg-config", "--cflags", "--libs", "hologram"], env=env).split()
        strict = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        run([options.cc, *strict, EXAMPLES / "c/add.c", *flags, "-o", folder / "add"])
        self.assertEqual("11 22 33 44\n", run([folder / "add"], env=env))

    def test_the_c_program_needs_no_cxx_library(self):
        run([options.cc, EXAMPLES / "c/add.c", f"-I{PREFIX}/include", f"-L{library_dir()}", "-lhologram",
             "-o", fresh("c_needs") / "add"])
        needed = run(["readelf", "-d", WORK / "c_needs/add"])
        self.assertIn("[libhologram.so.0]", needed)
        self.assertNotIn("libstdc++", needed)

    def test_pkg_config_knows_the_version(self):
        env = {"PKG_CONFIG_PATH": str(library_dir() / "pkgconfig")}
        version = run(["pkg-config", "--modversion", "hologram"], env=env).strip()
        self.assertTrue((library_dir() / f"libhologram.so.{version}").is_file())

    def test_cxx_through_find_package(self):
        folder = fresh("cxx")
        run([options.cmake, "-G", "Ninja", "-S", EXAMPLES / "cmake", "-B", folder, "-D", f"CMAKE_PREFIX_PATH={PREFIX}",
             "-D", "CMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror"])
        run([options.cmake, "--build", folder])
        self.assertEqual("4000\n2\n", run([folder / "dot"]))

    def test_find_package_refuses_another_version(self):
        folder = fresh("version")
        (folder / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(version LANGUAGES CXX)\n"
            "find_package(hologram 0.999 REQUIRED)\n")
        said = run([options.cmake, "-G", "Ninja", "-S", folder, "-B", folder / "build", "-D",
                    f"CMAKE_PREFIX_PATH={PREFIX}"], fails=True)
        self.assertIn('compatible with requested version "0.999"', " ".join(said.split()))

    def test_python_through_ctypes(self):
        printed = run(["/usr/bin/python3", EXAMPLES / "python/add.py", library_dir() / "libhologram.so"], cwd=fresh("py"))
        self.assertEqual("11.0 22.0 33.0 44.0\n", printed)

    def test_the_program_runs_where_it_was_moved_to(self):
        self.assertIn("SIMD", run([PREFIX / "bin/hologram", "info"]))

    def test_commands_of_readme_and_docs_print_what_they_say(self):
        blocks = [block for document in readme_blocks.DOCUMENTS for block in readme_blocks.commands(document)]
        self.assertGreaterEqual(len(blocks), 4)
        for number, block in enumerate(blocks):
            with self.subTest(directory=block.directory):
                folder = fresh(f"readme{number}") / "copy"
                shutil.copytree(readme_blocks.ROOT / block.directory, folder)
                printed = run(["bash", "-euo", "pipefail", "-c", block.script], cwd=folder, env={"HOME": str(HOME)})
                self.assertEqual(block.prints, printed.splitlines()[-1])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
