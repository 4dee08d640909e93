// reference_ops.h — what every operation means: one scalar line each, written independently of lib/kernels.
//
// A line is a function of the operation's name in ops.def, of up to three arguments of the type that the elements are
// computed in (`WideOf`). Maps: y[i] = op(a[i], b[i], c[i]), of a SELECT a[i] is 0 or 1; the result is then stored as the
// dtype that the row promises (`As`). Reductions: the third argument is a lane, and the line says what it becomes when a
// and b arrive, where b is the mean of a variance, and a the logarithm of softmax of a cross entropy; of argmin and argmax
// too, whose result is the first place of that value; and of running sums. Where powers are added up, most is the largest
// element, and log_sum the logarithm of their sum relative to that one. Of normalizations a is an element that has been
// moved and divided, b its weight, and c its bias. Sequences: from start, step and place. Where elements only move, a is
// one. A missing line is a compile error; on types that a row does not take, a line means nothing.
#ifndef HOLOGRAM_BACKEND_REFERENCE_OPS_H_
#define HOLOGRAM_BACKEND_REFERENCE_OPS_H_

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "backend/reference_functions.h"
#include "base/dtype.h"
#include "base/half.h"

namespace hologram::backend::reference {

// f32 holds enough of the result of one addition, multiplication, division or root of 16-bit floats for a second
// rounding to do no harm: 24 >= 2 * 11 + 2 bits.
template <class T>
struct Wide {
  using type = T;
};
template <class T>
requires base::kIsHalf<T>
struct Wide<T> {
  using type = float;
};
template <>
struct Wide<base::Bool8> {
  using type = bool;
};
template <class T>
using WideOf = typename Wide<T>::type;

template <class T>
WideOf<T> Widen(T x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return static_cast<float>(base::WidenF16(x.bits));
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return static_cast<float>(base::WidenBf16(x.bits));
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    return x.byte != 0;
  } else {
    return x;
  }
}

// Arithmetic that wraps for integers and is plain for floats.
template <class T>
auto W(T x) {
  if constexpr (std::is_floating_point_v<T>) {
    return x;
  } else if constexpr (sizeof(T) < 8) {
    return static_cast<uint32_t>(x);
  } else {
    return static_cast<uint64_t>(x);
  }
}
// Of floats, which have no bitwise operations, nothing.
template <class T>
auto Z(T x) {
  if constexpr (std::is_integral_v<T>) {
    return x;
  } else {
    return 0;
  }
}

template <class T>
constexpr bool IsNan(T x) {
  return x != x;  // NOLINT(misc-redundant-expression)
}
template <class T>
bool IsNegative(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::signbit(x);
  return std::is_signed_v<T> && x < T(0);
}

// x, stored as an R: floats round to nearest even or, to integers, truncate and saturate; integers wrap.
template <class R, class V>
R As(V x) {
  if constexpr (std::is_same_v<R, base::Bool8>) {
    return {static_cast<uint8_t>(x != V(0))};
  } else if constexpr (base::kIsHalf<R>) {
    constexpr bool kF16 = std::is_same_v<R, base::F16>;
    if constexpr (std::is_integral_v<V> && sizeof(V) == 8) {
      // Beyond 2^53 a double would round before we do: what would be cut off leaves a bit behind.
      const V magnitude_limit = V(1) << 52;
      const bool large = x > magnitude_limit || (std::is_signed_v<V> && x < V(0) - magnitude_limit);
      const V kept = large ? static_cast<V>((x & ~V(0xFFF)) | ((x & V(0xFFF)) != 0 ? V(0x1000) : V(0))) : x;
      const double exact = static_cast<double>(kept);
      return {kF16 ? base::RoundToF16(exact) : base::RoundToBf16(exact)};
    } else {
      const double exact = static_cast<double>(x);
      return {kF16 ? base::RoundToF16(exact) : base::RoundToBf16(exact)};
    }
  } else if constexpr (std::is_integral_v<R> && std::is_floating_point_v<V>) {
    using Limits = std::numeric_limits<R>;
    if (IsNan(x)) return 0;
    if (std::trunc(x) >= std::ldexp(V(1), Limits::digits)) return Limits::max();
    if (std::trunc(x) <= static_cast<V>(Limits::min())) return Limits::min();
    return static_cast<R>(x);
  } else {
    return static_cast<R>(x);
  }
}

