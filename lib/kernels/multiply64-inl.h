// multiply64-inl.h — the low 64 bits of products of 64-bit integers; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_MULTIPLY64_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_MULTIPLY64_INL_H_
#undef HOLOGRAM_KERNELS_MULTIPLY64_INL_H_
#else
#define HOLOGRAM_KERNELS_MULTIPLY64_INL_H_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V>
HWY_INLINE V Multiply64([[maybe_unused]] D d, V a, V b) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(d, hn::GetLane(a) * hn::GetLane(b));
#else
#if HWY_TARGET == HWY_AVX3
  if constexpr (sizeof(a.raw) == 64) return V{_mm512_mullo_epi64(a.raw, b.raw)};  // Highway has none of 64 bits
#endif
  // The low halves' product, and of the crosswise ones what does not fall out at the top.
  const hn::Repartition<uint32_t, D> halves;
  const auto low = [&](V v) HWY_ATTR { return hn::BitCast(halves, v); };
  const auto cross =
      hn::Add(hn::MulEven(low(hn::ShiftRight<32>(a)), low(b)), hn::MulEven(low(a), low(hn::ShiftRight<32>(b))));
  return hn::Add(hn::MulEven(low(a), low(b)), hn::ShiftLeft<32>(cross));
#endif
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_MULTIPLY64_INL_H_
