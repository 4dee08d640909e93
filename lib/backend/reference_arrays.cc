// reference_arrays.cc — what is not element by element: order, running sums, sequences, indices.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "backend/reference.h"
#include "backend/reference_elements.h"

namespace hologram::backend::reference {
namespace {

template <class T>
void Reversed(const void* x, void* y, int64_t n) {
  // From both ends, so that y may be x.
  for (int64_t i = 0; i < n - i; ++i) {
    const T front = Get<T>(x, i), back = Get<T>(x, n - 1 - i);
    Put(y, n - 1 - i, front);
    Put(y, i, back);
  }
}

// Of each group of 16 elements, followed by zeros if it is the last: lane i is joined by lane i - 1, then the new lane i
// by lane i - 2, then 4, then 8, lanes below the first being zeros. What the groups before it came to, from zero, is
// added to every lane, and the last lane is that for the next group.
template <class T, class R>
void RunningSums(const ops::OpRow& row, const void* x, void* y, int64_t n) {
  constexpr int64_t kGroup = 16;
  const Line<R> line = LineOf<R>(row.code);
  R before = R(0);
  for (int64_t first = 0; first < n; first += kGroup) {
    R lanes[kGroup];
    for (int64_t i = 0; i < kGroup; ++i) lanes[i] = first + i < n ? static_cast<R>(Widen(Get<T>(x, first + i))) : R(0);
    for (int64_t step = 1; step < kGroup; step *= 2) {
      for (int64_t i = kGroup - 1; i >= 0; --i) lanes[i] = line(i < step ? R(0) : lanes[i - step], R(0), lanes[i]);
    }
    for (int64_t i = 0; i < kGroup; ++i) lanes[i] = line(lanes[i], R(0), before);
    before = lanes[kGroup - 1];
    for (int64_t i = 0; i < kGroup && first + i < n; ++i) Put(y, first + i, lanes[i]);
  }
}

// Lines that look at an element from the sum of all powers.
template <class T>
void Shares(const ops::OpRow& row, const void* x, void* y, int64_t n) {
  using V = WiderOf<T>;
  const auto element = [x](int64_t i) { return static_cast<V>(Widen(Get<T>(x, i))); };
  const PowerSum<V> sum(element, n);
  for (int64_t i = 0; i < n; ++i) Put(y, i, As<T>(LineOf<V>(row.code)(element(i), sum.most, sum.log_sum)));
}

template <class T>
void ArrayOf(const ops::OpRow& row, const void* x, void* y, int64_t n) {
  if (row.accuracy == ops::Accuracy::kExact) return Reversed<T>(x, y, n);
  if constexpr (std::is_floating_point_v<WideOf<T>>) {
    if (row.accuracy == ops::Accuracy::kUlp) return Shares<T>(row, x, y, n);
  }
  RunningSums<T, SumOf<T>>(row, x, y, n);
}

// One row: moved by the mean, if the line takes a bias, and divided by the root of the mean square.
template <class T>
void NormalizeRow(const ops::OpRow& row, const void* const* inputs, const void* x, int64_t n, void* y) {
  using V = WiderOf<T>;
  const auto number = [](const void* array, int64_t i) { return static_cast<V>(Widen(Get<T>(array, i))); };
  const bool centers = row.shape == ops::Shape::kNorm3;
  V mean = 0, square = 0;
  for (int64_t i = 0; i < n && centers; ++i) mean += number(x, i) / static_cast<V>(n);
  for (int64_t i = 0; i < n; ++i) square += (number(x, i) - mean) * (number(x, i) - mean) / static_cast<V>(n);
  const V root = std::sqrt(square + number(inputs[InputCount(row.shape) - 1], 0));
  for (int64_t i = 0; i < n; ++i) {
    const V bias = centers ? number(inputs[2], i) : V(0);
    Put(y, i, As<T>(LineOf<V>(row.code)((number(x, i) - mean) / root, number(inputs[1], i), bias)));
  }
}

// `visit(x, y)` for each row.
template <class Visit>
void ForEachRow(const void* x, int64_t x_bytes, void* y, int64_t y_bytes, int64_t rows, Visit visit) {
  for (int64_t i = 0; i < rows; ++i) {
    visit(static_cast<const std::byte*>(x) + i * x_bytes, static_cast<std::byte*>(y) + i * y_bytes);
  }
}

}  // namespace

void Array(const ops::OpRow& row, holo_dtype dtype, const void* x, int64_t rows, int64_t cols, void* y) {
  const int log2_size = base::Log2Size(dtype), log2_result_size = base::Log2Size(row.ResultDtype(dtype));
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    ForEachRow(x, cols << log2_size, y, cols << log2_result_size, rows,
               [&](const void* from, void* to) { ArrayOf<T>(row, from, to, cols); });
  });
}

void Normalize(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, int64_t rows, int64_t cols,
               void* y) {
  const int64_t bytes = cols << base::Log2Size(dtype);
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    if constexpr (std::is_floating_point_v<WideOf<T>>) {
      ForEachRow(inputs[0], bytes, y, bytes, rows,
                 [&](const void* from, void* to) { NormalizeRow<T>(row, inputs, from, cols, to); });
    }
  });
}

void Sequence(const ops::OpRow& row, holo_dtype dtype, const void* start, const void* step, void* y, int64_t n) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    using V = std::conditional_t<std::is_floating_point_v<WideOf<T>>, double, WideOf<T>>;
    const V first = static_cast<V>(Widen(Get<T>(start, 0))), by = static_cast<V>(Widen(Get<T>(step, 0)));
    for (int64_t i = 0; i < n; ++i) Put(y, i, As<T>(LineOf<V>(row.code)(first, by, static_cast<V>(i))));
  });
}

void Indexed(const ops::OpRow& row, holo_dtype dtype, ops::Form form, const void* x, const void* index, void* y,
             int64_t n, int64_t count) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    for (int64_t i = 0; i < n; ++i) {
      const int64_t wanted = form == ops::Form::kIndex32 ? Get<int32_t>(index, i) : Get<int64_t>(index, i);
      const int64_t place = std::clamp<int64_t>(wanted, 0, count - 1);  // in case it has changed since it was checked
      if (row.shape == ops::Shape::kGather) {
        Put(y, i, Get<T>(x, place));
      } else {
        Put(y, place, Get<T>(x, i));
      }
    }
  });
}

}  // namespace hologram::backend::reference
