// reference_elements.h — what the loops of the reference backend share: an operation's line, and elements of any memory.
#ifndef HOLOGRAM_BACKEND_REFERENCE_ELEMENTS_H_
#define HOLOGRAM_BACKEND_REFERENCE_ELEMENTS_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "backend/reference_ops.h"
#include "hologram/op.h"

namespace hologram::backend::reference {

template <class V>
using Line = V (*)(V a, V b, V c);

// The line of an operation on elements computed in V.
template <class V>
Line<V> LineOf(holo_op op) {
  switch (op) {
#define HOLO_OP(code, name, ...) \
  case code:                     \
    return &reference::name<V>;
#include "ops/ops.def"
    default:
      return nullptr;
  }
}

// What sums of T are given in.
template <class T>
using SumOf = std::conditional_t<std::is_floating_point_v<WideOf<T>>, WideOf<T>,
                                 std::conditional_t<std::is_signed_v<WideOf<T>>, int64_t, uint64_t>>;

// Element `i` of memory of any alignment.
template <class T>
T Get(const void* x, int64_t i) {
  T element;
  std::memcpy(&element, static_cast<const std::byte*>(x) + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
  return element;
}
template <class T>
void Put(void* y, int64_t i, T element) {
  std::memcpy(static_cast<std::byte*>(y) + i * static_cast<int64_t>(sizeof(T)), &element, sizeof(T));
}

// In what sums of powers and of squares are made: more digits and more exponents.
template <class T>
using WiderOf = std::conditional_t<std::is_same_v<WideOf<T>, float>, double, long double>;

// The largest of some elements, NaN if one is, and the logarithm of the sum of all powers relative to it. What the
// largest contribute is counted, so that nothing is lost where the others are small.
template <class V>
struct PowerSum {
  V most = -std::numeric_limits<V>::infinity();
  V log_sum = 0;

  template <class Element>
  PowerSum(const Element& element, int64_t n) {
    V others = 0;
    int64_t largest = 0;
    for (int64_t i = 0; i < n; ++i) most = Maximum<V>(most, element(i));
    for (int64_t i = 0; i < n; ++i) {
      largest += element(i) == most ? 1 : 0;
      if (element(i) != most || std::isinf(most)) others += std::exp(element(i) - most);
    }
    log_sum = std::log1p(others + static_cast<V>(largest - 1));
  }
};

}  // namespace hologram::backend::reference

#endif  // HOLOGRAM_BACKEND_REFERENCE_ELEMENTS_H_
