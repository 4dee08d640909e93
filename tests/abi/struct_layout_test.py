"""struct_layout_test.py — a foreign-function interface that declares the public structs by hand meets the same layout.

The structs stand here as ctypes, written from the headers; struct_layout.c has the frozen numbers, which a C compiler
checks against the headers. Both must agree, name everything that the headers have, and fit the loaded library.
"""
import argparse
import ctypes
import pathlib
import re
import sys
import unittest
from ctypes import c_char, c_char_p, c_double, c_int32, c_int64, c_uint32, c_uint64, c_void_p

parser = argparse.ArgumentParser()
parser.add_argument("--library", required=True)
options, rest = parser.parse_known_args()

ROOT = pathlib.Path(__file__).resolve().parents[2]
FROZEN = pathlib.Path(__file__).with_name("struct_layout.c").read_text()
HEADERS = "".join(path.read_text() for path in sorted((ROOT / "include/hologram").glob("*.h")))
CODE = re.sub(r"/\*.*?\*/", " ", HEADERS, flags=re.DOTALL)

F32 = 1
OP_SUM = 12


class ScalarValue(ctypes.Union):
    _fields_ = [("f64", c_double), ("i64", c_int64), ("u64", c_uint64)]


class Scalar(ctypes.Structure):
    _fields_ = [("dtype", c_int32), ("reserved", c_int32), ("value", ScalarValue)]


class OpInfo(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("op", c_int32), ("shape", c_int32), ("input_count", c_int32),
                ("dtype", c_int32), ("result_dtype", c_int32), ("in_place", c_int32), ("same_on_every_level", c_int32),
                ("name", c_char_p), ("formula", c_char_p), ("accuracy", c_char_p),
                ("input_dtypes", c_int32 * 4), ("forms", c_uint32), ("reserved", c_int32), ("max_ulp_standard", c_double),
                ("max_ulp_correct", c_double), ("special_values", c_char_p), ("summary", c_char_p)]


class Error(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("code", c_int32), ("argument", c_int32), ("reserved", c_int32),
                ("message", c_char * 240)]


class CpuInfo(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("levels_supported", c_uint32), ("level_chosen", c_int32),
                ("usable_cpus", c_int32), ("l1d_bytes", c_int64), ("l2_bytes", c_int64), ("l3_bytes", c_int64),
                ("vendor", c_char * 16), ("brand", c_char * 64)]


class Allocator(ctypes.Structure):
    _fields_ = [("allocate", c_void_p), ("deallocate", c_void_p), ("user", c_void_p)]


class ExecutorOptions(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("simd_cap", c_int32), ("backend", c_char_p), ("allocator", Allocator),
                ("accuracy", c_int32), ("fp_isolated", c_int32)]


class ExecutorInfo(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("simd_level", c_int32), ("backend", c_char_p),
                ("accuracy", c_int32), ("fp_isolated", c_int32)]


class ExecutorStats(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_int32), ("buffers", c_int64), ("allocated_bytes", c_int64),
                ("fallback_calls", c_int64)]


class BufferInfo(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("dtype", c_int32), ("count", c_int64), ("size_bytes", c_int64),
                ("origin", c_int32), ("flags", c_uint32), ("class_index", c_int32), ("reserved", c_int32)]


class Array(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("count", c_int64), ("dtype", c_int32), ("reserved", c_int32)]


class Diagnostics(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("line", c_int32), ("column", c_int32), ("reserved", c_int32),
                ("message", ctypes.c_char * 240)]


class ProgramInfo(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("parameter_count", c_int32), ("buffer_count", c_int32),
                ("scalar_count", c_int32), ("result_count", c_int32), ("instruction_count", c_int32),
                ("name", ctypes.c_char * 72)]


class ProgramParameter(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("kind", c_int32), ("dtype", c_int32), ("reserved", c_int32),
                ("name", ctypes.c_char * 72)]


