"""headers_test.py — every public header compiles alone and twice over, as C11 and C++20 or C++20 only, with no warning."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

parser = argparse.ArgumentParser()
parser.add_argument("--include", nargs="+", type=pathlib.Path, required=True)
parser.add_argument("--cc", nargs="+", default=["gcc", "clang-14"])
parser.add_argument("--cxx", nargs="+", default=["g++", "clang++-14"])
options, rest = parser.parse_known_args()

STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef", "-Werror", "-fsyntax-only"]
C11 = ["-x", "c", "-std=c11", "-Wstrict-prototypes"]
CXX20 = ["-x", "c++", "-std=c++20"]
HEADERS = sorted(path.relative_to(folder) for folder in options.include for path in folder.glob("hologram/*.h"))
CXX_HEADERS = sorted(path.relative_to(folder) for folder in options.include for path in folder.glob("hologram/*.hpp"))


def compile_text(compiler, language, text):
    command = [compiler, *language, *STRICT, *(f"-I{folder}" for folder in options.include), "-"]
    return subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class HeadersTest(unittest.TestCase):
    def check(self, compilers, language, headers):
        found = [compiler for compiler in compilers if shutil.which(compiler)]
        self.assertTrue(found, f"none of {compilers} is here")
        for compiler in found:
            for header in headers:
                with self.subTest(compiler=compiler, header=str(header)):
                    done = compile_text(compiler, language, f'#include "{header}"\n#include "{header}"\nextern int x;\n')
                    self.assertEqual(0, done.returncode, done.stdout)

    def test_there_are_headers(self):
        self.assertIn(pathlib.Path("hologram/version.h"), HEADERS)
        self.assertIn(pathlib.Path("hologram/hologram.h"), HEADERS)

    def test_headers_are_clean_c11(self):
        self.check(options.cc, C11, HEADERS)

    def test_headers_are_clean_cxx20(self):
        self.check(options.cxx, CXX20, HEADERS + CXX_HEADERS)

    def test_cxx_headers_need_neither_exceptions_nor_rtti(self):
        for more in ("-fno-exceptions", "-fno-rtti"):
            with self.subTest(option=more):
                self.check(options.cxx, [*CXX20, more], CXX_HEADERS)

    def test_umbrellas_include_every_header(self):
        for name, headers in (("hologram/hologram.h", HEADERS), ("hologram/hologram.hpp", CXX_HEADERS)):
            with self.subTest(umbrella=name):
                umbrella = next(folder / name for folder in options.include if (folder / name).exists())
                ending = umbrella.suffix
                included = re.findall(rf'^#include "(hologram/\w+{ending})"', umbrella.read_text(), re.MULTILINE)
                self.assertEqual({str(header) for header in headers} - {name}, set(included))

    def test_initialisers_are_clean(self):
        texts = [(folder / header).read_text() for folder in options.include for header in HEADERS
                 if (folder / header).exists()]
        types = re.findall(r"^#define HOLO_(\w+)_INIT\b", "\n".join(texts), re.MULTILINE)
        self.assertTrue(types)
        text = "#include <hologram/hologram.h>\n" + "".join(
            f"void use_{name}(void);\nvoid use_{name}(void) {{\n  holo_{name.lower()} value = HOLO_{name}_INIT;\n"
            f"  (void)value;\n}}\n" for name in types)
        for compilers, language in ((options.cc, C11), (options.cxx, CXX20)):
            for compiler in filter(shutil.which, compilers):
                with self.subTest(compiler=compiler):
                    done = compile_text(compiler, language, text)
                    self.assertEqual(0, done.returncode, done.stdout)

    def test_frozen_numbers_hold(self):
        text = pathlib.Path(__file__).with_name("struct_layout.c").read_text()
        for compiler in filter(shutil.which, options.cc):
            with self.subTest(compiler=compiler):
                done = compile_text(compiler, C11, text)
                self.assertEqual(0, done.returncode, done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
