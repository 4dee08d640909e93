"""`hologram apply` on files that are not what they claim: each is refused with a message that says why."""

import numpy as np

from cli_support import SAMPLE, CliTestCase

MAGIC = b"\x93NUMPY"


def npy(header, data=b"", version=(1, 0), length=None):
    """A file with this header text and these bytes of data; `length` is what it claims of its header."""
    header = header.encode("utf-8") if isinstance(header, str) else header
    width = 2 if version[0] == 1 else 4
    length = len(header) if length is None else length
    return MAGIC + bytes(version) + length.to_bytes(width, "little") + header + data


def dictionary(descr="'<f8'", order="False", shape="(3,)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


DATA = np.array([1.0, 2.0, 3.0]).tobytes()


class WellFormedTest(CliTestCase):
    def test_every_version_and_any_spelling_of_the_header(self):
        plain = dictionary()
        accepted = {
            "version 1.0": npy(plain, DATA),
            "version 2.0": npy(plain, DATA, (2, 0)),
            "version 3.0": npy(plain, DATA, (3, 0)),
            "padded": npy(plain.strip() + " " * 1000 + "\n", DATA),
            "no line end": npy(plain.strip(), DATA),
            "other order of keys": npy("{'shape': (3,), 'fortran_order': False, 'descr': '<f8'}", DATA),
            "double quotes": npy('{"descr": "<f8", "fortran_order": False, "shape": (3,)}', DATA),
            "long integers of Python 2": npy(dictionary(shape="(3L,)"), DATA),
            "Fortran order of one dimension": npy(dictionary(order="True"), DATA),
            "native order": npy(dictionary(descr="'=f8'"), DATA),
        }
        for name, data in accepted.items():
            with self.subTest(name):
                self.assertEqual(self.succeed("apply", "sum", self.write("in.npy", data)), "6\n")

    def test_what_numpy_writes_in_every_version(self):
        for version in ((1, 0), (2, 0), (3, 0)):
            with open(self.file("in.npy"), "wb") as file:
                np.lib.format.write_array(file, np.arange(12.0).reshape(3, 4), version)
            self.assertEqual(self.succeed("apply", "sum", self.file("in.npy")), "66\n")


class MalformedTest(CliTestCase):
    def refuse(self, cases):
        for name, (data, words) in cases.items():
            with self.subTest(name):
                message = self.fail_with(1, "apply", "sum", self.write("in.npy", data))
                self.assertIn(words, message)
                self.assertIn("in.npy", message)

    def test_damaged_files(self):
        whole = npy(dictionary(), DATA)
        self.refuse({
            "empty": (b"", "empty"),
            "text": (b"1.0, 2.0\n", "magic"),
            "almost the magic": (b"\x93NUMPX" + whole[6:], "magic"),
            "a zip": (b"PK\3\4" + whole, "magic"),
            "one byte short": (whole[:-1], "truncated"),
            "no data": (whole[:-24], "truncated"),
            "one byte long": (whole + b"\0", "1 bytes after"),
            "two arrays": (whole + whole, "after the end"),
            "version 0.0": (npy(dictionary(), DATA, (0, 0)), "version 0.0"),
            "version 1.1": (npy(dictionary(), DATA, (1, 1)), "version 1.1"),
            "version 4.0": (npy(dictionary(), DATA, (4, 0)), "version 4.0"),
            "header beyond the file": (npy(dictionary(), b"", length=60000), "truncated"),
            "header of 4 GB": (npy(dictionary(), DATA, (2, 0), length=2**32 - 1), "header"),
        })

    def test_a_file_cut_anywhere(self):
        whole = npy(dictionary(), DATA)
        for size in range(0, len(whole), SAMPLE):
            self.fail_with(1, "apply", "sum", self.write("in.npy", whole[:size]))

    def test_impossible_shapes(self):
        self.refuse({
            "2**62 elements": (npy(dictionary(shape=f"({2**62},)")), "impossibly large"),
            "2**63 elements": (npy(dictionary(shape=f"({2**63},)")), "impossibly large"),
            "2**64 + 3 elements": (npy(dictionary(shape=f"({2**64 + 3},)"), DATA), "impossibly large"),
            "a product that wraps to 3": (npy(dictionary(shape=f"(3, {2**32}, {2**32})"), DATA), "impossibly large"),
            "a product that wraps to 0": (npy(dictionary(shape=f"({2**32}, {2**32})")), "impossibly large"),
            "bytes that wrap": (npy(dictionary(shape=f"({2**61 + 3},)"), DATA), "impossibly large"),
            "a terabyte": (npy(dictionary(shape=f"({2**37},)"), DATA), "truncated"),
            "negative": (npy(dictionary(shape="(-3,)"), DATA), "negative"),
            "negative twice": (npy(dictionary(shape="(-3, -1)"), DATA), "negative"),
            "65 dimensions": (npy(dictionary(shape="(" + "1, " * 65 + ")"), DATA[:8]), "64 dimensions"),
            "a million dimensions": (npy(dictionary(shape="(" + "1," * 500000 + ")"), b"", (2, 0)), "64 dimensions"),
        })

    def test_types_that_are_refused(self):
        self.refuse({
            "big-endian": (npy(dictionary(descr="'>f8'"), DATA), "big-endian"),
            "objects": (npy(dictionary(descr="'|O'"), DATA), "Python objects"),
            "structured": (npy(dictionary(descr="[('x', '<f8')]"), DATA), "structured"),
            "complex": (npy(dictionary(descr="'<c16'"), DATA), "complex"),
            "text": (npy(dictionary(descr="'<U2'"), DATA), "text"),
            "dates": (npy(dictionary(descr="'<M8[ns]'"), DATA), "dates"),
            "raw": (npy(dictionary(descr="'|V8'"), DATA), "raw"),
            "raw, maybe bf16": (npy(dictionary(descr="'|V2'"), DATA[:6]), "--dtype bf16"),
            "big-endian bf16": (npy(dictionary(descr="'>V2'"), DATA[:6]), "byteswap"),
            "big-endian integers": (npy(dictionary(descr="'>u2'"), DATA[:6]), "a.astype('<u2')"),
            "bf16 of a wrong size": (npy(dictionary(descr="'<V2'"), DATA), "18 bytes after"),
            "bool of two bytes": (npy(dictionary(descr="'<b2'"), DATA), "not supported"),
            "unknown": (npy(dictionary(descr="'<f16'"), DATA), "'<f16'"),
            "nothing": (npy(dictionary(descr="''"), DATA), "not supported"),
        })

    def test_headers_that_are_no_dictionary(self):
        plain = dictionary().strip()
        texts = ["", "{", "}", "{}", "[]", "None", plain[:-1], plain + "}", plain + " x",
                 plain.replace("'shape'", "'size'"), plain.replace("'descr'", "descr"), plain.replace("False", "0"),
                 plain.replace("False", "false"),
                 plain.replace("(3,)", "(3)"), plain.replace("(3,)", "[3]"), plain.replace("(3,)", "(,)"),
                 plain.replace("(3,)", "(3.0,)"), plain.replace("(3,)", "(0x3,)"), plain.replace("(3,)", "(+3,)"),
                 plain.replace("(3,)", "(3 3)"), plain.replace("(3,)", "('3',)"), plain.replace("<f8'", "<f8"),
                 plain.replace("<f8", "<f\\x38"), plain.replace(",", "", 1), plain.replace("}", "'x': 1}"),
                 plain.replace("}", "'shape': (3,)}"), "{'shape': (3,), 'shape': (3,), 'shape': (3,)}",
                 "__import__('os').system('true')"]
        for text in texts:
            with self.subTest(text):
                message = self.fail_with(1, "apply", "sum", self.write("in.npy", npy(text, DATA)))
                self.assertIn("malformed header", message)
        with self.subTest("zero bytes"):
            self.fail_with(1, "apply", "sum", self.write("in.npy", npy(b"\0" * 64, DATA)))

    def test_random_damage_never_ends_in_a_crash(self):
        whole = bytearray(npy(dictionary(shape="(1, 3)"), DATA))
        for _ in range(300 // SAMPLE):
            damaged = bytearray(whole)
            for _ in range(self.random.integers(1, 4)):
                damaged[self.random.integers(0, len(damaged))] = self.random.integers(0, 256)
            self.run_program("apply", "sum", self.write("in.npy", bytes(damaged)))
