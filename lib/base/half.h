// half.h — the 16-bit float formats from a double, rounded once to nearest even, and back, which is exact.
#ifndef HOLOGRAM_BASE_HALF_H_
#define HOLOGRAM_BASE_HALF_H_

#include <bit>
#include <cstdint>

namespace hologram::base {

// A binary format with `kMantissa` stored bits and exponents up to `kMaxExponent` (the bias), in 16 bits.
template <int kMantissa, int kMaxExponent>
constexpr uint16_t RoundToSmallFloat(double value) {
  constexpr int kShift = 52 - kMantissa;
  constexpr uint64_t kInfinity = uint64_t{2 * kMaxExponent + 1} << kMantissa;
  const uint64_t bits = std::bit_cast<uint64_t>(value);
  const uint16_t sign = static_cast<uint16_t>(bits >> 63 << 15);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
  uint64_t mantissa = bits & ((uint64_t{1} << 52) - 1);
  if (exponent == 1024) {
    return static_cast<uint16_t>(sign | kInfinity | (mantissa != 0 ? uint64_t{1} << (kMantissa - 1) : 0));
  }
  if (exponent > kMaxExponent) return static_cast<uint16_t>(sign | kInfinity);
  int shift = kShift;
  uint64_t biased = 0;
  if (exponent >= 1 - kMaxExponent) {
    biased = static_cast<uint64_t>(exponent + kMaxExponent) << kMantissa;
  } else {  // subnormal in the small format: the leading 1 becomes an ordinary bit, further to the right
    shift += 1 - kMaxExponent - exponent;
    if (shift > 54) return sign;
    mantissa |= uint64_t{1} << 52;
  }
  const uint64_t kept = biased + (mantissa >> shift);
  const uint64_t rest = mantissa & ((uint64_t{1} << shift) - 1);
  const uint64_t half = uint64_t{1} << (shift - 1);
  const bool up = rest > half || (rest == half && (kept & 1) != 0);
  return static_cast<uint16_t>(sign | (kept + (up ? 1 : 0)));  // a carry runs into the exponent, as it should
}

// The value of such a number.
template <int kMantissa, int kMaxExponent>
constexpr double WidenSmallFloat(uint16_t bits) {
  constexpr uint64_t kMantissaMask = (uint64_t{1} << kMantissa) - 1;
  const uint64_t sign = uint64_t{bits} >> 15 << 63;
  const uint64_t biased = uint64_t{bits} >> kMantissa & (2 * kMaxExponent + 1);
  const uint64_t mantissa = bits & kMantissaMask;
  if (biased == 0) {  // zero or subnormal: units of 2^(1 - kMaxExponent - kMantissa), which is a normal double
    constexpr double kUnit = std::bit_cast<double>(uint64_t{1024 - kMaxExponent - kMantissa} << 52);
    const double magnitude = static_cast<double>(mantissa) * kUnit;
    return std::bit_cast<double>(sign | std::bit_cast<uint64_t>(magnitude));
  }
  const uint64_t exponent = biased == 2 * kMaxExponent + 1 ? 0x7ff : biased + 1023 - kMaxExponent;
  return std::bit_cast<double>(sign | exponent << 52 | mantissa << (52 - kMantissa));
}

constexpr uint16_t RoundToF16(double value) { return RoundToSmallFloat<10, 15>(value); }
constexpr uint16_t RoundToBf16(double value) { return RoundToSmallFloat<7, 127>(value); }
constexpr double WidenF16(uint16_t bits) { return WidenSmallFloat<10, 15>(bits); }
constexpr double WidenBf16(uint16_t bits) { return WidenSmallFloat<7, 127>(bits); }

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_HALF_H_
