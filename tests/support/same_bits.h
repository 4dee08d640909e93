// same_bits.h — bitwise equality of results, where any NaN equals any NaN, and how a value is shown when it differs.
#ifndef HOLOGRAM_TESTS_SUPPORT_SAME_BITS_H_
#define HOLOGRAM_TESTS_SUPPORT_SAME_BITS_H_

#include <bit>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <type_traits>

#include "base/dtype.h"
#include "base/half.h"

namespace hologram::testing {

template <class T>
bool IsNan(T x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return (x.bits & 0x7FFF) > 0x7C00;
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return (x.bits & 0x7FFF) > 0x7F80;
  } else if constexpr (std::is_floating_point_v<T>) {
    return x != x;  // NOLINT(misc-redundant-expression)
  } else {
    return false;
  }
}

template <class T>
bool SameBits(T a, T b) {
  // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): any NaN, and -0 is not +0
  return std::memcmp(&a, &b, sizeof(T)) == 0 || (IsNan(a) && IsNan(b));
}

// The first index where two arrays differ; -1 if they do not.
template <class T>
int64_t FirstDifference(const T* a, const T* b, int64_t n) {
  if (n == 0 || std::memcmp(a, b, static_cast<size_t>(n) * sizeof(T)) == 0) return -1;
  for (int64_t i = 0; i < n; ++i) {
    if (!SameBits(a[i], b[i])) return i;
  }
  return -1;
}

// "-0x1.8p+1 (c0400000)" or "-3": exact, with the bits of a float.
template <class T>
std::string Show(T value) {
  char text[64];
  if constexpr (std::is_same_v<T, base::Bool8>) {
    std::snprintf(text, sizeof text, "%d", value.byte);
  } else if constexpr (base::kIsHalf<T>) {
    const double wide = std::is_same_v<T, base::F16> ? base::WidenF16(value.bits) : base::WidenBf16(value.bits);
    std::snprintf(text, sizeof text, "%a (%04x)", wide, value.bits);
  } else if constexpr (std::is_unsigned_v<T>) {
    std::snprintf(text, sizeof text, "%" PRIu64, static_cast<uint64_t>(value));
  } else if constexpr (std::is_integral_v<T>) {
    std::snprintf(text, sizeof text, "%" PRId64, static_cast<int64_t>(value));
  } else if constexpr (sizeof(T) == 8) {
    std::snprintf(text, sizeof text, "%a (%016" PRIx64 ")", value, std::bit_cast<uint64_t>(value));
  } else {
    std::snprintf(text, sizeof text, "%a (%08" PRIx32 ")", static_cast<double>(value), std::bit_cast<uint32_t>(value));
  }
  return text;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_SAME_BITS_H_
