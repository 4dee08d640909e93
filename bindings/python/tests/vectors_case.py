"""vectors_case.py — Python gives the bits of operations.vectors: tests/vectors/vectors_test.cc says what is in it."""
import pathlib
import struct
import sys
import unittest

import numpy as np

import hologram as h
from hologram import DType, _native


def number(dtype, digits):
    """The number of 64 bits in hexadecimal."""
    bits = int(digits, 16)
    if dtype.is_float:
        return struct.unpack("<d", struct.pack("<Q", bits))[0]
    return bits - 2**64 if dtype.name.startswith("I") and bits >= 2**63 else bits


class Vectors(unittest.TestCase):

    def test_all_lines(self):
        lines = [line for line in VECTORS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        with h.HoloExecutor() as ex:
            for line in lines:
                with self.subTest(line=line[:60]):
                    self.check(ex, *line.split(" -> "))
        self.assertGreater(len(lines), 1300)

    def check(self, ex, call, want):
        name, dtype, *inputs = call.split()
        operation = getattr(ex, name)
        operands = []
        for text in inputs:
            if "=" in text:
                operands.append(number(DType.of(text.split("=")[0]), text.split("=")[1]))
            else:
                kind, digits = text.split(":")
                elements = np.frombuffer(bytes.fromhex(digits), DType.of(kind).numpy or np.uint16)
                operands.append(ex.wrap(elements, kind))
        if "=" in want:
            kind, digits = want.split("=")
            got = operation(*operands)
            self.assertEqual(repr(number(DType.of(kind), digits)), repr(int(got) if isinstance(got, bool) else got))
            return
        kind, digits = want.split(":")
        out = ex.buffer(len(digits) // 2 // DType.of(kind).itemsize, kind)
        operation(*operands, out=out)
        self.assertEqual(digits, np.asarray(out).tobytes().hex())


if __name__ == "__main__":
    VECTORS = pathlib.Path(sys.argv.pop())
    unittest.main()
