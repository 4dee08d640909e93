// hot_arrays.h — calls whose arrays are not all of one length: sequences, gather and scatter, reductions of a matrix.
#ifndef HOLOGRAM_EXECUTOR_HOT_ARRAYS_H_
#define HOLOGRAM_EXECUTOR_HOT_ARRAYS_H_

#include "executor/hot_call.h"

namespace hologram::executor::hot {

// Start and step are both scalars: the only buffer is the output.
template <bool kByCode>
[[gnu::always_inline]] inline holo_status Sequence(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                                   const holo_scalar* start, const holo_scalar* step) {
  const auto describe = [=] {
    return OpCall{.op = op, .executor = executor, .scalars = {start, step}, .output = out, .has_output = true, .n = n};
  };
  const auto run = [ n, start, step ](const Resolved<1>& resolved) __attribute__((always_inline)) {
    uint64_t elements[2];
    if (!Element(start, resolved.dtype, &elements[0]) || !Element(step, resolved.dtype, &elements[1])) return false;
    KernelCast<const void*, const void*, void*, int64_t>(resolved.kernel)(&elements[0], &elements[1], resolved.data[0],
                                                                          n);
    return true;
  };
  return Enter<MapTraits<Typing::kUniform, ops::Form::kBuffers, kByCode>>(Head{op, executor, n}, run, describe, out);
}

// Of x, the indices and the output, the one that the indices point into counts as a whole.
template <size_t kWholeBuffer>
struct IndexedHead : Head {
  static constexpr size_t kWhole = kWholeBuffer;
};

// Whether all indices are in range: their largest is, taken as unsigned.
[[gnu::always_inline]] inline bool IndicesFit(const Resolved<3>& resolved, int64_t n) {
  if (n == 0) return true;
  RawResult largest = {.i64 = 0};
  KernelCast<const void*, int64_t, RawResult*>(resolved.maximum)(resolved.data[1], n, &largest);
  if (resolved.index_dtype == HOLO_I32 && largest.i64 > INT32_MAX) return false;
  return static_cast<uint64_t>(largest.i64) < static_cast<uint64_t>(resolved.count);
}

template <size_t kWholeBuffer, bool kByCode>
[[gnu::always_inline]] inline holo_status Indexed(holo_op op, holo_executor executor, holo_buffer x, holo_buffer index,
                                                  holo_buffer out, int64_t n) {
  using T = Traits<Typing::kIndexed, ops::Form::kBuffers, true, kByCode, false>;
  const auto describe = [=] {
    return OpCall{.op = op, .executor = executor, .inputs = {x, index}, .output = out, .has_output = true, .n = n};
  };
  const auto run = [n](const Resolved<3>& resolved) __attribute__((always_inline)) {
    if (!IndicesFit(resolved, n)) return false;
    KernelCast<const void*, const void*, void*, int64_t, int64_t>(resolved.kernel)(resolved.data[0], resolved.data[1],
                                                                                   resolved.data[2], n, resolved.count);
    return true;
  };
  return Enter<T>(IndexedHead<kWholeBuffer>{{op, executor, n}}, run, describe, x, index, out);
}

// A matrix of n elements, and as many results as it has rows or columns.
struct AxisHead : Head {
  int64_t results;
  int64_t Need(size_t i) const { return i == 0 ? n : results; }
};

template <ops::Form kForm, bool kByCode>
[[gnu::always_inline]] inline holo_status ReduceAxis(holo_op op, holo_executor executor, holo_buffer x, int64_t rows,
                                                     int64_t cols, holo_buffer out) {
  using T = Traits<Typing::kResult, kForm, true, kByCode, false>;
  const bool by_rows = kForm == ops::Form::kRows;
  int64_t n = 0;
  if (rows < 0 || cols < 0 || __builtin_mul_overflow(rows, cols, &n)) n = INT64_MIN;  // what no buffer has
  const auto describe = [=] {
    return OpCall{.op = op,
                  .form = kForm,
                  .executor = executor,
                  .inputs = {x},
                  .output = out,
                  .has_output = true,
                  .n = n,
                  .rows = rows,
                  .cols = cols};
  };
  const auto run = [=](const Resolved<2>& resolved) __attribute__((always_inline)) {
    if (n == 0 && (by_rows ? rows : cols) != 0 && ops::Find(op)->nonempty) [[unlikely]]
      return false;
    KernelCast<const void*, int64_t, int64_t, void*>(resolved.kernel)(resolved.data[0], rows, cols, resolved.data[1]);
    return true;
  };
  return Enter<T>(AxisHead{{op, executor, n}, by_rows ? rows : cols}, run, describe, x, out);
}

// The axis that goes away: 0, each column becomes one result; 1, each row.
template <bool kByCode>
[[gnu::always_inline]] inline holo_status ReduceAxis(holo_op op, holo_executor executor, holo_buffer x, int64_t rows,
                                                     int64_t cols, int32_t axis, holo_buffer out) {
  using enum ops::Form;
  if (axis == 1) return ReduceAxis<kRows, kByCode>(op, executor, x, rows, cols, out);
  if (axis == 0) return ReduceAxis<kColumns, kByCode>(op, executor, x, rows, cols, out);
  const OpCallSite& site = Site<kByCode>(op, kRows);
  return Refuse(site, base::Fail(HOLO_ERROR_INVALID_ARGUMENT, site.Count(2), base::Message::kNoAxis, axis));
}

}  // namespace hologram::executor::hot

#endif  // HOLOGRAM_EXECUTOR_HOT_ARRAYS_H_
