// elements-inl.h — an array as the terms of a sum, a product or an extreme in fixed order (reduction-inl.h); compiled once
// per SIMD level.

#if defined(HOLOGRAM_KERNELS_ELEMENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ELEMENTS_INL_H_
#undef HOLOGRAM_KERNELS_ELEMENTS_INL_H_
#else
#define HOLOGRAM_KERNELS_ELEMENTS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "kernels/half_vectors-inl.h"
#include "kernels/joins-inl.h"
#include "kernels/masked_tails-inl.h"
#include "kernels/reduction-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

#define HOLO_V hn::VFromD<D>

// At most 63 elements, and zeros up to 64.
template <class T>
struct PaddedGroup {
  HWY_ALIGN T x[kLanes] = {};
  PaddedGroup(const T* from, int64_t n) { __builtin_memcpy(x, from, static_cast<size_t>(n) * sizeof(T)); }
};

// The lanes of the first `count` elements; none if it is negative.
template <class D>
HWY_INLINE auto FirstMask(D d, int64_t count) {
  const int64_t first = count > 0 ? count : 0;  // below 64
#if HWY_TARGET == HWY_AVX3
  // FirstN would branch on 256 and more.
  using Bits = decltype(hn::MFromD<D>::raw);
  (void)d;
  return hn::MFromD<D>{static_cast<Bits>(_bzhi_u32(~0u, static_cast<uint32_t>(first)))};
#else
  return hn::FirstN(d, static_cast<size_t>(first));
#endif
}

// The first `count` elements from x + i on and zeros. Masked-out lanes cannot fault, but they are slow where they meet a
// page that is not there: a vector of nothing looks at x instead, which is.
template <class D>
HWY_INLINE HOLO_V LoadFirst(D d, const hn::TFromD<D>* x, int64_t i, int64_t count) {
  return hn::MaskedLoad(FirstMask(d, count), d, count > 0 ? x + i : x);
}

// Lanes of F that take the elements of one array, computed in A; `context` is what F looks at them from.
template <class T, class F, class A = ComputeOf<T>>
struct Elements : F {
  static constexpr bool kMasked = kMaskedTails<T> && std::is_same_v<T, A>;
  const T* x;
  A context;
  HWY_INLINE explicit Elements(const T* elements, A from = 0) : x(elements), context(from) {}

  template <class D>
  HWY_INLINE HOLO_V Add(D d, HOLO_V lane, int64_t i) const {
    return TakeElement<F>(d, lane, LoadAs(d, x + i), hn::Set(d, context));
  }
  // Lanes that are past the end stay as they are.
  template <class D>
  HWY_INLINE HOLO_V AddFirst(D d, HOLO_V lane, int64_t i, int64_t count) const {
    const HOLO_V taken = TakeElement<F>(d, lane, LoadFirst(d, x, i, count), hn::Set(d, context));
    return hn::IfThenElse(FirstMask(d, count), taken, lane);
  }
  struct Rest {
    PaddedGroup<T> padded;
    A context;
    int64_t count;
    Rest(const Elements& terms, int64_t i, int64_t n) : padded(terms.x + i, n), context(terms.context), count(n) {}
    template <class D>
    HWY_INLINE HOLO_V Add(D d, HOLO_V lane, int64_t i) const {
      const HOLO_V taken = TakeElement<F>(d, lane, LoadAs(d, padded.x + i), hn::Set(d, context));
      return hn::IfThenElse(FirstMask(d, count - i), taken, lane);
    }
  };
};

#undef HOLO_V

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ELEMENTS_INL_H_
