// float_format.h — the float formats as numbers.
#ifndef HOLOGRAM_TESTS_SUPPORT_FLOAT_FORMAT_H_
#define HOLOGRAM_TESTS_SUPPORT_FLOAT_FORMAT_H_

#include <algorithm>

#include "hologram/types.h"

namespace hologram::testing {

// Digits, and the exponents of the least normal number and of infinity.
struct FloatFormat {
  int digits, least, infinite;

  // The exponent of the unit in the last place of a number that has this exponent. Beyond the largest number units stay as
  // large.
  constexpr int Unit(int exponent) const { return std::clamp(exponent, least, infinite - 1) - (digits - 1); }
};

constexpr FloatFormat FormatOf(holo_dtype dtype) {
  if (dtype == HOLO_F64) return {53, -1022, 1024};
  if (dtype == HOLO_F16) return {11, -14, 16};
  return {dtype == HOLO_BF16 ? 8 : 24, -126, 128};
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_FLOAT_FORMAT_H_
