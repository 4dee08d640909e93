/* struct_layout.c — the frozen numbers of the ABI: sizes, offsets and enum values; compiling it is the test.
 *
 * A line here is never changed while the ABI's major version stands; structs grow at their end, enums by new values, and
 * both get new lines: of a struct that grows, FIRST_SIZE keeps what SIZE said. `struct_layout_test` reads the SIZE and
 * FIELD lines too, and finds what has none. */
#include <hologram/hologram.h>
#include <stddef.h>

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type)
/* Of a struct that has grown: where its first version ended, and its second version's fields begin. */
#define FIRST_SIZE(type, bytes, added) _Static_assert(offsetof(type, added) == (bytes), "first size of " #type)
#define FIELD(type, field, offset) _Static_assert(offsetof(type, field) == (offset), #type "." #field)
#define VALUE(name, number) _Static_assert((name) == (number), #name)

SIZE(holo_scalar, 16);
FIELD(holo_scalar, dtype, 0);
FIELD(holo_scalar, reserved, 4);
FIELD(holo_scalar, value, 8);

SIZE(holo_array, 24);
FIELD(holo_array, data, 0);
FIELD(holo_array, count, 8);
FIELD(holo_array, dtype, 16);
FIELD(holo_array, reserved, 20);

SIZE(holo_diagnostics, 256);
FIELD(holo_diagnostics, struct_size, 0);
FIELD(holo_diagnostics, line, 4);
FIELD(holo_diagnostics, column, 8);
FIELD(holo_diagnostics, reserved, 12);
FIELD(holo_diagnostics, message, 16);

SIZE(holo_program_cache_info, 48);
FIELD(holo_program_cache_info, struct_size, 0);
FIELD(holo_program_cache_info, capacity, 4);
FIELD(holo_program_cache_info, entries, 8);
FIELD(holo_program_cache_info, hits, 16);
FIELD(holo_program_cache_info, misses, 24);
FIELD(holo_program_cache_info, text_hits, 32);
FIELD(holo_program_cache_info, text_misses, 40);

SIZE(holo_program_info, 96);
FIELD(holo_program_info, struct_size, 0);
FIELD(holo_program_info, parameter_count, 4);
FIELD(holo_program_info, buffer_count, 8);
FIELD(holo_program_info, scalar_count, 12);
FIELD(holo_program_info, result_count, 16);
FIELD(holo_program_info, instruction_count, 20);
FIELD(holo_program_info, name, 24);

SIZE(holo_program_parameter, 88);
FIELD(holo_program_parameter, struct_size, 0);
FIELD(holo_program_parameter, kind, 4);
FIELD(holo_program_parameter, dtype, 8);
FIELD(holo_program_parameter, reserved, 12);
FIELD(holo_program_parameter, name, 16);

FIRST_SIZE(holo_op_info, 56, input_dtypes);
SIZE(holo_op_info, 112);
FIELD(holo_op_info, struct_size, 0);
FIELD(holo_op_info, op, 4);
FIELD(holo_op_info, shape, 8);
FIELD(holo_op_info, input_count, 12);
FIELD(holo_op_info, dtype, 16);
FIELD(holo_op_info, result_dtype, 20);
FIELD(holo_op_info, in_place, 24);
FIELD(holo_op_info, same_on_every_level, 28);
FIELD(holo_op_info, name, 32);
FIELD(holo_op_info, formula, 40);
FIELD(holo_op_info, accuracy, 48);
FIELD(holo_op_info, input_dtypes, 56);
FIELD(holo_op_info, forms, 72);
FIELD(holo_op_info, reserved, 76);
FIELD(holo_op_info, max_ulp_standard, 80);
FIELD(holo_op_info, max_ulp_correct, 88);
FIELD(holo_op_info, special_values, 96);
FIELD(holo_op_info, summary, 104);

SIZE(holo_error, 256);
FIELD(holo_error, struct_size, 0);
FIELD(holo_error, code, 4);
FIELD(holo_error, argument, 8);
FIELD(holo_error, reserved, 12);
FIELD(holo_error, message, 16);

SIZE(holo_cpu_info, 120);
FIELD(holo_cpu_info, struct_size, 0);
FIELD(holo_cpu_info, levels_supported, 4);
FIELD(holo_cpu_info, level_chosen, 8);
FIELD(holo_cpu_info, usable_cpus, 12);
FIELD(holo_cpu_info, l1d_bytes, 16);
FIELD(holo_cpu_info, l2_bytes, 24);
FIELD(holo_cpu_info, l3_bytes, 32);
FIELD(holo_cpu_info, vendor, 40);
FIELD(holo_cpu_info, brand, 56);