template <class T>
T Quotient(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) return a / b;
  if (b == T(0)) return T(0);
  if (std::is_signed_v<T> && b == static_cast<T>(-1)) return static_cast<T>(0 - W(a));
  return static_cast<T>(a / b);
}
template <class T>
T Remainder(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::fmod(a, b);
  } else {
    if (b == T(0) || (std::is_signed_v<T> && b == static_cast<T>(-1))) return T(0);
    return static_cast<T>(a % b);
  }
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
template <class T>
T Relu(T a) {
  return a > T(0) || IsNan(a) ? a : T(0);
}
template <class T>
T Relu6(T a) {
  return a > T(6) ? T(6) : Relu(a);
}
template <class T>
T SignOf(T a) {
  if (a > T(0)) return T(1);
  return a < T(0) ? static_cast<T>(-1) : a;
}
// The wide sum of two integers, cut to T.
template <class T>
T Saturate(__int128 x) {
  using Limits = std::numeric_limits<T>;
  if (x > static_cast<__int128>(Limits::max())) return Limits::max();
  return x < static_cast<__int128>(Limits::min()) ? Limits::min() : static_cast<T>(x);
}
template <class T>
int BitWidth() {
  return static_cast<int>(8 * sizeof(T));
}
template <class T>
T Ones(T x) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(std::popcount(static_cast<uint64_t>(x) << (64 - BitWidth<T>())));
  } else {
    return x;
  }
}
template <class T>
T Inverted(T x) {
  if constexpr (std::is_same_v<T, bool>) {
    return !x;
  } else {
    return static_cast<T>(~Z(x));
  }
}
template <class T>
int ShiftCount(T x) {
  return static_cast<int>(Z(x) & static_cast<decltype(Z(x))>(BitWidth<T>() - 1));
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
template <class T> T relu(T a, T, T) { return Relu(a); }
template <class T> T sum(T a, T, T lane) { return static_cast<T>(W(lane) + W(a)); }
template <class T> T dot(T a, T b, T lane) { return MultiplyAdd(a, b, lane); }
template <class T> T rem(T a, T b, T) { return Remainder(a, b); }
template <class T> T clip(T a, T b, T c) { return Minimum(Maximum(a, b), c); }
template <class T> T minimum_number(T a, T b, T) { return IsNan(a) ? b : IsNan(b) ? a : Minimum(a, b); }
template <class T> T maximum_number(T a, T b, T) { return IsNan(a) ? b : IsNan(b) ? a : Maximum(a, b); }
template <class T> T sign(T a, T, T) { return SignOf(a); }
template <class T> T copysign(T a, T b, T) { return static_cast<T>(std::copysign(a, b)); }
template <class T> T reciprocal(T a, T, T) { return Quotient(T(1), a); }
template <class T> T square(T a, T, T) { return static_cast<T>(W(a) * W(a)); }
template <class T> T floor(T a, T, T) { return static_cast<T>(std::floor(a)); }
template <class T> T ceil(T a, T, T) { return static_cast<T>(std::ceil(a)); }
template <class T> T round(T a, T, T) { return static_cast<T>(std::round(a)); }
template <class T> T trunc(T a, T, T) { return static_cast<T>(std::trunc(a)); }
template <class T> T rint(T a, T, T) { return static_cast<T>(std::nearbyint(a)); }
template <class T> T leaky_relu(T a, T b, T) { return a > T(0) ? a : static_cast<T>(W(b) * W(a)); }
template <class T> T relu6(T a, T, T) { return Relu6(a); }
template <class T> T hard_sigmoid(T a, T, T) { return Quotient(Relu6(static_cast<T>(a + T(3))), T(6)); }
template <class T> T eq(T a, T b, T) { return a == b; }
template <class T> T ne(T a, T b, T) { return a != b; }
template <class T> T lt(T a, T b, T) { return a < b; }
template <class T> T le(T a, T b, T) { return a <= b; }
template <class T> T gt(T a, T b, T) { return a > b; }
template <class T> T ge(T a, T b, T) { return a >= b; }
template <class T> T where(T a, T b, T c) { return a != T(0) ? b : c; }
template <class T> T bit_and(T a, T b, T) { return static_cast<T>(Z(a) & Z(b)); }
template <class T> T bit_or(T a, T b, T) { return static_cast<T>(Z(a) | Z(b)); }
template <class T> T bit_xor(T a, T b, T) { return static_cast<T>(Z(a) ^ Z(b)); }
template <class T> T bit_not(T a, T, T) { return Inverted(a); }
template <class T> T shift_left(T a, T b, T) { return static_cast<T>(W(Z(a)) << ShiftCount(b)); }
template <class T> T shift_right(T a, T b, T) { return static_cast<T>(Z(a) >> ShiftCount(b)); }
template <class T> T add_sat(T a, T b, T) { return Saturate<T>(static_cast<__int128>(Z(a)) + Z(b)); }
template <class T> T sub_sat(T a, T b, T) { return Saturate<T>(static_cast<__int128>(Z(a)) - Z(b)); }
template <class T> T popcount(T a, T, T) { return Ones(a); }
template <class T> T to_f32(T a, T, T) { return a; }
template <class T> T to_f64(T a, T, T) { return a; }
template <class T> T to_f16(T a, T, T) { return a; }
template <class T> T to_bf16(T a, T, T) { return a; }
template <class T> T to_i8(T a, T, T) { return a; }
template <class T> T to_i16(T a, T, T) { return a; }
template <class T> T to_i32(T a, T, T) { return a; }
template <class T> T to_i64(T a, T, T) { return a; }
template <class T> T to_u8(T a, T, T) { return a; }
template <class T> T to_u16(T a, T, T) { return a; }
template <class T> T to_u32(T a, T, T) { return a; }
template <class T> T to_u64(T a, T, T) { return a; }
template <class T> T to_bool8(T a, T, T) { return a; }
template <class T> T prod(T a, T, T lane) { return static_cast<T>(W(lane) * W(a)); }
template <class T> T amin(T a, T, T lane) { return Minimum(lane, a); }
template <class T> T amax(T a, T, T lane) { return Maximum(lane, a); }
template <class T> T argmin(T a, T, T lane) { return Minimum(lane, a); }
template <class T> T argmax(T a, T, T lane) { return Maximum(lane, a); }
template <class T> T any(T a, T, T lane) { return lane != T(0) || a != T(0); }
template <class T> T all(T a, T, T lane) { return lane != T(0) && a != T(0); }
template <class T> T bit_andnot(T a, T b, T) { return static_cast<T>(Z(a) & Z(Inverted(b))); }
template <class T> T count_nonzero(T a, T, T lane) { return static_cast<T>(W(lane) + (a != T(0) ? 1 : 0)); }
template <class T> T reverse(T a, T, T) { return a; }
template <class T> T cumsum(T a, T, T lane) { return static_cast<T>(W(lane) + W(a)); }
template <class T> T iota(T a, T b, T i) { return static_cast<T>(W(a) + W(i) * W(b)); }
template <class T> T gather(T a, T, T) { return a; }
template <class T> T scatter(T a, T, T) { return a; }
template <class T> T exp(T a, T, T) { return static_cast<T>(Exp(Wider(a))); }
template <class T> T exp2(T a, T, T) { return static_cast<T>(Exp2(Wider(a))); }
template <class T> T sigmoid(T a, T, T) { return static_cast<T>(Sigmoid(Wider(a))); }
template <class T> T silu(T a, T, T) { return static_cast<T>(Silu(Wider(a))); }
template <class T> T tanh(T a, T, T) { return static_cast<T>(Tanh(Wider(a))); }
template <class T> T gelu_tanh(T a, T, T) { return static_cast<T>(GeluTanh(Wider(a))); }
template <class T> T log(T a, T, T) { return static_cast<T>(Log(Wider(a))); }
template <class T> T log2(T a, T, T) { return static_cast<T>(Log2(Wider(a))); }
template <class T> T log10(T a, T, T) { return static_cast<T>(Log10(Wider(a))); }
template <class T> T log1p(T a, T, T) { return static_cast<T>(Log1p(Wider(a))); }
template <class T> T softplus(T a, T, T) { return static_cast<T>(Softplus(Wider(a))); }
template <class T> T asinh(T a, T, T) { return static_cast<T>(Asinh(Wider(a))); }
template <class T> T acosh(T a, T, T) { return static_cast<T>(Acosh(Wider(a))); }
template <class T> T atanh(T a, T, T) { return static_cast<T>(Atanh(Wider(a))); }
template <class T> T expm1(T a, T, T) { return static_cast<T>(Expm1(Wider(a))); }
template <class T> T sinh(T a, T, T) { return static_cast<T>(Sinh(Wider(a))); }
template <class T> T cosh(T a, T, T) { return static_cast<T>(Cosh(Wider(a))); }
template <class T> T elu(T a, T, T) { return static_cast<T>(Elu(Wider(a))); }
template <class T> T selu(T a, T, T) { return static_cast<T>(Selu(Wider(a))); }
template <class T> T mish(T a, T, T) { return static_cast<T>(Mish(Wider(a))); }
template <class T> T erf(T a, T, T) { return static_cast<T>(Erf(Wider(a))); }
template <class T> T erfc(T a, T, T) { return static_cast<T>(Erfc(Wider(a))); }
template <class T> T gelu(T a, T, T) { return static_cast<T>(Gelu(Wider(a))); }
template <class T> T mean(T a, T, T lane) { return static_cast<T>(W(lane) + W(a)); }
template <class T> T variance(T a, T mean, T lane) { return MultiplyAdd<T>(a - mean, a - mean, lane); }
template <class T> T norm1(T a, T, T lane) { return static_cast<T>(W(lane) + W(IsNegative(a) ? static_cast<T>(-W(a)) : a)); }
template <class T> T norm2(T a, T, T lane) { return MultiplyAdd(a, a, lane); }
template <class T> T norm_inf(T a, T, T lane) { return Maximum(lane, IsNegative(a) ? static_cast<T>(-W(a)) : a); }
template <class T> T mse(T a, T b, T lane) { return MultiplyAdd<T>(a - b, a - b, lane); }
template <class T> T rsqrt(T a, T, T) { return static_cast<T>(Rsqrt(Wider(a))); }
template <class T> T cbrt(T a, T, T) { return static_cast<T>(Cbrt(Wider(a))); }
template <class T> T sin(T a, T, T) { return static_cast<T>(Sin(Wider(a))); }
template <class T> T cos(T a, T, T) { return static_cast<T>(Cos(Wider(a))); }
template <class T> T tan(T a, T, T) { return static_cast<T>(Tan(Wider(a))); }
template <class T> T asin(T a, T, T) { return static_cast<T>(Asin(Wider(a))); }
template <class T> T acos(T a, T, T) { return static_cast<T>(Acos(Wider(a))); }
template <class T> T atan(T a, T, T) { return static_cast<T>(Atan(Wider(a))); }
template <class T> T hypot(T a, T b, T) { return static_cast<T>(Hypot(Wider(a), Wider(b))); }
template <class T> T atan2(T a, T b, T) { return static_cast<T>(Atan2(Wider(a), Wider(b))); }
template <class T> T pow(T a, T b, T) { return static_cast<T>(Pow(Wider(a), Wider(b))); }
template <class T> T softmax(T a, T most, T log_sum) { return static_cast<T>(std::exp(Wider(a) - Wider(most) - Wider(log_sum))); }
template <class T> T log_softmax(T a, T most, T log_sum) { return static_cast<T>(Wider(a) - Wider(most) - Wider(log_sum)); }
template <class T> T logsumexp(T most, T log_sum, T) { return std::isinf(Wider(most)) ? most : static_cast<T>(most + log_sum); }
template <class T> T cross_entropy(T a, T b, T lane) { return b == T(0) ? lane : static_cast<T>(W(lane) - W(b) * W(a)); }
template <class T> T binary_cross_entropy(T a, T b, T lane) { return static_cast<T>(lane + BinaryCrossEntropy(Wider(a), Wider(b))); }
template <class T> T logistic_loss(T a, T b, T lane) { return static_cast<T>(lane + LogisticLoss(Wider(a), Wider(b))); }
template <class T> T rms_norm(T a, T b, T) { return static_cast<T>(W(a) * W(b)); }
template <class T> T layer_norm(T a, T b, T c) { return static_cast<T>(W(a) * W(b) + W(c)); }
// NOLINTEND(readability-identifier-naming)
// clang-format on

}  // namespace hologram::backend::reference

#endif  // HOLOGRAM_BACKEND_REFERENCE_OPS_H_
