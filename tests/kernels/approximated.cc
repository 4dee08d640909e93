// approximated.cc — errors in units in the last place.
#include "kernels/approximated.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "backend/reference_functions.h"
#include "base/half.h"
#include "support/float_format.h"

namespace hologram::testing {
namespace {

template <class W>
double Distance(const FloatFormat& format, W got, W want) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  if (std::isnan(got) || std::isnan(want)) return std::isnan(got) && std::isnan(want) ? 0 : kFar;
  if (std::signbit(got) != std::signbit(want)) return kFar;
  if (got == want) return 0;
  if (want == 0) return kFar;
  const W infinite = std::ldexp(W(1), format.infinite);
  want = std::clamp(want, -infinite, infinite);
  got = std::clamp(got, -infinite, infinite);
  return static_cast<double>(std::ldexp(std::fabs(got - want), -format.Unit(std::ilogb(want))));
}

}  // namespace

double ValueOf(const Elements& elements, int64_t i) {
  return base::WithType(elements.dtype(), [&]<class T>(base::Type<T>) -> double {
    T x;
    std::memcpy(&x, elements.At(i), sizeof x);
    if constexpr (base::kIsHalf<T> || std::is_floating_point_v<T>) return ValueOf(x);
    return 0;
  });
}

WideFunction WideFunctionOf(holo_op op) {
  namespace reference = backend::reference;
  using namespace ops::words;
#define HOLO_WIDE_FUNCTION(code, Functor, shape, types) \
  if (op == (code)) return {&reference::Functor<double>, &reference::Functor<long double>};
#define HOLO_WIDE_FUNCTION2(code, Functor, shape, types) \
  if (op == (code)) return {nullptr, nullptr, &reference::Functor<long double>};
#define HOLO_ADD_exponential HOLO_WIDE_FUNCTION
#define HOLO_ADD_logarithmic HOLO_WIDE_FUNCTION
#define HOLO_ADD_hyperbolic HOLO_WIDE_FUNCTION
#define HOLO_ADD_error_function HOLO_WIDE_FUNCTION
#define HOLO_ADD_roots HOLO_WIDE_FUNCTION
#define HOLO_ADD_trigonometric HOLO_WIDE_FUNCTION
#define HOLO_ADD_polar HOLO_WIDE_FUNCTION2
#define HOLO_ADD_power HOLO_WIDE_FUNCTION2
#include "kernels/ops_by_family.h"
#undef HOLO_WIDE_FUNCTION
#undef HOLO_WIDE_FUNCTION2
  return {};
}

double UlpError(holo_dtype dtype, double got, long double want) {
  return Distance<long double>(FormatOf(dtype), got, want);
}

double UlpErrorOfF32(float got, double want) {
  return Distance<double>(FormatOf(HOLO_F32), static_cast<double>(got), want);
}

int64_t FirstBeyondBound(const ops::OpRow& op, const Operand& a, const Operand& b, const Elements& got) {
  const WideFunction function = WideFunctionOf(op.code);
  const bool two = function.of_two != nullptr;
  const holo_dtype dtype = a.elements->dtype();
  const double bound = ops::MaxUlp(op, dtype);
  for (int64_t i = 0; i < got.count(); ++i) {
    const double x = ValueOf(*a.elements, a.start + i * a.step), result = ValueOf(got, i);
    const double y = two ? ValueOf(*b.elements, b.start + i * b.step) : 1;
    const long double want = two ? function.of_two(static_cast<long double>(x), static_cast<long double>(y))
                                 : function.of_long_double(static_cast<long double>(x));
    if (!(UlpError(dtype, result, want) <= bound)) return i;
    // Zeros, infinities and NaN give what they give exactly, if that is a number at all.
    const bool special = x == 0 || !std::isfinite(x) || y == 0 || !std::isfinite(y);
    const auto rounded = static_cast<double>(want);
    if (special && rounded == std::rint(rounded) && result != rounded) return i;
  }
  return -1;
}

int64_t FirstFarFromReference(const ops::OpRow& op, const Elements& got, const Elements& want) {
  const FloatFormat format = FormatOf(got.dtype());
  for (int64_t i = 0; i < got.count(); ++i) {
    if (FirstDifference(got.At(i), want, i, 1) == -1) continue;
    const double result = ValueOf(got, i), exact = ValueOf(want, i);
    const int exponent = exact == 0 ? format.least : std::ilogb(exact);
    // The reference's result is rounded as well; the sign of a zero that both came down to does not matter.
    const double bound = (ops::MaxUlp(op, got.dtype()) + 0.5) * std::ldexp(1.0, format.Unit(exponent));
    if (!(std::fabs(result - exact) <= bound)) return i;
  }
  return -1;
}

