// half_vectors-inl.h — arrays of any float type as vectors to compute with: f16 and bf16 become f32 on loading, and are
// rounded once, to nearest even, on storing; compiled once per SIMD level.
//
// Highway's own conversions of 16-bit floats truncate, or flush subnormals, but for f16 where the CPU has instructions.

#if defined(HOLOGRAM_KERNELS_HALF_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_HALF_VECTORS_INL_H_
#undef HOLOGRAM_KERNELS_HALF_VECTORS_INL_H_
#else
#define HOLOGRAM_KERNELS_HALF_VECTORS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "base/dtype.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The type that elements of T are computed in.
template <class T>
using ComputeOf = std::conditional_t<base::kIsHalf<T>, float, T>;

inline constexpr bool kHasF16Instructions = HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_NEON;

// The bits of 16-bit floats as f32.
template <class T, class D, class VU16>
HWY_INLINE hn::VFromD<D> WidenHalf(D d, VU16 bits) {
  const hn::RebindToUnsigned<D> du;
  if constexpr (std::is_same_v<T, base::Bf16>) {
    return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(du, bits)));
  } else if constexpr (kHasF16Instructions) {
    return hn::PromoteTo(d, hn::BitCast(hn::Rebind<hwy::float16_t, D>(), bits));
  } else {
    // Exponent and mantissa, moved to their places, are a float too small by 2^112, also if they were subnormal.
    const auto wide = hn::PromoteTo(du, bits);
    const auto magnitude = hn::ShiftLeft<13>(hn::And(wide, hn::Set(du, 0x7FFFu)));
    const auto sign = hn::ShiftLeft<16>(hn::And(wide, hn::Set(du, 0x8000u)));
    const auto scaled = hn::BitCast(du, hn::Mul(hn::BitCast(d, magnitude), hn::Set(d, 0x1p112f)));
    const auto special = hn::Gt(magnitude, hn::Set(du, (0x7C00u << 13) - 1));
    const auto exponent = hn::IfThenElseZero(special, hn::Set(du, 0x7F800000u));
    return hn::BitCast(d, hn::Or(hn::Or(scaled, exponent), sign));
  }
}

template <class T, class D>
HWY_INLINE hn::VFromD<hn::Rebind<uint16_t, D>> NarrowHalf(D d, hn::VFromD<D> x) {
  const hn::Rebind<uint16_t, D> d16;
  if constexpr (std::is_same_v<T, base::F16> && kHasF16Instructions) {
    (void)d;
    return hn::BitCast(d16, hn::DemoteTo(hn::Rebind<hwy::float16_t, D>(), x));
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    // The carry runs into the exponent, and never further: only NaN would reach the sign.
    const hn::RebindToUnsigned<D> du;
    const hn::RebindToSigned<D> di;
    const auto bits = hn::BitCast(du, x);
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 1u));
    const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(du, 0x7FFFu)));
    const auto kept = hn::IfThenElse(hn::RebindMask(du, hn::IsNaN(x)), hn::Set(du, 0x7FC00000u), rounded);
    return hn::DemoteTo(d16, hn::BitCast(di, hn::ShiftRight<16>(kept)));
  } else {
    const hn::RebindToUnsigned<D> du;
    const hn::RebindToSigned<D> di;
    const auto bits = hn::BitCast(du, x);
    const auto magnitude = hn::And(bits, hn::Set(du, 0x7FFFFFFFu));
    const auto is_nan = hn::Gt(magnitude, hn::Set(du, 0x7F800000u));
    const auto sign = hn::ShiftRight<16>(hn::AndNot(hn::Set(du, 0x7FFFFFFFu), bits));
    // The exponent's bias goes down by 112, and half a unit comes in from below; what is too large is infinite.
    const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(du, 1u));
    const auto rounded = hn::ShiftRight<13>(hn::Add(magnitude, hn::Add(odd, hn::Set(du, 0xC8000FFFu))));
    const auto too_large = hn::Gt(magnitude, hn::Set(du, 0x477FFFFFu));
    const auto normal = hn::IfThenElse(too_large, hn::Set(du, 0x7C00u), rounded);
    // Below 2^-14 one unit is that of a float at 0.5: adding it rounds.
    const auto half = hn::Set(d, 0.5f);
    const auto subnormal = hn::Sub(hn::BitCast(du, hn::Add(hn::BitCast(d, magnitude), half)), hn::BitCast(du, half));
    const auto small = hn::Lt(magnitude, hn::Set(du, 0x38800000u));
    const auto narrow = hn::IfThenElse(is_nan, hn::Set(du, 0x7E00u), hn::IfThenElse(small, subnormal, normal));
    return hn::DemoteTo(d16, hn::BitCast(di, hn::Or(narrow, sign)));
  }
}

// Whether elements of T are to be computed in f64, though they are shorter.
template <class T, class D>
inline constexpr bool kIsWider = sizeof(hn::TFromD<D>) == 8 && sizeof(T) < 8 && !std::is_integral_v<T>;

template <class D, class T>
HWY_INLINE hn::VFromD<D> LoadAs(D d, const T* x) {
  if constexpr (kIsWider<T, D>) {
    return hn::PromoteTo(d, LoadAs(hn::Rebind<float, D>(), x));
  } else if constexpr (base::kIsHalf<T>) {
    return WidenHalf<T>(d, hn::LoadU(hn::Rebind<uint16_t, D>(), reinterpret_cast<const uint16_t*>(x)));
  } else {
    return hn::LoadU(d, x);
  }
}

template <class D, class T>
HWY_INLINE void StoreAs(D d, hn::VFromD<D> v, T* y) {
  if constexpr (base::kIsHalf<T>) {
    hn::StoreU(NarrowHalf<T>(d, v), hn::Rebind<uint16_t, D>(), reinterpret_cast<uint16_t*>(y));
  } else {
    hn::StoreU(v, d, y);
  }
}

// One element, as it is computed with.
template <class T>
HWY_INLINE ComputeOf<T> Widened(const T* x) {
  if constexpr (base::kIsHalf<T>) {
    return hn::GetLane(LoadAs(hn::CappedTag<float, 1>(), x));
  } else {
    return *x;
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_HALF_VECTORS_INL_H_
