// reference_functions.h — the approximated functions of ops.def, named as its functors, by libm in a wider type than the
// elements': what reference_ops.h rounds, and what the tests measure errors against.
#ifndef HOLOGRAM_BACKEND_REFERENCE_FUNCTIONS_H_
#define HOLOGRAM_BACKEND_REFERENCE_FUNCTIONS_H_

#include <cmath>
#include <type_traits>

namespace hologram::backend::reference {

// x in a type that holds more digits.
template <class T>
auto Wider(T x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, long double>) {
    return static_cast<long double>(x);
  } else {
    return static_cast<double>(x);
  }
}

template <class W>
W Exp(W x) {
  return std::exp(x);
}

template <class W>
W Exp2(W x) {
  return std::exp2(x);
}
template <class W>
W Sigmoid(W x) {
  return 1 / (1 + std::exp(-x));
}
template <class W>
W Silu(W x) {
  return std::isinf(x) && x < 0 ? W(-0.0) : x / (1 + std::exp(-x));
}
template <class W>
W Tanh(W x) {
  return std::tanh(x);
}

template <class W>
W Log(W x) {
  return std::log(x);
}
template <class W>
W Log2(W x) {
  return std::log2(x);
}
template <class W>
W Log10(W x) {
  return std::log10(x);
}
template <class W>
W Log1p(W x) {
  return std::log1p(x);
}

template <class W>
W Softplus(W x) {
  return (x > 0 ? x : W(0)) + std::log1p(std::exp(-std::fabs(x)));
}
template <class W>
W Asinh(W x) {
  return std::asinh(x);
}
template <class W>
W Acosh(W x) {
  return std::acosh(x);
}
template <class W>
W Atanh(W x) {
  return std::atanh(x);
}
template <class W>
W Expm1(W x) {
  return std::expm1(x);
}
template <class W>
W Sinh(W x) {
  return std::sinh(x);
}
template <class W>
W Cosh(W x) {
  return std::cosh(x);
}
template <class W>
W Elu(W x) {
  return x > 0 ? x : std::expm1(x);
}
// The constants of G. Klambauer and others, "Self-normalizing neural networks" (2017), with all digits given there.
template <class W>
W Selu(W x) {
  constexpr W kScale = W(1.0507009873554804934193349852946L), kAlpha = W(1.6732632423543772848170429916717L);
  return kScale * (x > 0 ? x : kAlpha * std::expm1(x));
}
template <class W>
W Mish(W x) {
  return std::isinf(x) && x < 0 ? W(-0.0) : x * std::tanh(std::log1p(std::exp(x)));
}

template <class W>
W Erf(W x) {
  return std::erf(x);
}
template <class W>
W Erfc(W x) {
  return std::erfc(x);
}
// x/2 erfc(z), z = -x / sqrt 2 in two parts, since an error in z makes one 2 z^2 times as large where the result is small.
template <class W>
W Gelu(W x) {
  if (std::isinf(x)) return x < 0 ? W(-0.0) : x;
  constexpr bool kLong = sizeof(W) > sizeof(double);
  constexpr W kRoot = kLong ? W(0xb.504f333f9de6484p-4L) : W(0x1.6a09e667f3bcdp-1);
  constexpr W kRootLow = kLong ? W(0xb.2fb1366ea957d3ep-69L) : W(-0x1.bdd3413b26456p-55);
  constexpr W kSlope = W(1.12837916709551257389615890312154517L);  // 2 / sqrt(pi)
  const W z = -x * kRoot, z_low = std::fma(-x, kRoot, -z) - x * kRootLow;
  return x / 2 * (std::erfc(z) - z_low * kSlope * std::exp(-z * z));
}

// A b of that size is even, and the sign of a does not count. (glibc's powl takes -2^63 for odd.)
template <class W>
W Pow(W a, W b) {
  return std::pow(std::fabs(b) >= W(0x1p60) ? std::fabs(a) : a, b);
}

// x / (1 + e^-z), z = x (k + 0.044715 k x^2), which is the same. Where the result is small, z is large, and the error that
// e^z makes of one in z is z times as large: z is taken in two parts.
template <class W>
W GeluTanh(W x) {
  if (std::fabs(x) > 100) return x < 0 ? W(-0.0) : x;
  // 2 sqrt(2/pi) and 0.044715, each in two parts of W.
  constexpr bool kLong = sizeof(W) > sizeof(double);
  constexpr W kK = kLong ? W(0xc.c42299ea1b28468p-3L) : W(0x1.9884533d43651p+0);
  constexpr W kKLow = kLong ? W(0xf.cb3c500bab8e2ffp-68L) : W(-0x1.cbc0d30ebfd15p-54);
  constexpr W kCubic = kLong ? W(0xb.727136a400fba88p-8L) : W(0x1.6e4e26d4801f7p-5);
  constexpr W kCubicLow = kLong ? W(0x9.aaa3ad18d25edd0p-74L) : W(0x1.441355475a31ap-59);
  const W square = x * x, square_low = std::fma(x, x, -square);
  const W part = kCubic * square;
  const W part_low = std::fma(kCubic, square, -part) + (kCubic * square_low + kCubicLow * square);
  const W factor = 1 + part, factor_low = (1 - factor) + part + part_low;
  const W slope = kK * factor, slope_low = std::fma(kK, factor, -slope) + (kK * factor_low + kKLow * factor);
  const W z = x * slope, z_low = std::fma(x, slope, -z) + x * slope_low;
  const W power = std::exp(-z);
  return x / (1 + (std::isinf(power) ? power : power - power * z_low));
}

template <class W>
W Hypot(W a, W b) {
  return std::hypot(a, b);
}
template <class W>
W Atan2(W a, W b) {
  return std::atan2(a, b);
}
template <class W>
W Rsqrt(W x) {
  return 1 / std::sqrt(x);
}
template <class W>
W Cbrt(W x) {
  return std::cbrt(x);
}
template <class W>
W Sin(W x) {
  return std::sin(x);
}
template <class W>
W Cos(W x) {
  return std::cos(x);
}
template <class W>
W Tan(W x) {
  return std::tan(x);
}
template <class W>
W Asin(W x) {
  return std::asin(x);
}
template <class W>
W Acos(W x) {
  return std::acos(x);
}
template <class W>
W Atan(W x) {
  return std::atan(x);
}

// 0 log(0) = 0.
template <class W>
W Weighted(W weight, W value) {
  return weight == 0 ? W(0) : weight * value;
}
template <class W>
W BinaryCrossEntropy(W a, W b) {
  return -(Weighted(b, std::log(a)) + Weighted(1 - b, std::log1p(-a)));
}
template <class W>
W LogisticLoss(W a, W b) {
  return std::log1p(std::exp(-std::fabs(a))) + Weighted(a > 0 ? 1 - b : b, std::fabs(a));
}

}  // namespace hologram::backend::reference

#endif  // HOLOGRAM_BACKEND_REFERENCE_FUNCTIONS_H_
