// joins-inl.h — sums and products of vectors: what a lane begins with (Start), how two become one (Join), and how one takes
// an element (Take); compiled once per SIMD level.
//
// One that looks at elements from somewhere, as from their mean, says so (kHasContext), and Take is given that as well.

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

template <class F>
concept HasContext = requires {
  F::kHasContext;
};

// A lane after one more element.
template <class F, class D, class V>
HWY_INLINE V TakeElement(D d, V lane, V x, V context) {
  if constexpr (HasContext<F>) {
    return F::Take(d, lane, x, context);
  } else {
    return F::Take(d, lane, x);
  }
}

struct Adds {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    return hn::Zero(d);
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return hn::Add(a, b);
  }
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return hn::Add(lane, x);
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
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return hn::Mul(lane, x);
  }
};

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_JOINS_INL_H_
