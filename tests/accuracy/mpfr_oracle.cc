// mpfr_oracle.cc — each function by its definition: with 300 bits nothing that cancels matters, as long as it leaves 120.
#include "accuracy/mpfr_oracle.h"

#include <cmath>
#include <limits>
#include <string_view>

#include "support/float_format.h"

namespace hologram::testing {
namespace {

constexpr mpfr_rnd_t kNearest = MPFR_RNDN;

using Map1 = void (*)(mpfr_ptr y, mpfr_srcptr x);
using Map2 = void (*)(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b);

template <int (*kFunction)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t)>
void By(mpfr_ptr y, mpfr_srcptr x) {
  kFunction(y, x, kNearest);
}

template <int (*kFunction)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t)>
void By2(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b) {
  kFunction(y, a, b, kNearest);
}

// IEEE 754's rSqrt keeps the sign of zero, MPFR's does not.
void Rsqrt(mpfr_ptr y, mpfr_srcptr x) {
  mpfr_rec_sqrt(y, x, kNearest);
  if (mpfr_zero_p(x)) mpfr_setsign(y, y, mpfr_signbit(x), kNearest);
}

// The limit where x is -inf, which a product with zero is not: true if that was all.
bool NegativeZeroAtMinusInfinity(mpfr_ptr y, mpfr_srcptr x) {
  if (!mpfr_inf_p(x) || mpfr_sgn(x) > 0) return false;
  mpfr_set_zero(y, -1);
  return true;
}

// 1 / (1 + e^-x), or with `numerator` above.
void Logistic(mpfr_ptr y, mpfr_srcptr x) {
  Real power;
  mpfr_neg(power, x, kNearest);
  mpfr_exp(power, power, kNearest);
  mpfr_add_ui(power, power, 1, kNearest);
  mpfr_ui_div(y, 1, power, kNearest);
}

void Silu(mpfr_ptr y, mpfr_srcptr x) {
  if (NegativeZeroAtMinusInfinity(y, x)) return;
  Real sigmoid;
  Logistic(sigmoid, x);
  mpfr_mul(y, x, sigmoid, kNearest);
}

// x logistic(2 sqrt(2/pi) (x + 0.044715 x^3)).
void GeluTanh(mpfr_ptr y, mpfr_srcptr x) {
  if (NegativeZeroAtMinusInfinity(y, x)) return;
  Real z, k;
  mpfr_sqr(z, x, kNearest);
  mpfr_mul_ui(z, z, 44715, kNearest);
  mpfr_div_ui(z, z, 1000000, kNearest);
  mpfr_add_ui(z, z, 1, kNearest);
  mpfr_mul(z, z, x, kNearest);
  mpfr_const_pi(k, kNearest);
  mpfr_ui_div(k, 8, k, kNearest);
  mpfr_sqrt(k, k, kNearest);
  mpfr_mul(z, z, k, kNearest);
  Logistic(z, z);
  mpfr_mul(y, x, z, kNearest);
}

// x erfc(-x / sqrt 2) / 2.
void Gelu(mpfr_ptr y, mpfr_srcptr x) {
  if (NegativeZeroAtMinusInfinity(y, x)) return;
  Real z;
  mpfr_set_ui(z, 2, kNearest);
  mpfr_sqrt(z, z, kNearest);
  mpfr_div(z, x, z, kNearest);
  mpfr_neg(z, z, kNearest);
  mpfr_erfc(z, z, kNearest);
  mpfr_mul(z, z, x, kNearest);
  mpfr_div_ui(y, z, 2, kNearest);
}

// log1p(e^x).
void Softplus(mpfr_ptr y, mpfr_srcptr x) {
  Real power;
  mpfr_exp(power, x, kNearest);
  if (mpfr_inf_p(power)) {
    mpfr_set(y, x, kNearest);
  } else {
    mpfr_log1p(y, power, kNearest);
  }
}

// x tanh(softplus(x)).
void Mish(mpfr_ptr y, mpfr_srcptr x) {
  if (NegativeZeroAtMinusInfinity(y, x)) return;
  Real factor;
  Softplus(factor, x);
  mpfr_tanh(factor, factor, kNearest);
  mpfr_mul(y, x, factor, kNearest);
}

void Elu(mpfr_ptr y, mpfr_srcptr x) {
  if (mpfr_nan_p(x) || mpfr_sgn(x) > 0) {
    mpfr_set(y, x, kNearest);
  } else {
    mpfr_expm1(y, x, kNearest);
  }
}

void Selu(mpfr_ptr y, mpfr_srcptr x) {
  Elu(y, x);
  Real alpha, scale;
  mpfr_set_str(alpha, "1.6732632423543772848170429916717", 10, kNearest);
  mpfr_set_str(scale, "1.0507009873554804934193349852946", 10, kNearest);
  if (!mpfr_nan_p(x) && mpfr_sgn(x) < 0) mpfr_mul(y, y, alpha, kNearest);
  mpfr_mul(y, y, scale, kNearest);
}

