// masked_tails-inl.h — where the end of an array may be loaded and stored by masks; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_MASKED_TAILS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_MASKED_TAILS_INL_H_
#undef HOLOGRAM_KERNELS_MASKED_TAILS_INL_H_
#else
#define HOLOGRAM_KERNELS_MASKED_TAILS_INL_H_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

// Whether FirstN + MaskedLoad + BlendedStore touch no byte of a masked-out lane. Elsewhere Highway loads whole vectors
// and blends.
template <class T>
inline constexpr bool kMaskedTails = HWY_TARGET == HWY_AVX3 || (HWY_TARGET == HWY_AVX2 && sizeof(T) >= 4);

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_MASKED_TAILS_INL_H_
