// approximated.cc — errors in units in the last place.
#include "kernels/approximated.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "backend/reference_functions.h"
#include "base/half.h"

namespace hologram::testing {
namespace {

// Digits, and the exponents of the least normal number and of infinity.
struct Format {
  int digits, least, infinite;
};

constexpr Format FormatOf(holo_dtype dtype) {
  if (dtype == HOLO_F64) return {53, -1022, 1024};
  if (dtype == HOLO_F16) return {11, -14, 16};
  return {dtype == HOLO_BF16 ? 8 : 24, -126, 128};
}

template <class W>
double Distance(const Format& format, W got, W want) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  if (std::isnan(got) || std::isnan(want)) return std::isnan(got) && std::isnan(want) ? 0 : kFar;
  if (std::signbit(got) != std::signbit(want)) return kFar;
  if (got == want) return 0;
  if (want == 0) return kFar;
  const W infinite = std::ldexp(W(1), format.infinite);
  want = std::clamp(want, -infinite, infinite);
  got = std::clamp(got, -infinite, infinite);
  // Beyond the largest number the units stay as large.
  const int exponent = std::clamp(std::ilogb(want), format.least, format.infinite - 1);
  return static_cast<double>(std::ldexp(std::fabs(got - want), format.digits - 1 - exponent));
}

}  // namespace

double ValueOf(const Elements& elements, int64_t i) {
  return base::WithType(elements.dtype(), [&]<class T>(base::Type<T>) -> double {
    T x;
    std::memcpy(&x, elements.At(i), sizeof x);
    if constexpr (std::is_same_v<T, base::F16>) {
      return base::WidenF16(x.bits);
    } else if constexpr (std::is_same_v<T, base::Bf16>) {
      return base::WidenBf16(x.bits);
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<double>(x);
    } else {
      return 0;
    }
  });
}

WideFunction WideFunctionOf(holo_op op) {
  namespace reference = backend::reference;
  using namespace ops::words;
#define HOLO_ADD_exponential(code, Functor, shape, types) \
  if (op == (code)) return {&reference::Functor<double>, &reference::Functor<long double>};
#include "kernels/ops_by_family.h"
  return {};
}

double UlpError(holo_dtype dtype, double got, long double want) {
  return Distance<long double>(FormatOf(dtype), got, want);
}

double UlpErrorOfF32(float got, double want) {
  return Distance<double>(FormatOf(HOLO_F32), static_cast<double>(got), want);
}

int64_t FirstBeyondBound(const ops::OpRow& op, const Elements& x, const Elements& got, double* most) {
  const WideFunction function = WideFunctionOf(op.code);
  const holo_dtype dtype = x.dtype();
  const double bound = ops::MaxUlp(op, dtype);
  for (int64_t i = 0; i < got.count(); ++i) {
    const double input = ValueOf(x, i), result = ValueOf(got, i);
    const long double want = function.of_long_double(static_cast<long double>(input));
    const double error = UlpError(dtype, result, want);
    if (!(error <= bound)) return i;
    // Zeros, infinities and NaN give what they give exactly, if that is a number at all.
    const bool special = input == 0 || !std::isfinite(input);
    const auto rounded = static_cast<double>(want);
    if (special && rounded == std::rint(rounded) && result != rounded) return i;
    if (most != nullptr) *most = std::max(*most, error);
  }
  return -1;
}

int64_t FirstFarFromReference(const ops::OpRow& op, const Elements& got, const Elements& want) {
  const Format format = FormatOf(got.dtype());
  for (int64_t i = 0; i < got.count(); ++i) {
    if (FirstDifference(got.At(i), want, i, 1) == -1) continue;
    const double result = ValueOf(got, i), exact = ValueOf(want, i);
    const int exponent = exact == 0 ? format.least : std::max(std::ilogb(exact), format.least);
    // The reference's result is rounded as well; the sign of a zero that both came down to does not matter.
    const double bound = (ops::MaxUlp(op, got.dtype()) + 0.5) * std::ldexp(1.0, exponent - format.digits + 1);
    if (!(std::fabs(result - exact) <= bound)) return i;
  }
  return -1;
}

bool AgreesWithReference(const ops::OpRow& op, const Elements& got, const Elements& want, int64_t place,
                         const Elements& x, int64_t first, int64_t stride, int64_t n) {
  if (FirstDifference(got.At(place), want, place, 1) == -1) return true;
  if (op.accuracy != ops::Accuracy::kFixedSquares && op.accuracy != ops::Accuracy::kFixedVariance) return false;
  const bool is_f64 = got.dtype() == HOLO_F64;
  const double unit = is_f64 ? 0x1p-53 : 0x1p-24, least = is_f64 ? 0x1p-1074 : 0x1p-149;
  const double steps = std::log2(std::max(1.0, static_cast<double>(n) / 4096));
  const double result = ValueOf(got, place), exact = ValueOf(want, place);
  // The reference's result is rounded as well.
  double bound = (75 + steps) * unit * std::fabs(exact) + least;
  if (op.accuracy == ops::Accuracy::kFixedVariance) {
    double magnitude = 0;
    for (int64_t i = 0; i < n; ++i) magnitude += std::fabs(ValueOf(x, first + i * stride));
    const double of_mean = (72 + steps) * unit * magnitude / static_cast<double>(n);
    bound += of_mean * of_mean;
  }
  return std::fabs(result - exact) <= bound;
}

}  // namespace hologram::testing
