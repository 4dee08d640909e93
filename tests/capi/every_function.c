/* every_function.c — the walk itself, room by room as in the headers, with values that are exact in any arithmetic.
 *
 * It is longer than 500 lines, for it calls all functions that there are, and the steps of one walk belong together. */
#include "capi/every_function.h"

#include <stdio.h>
#include <string.h>

enum { N = 37 };

static const char* const kNames[HOLO_FUNCTION_COUNT] = {
#define HOLO_EXPORT(name, fallible) #name,
#include "capi/exported_functions.def"
};

static const int kFallible[HOLO_FUNCTION_COUNT] = {
#define HOLO_EXPORT(name, fallible) fallible,
#include "capi/exported_functions.def"
};

const char* function_name(int function) { return kNames[function]; }
int function_can_fail(int function) { return kFallible[function]; }

static int index_of(const char* name) {
  for (int function = 0; function < HOLO_FUNCTION_COUNT; ++function) {
    if (strcmp(name, kNames[function]) == 0) return function;
  }
  return -1;
}

int functions_are_those_in(const char* symbols_path) {
  char line[128];
  int seen[HOLO_FUNCTION_COUNT] = {0};
  int same = 1;
  FILE* file = fopen(symbols_path, "r");
  if (file == NULL) {
    perror(symbols_path);
    return 0;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    const int function = index_of(line);
    if (function >= 0) seen[function] = 1;
    if (function < 0) fprintf(stderr, "%s is exported, but is not in exported_functions.def\n", line);
    same = same && function >= 0;
  }
  fclose(file);
  for (int function = 0; function < HOLO_FUNCTION_COUNT; ++function) {
    if (!seen[function]) fprintf(stderr, "%s is not exported\n", kNames[function]);
    same = same && seen[function];
  }
  return same;
}

static void begin(walk* w, int function, int round) {
  ++w->calls[function];
  if (w->before != NULL) w->before(w, function, round);
}

static int end(walk* w, int function, int round, holo_status status) {
  const int usual = status == HOLO_OK ? WALK_ON : WALK_END;
  const int answer = w->after != NULL ? w->after(w, function, round, status) : usual;
  if (answer == WALK_END) fprintf(stderr, "%s: unexpected %d in round %d\n", kNames[function], (int)status, round);
  return answer;
}

static int complain(int line, const char* what) {
  fprintf(stderr, "every_function.c:%d: not so: %s\n", line, what);
  return 0;
}

