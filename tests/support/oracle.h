// oracle.h — what every operation means: one scalar line each, written independently of lib/kernels.
//
// A line is a function of the operation's name in ops.def, of up to three arguments. Maps: y[i] = op(a[i], b[i], c[i]).
// Reductions: the third argument is a lane, and the line says what it becomes when a and b arrive; `Reduce` adds up the
// lanes in the one order of the numeric contract. A missing line is a compile error.
#ifndef HOLOGRAM_TESTS_SUPPORT_ORACLE_H_
#define HOLOGRAM_TESTS_SUPPORT_ORACLE_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "hologram/op.h"

namespace hologram::oracle {

// Arithmetic that wraps for integers and is plain for floats.
template <class T>
struct Wrapped {
  using type = T;
};
template <class T>
requires std::is_integral_v<T>
struct Wrapped<T> {
  using type = std::make_unsigned_t<T>;
};
template <class T>
constexpr auto W(T x) {
  return static_cast<typename Wrapped<T>::type>(x);
}

template <class T>
constexpr bool IsNan(T x) {
  return x != x;  // NOLINT(misc-redundant-expression)
}
template <class T>
bool IsNegative(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::signbit(x);
  return x < 0;
}
template <class T>
T Quotient(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) return a / b;
  if (b == 0) return 0;
  return b == T(-1) ? static_cast<T>(W(T(0)) - W(a)) : static_cast<T>(a / b);
}
// IEEE 754-2019, 9.6: minimum and maximum.
template <class T>
T Minimum(T a, T b) {
  if (IsNan(a) || IsNan(b)) return IsNan(a) ? a : b;
  return a < b || (a == b && IsNegative(a)) ? a : b;
}
template <class T>
T Maximum(T a, T b) {
  if (IsNan(a) || IsNan(b)) return IsNan(a) ? a : b;
  return a > b || (a == b && !IsNegative(a)) ? a : b;
}
template <class T>
T MultiplyAdd(T a, T b, T c) {
  if constexpr (std::is_floating_point_v<T>) return std::fma(a, b, c);
  return static_cast<T>(W(a) * W(b) + W(c));
}

// clang-format off
// NOLINTBEGIN(readability-identifier-naming): as in ops.def.
template <class T> T add(T a, T b, T) { return static_cast<T>(W(a) + W(b)); }
template <class T> T sub(T a, T b, T) { return static_cast<T>(W(a) - W(b)); }
template <class T> T mul(T a, T b, T) { return static_cast<T>(W(a) * W(b)); }
template <class T> T div(T a, T b, T) { return Quotient(a, b); }
template <class T> T min(T a, T b, T) { return Minimum(a, b); }
template <class T> T max(T a, T b, T) { return Maximum(a, b); }
template <class T> T abs(T a, T, T) { return IsNegative(a) ? static_cast<T>(-W(a)) : a; }
template <class T> T neg(T a, T, T) { return static_cast<T>(-W(a)); }
template <class T> T sqrt(T a, T, T) { return static_cast<T>(std::sqrt(a)); }
template <class T> T fma(T a, T b, T c) { return MultiplyAdd(a, b, c); }
template <class T> T relu(T a, T, T) { return a > 0 || IsNan(a) ? a : T(0); }
template <class T> T sum(T a, T, T lane) { return static_cast<T>(W(lane) + W(a)); }
template <class T> T dot(T a, T b, T lane) { return MultiplyAdd(a, b, lane); }
// NOLINTEND(readability-identifier-naming)
// clang-format on

template <class T>
using Scalar = T (*)(T a, T b, T c);

// The line of an operation; null if there is no such operation. On a type that the operation does not take it means
// nothing.
template <class T>
Scalar<T> Find(holo_op op) {
  switch (op) {
#define HOLO_OP(code, name, functor, family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  case code:                                                                                                           \
    return &oracle::name<T>;
#include "ops/ops.def"
    default:
      return nullptr;
  }
}

// A reduction's result type, which is also what it computes in: integers are widened first.
template <class T>
using ResultOf = std::conditional_t<std::is_integral_v<T>, int64_t, T>;

inline constexpr int64_t kLanes = 64;
inline constexpr int64_t kBlock = 4096;

// One block: element i goes to lane i mod 64, and elements that are missing in the last 64 count as 0; then the upper
// half of the lanes is added to the lower one until one lane is left.
template <class T>
ResultOf<T> ReduceBlock(Scalar<ResultOf<T>> step, const T* a, const T* b, int64_t n) {
  using R = ResultOf<T>;
  R lanes[kLanes] = {};
  for (int64_t i = 0; i < (n + kLanes - 1) / kLanes * kLanes; ++i) {
    R& lane = lanes[i % kLanes];
    lane = i < n ? step(a[i], b[i], lane) : step(0, 0, lane);
  }
  for (int64_t half = kLanes / 2; half > 0; half /= 2) {
    for (int64_t lane = 0; lane < half; ++lane) lanes[lane] = add<R>(lanes[lane], lanes[lane + half], 0);
  }
  return lanes[0];
}

// Blocks are added as a tree whose left side is the largest power of two of blocks that leaves something to the right.
// `step` is a reduction's line; one with a single input does not look at b.
template <class T>
ResultOf<T> Reduce(Scalar<ResultOf<T>> step, const T* a, const T* b, int64_t n) {
  if (n <= kBlock) return ReduceBlock(step, a, b, n);
  const int64_t blocks = (n + kBlock - 1) / kBlock;
  const int64_t left = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(blocks)) / 2) * kBlock;
  return add<ResultOf<T>>(Reduce(step, a, b, left), Reduce(step, a + left, b + left, n - left), 0);
}

// The bound of a float reduction's error, as a multiple of the sum of the terms' absolute values.
template <class T>
double RelativeBound(int64_t n) {
  const double unit = std::numeric_limits<T>::epsilon() / 2;
  return (70 + std::log2(std::max(1.0, static_cast<double>(n) / kBlock))) * unit;
}

}  // namespace hologram::oracle

#endif  // HOLOGRAM_TESTS_SUPPORT_ORACLE_H_
