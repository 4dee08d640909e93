// exact_values.cc — libm's doubles, and formulas of them that keep their digits where results are small.
#include "exact_values.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

constexpr double kSqrtHalf = 0.70710678118654752440, kSqrtTwoOverPi = 0.79788456080286535588;
constexpr double kSeluScale = 1.0507009873554805, kSeluAlpha = 1.6732632423543772;
constexpr double kLargeExponent = 350;  // e to twice this is finite

double Softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

// x tanh(log(1 + e^x)), tanh(log t) being (t^2 - 1) / (t^2 + 1).
double Mish(double x) {
  if (x > kLargeExponent) return x;
  const double e = std::exp(x);
  return x * (e * (e + 2)) / (e * (e + 2) + 2);
}

}  // namespace

double ExactValue(holo_op op, double x, double y) {
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
      return x / (1 + std::exp(-2 * kSqrtTwoOverPi * (x + 0.044715 * x * x * x)));
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
      return kSeluScale * (x > 0 ? x : kSeluAlpha * std::expm1(x));
    case HOLO_OP_MISH:
      return Mish(x);
    case HOLO_OP_ERF:
      return std::erf(x);
    case HOLO_OP_ERFC:
      return std::erfc(x);
    case HOLO_OP_GELU:
      return 0.5 * x * std::erfc(-x * kSqrtHalf);
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

std::vector<double> ExactRow(holo_op op, const std::vector<float>& row) {
  const auto most = std::max_element(row.begin(), row.end());
  const auto above = static_cast<double>(*most);
  // All but the largest, so that the logarithm of a sum next to 1 keeps its digits.
  double rest = 0;
  for (auto x = row.begin(); x != row.end(); ++x) {
    if (x != most) rest += std::exp(static_cast<double>(*x) - above);
  }
  std::vector<double> results;
  for (const float x : row) {
    const double shifted = static_cast<double>(x) - above;
    results.push_back(op == HOLO_OP_SOFTMAX ? std::exp(shifted) / (1 + rest) : shifted - std::log1p(rest));
  }
  return results;
}

}  // namespace hologram::bench
