"""symbols_test.py — what the shared library exports, needs and does on being loaded, read from its file.

The exported symbols are those of symbols.txt, which stands for a promise: lines are added, never taken away, while the
ABI's major version stands. `--update` adds the missing ones.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import unittest

parser = argparse.ArgumentParser()
parser.add_argument("--library", required=True)
parser.add_argument("--objects", nargs="*", default=[])
parser.add_argument("--nm", default="nm")
parser.add_argument("--readelf", default="readelf")
parser.add_argument("--update", action="store_true", help="add new symbols to symbols.txt")
options, rest = parser.parse_known_args()

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = pathlib.Path(__file__).with_name("symbols.txt")
VERSION_NODE = "HOLOGRAM_0"

NEEDED = re.compile(r"lib(c|m)\.so\.6|ld-linux.*|libcpuid\.so\.\d+|libstdc\+\+\.so\.6|libgcc_s\.so\.1")
# The toolchain's own, registered in every shared library.
LOAD_TIME = {".init_array": {"frame_dummy", "init_have_lse_atomics"}, ".fini_array": {"__do_global_dtors_aux"}}

# What a guest does not do in its host's process: end it, print, change its environment, signals, floating-point
# environment, affinity or locale, or leave something to run at exit.
FORBIDDEN = set("""
  abort exit _exit _Exit quick_exit raise kill __assert_fail _ZSt21__glibcxx_assert_failPKciS0_S0_
  printf vprintf fprintf vfprintf dprintf puts fputs fputc putc putchar fwrite perror psignal syslog
  __printf_chk __vprintf_chk __fprintf_chk __vfprintf_chk __dprintf_chk stdout stderr stdin
  _ZSt4cout _ZSt4cerr _ZSt4clog _ZNSt8ios_base4InitC1Ev
  setenv putenv unsetenv clearenv setlocale
  atexit at_quick_exit on_exit __cxa_atexit __cxa_at_quick_exit __cxa_thread_atexit __cxa_thread_atexit_impl
  signal sigaction sigaltstack bsd_signal sysv_signal __sysv_signal
  fesetround fesetenv feholdexcept feupdateenv feenableexcept fedisableexcept
  sched_setaffinity pthread_setaffinity_np
""".split())


def output(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def exported():
    """(type, name, version) of each dynamic symbol that the library defines."""
    for line in output(options.nm, "-D", "--defined-only", options.library).splitlines():
        _, kind, name = line.split()
        name, _, version = name.partition("@@")
        yield kind, name, version


def functions():
    return sorted(name for kind, name, _ in exported() if kind != "A")


class SymbolsTest(unittest.TestCase):
    def test_exports_are_the_committed_list(self):
        self.assertEqual(LIST.read_text().split(), functions())

    def test_exports_are_what_the_headers_declare(self):
        text = "".join(path.read_text() for path in (ROOT / "include/hologram").glob("*.h*"))
        declared = re.findall(r"^HOLO_API [^;(]*?\b(holo_\w+)\(", text, re.MULTILINE)
        self.assertEqual(sorted(declared), functions())

    def test_every_export_has_the_version_node(self):
        symbols = set(exported())
        self.assertEqual([VERSION_NODE], [name for kind, name, _ in symbols if kind == "A"])
        self.assertEqual({("T", VERSION_NODE)}, {(kind, version) for kind, _, version in symbols if kind != "A"})

    def test_no_symbol_is_unique(self):
        lines = output(options.nm, options.library).splitlines() + output(options.nm, "-D", options.library).splitlines()
        self.assertEqual([], [line for line in lines if " u " in line])

    def test_own_objects_leave_the_process_alone(self):
        self.assertTrue(options.objects, "no object files given")
        for path in options.objects:
            with self.subTest(path=path):
                wanted = {line.split()[-1] for line in output(options.nm, "-u", path).splitlines() if line.strip()}
                self.assertEqual(set(), wanted & FORBIDDEN)


class DynamicSectionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = output(options.readelf, "-dW", options.library)

    def entries(self, tag):
        return re.findall(rf"\({tag}\)\s+(.*)", self.text)

    def test_soname_carries_the_major_version_only(self):
        self.assertEqual(["Library soname: [libhologram.so.0]"], self.entries("SONAME"))

    def test_it_stays_mapped_and_binds_at_load(self):
        flags = " ".join(self.entries("FLAGS_1"))
        self.assertIn("NODELETE", flags)
        self.assertIn("NOW", flags)

    def test_no_static_tls_and_no_text_relocation(self):
        flags = " ".join(self.entries("FLAGS"))
        self.assertNotIn("STATIC_TLS", flags)
        self.assertNotIn("TEXTREL", flags)
        self.assertEqual([], self.entries("TEXTREL"))

    def test_it_needs_only_known_libraries(self):
        needed = [re.search(r"\[(.*)\]", entry)[1] for entry in self.entries("NEEDED")]
        self.assertEqual([], [name for name in needed if not NEEDED.fullmatch(name)])

    def test_it_finds_no_library_by_a_path_of_the_build(self):
        self.assertEqual([], self.entries("RPATH"))
        self.assertEqual([], [entry for entry in self.entries("RUNPATH") if not re.search(r"\[\$ORIGIN", entry)])


class LoadTest(unittest.TestCase):
    def test_nothing_of_ours_runs_at_load_or_unload(self):
        names = {}
        for line in output(options.nm, options.library).splitlines():
            fields = line.split()
            if len(fields) == 3:
                names.setdefault(int(fields[0], 16), set()).add(fields[2])
        sections = output(options.readelf, "-SW", options.library)
        relocations = output(options.readelf, "-rW", options.library)
        for section, allowed in LOAD_TIME.items():
            found = re.search(rf"{re.escape(section)}\s+\w+\s+(\w+)\s+\w+\s+(\w+)", sections)
            if found is None:
                continue
            begin, size = int(found[1], 16), int(found[2], 16)
            targets = [int(target, 16) for where, target in
                       re.findall(r"^(\w+)\s+\w+\s+R_\w+_RELATIVE\s+(\w+)", relocations, re.MULTILINE)
                       if begin <= int(where, 16) < begin + size]
            with self.subTest(section=section):
                self.assertEqual(size // 8, len(targets), "entries without a relative relocation")
                for target in targets:
                    self.assertTrue(names.get(target, {hex(target)}) & allowed, names.get(target, hex(target)))

    def test_thread_local_state_is_one_pointer(self):
        segments = output(options.readelf, "-lW", options.library)
        found = re.search(r"^\s+TLS\s+\w+\s+\w+\s+\w+\s+\w+\s+(0x\w+)", segments, re.MULTILINE)
        self.assertEqual(8, int(found[1], 16) if found else 0)

    def test_the_stack_is_not_executable(self):
        found = re.search(r"^\s+GNU_STACK\s.*", output(options.readelf, "-lW", options.library), re.MULTILINE)
        self.assertIn(" RW ", found[0])


def update():
    before = LIST.read_text().split() if LIST.exists() else []
    LIST.write_text("".join(f"{name}\n" for name in sorted({*before, *functions()})))


if __name__ == "__main__":
    if options.update:
        update()
    else:
        unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