SIZE(holo_allocator, 24);
FIELD(holo_allocator, allocate, 0);
FIELD(holo_allocator, deallocate, 8);
FIELD(holo_allocator, user, 16);

SIZE(holo_executor_options, 48);
FIELD(holo_executor_options, struct_size, 0);
FIELD(holo_executor_options, simd_cap, 4);
FIELD(holo_executor_options, backend, 8);
FIELD(holo_executor_options, allocator, 16);
FIELD(holo_executor_options, accuracy, 40);
FIELD(holo_executor_options, fp_isolated, 44);

SIZE(holo_executor_info, 24);
FIELD(holo_executor_info, struct_size, 0);
FIELD(holo_executor_info, simd_level, 4);
FIELD(holo_executor_info, backend, 8);
FIELD(holo_executor_info, accuracy, 16);
FIELD(holo_executor_info, fp_isolated, 20);

SIZE(holo_executor_stats, 32);
FIELD(holo_executor_stats, struct_size, 0);
FIELD(holo_executor_stats, reserved, 4);
FIELD(holo_executor_stats, buffers, 8);
FIELD(holo_executor_stats, allocated_bytes, 16);
FIELD(holo_executor_stats, fallback_calls, 24);

FIRST_SIZE(holo_buffer_info, 32, class_index);
SIZE(holo_buffer_info, 40);
FIELD(holo_buffer_info, struct_size, 0);
FIELD(holo_buffer_info, dtype, 4);
FIELD(holo_buffer_info, count, 8);
FIELD(holo_buffer_info, size_bytes, 16);
FIELD(holo_buffer_info, origin, 24);
FIELD(holo_buffer_info, flags, 28);
FIELD(holo_buffer_info, class_index, 32);
FIELD(holo_buffer_info, reserved, 36);

SIZE(holo_cpu_interface, 32);
FIELD(holo_cpu_interface, struct_size, 0);
FIELD(holo_cpu_interface, version, 4);
FIELD(holo_cpu_interface, simd_level, 8);
FIELD(holo_cpu_interface, kernel_get, 16);
FIELD(holo_cpu_interface, data_get, 24);

SIZE(holo_backend_call, 80);
FIELD(holo_backend_call, struct_size, 0);
FIELD(holo_backend_call, op, 4);
FIELD(holo_backend_call, dtype, 8);
FIELD(holo_backend_call, result_dtype, 12);
FIELD(holo_backend_call, input_count, 16);
FIELD(holo_backend_call, form, 20);
FIELD(holo_backend_call, inputs, 24);
FIELD(holo_backend_call, output, 32);
FIELD(holo_backend_call, result, 40);
FIELD(holo_backend_call, n, 48);
FIELD(holo_backend_call, rows, 56);
FIELD(holo_backend_call, cols, 64);
FIELD(holo_backend_call, count, 72);

SIZE(holo_backend_table, 56);
FIELD(holo_backend_table, struct_size, 0);
FIELD(holo_backend_table, abi_min, 4);
FIELD(holo_backend_table, abi_max, 8);
FIELD(holo_backend_table, reserved, 12);
FIELD(holo_backend_table, name, 16);
FIELD(holo_backend_table, context, 24);
FIELD(holo_backend_table, supports, 32);
FIELD(holo_backend_table, run, 40);
FIELD(holo_backend_table, query, 48);

/* Handles and enums are passed as these. */
SIZE(holo_executor, 8);
SIZE(holo_buffer, 8);
SIZE(holo_guard, 8);
SIZE(holo_backend, 8);
SIZE(holo_kernel, 8);
SIZE(holo_release, 8);
SIZE(holo_status, 4);
SIZE(holo_dtype, 4);
SIZE(holo_shape, 4);
SIZE(holo_form, 4);
SIZE(holo_op, 4);
SIZE(holo_simd_level, 4);
SIZE(holo_access, 4);
SIZE(holo_buffer_flags, 4);

