// ops_api.cc — one C function per form of each row of ops.def.
#include "hologram/ops.h"

#include "capi/edge.h"
#include "executor/array_call.h"
#include "executor/call_check.h"
#include "executor/dispatch.h"

using hologram::capi::AtTheEdge;
namespace executor_room = hologram::executor;
namespace ops_room = hologram::ops;
using namespace ops_room::words;

#define HOLO_FUNCTION(name, form, code, parameters, run)                                                      \
  extern "C" HOLO_API holo_status name(holo_executor executor, HOLO_ARGUMENTS parameters) HOLO_NOEXCEPT {     \
    return AtTheEdge(executor_room::SiteOf(code, ops_room::Form::form).names, [&]() -> holo_status { run; }); \
  }
#define HOLO_ARGUMENTS(...) __VA_ARGS__

// A map whose result has the inputs' dtype, or another one.
#define HOLO_RUN_MAP(function, result, ...)                                                         \
  if constexpr ((result) == ops_room::kSame) return executor_room::function(executor, __VA_ARGS__); \
  return executor_room::function##To(executor, __VA_ARGS__)

#define HOLO_DEFINE_MAP1(name, code, result)                                              \
  HOLO_FUNCTION(holo_##name, kBuffers, code, (holo_buffer x, holo_buffer out, int64_t n), \
                HOLO_RUN_MAP(Map1, result, x, out, n, code))

#define HOLO_DEFINE_MAP2(name, code, result)                                                             \
  HOLO_FUNCTION(holo_##name, kBuffers, code, (holo_buffer a, holo_buffer b, holo_buffer out, int64_t n), \
                HOLO_RUN_MAP(Map2, result, a, b, out, n, code))                                          \
  HOLO_FUNCTION(holo_##name##_scalar, kScalarRest, code,                                                 \
                (holo_buffer a, const holo_scalar* b, holo_buffer out, int64_t n),                       \
                HOLO_RUN_MAP(Map2ScalarRest, result, a, b, out, n, code))

#define HOLO_DEFINE_ORDERED2(name, code, result)                                   \
  HOLO_DEFINE_MAP2(name, code, result)                                             \
  HOLO_FUNCTION(holo_scalar_##name, kScalarFirst, code,                            \
                (const holo_scalar* a, holo_buffer b, holo_buffer out, int64_t n), \
                HOLO_RUN_MAP(Map2ScalarFirst, result, a, b, out, n, code))

