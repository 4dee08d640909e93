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
         const Buffer<f16>& h, const Buffer<const float>& c, std::vector<float>& v, const std::vector<float>& cv,
         const Buffer<uint8_t>& u, const Buffer<bool8>& m, float y, double d, int k);
void use(const Executor& ex, const Buffer<float>& f, const Buffer<float>& g, const Buffer<int32_t>& i,
         const Buffer<f16>& h, const Buffer<const float>& c, std::vector<float>& v, const std::vector<float>& cv,
         const Buffer<uint8_t>& u, const Buffer<bool8>& m, float y, double d, int k) {
  (void)ex, (void)f, (void)g, (void)i, (void)h, (void)c, (void)v, (void)cv;
  (void)u, (void)m, (void)y, (void)d, (void)k;
%s
}
"""

Case = collections.namedtuple("Case", "wrong words right")
CONSTRAINT = ("constraint", "satisf")
NO_MATCH = ("no match|no viable|no known|no suitable|could not convert|cannot convert|invalid initialization",)
CONVERSION = ("convert|conversion",)
NO_CONSTANT = ("not a constant expression",)
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
    "copy_of_a_program": Case("Program p; Program q(p);", ("deleted",), "Program p; Program q(p.get());"),
    "launch_on_a_pointer": Case("Program().launch(ex, 1, f.data());", CONSTRAINT, "Program().launch(ex, 1, f);"),
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
    "scalar_on_a_type_that_the_operation_does_not_take": Case("ex.shift_left(f, 1, f);", ("IntegerElement",),
                                                              "ex.shift_left(i, 1, i);"),
    "scalar_first_where_the_order_does_not_matter": Case("ex.add(1.0f, f, f);", NO_MATCH, "ex.sub(1.0f, f, f);"),
    "scalar_in_the_place_of_one_of_two": Case("ex.clip(f, 0.0f, f, f);", NO_MATCH, "ex.clip(f, 0.0f, y, f);"),
    "scalars_only": Case("ex.sub(1.0f, 2.0f, f);", NO_MATCH, "ex.sub(1.0f, f, f);"),
    "scalar_for_an_operation_of_one_input": Case("ex.neg(1.0f, f);", NO_MATCH, "ex.neg(f, f);"),
    "scalar_for_a_reduction": Case("ex.dot(f, 1.0f);", NO_MATCH, "ex.dot(f, f);"),
    "variable_that_narrows": Case("ex.add(f, d, f);", NO_CONSTANT, "ex.add(f, static_cast<float>(d), f);"),
    "try_with_a_variable_that_narrows": Case("(void)ex.try_add(f, d, f);", NO_CONSTANT, "(void)ex.try_add(f, y, f);"),
    "integer_variable_that_a_float_may_not_hold": Case("ex.add(f, k, f);", NO_CONSTANT, "ex.add(i, k, i);"),
    "variable_of_another_sign": Case("ex.add(u, k, u);", NO_CONSTANT, "ex.add(u, static_cast<uint8_t>(k), u);"),
    "fraction_for_integers": Case("ex.add(i, 2.5f, i);", NO_MATCH, "ex.add(f, 2.5f, f);"),
    "whole_float_for_integers": Case("ex.add(i, 2.0, i);", NO_MATCH, "ex.add(i, 2, i);"),
    "constant_too_large_for_a_float": Case("ex.add(f, 1e300, f);", ("ScalarIsOutOfThisTypesRange",),
                                           "ex.add(f, 1e30, f);"),
    "constant_that_a_float_does_not_hold": Case("ex.add(f, 16777217, f);", ("ScalarIsNotExactInThisType",),
                                                "ex.add(f, 16777216, f);"),
    "constant_too_large_for_an_integer": Case("ex.add(u, 256, u);", ("ScalarIsNotExactInThisType",),
                                              "ex.add(u, 255, u);"),
    "constant_below_an_unsigned": Case("ex.add(u, -1, u);", ("ScalarIsNotExactInThisType",), "ex.add(i, -1, i);"),
    "truth_for_a_number": Case("ex.add(i, true, i);", NO_MATCH, "ex.add(i, 1, i);"),
    "number_for_a_truth": Case("ex.eq(m, 1, m);", NO_MATCH, "ex.eq(m, true, m);"),
    "pointer_for_a_number": Case("ex.add(f, nullptr, f);", NO_MATCH, "ex.add(f, 0, f);"),
    "bits_of_another_half": Case("ex.add(h, bf16{1}, h);", NO_MATCH, "ex.add(h, f16{1}, h);"),
    "fill_that_narrows": Case("f.fill(d);", NO_CONSTANT, "f.fill(y);"),
    "mask_of_another_type": Case("ex.where(u, f, f, f);", NO_MATCH, "ex.where(m, f, f, f);"),
    "mask_of_another_type_with_scalars": Case("ex.where(u, 1, 0, f);", NO_MATCH, "ex.where(m, 1, 0, f);"),
    "selection_of_scalars_into_a_const_buffer": Case("ex.where(m, 1, 0, c);", ("no match|no viable",),
                                                     "ex.where(m, 1, 0, f);"),
    "selection_of_a_buffer_or_a_scalar": Case("ex.where(m, f, 0, f);", NO_MATCH, "ex.where(m, f, c, f);"),
    "copy_from_another_type": Case("f.copy_from(i);", NO_MATCH, "f.copy_from(c);"),
    "copy_to_a_const_buffer": Case("c.copy_from(f);", NO_MATCH, "f.copy_from(f);"),
    "creation_of_a_const_buffer_in_a_class": Case("Buffer<const float>::create_in_class(ex, 1);", CONSTRAINT,
                                                  "Buffer<float>::create_in_class(ex, 1);"),
    "query_of_no_interface": Case("ex.backend().query<int>();", NO_MATCH,
                                  "ex.backend().query<holo_cpu_interface>();"),
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
        if begins := re.match(r"(\w+)\.case:\d+:\d+:\s+(error:|in .constexpr. expansion)", line):
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
