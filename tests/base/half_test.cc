// half_test.cc — rounding to binary16 and bfloat16, against a slow search among all values of the format.
#define BOOST_TEST_MODULE half

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/half.h"
#include "support/random_values.h"

namespace hologram::base {
namespace {

using Limits = std::numeric_limits<double>;

// A format by its definition: `mantissa_bits` stored ones, the largest exponent being the bias.
struct Format {
  const char* name;
  uint16_t (*round)(double);
  int mantissa_bits;
  int bias;

  uint16_t Infinity() const { return static_cast<uint16_t>((2 * bias + 1) << mantissa_bits); }
  bool IsNan(uint16_t code) const { return (code & 0x7fff) > Infinity(); }

  // The value of a code that is finite or infinite; infinity counts as the number that would follow.
  double Magnitude(int code) const {
    const int exponent = code >> mantissa_bits;
    const int mantissa = code & ((1 << mantissa_bits) - 1);
    const int significand = exponent == 0 ? mantissa : mantissa + (1 << mantissa_bits);
    return std::ldexp(significand, std::max(exponent, 1) - bias - mantissa_bits);
  }

  std::vector<double> Magnitudes() const {
    std::vector<double> all;
    for (int code = 0; code <= Infinity(); ++code) all.push_back(Magnitude(code));
    return all;
  }
};

const Format kFormats[] = {{"f16", RoundToF16, 10, 15}, {"bf16", RoundToBf16, 7, 127}};

// The nearest of `magnitudes`, at a tie the one with an even code. No NaN.
uint16_t Nearest(const std::vector<double>& magnitudes, double value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double x = std::fabs(value);
  const auto above = std::upper_bound(magnitudes.begin(), magnitudes.end(), x);
  if (above == magnitudes.end()) return static_cast<uint16_t>(sign | (magnitudes.size() - 1));
  const auto low = static_cast<uint16_t>(above - magnitudes.begin() - 1);
  const double middle = (magnitudes[low] + *above) / 2;  // exact: one bit more than the format has
  const bool up = x > middle || (x == middle && low % 2 == 1);
  return static_cast<uint16_t>(sign | (low + (up ? 1 : 0)));
}

void Check(const Format& format, const std::vector<double>& magnitudes, double value) {
  for (double x : {value, -value}) {
    const uint16_t got = format.round(x);
    const uint16_t want = Nearest(magnitudes, x);
    // Not BOOST_TEST for each of a million: it is slow.
    if (got != want) BOOST_ERROR(format.name << ": " << x << " gives " << got << ", want " << want);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(half)

BOOST_AUTO_TEST_CASE(every_value_of_the_format_rounds_to_itself) {
  for (const Format& format : kFormats) {
    for (int code = 0; code < 0x8000; ++code) {
      if (format.IsNan(static_cast<uint16_t>(code))) continue;
      const double value = code == format.Infinity() ? Limits::infinity() : format.Magnitude(code);
      if (format.round(value) != code) BOOST_ERROR(format.name << ": " << code << " changes");
      if (format.round(-value) != (code | 0x8000)) BOOST_ERROR(format.name << ": -" << code << " changes");
    }
    BOOST_TEST(format.round(1.0) == format.bias << format.mantissa_bits);
  }
}

BOOST_AUTO_TEST_CASE(every_midpoint_goes_to_the_even_neighbour_and_its_neighbours_to_theirs) {
  for (const Format& format : kFormats) {
    const std::vector<double> magnitudes = format.Magnitudes();
    for (size_t i = 0; i + 1 < magnitudes.size(); ++i) {
      const double middle = (magnitudes[i] + magnitudes[i + 1]) / 2;
      for (double x : {middle, magnitudes[i], magnitudes[i + 1]}) {
        Check(format, magnitudes, x);
        Check(format, magnitudes, std::nextafter(x, 0));
        Check(format, magnitudes, std::nextafter(x, Limits::infinity()));
      }
    }
    BOOST_TEST(format.round((1 + magnitudes[(format.bias << format.mantissa_bits) + 1]) / 2) ==
               format.bias << format.mantissa_bits);
  }
}

BOOST_AUTO_TEST_CASE(random_doubles_of_every_size_round_to_the_nearest) {
  testing::Random random(1);
  for (const Format& format : kFormats) {
    const std::vector<double> magnitudes = format.Magnitudes();
    for (int i = 0; i < 300000; ++i) {
      Check(format, magnitudes, std::ldexp(random.Unit(), static_cast<int>(random.Below(320)) - 160));
      const double any = std::bit_cast<double>(random.Bits());
      if (!std::isnan(any)) Check(format, magnitudes, any);
    }
    BOOST_TEST(magnitudes.size() == format.Infinity() + 1u);
  }
}

BOOST_AUTO_TEST_CASE(what_is_too_large_becomes_infinity) {
  for (const Format& format : kFormats) {
    const double largest = format.Magnitude(format.Infinity() - 1);
    const double next = format.Magnitude(format.Infinity());
    const double middle = (largest + next) / 2;
    BOOST_TEST(format.round(std::nextafter(middle, 0)) == format.Infinity() - 1);
    for (double x : {middle, next, 2 * next, Limits::max(), Limits::infinity()}) {
      BOOST_TEST(format.round(x) == format.Infinity());
      BOOST_TEST(format.round(-x) == (format.Infinity() | 0x8000));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_too_small_becomes_zero_of_its_sign) {
  for (const Format& format : kFormats) {
    const double smallest = format.Magnitude(1);
    BOOST_TEST(format.round(std::nextafter(smallest / 2, 1)) == 1);
    for (double x : {0.0, Limits::denorm_min(), Limits::min(), smallest / 4, smallest / 2}) {
      BOOST_TEST(format.round(x) == 0);
      BOOST_TEST(format.round(-x) == 0x8000);
    }
  }
}

BOOST_AUTO_TEST_CASE(nan_stays_nan_with_its_sign) {
  constexpr uint64_t kInfinityBits = uint64_t{0x7ff} << 52;
  for (const Format& format : kFormats) {
    for (uint64_t payload : {uint64_t{1}, uint64_t{1} << 20, uint64_t{1} << 51, (uint64_t{1} << 52) - 1}) {
      const uint16_t positive = format.round(std::bit_cast<double>(kInfinityBits | payload));
      const uint16_t negative = format.round(std::bit_cast<double>(kInfinityBits | payload | uint64_t{1} << 63));
      BOOST_TEST(format.IsNan(positive));
      BOOST_TEST(format.IsNan(negative));
      BOOST_TEST((positive & 0x8000) == 0);
      BOOST_TEST((negative & 0x8000) != 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(rounding_happens_once) {
  // Rounded to f32 first, this would be a tie and go to the even 1.
  BOOST_TEST(RoundToF16(1 + 0x1p-11 + 0x1p-40) == 0x3c01);
  BOOST_TEST(RoundToBf16(1 + 0x1p-8 + 0x1p-40) == 0x3f81);
  static_assert(RoundToF16(1.0) == 0x3c00);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::base
