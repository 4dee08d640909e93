// fma_functor-inl.h — the functor of `fma` on f32 and f64; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_FMA_FUNCTOR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_FMA_FUNCTOR_INL_H_
#undef HOLOGRAM_KERNELS_FMA_FUNCTOR_INL_H_
#else
#define HOLOGRAM_KERNELS_FMA_FUNCTOR_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/fma_emulation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// Rounded once on every level.
struct Fma {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b, V c) const {
#if HWY_NATIVE_FMA
    (void)d;
    return hn::MulAdd(a, b, c);
#else
    if constexpr (sizeof(hn::TFromD<D>) == 4) {
      return FmaThroughDouble(d, a, b, c, NarrowToNearest());
    } else {
      return FmaOfDoubles(d, a, b, c);
    }
#endif
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_FMA_FUNCTOR_INL_H_