#define EXPECT(condition) \
  if (!(condition)) return complain(__LINE__, #condition)

/* Calls a function that can fail. */
#define STEP(function, ...)                                        \
  for (int round_ = 0, more_ = 1; more_; ++round_) {               \
    begin(w, AT_##function, round_);                               \
    const holo_status status_ = w->call.function(__VA_ARGS__);     \
    const int answer_ = end(w, AT_##function, round_, status_);    \
    if (answer_ == WALK_END) return complain(__LINE__, #function); \
    more_ = answer_ == WALK_AGAIN || round_ + 1 < w->rounds;       \
  }

/* Calls one that cannot. */
#define ASK(result, function, ...)      \
  begin(w, AT_##function, 0);           \
  result w->call.function(__VA_ARGS__); \
  if (!end(w, AT_##function, 0, HOLO_OK)) return complain(__LINE__, #function)

static int walk_names_and_versions(walk* w) {
  int32_t major = -1;
  int32_t minor = -1;
  int32_t patch = -1;
  ASK(, holo_version, &major, &minor, &patch);
  EXPECT(major == HOLO_VERSION_MAJOR && minor == HOLO_VERSION_MINOR && patch == HOLO_VERSION_PATCH);
  ASK(const int32_t abi =, holo_abi_version, );
  EXPECT(abi == HOLO_VERSION_MAJOR);
  ASK(const int32_t has_add =, holo_has_feature, "op.add");
  EXPECT(has_add == 1);
  ASK(const char* status =, holo_status_name, HOLO_ERROR_OVERLAP);
  EXPECT(strcmp(status, "HOLO_ERROR_OVERLAP") == 0);
  ASK(const char* dtype =, holo_dtype_name, HOLO_BF16);
  EXPECT(strcmp(dtype, "bf16") == 0);
  ASK(const int64_t size =, holo_dtype_size, HOLO_F64);
  EXPECT(size == 8);
  ASK(const char* level =, holo_simd_level_name, HOLO_SIMD_AVX2);
  EXPECT(strcmp(level, "avx2") == 0);
  return 1;
}

static int walk_descriptions(walk* w) {
  holo_error error = HOLO_ERROR_INIT;
  holo_cpu_info cpu = HOLO_CPU_INFO_INIT;
  holo_op_info info = HOLO_OP_INFO_INIT;
  holo_op op = 0;
  holo_kernel kernel = NULL;
  const float x[3] = {1, 4, 9};
  float y[3] = {0, 0, 0};
  STEP(holo_last_error, &error);
  STEP(holo_cpu_info_get, &cpu);
  EXPECT(cpu.usable_cpus >= 1 && (cpu.levels_supported >> HOLO_SIMD_SCALAR & 1) != 0);
  STEP(holo_op_from_name, "sqrt", &op);
  EXPECT(op == HOLO_OP_SQRT);
  STEP(holo_op_info_get, op, HOLO_F32, &info);
  EXPECT(info.input_count == 1 && strcmp(info.name, "sqrt") == 0);
  STEP(holo_kernel_form_get, op, HOLO_FORM_BUFFERS, HOLO_F32, w->simd_cap, &kernel);
  STEP(holo_kernel_get, op, HOLO_F32, w->simd_cap, &kernel);
  ((void (*)(const float*, float*, int64_t))kernel)(x, y, 3);
  EXPECT(y[0] == 1 && y[1] == 2 && y[2] == 3);
  return 1;
}

/* What the buffers hold: a[i] = 1, 4, 16, 64, 1, …; b[i] = 2; c[i] = 3. */
static double value_of(int buffer, int i) { return buffer == 0 ? 1 << 2 * (i % 4) : buffer + 1; }

/* The result of a map on elements that are exact whatever the rounding mode. */
static double expected(holo_op op, holo_dtype dtype, int i) {
  const double a = value_of(0, i);
  const int is_integer = dtype == HOLO_I32 || dtype == HOLO_I64;
  /* clang-format off */
  switch (op) {
    case HOLO_OP_ADD: return a + 2;
    case HOLO_OP_SUB: return a - 2;
    case HOLO_OP_MUL: return a * 2;
    case HOLO_OP_DIV: return is_integer ? (double)((int64_t)a / 2) : a / 2;
    case HOLO_OP_MIN: return a < 2 ? a : 2;
    case HOLO_OP_MAX: return a < 2 ? 2 : a;
    case HOLO_OP_NEG: return -a;
    case HOLO_OP_SQRT: return 1 << i % 4;
    case HOLO_OP_FMA: return a * 2 + 3;
    case HOLO_OP_DOT: return a * 2; /* one element's part, as of sum */
    default: return a;              /* abs, relu, sum */
  }
  /* clang-format on */
}

/* Memory for N elements of any of the four types whose results are looked at. */
typedef union elements {
  float f32[N];
  double f64[N];
  int32_t i32[N];
  int64_t i64[N];
} elements;

static double element(const elements* e, holo_dtype dtype, int i) {
  switch (dtype) {
    case HOLO_F32:
      return e->f32[i];
    case HOLO_F64:
      return e->f64[i];
    case HOLO_I32:
      return e->i32[i];
    default:
      return (double)e->i64[i];
  }
}

static void set_element(elements* e, holo_dtype dtype, int i, double value) {
  switch (dtype) {
    case HOLO_F32:
      e->f32[i] = (float)value;
      break;
    case HOLO_F64:
      e->f64[i] = value;
      break;
    case HOLO_I32:
      e->i32[i] = (int32_t)value;
      break;
    default:
      e->i64[i] = (int64_t)value;
  }
}

static int map_is_right(walk* w, holo_buffer out, holo_op op, holo_dtype dtype) {
  elements y;
  STEP(holo_buffer_read, out, 0, &y, N);
  for (int i = 0; i < N; ++i) EXPECT(element(&y, dtype, i) == expected(op, dtype, i));
  return 1;
}

static int reduction_is_right(const holo_scalar* result, holo_op op, holo_dtype dtype) {
  double sum = 0;
  for (int i = 0; i < N; ++i) sum += expected(op, dtype, i);
  if (dtype == HOLO_F32 || dtype == HOLO_F64) EXPECT(result->dtype == dtype && result->value.f64 == sum);
  if (dtype == HOLO_I32 || dtype == HOLO_I64) EXPECT(result->dtype == HOLO_I64 && result->value.i64 == (int64_t)sum);
  return 1;
}

#define MAP(code, name, ...)                   \
  STEP(name, executor, __VA_ARGS__, in[3], N); \
  if (!map_is_right(w, in[3], code, dtype)) return complain(__LINE__, #name)
#define REDUCE(code, name, ...)                  \
  STEP(name, executor, __VA_ARGS__, N, &result); \
  if (!reduction_is_right(&result, code, dtype)) return complain(__LINE__, #name)

static int walk_operations(walk* w, holo_executor executor, holo_dtype dtype, const holo_buffer* in) {
  holo_scalar result = {0, 0, {0}};
  MAP(HOLO_OP_ADD, holo_add, in[0], in[1]);
  MAP(HOLO_OP_SUB, holo_sub, in[0], in[1]);
  MAP(HOLO_OP_MUL, holo_mul, in[0], in[1]);
  MAP(HOLO_OP_DIV, holo_div, in[0], in[1]);
  MAP(HOLO_OP_MIN, holo_min, in[0], in[1]);
  MAP(HOLO_OP_MAX, holo_max, in[0], in[1]);
  MAP(HOLO_OP_NEG, holo_neg, in[0]);
  MAP(HOLO_OP_ABS, holo_abs, in[3]); /* of what neg left there */
  MAP(HOLO_OP_RELU, holo_relu, in[0]);
  if (dtype == HOLO_F32 || dtype == HOLO_F64) {
    MAP(HOLO_OP_SQRT, holo_sqrt, in[0]);
    MAP(HOLO_OP_FMA, holo_fma, in[0], in[1], in[2]);
  }
  REDUCE(HOLO_OP_SUM, holo_sum, in[0]);
  REDUCE(HOLO_OP_DOT, holo_dot, in[0], in[1]);
  STEP(holo_apply, executor, HOLO_OP_MUL, in, 2, NULL, 0, in[3], N, NULL);
  return map_is_right(w, in[3], HOLO_OP_MUL, dtype);
}

/* Every form of an operation on buffers of ones, of a type that it takes: only that it is called; what the operations
 * compute is kernels_test's to know. */
typedef struct ones {
  holo_buffer in[4];
  holo_buffer out;
  holo_scalar one;
} ones;

#define WALK_MAP1(name) STEP(holo_##name, executor, x.in[0], x.out, N)
#define WALK_MAP2(name)                                   \
  STEP(holo_##name, executor, x.in[0], x.in[1], x.out, N) \
  STEP(holo_##name##_scalar, executor, x.in[0], &x.one, x.out, N)
#define WALK_ORDERED2(name) WALK_MAP2(name) STEP(holo_scalar_##name, executor, &x.one, x.in[1], x.out, N)
#define WALK_MAP3(name)                                            \
  STEP(holo_##name, executor, x.in[0], x.in[1], x.in[2], x.out, N) \
  STEP(holo_##name##_scalar, executor, x.in[0], &x.one, &x.one, x.out, N)
#define WALK_SELECT(name) WALK_MAP3(name)
#define WALK_ARRAY1(name) WALK_MAP1(name) STEP(holo_##name##_rows, executor, x.in[0], x.out, 1, N)
#define WALK_NORM2(name)                                          \
  STEP(holo_##name, executor, x.in[0], x.in[1], &x.one, x.out, N) \
  STEP(holo_##name##_rows, executor, x.in[0], x.in[1], &x.one, x.out, 1, N)
#define WALK_NORM3(name)                                                   \
  STEP(holo_##name, executor, x.in[0], x.in[1], x.in[2], &x.one, x.out, N) \
  STEP(holo_##name##_rows, executor, x.in[0], x.in[1], x.in[2], &x.one, x.out, 1, N)
#define WALK_SEQUENCE(name) STEP(holo_##name, executor, &x.one, &x.one, x.out, N)
#define WALK_GATHER(name) STEP(holo_##name, executor, x.in[0], x.in[1], x.out, N)
#define WALK_SCATTER(name) WALK_GATHER(name)
#define WALK_REDUCE1(name)                         \
  STEP(holo_##name, executor, x.in[0], N, &result) \
  STEP(holo_##name##_axis, executor, x.in[0], 1, N, 0, x.out)
#define WALK_PRODUCT1(name) WALK_REDUCE1(name)
#define WALK_NONEMPTY1(name) WALK_REDUCE1(name)
#define WALK_REDUCE2(name)                                  \
  STEP(holo_##name, executor, x.in[0], x.in[1], N, &result) \
  STEP(holo_##name##_axis, executor, x.in[0], x.in[1], 1, N, 0, x.out)

static int make_ones(walk* w, holo_executor executor, holo_op op, ones* x) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  holo_dtype dtype = HOLO_F32;
  if (w->call.holo_op_info_get(op, dtype, &info) != HOLO_OK) dtype = HOLO_I32;
  EXPECT(w->call.holo_op_info_get(op, dtype, &info) == HOLO_OK);
  for (int i = 0; i < 4; ++i) {
    holo_scalar one = {info.input_dtypes[i], 0, {1}};
    x->in[i] = NULL;
    if (one.dtype == 0) continue;
    if (one.dtype != HOLO_F32) one.value.u64 = 1;
    STEP(holo_buffer_create, executor, one.dtype, N, &x->in[i]);
    STEP(holo_buffer_fill, x->in[i], &one);
    x->one = one;
  }
  STEP(holo_buffer_create, executor, info.result_dtype, N, &x->out);
  return 1;
}

static int walk_all_operations(walk* w, holo_executor executor) {
  holo_scalar result = {0, 0, {0}};
  ones x;
#define HOLO_OP(code, name, Functor, family, word, ...)                                \
  if (!make_ones(w, executor, code, &x)) return 0;                                     \
  WALK_##word(name);                                                                   \
  for (int i = 0; i < 4; ++i) EXPECT(w->call.holo_buffer_destroy(x.in[i]) == HOLO_OK); \
  EXPECT(w->call.holo_buffer_destroy(x.out) == HOLO_OK);
#include "../../lib/ops/ops.def"
  if (!make_ones(w, executor, HOLO_OP_SUM, &x)) return 0;
  STEP(holo_apply_axis, executor, HOLO_OP_SUM, x.in, 1, NULL, 0, N, 1, 1, x.out);
  float element = 1, sum = 0;
  const holo_array in = {&element, 1, HOLO_F32, 0};
  const holo_array out = {&sum, 1, HOLO_F32, 0};
  STEP(holo_apply_arrays, executor, HOLO_OP_SUM, &in, 1, NULL, 0, NULL, 1, &result);
  STEP(holo_apply_arrays_axis, executor, HOLO_OP_SUM, &in, 1, NULL, 0, 1, 1, 1, &out);
  EXPECT(w->call.holo_buffer_destroy(x.in[0]) == HOLO_OK);
  EXPECT(w->call.holo_buffer_destroy(x.out) == HOLO_OK);
  return 1;
}

static int walk_dtype(walk* w, holo_executor executor, holo_dtype dtype) {
  holo_buffer in[4] = {NULL, NULL, NULL, NULL};
  elements a;
  holo_scalar scalar = {dtype, 0, {0}};
  for (int i = 0; i < N; ++i) set_element(&a, dtype, i, value_of(0, i));
  for (int b = 0; b < 4; ++b) STEP(holo_buffer_create, executor, dtype, N, &in[b]);
  STEP(holo_buffer_write, in[0], 0, &a, N);
  for (int b = 1; b < 3; ++b) {
    if (dtype == HOLO_F32 || dtype == HOLO_F64) scalar.value.f64 = value_of(b, 0);
    if (dtype == HOLO_I32 || dtype == HOLO_I64) scalar.value.i64 = (int64_t)value_of(b, 0);
    STEP(holo_buffer_fill, in[b], &scalar);
  }
  if (!walk_operations(w, executor, dtype, in)) return 0;
  for (int b = 0; b < 4; ++b) STEP(holo_buffer_destroy, in[b]);
  return 1;
}

static void count_release(void* user, void* data) {
  (void)data;
  ++*(int*)user;
}

static int walk_memory(walk* w, holo_executor executor) {
  float foreign[5] = {1, 2, 3, 4, 5};
  int released = 0;
  holo_buffer wrapped = NULL;
  holo_buffer view = NULL;
  holo_guard guard = NULL;
  void* data = NULL;
  int64_t size_bytes = 0;
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  STEP(holo_buffer_wrap, executor, HOLO_F32, 5, foreign, HOLO_BUFFER_READ_ONLY, count_release, &released, &wrapped);
  STEP(holo_buffer_view, wrapped, 2, 3, &view);
  STEP(holo_buffer_info_get, view, &info);
  EXPECT(info.count == 3 && info.origin == HOLO_BUFFER_VIEW && info.flags == HOLO_BUFFER_READ_ONLY);
  STEP(holo_guard_acquire, executor, &view, 1, &guard);
  STEP(holo_buffer_map, view, HOLO_ACCESS_READ, &data, &size_bytes);
  EXPECT(data == foreign + 2 && size_bytes == 12);
  STEP(holo_buffer_unmap, view);
  STEP(holo_guard_release, guard);
  STEP(holo_buffer_destroy, wrapped);
  EXPECT(released == 0);
  STEP(holo_buffer_destroy, view);
  EXPECT(released == 1);
  return 1;
}

static int walk_classes(walk* w, holo_executor executor) {
  const float values[4] = {1, 2, 3, 4};
  float copied[4] = {0, 0, 0, 0};
  holo_buffer given = NULL;
  holo_buffer any = NULL;
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  STEP(holo_buffer_create_in_class, executor, 95, HOLO_F32, HOLO_CLASS_BYTES / 4, &given);
  STEP(holo_buffer_create_in_class, executor, HOLO_ANY_CLASS, HOLO_F32, 4, &any);
  STEP(holo_buffer_info_get, given, &info);
  EXPECT(info.origin == HOLO_BUFFER_CLASS && info.class_index == 95 && info.size_bytes == HOLO_CLASS_BYTES);
  STEP(holo_buffer_write, given, 10, values, 4);
  STEP(holo_buffer_copy, given, 11, any, 1, 3);
  STEP(holo_buffer_copy, any, 1, any, 0, 1);
  STEP(holo_buffer_convert, any, any);
  STEP(holo_buffer_read, any, 0, copied, 4);
  EXPECT(copied[0] == 2 && copied[1] == 2 && copied[2] == 3 && copied[3] == 4);
  STEP(holo_buffer_destroy, given);
  STEP(holo_buffer_destroy, any);
  return 1;
}

static int walk_backend(walk* w, holo_executor executor) {
  holo_backend backend = NULL;
  const void* table = NULL;
  holo_simd_level level = 0;
  STEP(holo_executor_backend, executor, &backend);
  STEP(holo_backend_query, backend, HOLO_INTERFACE_CPU, 1, &table);
  const holo_cpu_interface* cpu = (const holo_cpu_interface*)table;
  EXPECT(cpu->struct_size == sizeof *cpu && cpu->version == HOLO_CPU_INTERFACE_VERSION);
  EXPECT(cpu->simd_level(backend, &level) == HOLO_OK && level >= HOLO_SIMD_SCALAR);
  return 1;
}

static int walk_program(walk* w, holo_executor executor) {
  static const char kText[] =
      ".program walk\n.inout f32 x\n.scalar f32 a\n.result f32 sum\nldg.f32 r0, [x + lane]\nadd.f32 r0, r0, a\n"
      "stg.f32 [x + lane], r0\nred.add.f32 sum, r0\nexit\n";
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
  holo_program_cache_info cache = HOLO_PROGRAM_CACHE_INFO_INIT;
  holo_program program = NULL;
  holo_launch launch = NULL;
  holo_buffer x = NULL;
  const holo_scalar one = {HOLO_F32, 0, {1}};
  holo_scalar sum = {0, 0, {0}};
  char text[512] = {0};
  uint64_t hash[2] = {0, 0};
  int64_t needed = 0;
  STEP(holo_program_from_text, kText, &diagnostics, &program);
  EXPECT(diagnostics.line == 0 && diagnostics.message[0] == '\0');
  STEP(holo_program_info_get, program, &info);
  EXPECT(info.buffer_count == 1 && info.scalar_count == 1 && info.result_count == 1);
  STEP(holo_program_parameter_get, program, 2, &parameter);
  EXPECT(parameter.kind == HOLO_PARAMETER_RESULT && strcmp(parameter.name, "sum") == 0);
  STEP(holo_program_to_text, program, text, sizeof text, &needed);
  EXPECT(needed == (int64_t)strlen(text) + 1 && strstr(text, "    red.add.f32 sum, r0\n") != NULL);
  STEP(holo_program_canonical_text, program, text, sizeof text, &needed);
  EXPECT(needed == (int64_t)strlen(text) + 1 && strstr(text, "    red.add.f32 a2, r0\n") != NULL);
  STEP(holo_program_canonical_hash, program, hash);
  EXPECT(hash[0] != 0 && hash[1] != 0);
  STEP(holo_program_destroy, program);
  STEP(holo_program_from_expression, "x = x + a; sum = sum(x)", "inout f32 x; scalar f32 a; result sum", &diagnostics,
       &program);
  STEP(holo_buffer_create, executor, HOLO_F32, N, &x);
  STEP(holo_buffer_fill, x, &one);
  STEP(holo_program_launch, executor, program, &x, 1, &one, 1, N, &sum, 1);
  EXPECT(sum.dtype == HOLO_F32 && sum.value.f64 >= 2 * N); /* every round adds one */
  STEP(holo_launch_create, executor, program, &x, 1, N, &launch);
  STEP(holo_launch_run, launch, &one, 1, &sum, 1);
  EXPECT(sum.dtype == HOLO_F32 && sum.value.f64 >= 3 * N);
  STEP(holo_launch_destroy, launch);
  STEP(holo_buffer_destroy, x);
  STEP(holo_program_destroy, program);
  STEP(holo_program_cache_info_get, &cache);
  EXPECT(cache.entries >= 1 && cache.entries <= cache.capacity);
  return 1;
}

static int walk_executor(walk* w) {
  static const holo_dtype kDtypes[] = {HOLO_F32, HOLO_F64, HOLO_I32, HOLO_I64};
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
  holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
  holo_executor executor = NULL;
  ASK(const int64_t live =, holo_live_handles, );
  options.simd_cap = w->simd_cap;
  options.allocator = w->allocator;
  STEP(holo_executor_create, &options, &executor);
  STEP(holo_executor_info_get, executor, &info);
  EXPECT(strcmp(info.backend, "cpu") == 0 && info.simd_level >= HOLO_SIMD_SCALAR);
  if (!walk_memory(w, executor) || !walk_classes(w, executor) || !walk_backend(w, executor)) return 0;
  for (size_t d = 0; d < sizeof kDtypes / sizeof kDtypes[0]; ++d) {
    if (!walk_dtype(w, executor, kDtypes[d])) return 0;
  }
  if (!walk_all_operations(w, executor) || !walk_program(w, executor)) return 0;
  EXPECT(w->call.holo_live_handles() == live + 1);
  STEP(holo_executor_stats_get, executor, &stats);
  EXPECT(stats.buffers >= 0 && stats.allocated_bytes > 0); /* small ones that are destroyed may wait to be freed */
  STEP(holo_executor_destroy, executor);
  EXPECT(w->call.holo_live_handles() == live);
  return 1;
}

static int32_t supports_nothing(void* context, holo_op op, holo_form form, holo_dtype dtype) {
  (void)context;
  (void)op;
  (void)form;
  (void)dtype;
  return 0;
}

static holo_status run_nothing(void* context, const holo_backend_call* call) {
  (void)context;
  (void)call;
  return HOLO_ERROR_INTERNAL;
}

/* An executor of a backend that leaves everything to the next one of the chain. */
static int walk_registered_backend(walk* w) {
  static int registered = 0; /* once in a process, however often it walks */
  holo_backend_table table = HOLO_BACKEND_TABLE_INIT;
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
  holo_executor executor = NULL;
  holo_buffer one = NULL;
  const holo_scalar scalar = {HOLO_F32, 0, {1}};
  holo_scalar sum = {0, 0, {0}};
  char names[1200] = {0};
  int64_t needed = 0;
  table.name = "every_function";
  table.supports = supports_nothing;
  table.run = run_nothing;
  if (registered) ++w->calls[AT_holo_backend_register];
  if (!registered) STEP(holo_backend_register, &table);
  registered = 1;
  STEP(holo_backend_list, names, sizeof names, &needed);
  /* A test may have registered more. */
  EXPECT(strstr(names, "every_function\n") != NULL && needed == (int64_t)strlen(names) + 1);
  EXPECT(strcmp(names + strlen(names) - strlen("cpu\nreference\n"), "cpu\nreference\n") == 0);
  options.simd_cap = w->simd_cap;
  options.backend = "every_function";
  STEP(holo_executor_create, &options, &executor);
  STEP(holo_buffer_create, executor, HOLO_F32, 1, &one);
  STEP(holo_buffer_fill, one, &scalar);
  STEP(holo_add, executor, one, one, one, 1);
  STEP(holo_sum, executor, one, 1, &sum);
  EXPECT(sum.dtype == HOLO_F32 && sum.value.f64 == 2);
  STEP(holo_executor_stats_get, executor, &stats);
  EXPECT(stats.fallback_calls == 2);
  STEP(holo_buffer_destroy, one);
  STEP(holo_executor_destroy, executor);
  return 1;
}

int walk_every_function(walk* w) {
  if (!walk_names_and_versions(w) || !walk_descriptions(w) || !walk_executor(w)) return 0;
  if (!walk_registered_backend(w)) return 0;
  for (int function = 0; function < HOLO_FUNCTION_COUNT; ++function) {
    if (w->calls[function] > 0) continue;
    fprintf(stderr, "the walk leaves out %s\n", kNames[function]);
    return 0;
  }
  return 1;
}
