// map_inputs-inl.h — what a map reads; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_MAP_INPUTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_MAP_INPUTS_INL_H_
#undef HOLOGRAM_KERNELS_MAP_INPUTS_INL_H_
#else
#define HOLOGRAM_KERNELS_MAP_INPUTS_INL_H_
#endif

#include <hwy/highway.h>
#include <string.h>

#include <cstdint>

#include "kernels/half_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// An input: an array, or one element for all.
template <class T>
struct Array {
  const T* x;

  template <class D>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t i) const {
    return LoadAs(d, x + i);
  }
  template <class D, class M>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t i, M mask) const {
    return hn::MaskedLoad(mask, d, x + i);
  }
  // The first `n` elements, less than a vector, and zeros.
  template <class D>
  HWY_INLINE hn::VFromD<D> Few(D d, int64_t n) const {
    HWY_ALIGN T lane[hn::MaxLanes(D())] = {};
    memcpy(lane, x, static_cast<size_t>(n) * sizeof(T));
    return LoadAs(d, lane);
  }
};

template <class T>
struct Constant {
  ComputeOf<T> value;

  template <class D, class... M>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t, M...) const {
    return hn::Set(d, value);
  }
  template <class D>
  HWY_INLINE hn::VFromD<D> Few(D d, int64_t) const {
    return hn::Set(d, value);
  }
};

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_MAP_INPUTS_INL_H_