class ProgramCacheInfo(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("capacity", c_int32), ("entries", c_int64), ("hits", c_int64),
                ("misses", c_int64), ("text_hits", c_int64), ("text_misses", c_int64)]


class CpuInterface(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("version", c_int32), ("simd_level", c_void_p), ("kernel_get", c_void_p),
                ("data_get", c_void_p)]


class BackendCall(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("op", c_int32), ("dtype", c_int32), ("result_dtype", c_int32),
                ("input_count", c_int32), ("form", c_int32), ("inputs", ctypes.POINTER(c_void_p)),
                ("output", c_void_p), ("result", c_void_p), ("n", c_int64),
        ("rows", c_int64),
        ("cols", c_int64),
        ("count", c_int64),
    ]


SUPPORTS = ctypes.CFUNCTYPE(c_int32, c_void_p, c_int32, c_int32, c_int32)
RUN = ctypes.CFUNCTYPE(c_int32, c_void_p, ctypes.POINTER(BackendCall))


class BackendTable(ctypes.Structure):
    _fields_ = [("struct_size", c_uint32), ("abi_min", c_int32), ("abi_max", c_int32), ("reserved", c_int32),
                ("name", c_char_p), ("context", c_void_p), ("supports", SUPPORTS), ("run", RUN), ("query", c_void_p)]


STRUCTS = {
    "holo_scalar": Scalar,
    "holo_array": Array,
    "holo_diagnostics": Diagnostics,
    "holo_program_info": ProgramInfo,
    "holo_program_cache_info": ProgramCacheInfo,
    "holo_program_parameter": ProgramParameter,
    "holo_op_info": OpInfo,
    "holo_error": Error,
    "holo_cpu_info": CpuInfo,
    "holo_allocator": Allocator,
    "holo_executor_options": ExecutorOptions,
    "holo_executor_info": ExecutorInfo,
    "holo_executor_stats": ExecutorStats,
    "holo_buffer_info": BufferInfo,
    "holo_cpu_interface": CpuInterface,
    "holo_backend_call": BackendCall,
    "holo_backend_table": BackendTable,
}


def frozen_fields():
    """{struct: [(field, offset)]}, from struct_layout.c."""
    fields = {name: [] for name in STRUCTS}
    for struct, field, offset in re.findall(r"^FIELD\((\w+), (\w+), (\d+)\);$", FROZEN, re.MULTILINE):
        fields.setdefault(struct, []).append((field, int(offset)))
    return fields


class LayoutTest(unittest.TestCase):
    def test_sizes_are_the_frozen_ones(self):
        sizes = dict(re.findall(r"^SIZE\((\w+), (\d+)\);$", FROZEN, re.MULTILINE))
        for name, struct in STRUCTS.items():
            with self.subTest(name=name):
                self.assertEqual(int(sizes[name]), ctypes.sizeof(struct))

    def test_offsets_are_the_frozen_ones(self):
        for name, fields in frozen_fields().items():
            with self.subTest(name=name):
                struct = STRUCTS[name]
                self.assertEqual(fields, [(field[0], getattr(struct, field[0]).offset) for field in struct._fields_])

    def test_every_field_of_every_public_struct_is_frozen(self):
        declared = {}
        for name, body in re.findall(r"\btypedef struct (\w+) \{(.*?)\} \1;", CODE, re.DOTALL):
            lines = re.sub(r"\{.*?\}", "", body, flags=re.DOTALL).split(";")[:-1]
            names = [re.search(r"\(\*(\w+)\)|(\w+)(\[\d+\])?$", line.strip()) for line in lines]
            declared[name] = [found[1] or found[2] for found in names]
        self.assertEqual(declared, {name: [field for field, _ in fields] for name, fields in frozen_fields().items()})

    def test_every_enum_value_is_frozen(self):
        frozen = {name: int(value) for name, value in re.findall(r"^VALUE\((\w+), (-?\d+)\);$", FROZEN, re.MULTILINE)}
        declared = {}
        for body in re.findall(r"\benum \w+ \{(.*?)\}", CODE, re.DOTALL):
            declared.update((name, int(value)) for name, value in re.findall(r"(HOLO_\w+) = (-?\d+)", body))
        # A new operation is frozen by ops.def, whose codes are contiguous.
        missing = {name for name in declared.keys() - frozen.keys() if not name.startswith("HOLO_OP_")}
        self.assertEqual(set(), missing)
        self.assertEqual(frozen, {name: declared.get(name) for name in frozen})