Elements InputFor(const ops::OpRow& op, int k, holo_dtype dtype, bool plain, Random* random, int64_t count) {
  const bool norm = op.accuracy == ops::Accuracy::kFixedNorm, loss = op.accuracy == ops::Accuracy::kFixedLoss;
  if (!norm && !loss) return plain ? Elements::Plain(dtype, random, count) : Elements::Any(dtype, random, count);
  const bool unit = loss && (k == 1 || op.code == HOLO_OP_BINARY_CROSS_ENTROPY);
  const bool epsilon = norm && k == ops::InputCount(op.shape) - 1;
  if (!unit && !epsilon) return Elements::Plain(dtype, random, count);
  return base::WithType(dtype, [&]<class T>(base::Type<T>) {
    std::vector<T> values;
    for (int64_t i = 0; i < count; ++i) {
      const double value = unit ? std::fabs(random->Unit()) : 1e-3;
      if constexpr (std::is_same_v<T, base::F16>) {
        values.push_back({base::RoundToF16(value)});
      } else if constexpr (std::is_same_v<T, base::Bf16>) {
        values.push_back({base::RoundToBf16(value)});
      } else {
        values.push_back(static_cast<T>(value));
      }
    }
    return Elements::Of(values);
  });
}

int64_t FirstFarFromNorm(const ops::OpRow& op, const Elements (&in)[ops::kMaxInputs], const Elements& got,
                         const Elements& want) {
  const FloatFormat format = FormatOf(got.dtype());
  const int64_t n = got.count();
  const bool centers = op.shape == ops::Shape::kNorm3;
  double mean = 0, magnitude = 0, square = 0;
  for (int64_t i = 0; i < n; ++i) magnitude += std::fabs(ValueOf(in[0], i)) / static_cast<double>(n);
  for (int64_t i = 0; i < n && centers; ++i) mean += ValueOf(in[0], i) / static_cast<double>(n);
  for (int64_t i = 0; i < n; ++i) square += std::pow(ValueOf(in[0], i) - mean, 2) / static_cast<double>(n);
  const double root = std::sqrt(square + ValueOf(in[ops::InputCount(op.shape) - 1], 0));
  const double unit = got.dtype() == HOLO_F64 ? 0x1p-53 : 0x1p-24;
  const double steps = 80 + std::log2(std::max(1.0, static_cast<double>(n) / 4096));
  for (int64_t i = 0; i < n; ++i) {
    if (FirstDifference(got.At(i), want, i, 1) == -1) continue;
    const double result = ValueOf(got, i), exact = ValueOf(want, i), weight = std::fabs(ValueOf(in[1], i));
    const double parts = weight * (std::fabs(ValueOf(in[0], i)) + magnitude) / root + std::fabs(exact) +
                         (centers ? std::fabs(ValueOf(in[2], i)) : 0);
    // Both results are rounded.
    const int exponent = exact == 0 ? format.least : std::ilogb(exact);
    if (!(std::fabs(result - exact) <= steps * unit * parts + std::ldexp(1.0, format.Unit(exponent)))) return i;
  }
  return -1;
}

namespace {

// What ops::AccuracyText tells of n elements of x, `stride` apart from `first` on, and a result that is `exact`.
double BoundFor(const ops::OpRow& op, double unit, double exact, const Elements& x, int64_t first, int64_t stride,
                int64_t n) {
  const auto element = [&](int64_t i) { return ValueOf(x, first + i * stride); };
  const double steps = std::log2(std::max(1.0, static_cast<double>(n) / 4096));
  if (op.accuracy == ops::Accuracy::kLogSum) {
    double most = -std::numeric_limits<double>::infinity();
    for (int64_t i = 0; i < n; ++i) most = std::max(most, element(i));
    return 4 * unit * (std::fabs(most) + std::fabs(exact) + std::log(static_cast<double>(n)));
  }
  if (op.accuracy == ops::Accuracy::kFixedLoss) return (80 + steps) * unit * std::fabs(exact);
  const double of_squares = (74 + steps) * unit * std::fabs(exact);
  if (op.accuracy == ops::Accuracy::kFixedSquares) return of_squares;
  double magnitude = 0;
  for (int64_t i = 0; i < n; ++i) magnitude += std::fabs(element(i));
  const double of_mean = (72 + steps) * unit * magnitude / static_cast<double>(n);
  return of_squares + of_mean * of_mean;
}

}  // namespace

bool AgreesWithReference(const ops::OpRow& op, const Elements& got, const Elements& want, int64_t place,
                         const Elements& x, int64_t first, int64_t stride, int64_t n) {
  if (FirstDifference(got.At(place), want, place, 1) == -1) return true;
  if (op.accuracy < ops::Accuracy::kFixedSquares) return false;
  const bool is_f64 = got.dtype() == HOLO_F64;
  const double unit = is_f64 ? 0x1p-53 : 0x1p-24, least = is_f64 ? 0x1p-1074 : 0x1p-149;
  const double result = ValueOf(got, place), exact = ValueOf(want, place);
  // The reference's result is rounded as well.
  const double bound = BoundFor(op, unit, exact, x, first, stride, n) + unit * std::fabs(exact) + least;
  return std::fabs(result - exact) <= bound;
}

}  // namespace hologram::testing
