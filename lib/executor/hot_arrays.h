// hot_arrays.h — calls whose arrays are not all of one length: sequences, gather and scatter, normalizations, and whatever
// looks at the rows or the columns of a matrix.
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

// Its elements; if rows and columns cannot be, what no buffer has.
inline int64_t MatrixCount(int64_t rows, int64_t cols) {
  int64_t n = 0;
  return rows < 0 || cols < 0 || __builtin_mul_overflow(rows, cols, &n) ? INT64_MIN : n;
}

// Matrices of n elements, and an output, buffer `kOutput`, of as many as there are results.
template <size_t kOutput>
struct AxisHead : Head {
  int64_t results;
  int64_t Need(size_t i) const { return i == kOutput ? results : n; }
};

// Of matrices each row becomes one result, or each column, or, of an array, each row a row.
template <ops::Form kForm, bool kOfArray, bool kByCode, class... Inputs>
[[gnu::always_inline]] inline holo_status Axis(holo_op op, holo_executor executor, int64_t rows, int64_t cols,
                                               holo_buffer out, Inputs... x) {
  using T = Traits<Typing::kResult, kForm, true, kByCode, kOfArray>;
  constexpr size_t kInputs = sizeof...(Inputs);
  const bool by_rows = kForm == ops::Form::kRows;
  const int64_t n = MatrixCount(rows, cols);
  const auto describe = [=] {
    return OpCall{.op = op,
                  .form = kForm,
                  .executor = executor,
                  .inputs = {x...},
                  .output = out,
                  .has_output = true,
                  .n = n,
                  .rows = rows,
                  .cols = cols};
  };
  const auto run = [=](const Resolved<kInputs + 1>& resolved) __attribute__((always_inline)) {
    if (n == 0 && (by_rows ? rows : cols) != 0 && ops::Find(op)->nonempty) [[unlikely]]
      return false;
    if constexpr (kInputs == 1) {
      KernelCast<const void*, int64_t, int64_t, void*>(resolved.kernel)(resolved.data[0], rows, cols, resolved.data[1]);
    } else {
      KernelCast<const void*, const void*, int64_t, int64_t, void*>(resolved.kernel)(resolved.data[0], resolved.data[1],
                                                                                     rows, cols, resolved.data[2]);
    }
    return true;
  };
  const int64_t results = kOfArray ? n : by_rows ? rows : cols;
  return Enter<T>(AxisHead<kInputs>{{op, executor, n}, results}, run, describe, x..., out);
}

// The axis that goes away: 0, each column becomes one result; 1, each row.
template <bool kByCode, class... Inputs>
[[gnu::always_inline]] inline holo_status ReduceAxis(holo_op op, holo_executor executor, int64_t rows, int64_t cols,
                                                     int32_t axis, holo_buffer out, Inputs... x) {
  using enum ops::Form;
  if (axis == 1) return Axis<kRows, false, kByCode>(op, executor, rows, cols, out, x...);
  if (axis == 0) return Axis<kColumns, false, kByCode>(op, executor, rows, cols, out, x...);
  const OpCallSite& site = Site<kByCode>(op, kRows);
  return Refuse(site, base::Fail(HOLO_ERROR_INVALID_ARGUMENT, site.Count(2), base::Message::kNoAxis, axis));
}

// The first buffer and the output, number `kOutput`, have n elements, those between them one for each column.
template <size_t kOutput>
struct NormHead : Head {
  int64_t cols;
  int64_t Need(size_t i) const { return i == 0 || i == kOutput ? n : cols; }
};

// Of all elements, a row of n = `cols`, or of each row.
template <ops::Form kForm, bool kByCode, class... Parameters>
[[gnu::always_inline]] inline holo_status Normalize(holo_op op, holo_executor executor, const holo_scalar* epsilon,
                                                    holo_buffer out, int64_t rows, int64_t cols, holo_buffer x,
                                                    Parameters... parameters) {
  using T = Traits<Typing::kResult, kForm, true, kByCode>;
  constexpr size_t kInputs = 1 + sizeof...(Parameters);
  constexpr bool kMatrix = kForm == ops::Form::kRows;
  const int64_t n = kMatrix ? MatrixCount(rows, cols) : cols;
  const auto describe = [=] {
    OpCall call = {.op = op,
                   .form = kForm,
                   .executor = executor,
                   .inputs = {x, parameters...},
                   .output = out,
                   .has_output = true,
                   .n = n,
                   .rows = kMatrix ? rows : 0,
                   .cols = kMatrix ? cols : 0};
    call.scalars[kInputs] = epsilon;
    return call;
  };
  const auto run = [=](const Resolved<kInputs + 1>& resolved) __attribute__((always_inline)) {
    uint64_t element;
    if (!Element(epsilon, resolved.dtype, &element)) return false;
    const auto& data = resolved.data;
    using In = const void*;
    if constexpr (kInputs == 2 && !kMatrix) {
      KernelCast<In, In, In, void*, int64_t>(resolved.kernel)(data[0], data[1], &element, data[2], n);
    } else if constexpr (kInputs == 2) {
      KernelCast<In, In, In, int64_t, int64_t, void*>(resolved.kernel)(data[0], data[1], &element, rows, cols, data[2]);
    } else if constexpr (!kMatrix) {
      KernelCast<In, In, In, In, void*, int64_t>(resolved.kernel)(data[0], data[1], data[2], &element, data[3], n);
    } else {
      KernelCast<In, In, In, In, int64_t, int64_t, void*>(resolved.kernel)(data[0], data[1], data[2], &element, rows,
                                                                           cols, data[3]);
    }
    return true;
  };
  return Enter<T>(NormHead<kInputs>{{op, executor, n}, cols}, run, describe, x, parameters..., out);
}

}  // namespace hologram::executor::hot

#endif  // HOLOGRAM_EXECUTOR_HOT_ARRAYS_H_
