// moments-inl.h — sums, norms and moments of an array; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_MOMENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_MOMENTS_INL_H_
#undef HOLOGRAM_KERNELS_MOMENTS_INL_H_
#else
#define HOLOGRAM_KERNELS_MOMENTS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/accumulations-inl.h"
#include "kernels/elements-inl.h"
#include "kernels/reduction-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// What one functor makes of one array.
template <class F>
struct Accumulation {
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Elements<T, F>(x), n, result);
  }
};

// What it makes of it, over the number of elements.
template <class F>
struct Average {
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    Accumulation<F>::Kernel(x, n, result);
    *result /= static_cast<ComputeOf<T>>(n);
  }
};
using Mean = Average<Adds>;

template <class T>
HWY_INLINE void MeanSquaredDistance(const T* x, int64_t n, ComputeOf<T> from, ComputeOf<T>* result) {
  FixedOrderSum(Elements<T, AddsSquaredDistances>(x, from), n, result);
  *result /= static_cast<ComputeOf<T>>(n);
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_MOMENTS_INL_H_
