// odd_rounding-inl.h — rounding to odd, after which a second rounding to fewer bits is as good as the only one (Boldo and
// Melquiond, see fma_emulation-inl.h); compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_ODD_ROUNDING_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ODD_ROUNDING_INL_H_
#undef HOLOGRAM_KERNELS_ODD_ROUNDING_INL_H_
#else
#define HOLOGRAM_KERNELS_ODD_ROUNDING_INL_H_
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstdint>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

// f64 to f32: towards zero, and then the last bit set if that was not exact.
HWY_INLINE float OddFloat(double x) {
  const float nearest = static_cast<float>(x);
  const double back = nearest;
  const double magnitude = x < 0 ? -x : x;
  const double back_magnitude = back < 0 ? -back : back;
  const uint32_t bits = std::bit_cast<uint32_t>(nearest) - (back_magnitude > magnitude ? 1u : 0u);
  return std::bit_cast<float>(back_magnitude > magnitude || back_magnitude < magnitude ? bits | 1 : bits);
}

// 64-bit integers to f64, rounded to odd where they have more than 53 bits: the last bits that count become one.
template <class T>
HWY_INLINE double OddDouble(T x) {
  constexpr uint64_t kLow = (1 << 12) - 1;
  const uint64_t bits = static_cast<uint64_t>(x);
  const uint64_t odd = (bits & ~kLow) | ((bits & kLow) != 0 ? kLow + 1 : 0);
  const bool small =
      std::is_signed_v<T> ? x < (T{1} << 52) && x > static_cast<T>(-(int64_t{1} << 52)) : x < (T{1} << 52);
  return static_cast<double>(small ? x : static_cast<T>(odd));
}

// 32-bit integers to f32, rounded to odd where they might have more than 24 bits.
template <class T>
HWY_INLINE float OddFloat(T x) {
  constexpr uint32_t kLow = (1 << 8) - 1, kSmall = 1 << 24;
  const uint32_t bits = static_cast<uint32_t>(x);
  const uint32_t odd = (bits & ~kLow) | (((bits & kLow) + kLow) & (kLow + 1));
  const bool small = std::is_signed_v<T> ? bits + kSmall < 2 * kSmall : bits < kSmall;
  return static_cast<float>(static_cast<T>(small ? bits : odd));
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ODD_ROUNDING_INL_H_
