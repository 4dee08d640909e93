"""zero_cost_test.py — a call through the C++ headers compiles to the instructions of the C call, and no others.

Compiles zero_cost.cc for x86-64 at -O2 and reads the disassembly. The way of a call that succeeds, from a function's entry to its
return, must have the same instructions in both languages (in any order), and call the same C function; moves may be
fewer. Beside it there may be only the call that throws.
"""
import argparse
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

parser = argparse.ArgumentParser()
parser.add_argument("--include", nargs="+", type=pathlib.Path, required=True)
parser.add_argument("--cxx", nargs="+", default=["g++", "clang++-14"])
parser.add_argument("--objdump", default="objdump")
options, rest = parser.parse_known_args()

SOURCE = pathlib.Path(__file__).with_name("zero_cost.cc")
THROW = "hologram::detail::Throw(int)"

MOVES = {"movl", "movq", "movsd", "movaps", "movups"}


class Function:
    """What stands in one function: its instructions' names, in order, and the names of what it calls."""

    def __init__(self):
        self.instructions = []
        self.calls = set()

    def way(self):
        """How often each instruction stands on the way of a call that succeeds: up to the return or the tail call.

        A move is a move: which register a constant takes on its way to the stack is the compiler's taste.
        """
        words = ["mov" if word in MOVES else word for word in self.instructions]
        ends = [i for i, word in enumerate(words) if word in ("ret", "jmp")]
        return collections.Counter(words[:ends[0] + 1] if ends else words)


def disassembled(compiler):
    """Each function of the compiled source, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "zero_cost.o"
        includes = [f"-I{path}" for path in options.include]
        subprocess.run([compiler, "-std=c++20", "-O2", *includes, "-c", SOURCE, "-o", made], check=True)
        text = subprocess.run([options.objdump, "-drC", "--no-show-raw-insn", made], check=True, capture_output=True,
                              text=True).stdout
    functions = collections.defaultdict(Function)
    for line in text.splitlines():
        if begins := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            function = functions[begins[1].removesuffix(".cold")]  # gcc puts apart what it does not expect
        elif relocated := re.match(r"\s+[0-9a-f]+: R_\w+\s+(.*?)([-+]0x[0-9a-f]+)?$", line):
            if not relocated[1].startswith("."):  # a jump to a function's cold part names its section
                function.calls.add(relocated[1])
        elif instruction := re.match(r"\s+[0-9a-f]+:\s+([\w.]+)", line):
            function.instructions.append(instruction[1])
    return functions


COMPILED = {compiler: disassembled(compiler) for compiler in options.cxx if shutil.which(compiler)}


def difference(cpp, c):
    """What is more, or other, in C++: "" if nothing."""
    counts = cpp.way()
    counts.subtract(c.way())
    # A move less is fine: gcc takes a scalar's dtype from memory in C, and has it in the instruction in C++.
    said = [f"{word} {count:+}" for word, count in counts.items() if count > 0 or (count < 0 and word != "mov")]
    return " ".join(said + sorted(cpp.calls - {THROW} ^ c.calls - {"refuse"}))


class ZeroCostTest(unittest.TestCase):
    def test_there_is_a_compiler(self):
        self.assertTrue(COMPILED, f"none of {options.cxx} is here")

    def test_calls_are_the_c_calls(self):
        for compiler, functions in COMPILED.items():
            for name, callee in (("add", "holo_add"), ("try_add", "holo_add"), ("sum", "holo_sum"),
                                 ("scale", "holo_mul_scalar"), ("try_clip", "holo_clip_scalar"),
                                 ("try_raise", "holo_add_scalar")):
                with self.subTest(compiler=compiler, name=name):
                    self.assertIn(callee, functions[f"{name}_in_cpp"].calls)
                    self.assertGreater(functions[f"{name}_in_cpp"].way().total(), 4)
                    self.assertEqual("", difference(functions[f"{name}_in_cpp"], functions[f"{name}_in_c"]))

    def test_only_what_throws_calls_more_than_the_c_function(self):
        for compiler, functions in COMPILED.items():
            with self.subTest(compiler=compiler):
                self.assertEqual({"holo_add"}, functions["try_add_in_cpp"].calls)
                self.assertEqual({"holo_add", THROW}, functions["add_in_cpp"].calls)

    def test_a_costly_wrapper_is_noticed(self):
        for compiler, functions in COMPILED.items():
            with self.subTest(compiler=compiler):
                self.assertIn("holo_buffer_info_get", difference(functions["costly_add_in_cpp"], functions["add_in_c"]))
                self.assertNotEqual("", difference(functions["wary_add_in_cpp"], functions["add_in_c"]))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