#define HOLO_DEFINE_THREE(name, code, function)                                                          \
  HOLO_FUNCTION(holo_##name, kBuffers, code,                                                             \
                (holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n),               \
                return executor_room::function(executor, a, b, c, out, n, code))                         \
  HOLO_FUNCTION(holo_##name##_scalar, kScalarRest, code,                                                 \
                (holo_buffer a, const holo_scalar* b, const holo_scalar* c, holo_buffer out, int64_t n), \
                return executor_room::function##ScalarRest(executor, a, b, c, out, n, code))
#define HOLO_DEFINE_MAP3(name, code, result) HOLO_DEFINE_THREE(name, code, Map3)
#define HOLO_DEFINE_SELECT(name, code, result) HOLO_DEFINE_THREE(name, code, Select)

#define HOLO_DEFINE_ARRAY1(name, code, result)                                                                 \
  HOLO_DEFINE_MAP1(name, code, result)                                                                         \
  HOLO_FUNCTION(holo_##name##_rows, kRows, code, (holo_buffer x, holo_buffer out, int64_t rows, int64_t cols), \
                return executor_room::Array1Rows(executor, x, out, rows, cols, code))

#define HOLO_DEFINE_NORM2(name, code, result)                                                                       \
  HOLO_FUNCTION(holo_##name, kBuffers, code,                                                                        \
                (holo_buffer x, holo_buffer weight, const holo_scalar* epsilon, holo_buffer out, int64_t n),        \
                return executor_room::Norm2(executor, x, weight, epsilon, out, n, code))                            \
  HOLO_FUNCTION(                                                                                                    \
      holo_##name##_rows, kRows, code,                                                                              \
      (holo_buffer x, holo_buffer weight, const holo_scalar* epsilon, holo_buffer out, int64_t rows, int64_t cols), \
      return executor_room::Norm2Rows(executor, x, weight, epsilon, out, rows, cols, code))

#define HOLO_DEFINE_NORM3(name, code, result)                                                                        \
  HOLO_FUNCTION(                                                                                                     \
      holo_##name, kBuffers, code,                                                                                   \
      (holo_buffer x, holo_buffer weight, holo_buffer bias, const holo_scalar* epsilon, holo_buffer out, int64_t n), \
      return executor_room::Norm3(executor, x, weight, bias, epsilon, out, n, code))                                 \
  HOLO_FUNCTION(holo_##name##_rows, kRows, code,                                                                     \
                (holo_buffer x, holo_buffer weight, holo_buffer bias, const holo_scalar* epsilon, holo_buffer out,   \
                 int64_t rows, int64_t cols),                                                                        \
                return executor_room::Norm3Rows(executor, x, weight, bias, epsilon, out, rows, cols, code))

#define HOLO_DEFINE_SEQUENCE(name, code, result)                                                 \
  HOLO_FUNCTION(holo_##name, kBuffers, code,                                                     \
                (const holo_scalar* start, const holo_scalar* step, holo_buffer out, int64_t n), \
                return executor_room::Sequence(executor, start, step, out, n, code))

#define HOLO_DEFINE_INDEXED(name, code, function)                                                            \
  HOLO_FUNCTION(holo_##name, kBuffers, code, (holo_buffer x, holo_buffer index, holo_buffer out, int64_t n), \
                return executor_room::function(executor, x, index, out, n, code))
#define HOLO_DEFINE_GATHER(name, code, result) HOLO_DEFINE_INDEXED(name, code, Gather)
#define HOLO_DEFINE_SCATTER(name, code, result) HOLO_DEFINE_INDEXED(name, code, Scatter)

#define HOLO_DEFINE_REDUCE1(name, code, result_)                                               \
  HOLO_FUNCTION(holo_##name, kBuffers, code, (holo_buffer x, int64_t n, holo_scalar * result), \
                return executor_room::Reduce1(executor, x, n, result, code))                   \
  HOLO_FUNCTION(holo_##name##_axis, kRows, code,                                               \
                (holo_buffer x, int64_t rows, int64_t cols, int32_t axis, holo_buffer out),    \
                return executor_room::Reduce1Axis(executor, x, rows, cols, axis, out, code))

#define HOLO_DEFINE_PRODUCT1(name, code, result_) HOLO_DEFINE_REDUCE1(name, code, result_)
#define HOLO_DEFINE_NONEMPTY1(name, code, result_) HOLO_DEFINE_REDUCE1(name, code, result_)
#define HOLO_DEFINE_REDUCE2(name, code, result_)                                                              \
  HOLO_FUNCTION(holo_##name, kBuffers, code, (holo_buffer a, holo_buffer b, int64_t n, holo_scalar * result), \
                return executor_room::Reduce2(executor, a, b, n, result, code))                               \
  HOLO_FUNCTION(holo_##name##_axis, kRows, code,                                                              \
                (holo_buffer a, holo_buffer b, int64_t rows, int64_t cols, int32_t axis, holo_buffer out),    \
                return executor_room::Reduce2Axis(executor, a, b, rows, cols, axis, out, code))

#define HOLO_OP(code, name, Functor, family, word, types, result, ...) HOLO_DEFINE_##word(name, code, result)
#include "ops/ops.def"

extern "C" HOLO_API holo_status holo_apply_axis(holo_executor executor, holo_op op, const holo_buffer* inputs,
                                                int32_t input_count, const holo_scalar* scalars, int32_t scalar_count,
                                                int64_t rows, int64_t cols, int32_t axis,
                                                holo_buffer output) HOLO_NOEXCEPT {
  return AtTheEdge(executor_room::kApplyAxisSite.names, [&] {
    return executor_room::ApplyAxis(
        {executor, op, inputs, input_count, scalars, scalar_count, rows, cols, axis, output});
  });
}

extern "C" HOLO_API holo_status holo_apply(holo_executor executor, holo_op op, const holo_buffer* inputs,
                                           int32_t input_count, const holo_scalar* scalars, int32_t scalar_count,
                                           holo_buffer output, int64_t n, holo_scalar* result) HOLO_NOEXCEPT {
  return AtTheEdge(executor_room::kApplySite.names, [&] {
    return executor_room::Apply(executor, op, inputs, input_count, scalars, scalar_count, output, n, result);
  });
}

extern "C" HOLO_API holo_status holo_apply_arrays(holo_executor executor, holo_op op, const holo_array* inputs,
                                                  int32_t input_count, const holo_scalar* scalars, int32_t scalar_count,
                                                  const holo_array* output, int64_t n,
                                                  holo_scalar* result) HOLO_NOEXCEPT {
  return AtTheEdge(executor_room::kApplyArraysSite, [&] {
    return executor_room::ApplyArrays({executor, op, inputs, input_count, scalars, scalar_count, output}, n, result);
  });
}

extern "C" HOLO_API holo_status holo_apply_arrays_axis(holo_executor executor, holo_op op, const holo_array* inputs,
                                                       int32_t input_count, const holo_scalar* scalars,
                                                       int32_t scalar_count, int64_t rows, int64_t cols, int32_t axis,
                                                       const holo_array* output) HOLO_NOEXCEPT {
  return AtTheEdge(executor_room::kApplyArraysAxisSite, [&] {
    return executor_room::ApplyArraysAxis({executor, op, inputs, input_count, scalars, scalar_count, output}, rows,
                                          cols, axis);
  });
}