class LibraryTest(unittest.TestCase):
    """The loaded library fills the structs as they are declared here."""

    def setUp(self):
        self.lib = ctypes.CDLL(options.library)
        self.executor = c_void_p()
        self.succeeds("holo_executor_create", None, ctypes.byref(self.executor))
        self.addCleanup(self.lib.holo_executor_destroy, self.executor)

    def succeeds(self, function, *arguments):
        self.assertEqual(0, getattr(self.lib, function)(*arguments), function)

    def filled(self, struct, function, *arguments):
        """The struct as the call fills it, with a guard behind it that must stay as it was."""

        class Guarded(ctypes.Structure):
            _fields_ = [("value", struct), ("guard", c_uint64)]

        room = Guarded(guard=0x5A5A5A5A5A5A5A5A)
        room.value.struct_size = ctypes.sizeof(struct)
        self.succeeds(function, *arguments, ctypes.byref(room))
        self.assertEqual(0x5A5A5A5A5A5A5A5A, room.guard)
        self.assertEqual(ctypes.sizeof(struct), room.value.struct_size)
        return room.value

    def test_executor_structs(self):
        chosen = ExecutorOptions(ctypes.sizeof(ExecutorOptions), 1, b"cpu")
        scalar = c_void_p()
        self.succeeds("holo_executor_create", ctypes.byref(chosen), ctypes.byref(scalar))
        self.addCleanup(self.lib.holo_executor_destroy, scalar)
        info = self.filled(ExecutorInfo, "holo_executor_info_get", scalar)
        self.assertEqual((1, b"cpu"), (info.simd_level, info.backend))
        stats = self.filled(ExecutorStats, "holo_executor_stats_get", scalar)
        self.assertEqual((0, 0, 0), (stats.reserved, stats.buffers, stats.fallback_calls))
        self.assertGreater(stats.allocated_bytes, 0)

    def test_buffer_info_and_scalar(self):
        buffer = c_void_p()
        self.succeeds("holo_buffer_create", self.executor, F32, c_int64(10), ctypes.byref(buffer))
        self.addCleanup(self.lib.holo_buffer_destroy, buffer)
        info = self.filled(BufferInfo, "holo_buffer_info_get", buffer)
        self.assertEqual((F32, 10, 40, 1, 0, -1, 0), (info.dtype, info.count, info.size_bytes, info.origin, info.flags,
                                                      info.class_index, info.reserved))
        half = Scalar(F32, 0, ScalarValue(f64=0.5))
        self.succeeds("holo_buffer_fill", buffer, ctypes.byref(half))
        result = Scalar()
        self.succeeds("holo_sum", self.executor, buffer, c_int64(10), ctypes.byref(result))
        self.assertEqual((F32, 0, 5.0), (result.dtype, result.reserved, result.value.f64))

    def test_buffer_info_of_a_class(self):
        buffer = c_void_p()
        self.succeeds("holo_buffer_create_in_class", self.executor, 95, F32, c_int64(10), ctypes.byref(buffer))
        self.addCleanup(self.lib.holo_buffer_destroy, buffer)
        info = self.filled(BufferInfo, "holo_buffer_info_get", buffer)
        self.assertEqual((4, 95, 0), (info.origin, info.class_index, info.reserved))

    def test_cpu_interface(self):
        backend = c_void_p()
        self.succeeds("holo_executor_backend", self.executor, ctypes.byref(backend))
        table = ctypes.POINTER(CpuInterface)()
        self.succeeds("holo_backend_query", backend, 1, 1, ctypes.byref(table))
        self.assertEqual((ctypes.sizeof(CpuInterface), 1), (table.contents.struct_size, table.contents.version))
        level = c_int32()
        simd_level = ctypes.CFUNCTYPE(c_int32, c_void_p, ctypes.POINTER(c_int32))(table.contents.simd_level)
        self.assertEqual(0, simd_level(backend, ctypes.byref(level)))
        info = self.filled(ExecutorInfo, "holo_executor_info_get", self.executor)
        self.assertEqual(info.simd_level, level.value)

    def test_a_backend_of_this_very_file_is_called_with_the_struct_as_it_is_declared_here(self):
        seen = []

        def run(context, call):
            call = call.contents
            seen.append((context, call.struct_size, call.op, call.dtype, call.result_dtype, call.input_count,
                         call.form, bool(call.output), call.n))
            values = ctypes.cast(call.inputs[0], ctypes.POINTER(ctypes.c_float))
            ctypes.cast(call.result, ctypes.POINTER(ctypes.c_float))[0] = sum(values[i] for i in range(call.n))
            return 0

        self.kept = SUPPORTS(lambda context, op, form, dtype: op == OP_SUM), RUN(run)  # alive as long as the call
        table = BackendTable(ctypes.sizeof(BackendTable), 0, 0, 0, b"by_ctypes", 77, *self.kept)
        self.succeeds("holo_backend_register", ctypes.byref(table))
        executor, buffer = c_void_p(), c_void_p()
        chosen = ExecutorOptions(ctypes.sizeof(ExecutorOptions), 0, b"by_ctypes")
        self.succeeds("holo_executor_create", ctypes.byref(chosen), ctypes.byref(executor))
        self.addCleanup(self.lib.holo_executor_destroy, executor)
        self.succeeds("holo_buffer_create", executor, F32, c_int64(4), ctypes.byref(buffer))
        self.addCleanup(self.lib.holo_buffer_destroy, buffer)
        self.succeeds("holo_buffer_fill", buffer, ctypes.byref(Scalar(F32, 0, ScalarValue(f64=1.5))))
        result = Scalar()
        self.succeeds("holo_sum", executor, buffer, c_int64(4), ctypes.byref(result))
        self.assertEqual((F32, 6.0), (result.dtype, result.value.f64))
        self.assertEqual([(77, ctypes.sizeof(BackendCall), OP_SUM, F32, F32, 1, 0, False, 4)], seen)

    def test_cpu_info(self):
        info = self.filled(CpuInfo, "holo_cpu_info_get")
        self.assertTrue(info.levels_supported >> info.level_chosen & 1)
        self.assertGreaterEqual(info.usable_cpus, 1)
        self.assertTrue(all(0 <= size < 1 << 40 for size in (info.l1d_bytes, info.l2_bytes, info.l3_bytes)))
        self.assertTrue(info.vendor.isascii() and info.brand.isascii())

    def test_op_info(self):
        info = self.filled(OpInfo, "holo_op_info_get", 3, F32)
        self.assertEqual((3, 1, 2, F32, F32, 1, 1), (info.op, info.shape, info.input_count, info.dtype,
                                                     info.result_dtype, info.in_place, info.same_on_every_level))
        self.assertEqual((b"mul", b"a[i] * b[i]", b"exact"), (info.name, info.formula, info.accuracy))
        self.assertEqual(([F32, F32, 0, 0], 0b11, 0.5, 0.5), (list(info.input_dtypes), info.forms, info.max_ulp_standard,
                                                           info.max_ulp_correct))
        self.assertEqual((b"integers wrap", b"Multiplies two buffers."), (info.special_values, info.summary))

    def test_error(self):
        self.assertEqual(1, self.lib.holo_buffer_create(self.executor, 99, c_int64(1), ctypes.byref(c_void_p())))
        error = self.filled(Error, "holo_last_error")
        self.assertEqual((1, 2, 0), (error.code, error.argument, error.reserved))
        self.assertIn(b"99", error.message)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
