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

// Lines that look at an element from the largest one, and from the logarithm of the sum of all powers relative to that.
template <class T>
void Shares(const ops::OpRow& row, const void* x, void* y, int64_t n) {
  using V = WideOf<T>;
  using W = std::conditional_t<std::is_same_v<V, float>, double, long double>;
  const auto element = [x](int64_t i) { return static_cast<W>(Widen(Get<T>(x, i))); };
  W most = -std::numeric_limits<W>::infinity(), others = 0;
  int64_t largest = 0;
  for (int64_t i = 0; i < n; ++i) most = Maximum(most, element(i));
  for (int64_t i = 0; i < n; ++i) {
    largest += element(i) == most ? 1 : 0;
    if (element(i) != most || std::isinf(most)) others += std::exp(element(i) - most);
  }
  const W log_sum = std::log1p(others + static_cast<W>(largest - 1));
  for (int64_t i = 0; i < n; ++i) Put(y, i, As<T>(LineOf<W>(row.code)(element(i), most, log_sum)));
}

}  // namespace

void Array(const ops::OpRow& row, holo_dtype dtype, const void* x, void* y, int64_t n) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    if (row.accuracy == ops::Accuracy::kExact) return Reversed<T>(x, y, n);
    if constexpr (std::is_floating_point_v<WideOf<T>>) {
      if (row.accuracy == ops::Accuracy::kUlp) return Shares<T>(row, x, y, n);
    }
    RunningSums<T, SumOf<T>>(row, x, y, n);
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
