// map_row-inl.h — a row whose elements are mapped one by one, once what they are mapped by is known; compiled once per SIMD
// level.

#if defined(HOLOGRAM_KERNELS_MAP_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_MAP_ROW_INL_H_
#undef HOLOGRAM_KERNELS_MAP_ROW_INL_H_
#else
#define HOLOGRAM_KERNELS_MAP_ROW_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/half_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// y[i] = `map(d, elements, i)` of the vector of elements from x[i] on; y may be x.
template <class T, class Map>
HWY_INLINE void MapRow(const T* x, T* y, int64_t n, Map map) {
  const hn::ScalableTag<ComputeOf<T>> d;
  const hn::CappedTag<ComputeOf<T>, 1> one;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) StoreAs(d, map(d, LoadAs(d, x + i), i), y + i);
  for (; i < n; ++i) StoreAs(one, map(one, LoadAs(one, x + i), i), y + i);
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_MAP_ROW_INL_H_