VALUE(HOLO_OK, 0);
VALUE(HOLO_ERROR_INVALID_ARGUMENT, 1);
VALUE(HOLO_ERROR_INVALID_HANDLE, 2);
VALUE(HOLO_ERROR_WRONG_EXECUTOR, 3);
VALUE(HOLO_ERROR_DTYPE, 4);
VALUE(HOLO_ERROR_OUT_OF_RANGE, 5);
VALUE(HOLO_ERROR_SIZE_OVERFLOW, 6);
VALUE(HOLO_ERROR_OVERLAP, 7);
VALUE(HOLO_ERROR_READ_ONLY, 8);
VALUE(HOLO_ERROR_OUT_OF_MEMORY, 9);
VALUE(HOLO_ERROR_UNSUPPORTED, 10);
VALUE(HOLO_ERROR_LIMIT, 11);
VALUE(HOLO_ERROR_WRONG_THREAD, 12);
VALUE(HOLO_ERROR_STRUCT_SIZE, 13);
VALUE(HOLO_ERROR_NOT_MAPPED, 14);
VALUE(HOLO_ERROR_INTERNAL, 15);

VALUE(HOLO_F32, 1);
VALUE(HOLO_F64, 2);
VALUE(HOLO_F16, 3);
VALUE(HOLO_BF16, 4);
VALUE(HOLO_I8, 5);
VALUE(HOLO_I16, 6);
VALUE(HOLO_I32, 7);
VALUE(HOLO_I64, 8);
VALUE(HOLO_U8, 9);
VALUE(HOLO_U16, 10);
VALUE(HOLO_U32, 11);
VALUE(HOLO_U64, 12);
VALUE(HOLO_BOOL8, 13);

VALUE(HOLO_SHAPE_MAP, 1);
VALUE(HOLO_SHAPE_REDUCE, 2);
VALUE(HOLO_SHAPE_ARRAY, 3);
VALUE(HOLO_SHAPE_SEQUENCE, 4);
VALUE(HOLO_SHAPE_GATHER, 5);
VALUE(HOLO_SHAPE_SCATTER, 6);
VALUE(HOLO_SHAPE_NORM, 7);

VALUE(HOLO_FORM_BUFFERS, 0);
VALUE(HOLO_FORM_SCALAR_REST, 1);
VALUE(HOLO_FORM_SCALAR_FIRST, 2);
VALUE(HOLO_FORM_ROWS, 3);
VALUE(HOLO_FORM_COLUMNS, 4);
VALUE(HOLO_FORM_INDEX_I32, 5);
VALUE(HOLO_ACCURACY_STANDARD, 0);
VALUE(HOLO_ACCURACY_CORRECT, 1);

VALUE(HOLO_SIMD_BEST, 0);
VALUE(HOLO_SIMD_SCALAR, 1);
VALUE(HOLO_SIMD_SSE4, 2);
VALUE(HOLO_SIMD_AVX2, 3);
VALUE(HOLO_SIMD_AVX512, 4);
VALUE(HOLO_SIMD_NEON, 5);
VALUE(HOLO_SIMD_SVE, 6);

VALUE(HOLO_BUFFER_READ_ONLY, 1);
VALUE(HOLO_BUFFER_OWNED, 1);
VALUE(HOLO_BUFFER_WRAPPED, 2);
VALUE(HOLO_BUFFER_VIEW, 3);
VALUE(HOLO_BUFFER_CLASS, 4);
VALUE(HOLO_ANY_CLASS, -1);
VALUE(HOLO_CLASS_COUNT, 96);
VALUE(HOLO_CLASS_BYTES, 12288);
VALUE(HOLO_ACCESS_READ, 1);
VALUE(HOLO_ACCESS_WRITE, 2);
VALUE(HOLO_ACCESS_READ_WRITE, 3);

VALUE(HOLO_PARAMETER_IN, 1);
VALUE(HOLO_PARAMETER_OUT, 2);
VALUE(HOLO_PARAMETER_INOUT, 3);
VALUE(HOLO_PARAMETER_SCALAR, 4);
VALUE(HOLO_PARAMETER_RESULT, 5);

VALUE(HOLO_INTERFACE_CPU, 1);
VALUE(HOLO_INTERFACE_FIRST_FOREIGN, 65536);

VALUE(HOLO_OP_ADD, 1);
VALUE(HOLO_OP_SUB, 2);
VALUE(HOLO_OP_MUL, 3);
VALUE(HOLO_OP_DIV, 4);
VALUE(HOLO_OP_MIN, 5);
VALUE(HOLO_OP_MAX, 6);
VALUE(HOLO_OP_ABS, 7);
VALUE(HOLO_OP_NEG, 8);
VALUE(HOLO_OP_SQRT, 9);
VALUE(HOLO_OP_FMA, 10);
VALUE(HOLO_OP_RELU, 11);
VALUE(HOLO_OP_SUM, 12);
VALUE(HOLO_OP_DOT, 13);
