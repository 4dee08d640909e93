"""refusals_test.py — what the C++ headers must refuse does not compile, and what stands beside it does.

Each case is a line that must be an error, the words that the compiler's message must hold, and a line so much like it
that only the mistake can be the reason: that one must compile, or the case would prove nothing.
"""
import argparse
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

parser = argparse.ArgumentParser()
parser.add_argument("--include", nargs="+", type=pathlib.Path, required=True)
parser.add_argument("--cxx", nargs="+", default=["g++", "clang++-14"])
options, rest = parser.parse_known_args()

STRICT = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
FRAME = """#include <hologram/hologram.hpp>
#include <memory>
#include <vector>
using namespace hologram;
void use(const Executor& ex, const Buffer<float>& f, const Buffer<float>& g, const Buffer<int32_t>& i,
         const Buffer<f16>& h, const Buffer<const float>& c, std::vector<float>& v, const std::vector<float>& cv);
void use(const Executor& ex, const Buffer<float>& f, const Buffer<float>& g, const Buffer<int32_t>& i,
         const Buffer<f16>& h, const Buffer<const float>& c, std::vector<float>& v, const std::vector<float>& cv) {
  (void)ex, (void)f, (void)g, (void)i, (void)h, (void)c, (void)v, (void)cv;
%s
}
"""

Case = collections.namedtuple("Case", "wrong words right")
CONSTRAINT = ("constraint", "satisf")
NO_MATCH = ("no match|no viable|no known|no suitable|could not convert|cannot convert|invalid initialization",)
CONVERSION = ("convert|conversion",)
CASES = {
    "operation_on_a_type_it_does_not_take": Case("ex.sqrt(i, i);", ("sqrt", "FloatElement"), "ex.sqrt(f, f);"),
    "try_operation_on_a_type_it_does_not_take": Case("(void)ex.try_sqrt(i, i);", ("try_sqrt", "FloatElement"),
                                                     "(void)ex.try_sqrt(f, f);"),
    "inputs_of_two_types": Case("ex.add(f, i, f);", NO_MATCH, "ex.add(f, f, f);"),
    "output_of_another_type": Case("ex.add(f, f, i);", NO_MATCH, "ex.add(f, c, g);"),
    "output_that_is_const": Case("ex.add(f, f, c);", NO_MATCH, "ex.add(c, c, f);"),
    "too_few_inputs": Case("ex.add(f, f);", NO_MATCH, "ex.neg(f, f);"),
    "write_to_a_const_buffer": Case("c.write(cv);", CONSTRAINT, "f.write(cv);"),
    "try_write_to_a_const_buffer": Case("(void)c.try_write(cv);", CONSTRAINT, "(void)f.try_write(cv);"),
    "fill_of_a_const_buffer": Case("c.fill(1.0f);", CONSTRAINT, "f.fill(1.0f);"),
    "assignment_through_a_const_buffer": Case("c.span()[0] = 1;", ("read-only|const",), "f.span()[0] = 1;"),
    "creation_of_a_const_buffer": Case("Buffer<const float> x(ex, 1);", NO_MATCH, "Buffer<float> x(ex, 1);"),
    "buffer_of_no_element_type": Case("Buffer<char> x;", CONSTRAINT, "Buffer<int8_t> x;"),
    "copy_of_a_buffer": Case("Buffer<float> x(f);", ("deleted",), "Buffer<float> x(f.view(0, 1));"),
    "copy_of_an_executor": Case("Executor x(ex);", ("deleted",), "Executor x(ex.get());"),
    "result_of_another_type": Case("std::unique_ptr<float> x(ex.sum(f));", NO_MATCH,
                                   "std::unique_ptr<float> x(new float(ex.sum(f)));"),
    "read_into_another_type": Case("i.read(v);", NO_MATCH, "f.read(v);"),
    "const_memory_wrapped_as_writable": Case("Buffer<float>::wrap(ex, cv);", NO_MATCH,
                                             "Buffer<const float>::wrap(ex, cv);"),
    "memory_that_does_not_last": Case("wrap(ex, std::vector<float>(3));", NO_MATCH, "wrap(ex, v);"),
    "release_that_cannot_be_called": Case("wrap(ex, v, [](int, int) {});", NO_MATCH,
                                          "wrap(ex, v, [](float*) {});"),
    "status_that_is_dropped": Case("ex.try_add(f, f, f);", ("nodiscard",), "(void)ex.try_add(f, f, f);"),
    "result_that_is_dropped": Case("ex.try_sum(f);", ("nodiscard",), "(void)ex.try_sum(f);"),
    "status_used_as_a_number": Case("int x = ex.try_add(f, f, f);", CONVERSION,
                                    "int x = ex.try_add(f, f, f).code(); (void)x;"),
    "f16_filled_by_its_bits": Case("h.fill(f16{1});", CONVERSION, "h.fill(1.0f);"),
}


def compiled(compiler, lines):
    """Compiles all cases' lines at once; each is a file of its own in what the compiler says."""
    body = "\n".join(f'#line 1 "{name}.case"\n  {{ {line} }}' for name, line in lines.items())
    every_error = "-ferror-limit=0" if "clang" in compiler else "-fmax-errors=0"
    command = [compiler, *STRICT, every_error, *(f"-I{folder}" for folder in options.include), "-x", "c++", "-"]
    done = subprocess.run(command, input=FRAME % body, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    said = collections.defaultdict(str)  # what is said from the error on, by case
    name = None
    for line in done.stdout.splitlines():
        if begins := re.match(r"(\w+)\.case:\d+:\d+: error: ", line):
            name = begins[1]
        said[name] += line + "\n"
    return done, said


class RefusalsTest(unittest.TestCase):
    def setUp(self):
        self.compilers = [compiler for compiler in options.cxx if shutil.which(compiler)]
        self.assertTrue(self.compilers, f"none of {options.cxx} is here")

    def test_what_is_right_compiles(self):
        for compiler in self.compilers:
            with self.subTest(compiler=compiler):
                done, _ = compiled(compiler, {name: case.right for name, case in CASES.items()})
                self.assertEqual(0, done.returncode, done.stdout)

    def test_what_is_wrong_does_not(self):
        for compiler in self.compilers:
            _, said = compiled(compiler, {name: case.wrong for name, case in CASES.items()})
            for name, case in CASES.items():
                with self.subTest(compiler=compiler, case=name):
                    self.assertIn(name, said, f"this compiles: {case.wrong}")
                    for words in case.words:
                        self.assertRegex(said[name], words)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
