"""vector_leaks_test.py — no function outside the kernels of a SIMD level has an instruction of that level.

A CPU without AVX2 must be able to run everything but the kernels that it will never be sent to. An inline function that
a kernel's source shares with others, compiled for AVX2 there and kept by the linker, would break that; so every
instruction of the library is looked at, and those above the baseline, SSE2, must stand in a function of Highway's
namespace of a level: N_SSE4, N_AVX2 or N_AVX3.
"""
import argparse
import re
import subprocess
import sys
import unittest

parser = argparse.ArgumentParser()
parser.add_argument("--library", required=True)
parser.add_argument("--objdump", default="objdump")
options, rest = parser.parse_known_args()

BASELINE, SSE4, AVX2, AVX512 = range(4)
LEVEL_NAMES = ("SSE2", "SSE4", "AVX2", "AVX-512")
NAMESPACES = {"N_SSE4": SSE4, "N_AVX2": AVX2, "N_AVX3": AVX512}

# Past SSE2, up to what Highway takes for its SSE4: SSE3, SSSE3, SSE4.1, SSE4.2, POPCNT, and AES and PCLMUL beside them.
SSE4_INSTRUCTIONS = re.compile(
    r"addsubp[sd]|hadd\w*|hsub\w*|lddqu|movddup|movs[hl]dup|pshufb|ph(add|sub)\w+|pmaddubsw|pmulhrsw|psign[bwd]|"
    r"pabs[bwd]|palignr|pblend\w+|blendv?p[sd]|dpp[sd]|extractps|insertps|mpsadbw|pmulld|pmuldq|packusdw|ptest|"
    r"p(min|max)(sb|sd|uw|ud)|pinsr[bdq]|pextr[bdq]|pmov[sz]x\w+|phminposuw|round[sp][sd]|movntdqa|pcmp[ei]str\w+|"
    r"pcmp(eq|gt)q|crc32\w?|popcnt\w?|aes\w+|pclmul\w+")
# VEX-encoded without a v in front: BMI1 and BMI2. (tzcnt runs everywhere, as bsf, and gcc uses it so.)
BMI_INSTRUCTIONS = re.compile(r"andn[lq]?|bextr[lq]?|bls(i|r|msk)[lq]?|bzhi[lq]?|mulx[lq]?|p(dep|ext)[lq]?|rorx[lq]?|"
                              r"s[ah][rl]x[lq]?|lzcnt[wlq]?")
AVX512_OPERANDS = re.compile(r"%zmm|%k[0-7]\b|%[xy]mm(1[6-9]|2\d|3[01])\b")
NOT_VEX = re.compile(r"ver[rw]|vm\w+")

FUNCTION = re.compile(r"^[0-9a-f]+ <(.*)>:$")
INSTRUCTION = re.compile(r"^ *[0-9a-f]+:\t(?:(?:rep\w*|lock|notrack|data16|bnd|cs|ds|es) )*(\S+) *(.*)$")


def level_of_instruction(name, operands):
    if AVX512_OPERANDS.search(operands):
        return AVX512
    if "%ymm" in operands or (name[0] == "v" and not NOT_VEX.fullmatch(name)) or BMI_INSTRUCTIONS.fullmatch(name):
        return AVX2
    return SSE4 if SSE4_INSTRUCTIONS.fullmatch(name) else BASELINE


def level_of_function(name):
    return max((level for namespace, level in NAMESPACES.items() if namespace in name), default=BASELINE)


def functions():
    """{function: (instructions, highest level, an instruction of it)}."""
    command = [options.objdump, "-d", "-C", "-w", "--no-show-raw-insn", options.library]
    text = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
    found = {}
    current = None
    for line in text.splitlines():
        if header := FUNCTION.match(line):
            current = header[1]
            found.setdefault(current, (0, BASELINE, ""))
        elif current is not None and (instruction := INSTRUCTION.match(line)):
            count, highest, example = found[current]
            level = level_of_instruction(instruction[1], instruction[2])
            if level > highest:
                highest, example = level, line.strip().replace("\t", " ")
            found[current] = (count + 1, highest, example)
    return found


class VectorLeaksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.functions = functions()

    def test_no_instruction_stands_below_its_level(self):
        for name, (_, highest, example) in self.functions.items():
            with self.subTest(function=name):
                self.assertLessEqual(highest, level_of_function(name), f"{LEVEL_NAMES[highest]}: {example}")

    def test_every_level_is_seen(self):
        """The test reads what it thinks it reads: kernels of each level are there, and use its instructions."""
        for namespace, level in NAMESPACES.items():
            with self.subTest(namespace=namespace):
                seen = [highest for name, (_, highest, _) in self.functions.items() if namespace in name]
                self.assertIn(level, seen)

    def test_the_whole_library_is_read(self):
        self.assertTrue(any(name.startswith("holo_add") for name in self.functions))
        self.assertGreater(sum(count for count, _, _ in self.functions.values()), 10_000)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
