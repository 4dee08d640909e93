// dispatch.cc — the entries of the hot path: one function for each shape and form.
#include "executor/dispatch.h"

#include "executor/hot_arrays.h"

namespace hologram::executor {

using hot::Map;
using hot::MapTraits;
using hot::Reduce;
using hot::Typing;

holo_status Map1(holo_executor executor, holo_buffer x, holo_buffer out, int64_t n, holo_op op) noexcept {
  return Map<MapTraits<Typing::kUniform, ops::Form::kBuffers, false>>(op, executor, out, n, x);
}

holo_status Map2(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer out, int64_t n,
                 holo_op op) noexcept {
  return Map<MapTraits<Typing::kUniform, ops::Form::kBuffers, false>>(op, executor, out, n, a, b);
}

holo_status Map2ScalarRest(holo_executor executor, holo_buffer a, const holo_scalar* b, holo_buffer out, int64_t n,
                           holo_op op) noexcept {
  return Map<MapTraits<Typing::kUniform, ops::Form::kScalarRest, false>>(op, executor, out, n, a, b);
}

holo_status Map2ScalarFirst(holo_executor executor, const holo_scalar* a, holo_buffer b, holo_buffer out, int64_t n,
                            holo_op op) noexcept {
  return Map<MapTraits<Typing::kUniform, ops::Form::kScalarFirst, false>>(op, executor, out, n, a, b);
}

holo_status Map1To(holo_executor executor, holo_buffer x, holo_buffer out, int64_t n, holo_op op) noexcept {
  return Map<MapTraits<Typing::kResult, ops::Form::kBuffers, false>>(op, executor, out, n, x);
}

holo_status Map2To(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer out, int64_t n,
                   holo_op op) noexcept {
  return Map<MapTraits<Typing::kResult, ops::Form::kBuffers, false>>(op, executor, out, n, a, b);
}

holo_status Map2ScalarRestTo(holo_executor executor, holo_buffer a, const holo_scalar* b, holo_buffer out, int64_t n,
                             holo_op op) noexcept {
  return Map<MapTraits<Typing::kResult, ops::Form::kScalarRest, false>>(op, executor, out, n, a, b);
}

holo_status Map2ScalarFirstTo(holo_executor executor, const holo_scalar* a, holo_buffer b, holo_buffer out, int64_t n,
                              holo_op op) noexcept {
  return Map<MapTraits<Typing::kResult, ops::Form::kScalarFirst, false>>(op, executor, out, n, a, b);
}

holo_status Map3(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n,
                 holo_op op) noexcept {
  return Map<MapTraits<Typing::kUniform, ops::Form::kBuffers, false>>(op, executor, out, n, a, b, c);
}

holo_status Map3ScalarRest(holo_executor executor, holo_buffer a, const holo_scalar* b, const holo_scalar* c,
                           holo_buffer out, int64_t n, holo_op op) noexcept {
  return Map<MapTraits<Typing::kUniform, ops::Form::kScalarRest, false>>(op, executor, out, n, a, b, c);
}

holo_status Select(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n,
                   holo_op op) noexcept {
  return Map<MapTraits<Typing::kSelect, ops::Form::kBuffers, false>>(op, executor, out, n, a, b, c);
}

holo_status SelectScalarRest(holo_executor executor, holo_buffer a, const holo_scalar* b, const holo_scalar* c,
                             holo_buffer out, int64_t n, holo_op op) noexcept {
  return Map<MapTraits<Typing::kSelect, ops::Form::kScalarRest, false>>(op, executor, out, n, a, b, c);
}

holo_status Reduce1(holo_executor executor, holo_buffer x, int64_t n, holo_scalar* result, holo_op op) noexcept {
  return Reduce<false>(op, executor, n, result, x);
}

holo_status Reduce2(holo_executor executor, holo_buffer a, holo_buffer b, int64_t n, holo_scalar* result,
                    holo_op op) noexcept {
  return Reduce<false>(op, executor, n, result, a, b);
}

holo_status Sequence(holo_executor executor, const holo_scalar* start, const holo_scalar* step, holo_buffer out,
                     int64_t n, holo_op op) noexcept {
  return hot::Sequence<false>(op, executor, out, n, start, step);
}

holo_status Gather(holo_executor executor, holo_buffer x, holo_buffer index, holo_buffer out, int64_t n,
                   holo_op op) noexcept {
  return hot::Indexed<0, false>(op, executor, x, index, out, n);
}

holo_status Scatter(holo_executor executor, holo_buffer x, holo_buffer index, holo_buffer out, int64_t n,
                    holo_op op) noexcept {
  return hot::Indexed<2, false>(op, executor, x, index, out, n);
}

holo_status Norm2(holo_executor executor, holo_buffer x, holo_buffer weight, const holo_scalar* epsilon,
                  holo_buffer out, int64_t n, holo_op op) noexcept {
  return hot::Normalize<ops::Form::kBuffers, false>(op, executor, epsilon, out, 1, n, x, weight);
}

holo_status Norm3(holo_executor executor, holo_buffer x, holo_buffer weight, holo_buffer bias,
                  const holo_scalar* epsilon, holo_buffer out, int64_t n, holo_op op) noexcept {
  return hot::Normalize<ops::Form::kBuffers, false>(op, executor, epsilon, out, 1, n, x, weight, bias);
}

holo_status Array1Rows(holo_executor executor, holo_buffer x, holo_buffer out, int64_t rows, int64_t cols,
                       holo_op op) noexcept {
  return hot::Axis<ops::Form::kRows, true, false>(op, executor, rows, cols, out, x);
}

holo_status Norm2Rows(holo_executor executor, holo_buffer x, holo_buffer weight, const holo_scalar* epsilon,
                      holo_buffer out, int64_t rows, int64_t cols, holo_op op) noexcept {
  return hot::Normalize<ops::Form::kRows, false>(op, executor, epsilon, out, rows, cols, x, weight);
}

holo_status Norm3Rows(holo_executor executor, holo_buffer x, holo_buffer weight, holo_buffer bias,
                      const holo_scalar* epsilon, holo_buffer out, int64_t rows, int64_t cols, holo_op op) noexcept {
  return hot::Normalize<ops::Form::kRows, false>(op, executor, epsilon, out, rows, cols, x, weight, bias);
}

holo_status Reduce1Axis(holo_executor executor, holo_buffer x, int64_t rows, int64_t cols, int32_t axis,
                        holo_buffer out, holo_op op) noexcept {
  return hot::ReduceAxis<false>(op, executor, rows, cols, axis, out, x);
}

holo_status Reduce2Axis(holo_executor executor, holo_buffer a, holo_buffer b, int64_t rows, int64_t cols, int32_t axis,
                        holo_buffer out, holo_op op) noexcept {
  return hot::ReduceAxis<false>(op, executor, rows, cols, axis, out, a, b);
}

}  // namespace hologram::executor
