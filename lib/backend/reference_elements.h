// reference_elements.h — what the loops of the reference backend share: an operation's line, and elements of any memory.
#ifndef HOLOGRAM_BACKEND_REFERENCE_ELEMENTS_H_
#define HOLOGRAM_BACKEND_REFERENCE_ELEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
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

}  // namespace hologram::backend::reference

#endif  // HOLOGRAM_BACKEND_REFERENCE_ELEMENTS_H_
