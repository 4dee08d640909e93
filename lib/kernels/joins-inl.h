// joins-inl.h — sums and products of vectors: what a lane begins with, and how two become one; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_JOINS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_JOINS_INL_H_
#undef HOLOGRAM_KERNELS_JOINS_INL_H_
#else
#define HOLOGRAM_KERNELS_JOINS_INL_H_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Adds {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    return hn::Zero(d);
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return hn::Add(a, b);
  }
};

struct Multiplies {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    return hn::Set(d, 1);
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return hn::Mul(a, b);
  }
};

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_JOINS_INL_H_
