// exact_values.cc — libm's functions, and formulas of them that keep their digits where results are small.
#include "exact_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

template <class X>
X Softplus(X x) {
  return std::max(x, X{0}) + std::log1p(std::exp(-std::abs(x)));
}

// x tanh(log(1 + e^x)), tanh(log t) being (t^2 - 1) / (t^2 + 1).
template <class X>
X Mish(X x) {
  constexpr X kLargeExponent = 350;  // e to twice this is finite, and so large that the rest is x
  if (x > kLargeExponent) return x;
  const X e = std::exp(x);
  return x * (e * (e + 2)) / (e * (e + 2) + 2);
}

// Arithmetic on the way to an exponent: an error there is multiplied by it, which in the tails of f64 would be half a unit.
#if defined(__SIZEOF_FLOAT128__)
using Wide = __float128;
#else
using Wide = long double;
#endif

template <class X>
struct Parts {
  X head, tail;
};
template <class X>
Parts<X> Split(Wide x) {
  constexpr X kOverflow = 1e4;  // where the exponential functions have
  const X head = static_cast<X>(x);
  return {head, std::abs(head) < kOverflow ? static_cast<X>(x - Wide{head}) : 0};
}

// x / (1 + e^z)
template <class X>
X GeluTanh(X x) {
  constexpr long double kPi = std::numbers::pi_v<long double>, kPiRest = -5.0165576126683320235e-20L;
  // The rest is that of 64 bits.
  const Wide pi = std::numeric_limits<long double>::digits == 64 ? Wide{kPi} + Wide{kPiRest} : Wide{kPi};
  Wide factor = std::sqrt(8 / kPi);
  factor = factor / 2 * (3 - factor * factor * pi / 8);  // Newton's
  const Wide w = x;
  const Parts<X> z = Split<X>(-factor * (w + Wide{44715} / 1000000 * w * w * w));
  return x / (1 + std::exp(z.head) * (1 + z.tail));
}

// x / 2 erfc(-x / sqrt(2)), whose derivative takes up what rounding the argument lost.
template <class X>
X Gelu(X x) {
  Wide half_root = std::numbers::sqrt2_v<long double> / 2;
  half_root = half_root * (Wide{1.5} - half_root * half_root);
  const Parts<X> t = Split<X>(-Wide{x} * half_root);
  return x / 2 * (std::erfc(t.head) - 2 * std::numbers::inv_sqrtpi_v<X> * std::exp(-t.head * t.head) * t.tail);
}

// The constants that ops.def names, to its last digit.
constexpr long double kSeluScale = 1.0507009873554805L, kSeluAlpha = 1.6732632423543772L;

}  // namespace

template <class X>
X ExactValue(holo_op op, X x, X y) {
  switch (op) {
    case HOLO_OP_EXP:
      return std::exp(x);
    case HOLO_OP_EXP2:
      return std::exp2(x);
    case HOLO_OP_SIGMOID:
      return 1 / (1 + std::exp(-x));
    case HOLO_OP_SILU:
      return x / (1 + std::exp(-x));
    case HOLO_OP_TANH:
      return std::tanh(x);
    case HOLO_OP_GELU_TANH:
      return GeluTanh(x);
    case HOLO_OP_LOG:
      return std::log(x);
    case HOLO_OP_LOG2:
      return std::log2(x);
    case HOLO_OP_LOG10:
      return std::log10(x);
    case HOLO_OP_LOG1P:
      return std::log1p(x);
    case HOLO_OP_SOFTPLUS:
      return Softplus(x);
    case HOLO_OP_ASINH:
      return std::asinh(x);
    case HOLO_OP_ACOSH:
      return std::acosh(x);
    case HOLO_OP_ATANH:
      return std::atanh(x);
    case HOLO_OP_EXPM1:
      return std::expm1(x);
    case HOLO_OP_SINH:
      return std::sinh(x);
    case HOLO_OP_COSH:
      return std::cosh(x);
    case HOLO_OP_ELU:
      return x > 0 ? x : std::expm1(x);
    case HOLO_OP_SELU:
      return X(kSeluScale) * (x > 0 ? x : X(kSeluAlpha) * std::expm1(x));
    case HOLO_OP_MISH:
      return Mish(x);
    case HOLO_OP_ERF:
      return std::erf(x);
    case HOLO_OP_ERFC:
      return std::erfc(x);
    case HOLO_OP_GELU:
      return Gelu(x);
    case HOLO_OP_RSQRT:
      return 1 / std::sqrt(x);
    case HOLO_OP_CBRT:
      return std::cbrt(x);
    case HOLO_OP_SIN:
      return std::sin(x);
    case HOLO_OP_COS:
      return std::cos(x);
    case HOLO_OP_TAN:
      return std::tan(x);
    case HOLO_OP_ASIN:
      return std::asin(x);
    case HOLO_OP_ACOS:
      return std::acos(x);
    case HOLO_OP_ATAN:
      return std::atan(x);
    case HOLO_OP_POW:
      return std::pow(x, y);
    case HOLO_OP_HYPOT:
      return std::hypot(x, y);
    case HOLO_OP_ATAN2:
      return std::atan2(x, y);
    default:
      throw cli::Failure("the benchmarks know no exact values of an approximated operation: see exact_values.cc");
  }
}

template <class T, class X>
std::vector<X> ExactRow(holo_op op, const T* row, size_t n) {
  const T* most = std::max_element(row, row + n);
  // All but the largest, so that the logarithm of a sum next to 1 keeps its digits.
  X rest = 0;
  for (size_t i = 0; i < n; ++i) {
    if (row + i != most) rest += std::exp(X{row[i]} - X{*most});
  }
  std::vector<X> results;
  for (size_t i = 0; i < n; ++i) {
    const X shifted = X{row[i]} - X{*most};
    results.push_back(op == HOLO_OP_SOFTMAX ? std::exp(shifted) / (1 + rest) : shifted - std::log1p(rest));
  }
  return results;
}

template double ExactValue(holo_op op, double x, double y);
template long double ExactValue(holo_op op, long double x, long double y);
template std::vector<double> ExactRow(holo_op op, const float* row, size_t n);
template std::vector<long double> ExactRow(holo_op op, const double* row, size_t n);

}  // namespace hologram::bench
