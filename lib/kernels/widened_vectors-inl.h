// widened_vectors-inl.h — vectors of elements as lanes of a wider type: halves as f32, integers as longer ones; compiled
// once per SIMD level.

#if defined(HOLOGRAM_KERNELS_WIDENED_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_WIDENED_VECTORS_INL_H_
#undef HOLOGRAM_KERNELS_WIDENED_VECTORS_INL_H_
#else
#define HOLOGRAM_KERNELS_WIDENED_VECTORS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "kernels/half_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

// Elements of T as lanes of D's type: as they are, or, of narrower ones, widened.
template <class T, class D, class V>
HWY_INLINE hn::VFromD<D> Widened(D d, V v) {
  using A = hn::TFromD<D>;
  if constexpr (sizeof(A) == sizeof(T)) {
    return hn::BitCast(d, v);
  } else if constexpr (sizeof(A) == 8 && sizeof(T) < 4) {
    using Middle = std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>;
    return Widened<Middle>(d, hn::PromoteTo(hn::Rebind<Middle, D>(), v));
  } else {
    using Wide = std::conditional_t<std::is_signed_v<T>, hn::RebindToSigned<D>, hn::RebindToUnsigned<D>>;
    return hn::BitCast(d, hn::PromoteTo(Wide(), v));
  }
}
template <class T, class D>
HWY_INLINE hn::VFromD<D> LoadLanes(D d, const T* x) {
  if constexpr (std::is_integral_v<T>) {
    return Widened<T>(d, hn::LoadU(hn::Rebind<T, D>(), x));
  } else {
    return LoadAs(d, x);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_WIDENED_VECTORS_INL_H_