struct Oracle {
  std::string_view name;
  Map1 of_one = nullptr;
  Map2 of_two = nullptr;
};

constexpr Oracle kOracles[] = {
    {"exp", By<mpfr_exp>},
    {"exp2", By<mpfr_exp2>},
    {"expm1", By<mpfr_expm1>},
    {"log", By<mpfr_log>},
    {"log2", By<mpfr_log2>},
    {"log10", By<mpfr_log10>},
    {"log1p", By<mpfr_log1p>},
    {"sin", By<mpfr_sin>},
    {"cos", By<mpfr_cos>},
    {"tan", By<mpfr_tan>},
    {"asin", By<mpfr_asin>},
    {"acos", By<mpfr_acos>},
    {"atan", By<mpfr_atan>},
    {"sinh", By<mpfr_sinh>},
    {"cosh", By<mpfr_cosh>},
    {"tanh", By<mpfr_tanh>},
    {"asinh", By<mpfr_asinh>},
    {"acosh", By<mpfr_acosh>},
    {"atanh", By<mpfr_atanh>},
    {"cbrt", By<mpfr_cbrt>},
    {"rsqrt", Rsqrt},
    {"erf", By<mpfr_erf>},
    {"erfc", By<mpfr_erfc>},
    {"sigmoid", Logistic},
    {"silu", Silu},
    {"gelu_tanh", GeluTanh},
    {"gelu", Gelu},
    {"softplus", Softplus},
    {"mish", Mish},
    {"elu", Elu},
    {"selu", Selu},
    {"pow", nullptr, By2<mpfr_pow>},
    {"atan2", nullptr, By2<mpfr_atan2>},
    {"hypot", nullptr, By2<mpfr_hypot>},
};

const Oracle* Find(const ops::OpRow& op) {
  for (const Oracle& oracle : kOracles) {
    if (oracle.name == op.name) return &oracle;
  }
  return nullptr;
}

}  // namespace

bool HasOracle(const ops::OpRow& op) { return Find(op) != nullptr; }

void Compute(const ops::OpRow& op, double a, double b, Real* result) {
  const Oracle* oracle = Find(op);
  Real x, y;
  mpfr_set_d(x, a, kNearest);
  mpfr_set_d(y, b, kNearest);
  if (oracle->of_one != nullptr) {
    oracle->of_one(*result, x);
  } else {
    oracle->of_two(*result, x, y);
  }
}

double RoundedTo(holo_dtype dtype, const Real& x) {
  const FloatFormat format = FormatOf(dtype);
  if (mpfr_nan_p(x) || mpfr_inf_p(x) || mpfr_zero_p(x)) return mpfr_get_d(x, kNearest);
  // In units of the last place, of which there are whole numbers only.
  const auto exponent = static_cast<int>(mpfr_get_exp(x)) - 1;
  const int unit = format.Unit(exponent);
  Real scaled;
  mpfr_mul_2si(scaled, x, -unit, kNearest);
  mpfr_rint(scaled, scaled, kNearest);
  const double rounded = std::ldexp(mpfr_get_d(scaled, kNearest), unit);
  const double infinite = std::ldexp(1.0, format.infinite);
  return std::fabs(rounded) >= infinite ? std::copysign(std::numeric_limits<double>::infinity(), rounded) : rounded;
}

double UlpError(holo_dtype dtype, double got, const Real& want) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  const FloatFormat format = FormatOf(dtype);
  if (std::isnan(got) || mpfr_nan_p(want)) return std::isnan(got) && mpfr_nan_p(want) ? 0 : kFar;
  if (std::signbit(got) != (mpfr_signbit(want) != 0)) return kFar;
  if (mpfr_zero_p(want)) return got == 0 ? 0 : kFar;
  Real limited, distance;
  mpfr_set(limited, want, kNearest);
  const double sign = std::signbit(got) ? -1 : 1;
  const auto infinite = [&](mpfr_ptr to) {
    mpfr_set_d(to, sign, kNearest), mpfr_mul_2si(to, to, format.infinite, kNearest);
  };
  if (mpfr_inf_p(want) || mpfr_get_exp(want) > format.infinite) infinite(limited);
  if (std::isinf(got)) {
    infinite(distance);
  } else {
    mpfr_set_d(distance, got, kNearest);
  }
  mpfr_sub(distance, distance, limited, kNearest);
  mpfr_abs(distance, distance, kNearest);
  const auto exponent = static_cast<int>(mpfr_get_exp(limited)) - 1;
  mpfr_mul_2si(distance, distance, -format.Unit(exponent), kNearest);
  return mpfr_get_d(distance, kNearest);
}

}  // namespace hologram::testing
