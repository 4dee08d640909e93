// pairs-inl.h — two arrays as the terms of a sum in fixed order (reduction-inl.h); compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_PAIRS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_PAIRS_INL_H_
#undef HOLOGRAM_KERNELS_PAIRS_INL_H_
#else
#define HOLOGRAM_KERNELS_PAIRS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "kernels/elements-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

#define HOLO_V hn::VFromD<D>

// Lanes of F that take the elements of two arrays, computed in A, of which F makes nothing if both are zero.
template <class T, class F, class A = ComputeOf<T>>
struct Pairs : F {
  static constexpr bool kMasked = kMaskedTails<T> && std::is_same_v<T, A>;
  const T* a;
  const T* b;
  HWY_INLINE Pairs(const T* first, const T* second, const F& terms = F()) : F(terms), a(first), b(second) {}

  template <class D>
  HWY_INLINE HOLO_V Add(D d, HOLO_V lane, int64_t i) const {
    return F::Take(d, lane, LoadAs(d, a + i), LoadAs(d, b + i));
  }
  // Past the end stand pairs of zeros.
  template <class D>
  HWY_INLINE HOLO_V AddFirst(D d, HOLO_V lane, int64_t i, int64_t count) const {
    return F::Take(d, lane, LoadFirst(d, a, i, count), LoadFirst(d, b, i, count));
  }
  struct Rest {
    const F& f;
    PaddedGroup<T> a;
    PaddedGroup<T> b;
    Rest(const Pairs& terms, int64_t i, int64_t n) : f(terms), a(terms.a + i, n), b(terms.b + i, n) {}
    template <class D>
    HWY_INLINE HOLO_V Add(D d, HOLO_V lane, int64_t i) const {
      return f.Take(d, lane, LoadAs(d, a.x + i), LoadAs(d, b.x + i));
    }
  };
};

// Of terms that make something of two zeros as well: lanes that are past the end stay as they are.
template <class T, class F>
struct MaskedPairs : Pairs<T, F> {
  using Base = Pairs<T, F>;
  // Not inherited, which would not be compiled for this level.
  HWY_INLINE MaskedPairs(const T* first, const T* second) : Base(first, second) {}

  template <class D>
  HWY_INLINE HOLO_V AddFirst(D d, HOLO_V lane, int64_t i, int64_t count) const {
    return hn::IfThenElse(FirstMask(d, count), Base::AddFirst(d, lane, i, count), lane);
  }
  struct Rest : Base::Rest {
    int64_t count;
    Rest(const MaskedPairs& terms, int64_t i, int64_t n) : Base::Rest(terms, i, n), count(n) {}
    template <class D>
    HWY_INLINE HOLO_V Add(D d, HOLO_V lane, int64_t i) const {
      return hn::IfThenElse(FirstMask(d, count - i), Base::Rest::Add(d, lane, i), lane);
    }
  };
};

#undef HOLO_V

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_PAIRS_INL_H_
