// accumulations-inl.h — what a lane of a norm, a mean or a variance makes of an element; compiled once per SIMD level.
//
// Each has Start, Join and Take: joins-inl.h.

#if defined(HOLOGRAM_KERNELS_ACCUMULATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ACCUMULATIONS_INL_H_
#undef HOLOGRAM_KERNELS_ACCUMULATIONS_INL_H_
#else
#define HOLOGRAM_KERNELS_ACCUMULATIONS_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/joins-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct AddsMagnitudes : Adds {
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return hn::Add(lane, hn::Abs(x));
  }
};

struct AddsSquares : Adds {
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return hn::MulAdd(x, x, lane);
  }
};

// Of elements times a scale.
struct AddsScaledSquares : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x, V scale) {
    const V scaled = hn::Mul(x, scale);
    return hn::MulAdd(scaled, scaled, lane);
  }
};

struct AddsProducts : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V a, V b) {
    return hn::MulAdd(a, b, lane);
  }
};

// Of distances from a mean; of two inputs, from each other.
struct AddsSquaredDistances : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x, V from) {
    const V distance = hn::Sub(x, from);
    return hn::MulAdd(distance, distance, lane);
  }
};

// Magnitudes are ordered as their bits are, NaN above all.
struct LargestMagnitude {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    return hn::Zero(d);
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    const hn::DFromV<V> d;
    const hn::RebindToSigned<decltype(d)> di;
    return hn::BitCast(d, hn::Max(hn::BitCast(di, a), hn::BitCast(di, b)));
  }
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return Join(lane, hn::Abs(x));
  }
};

// A sum of squares within these limits lost nothing to the ends of the range; else the elements are scaled first, which
// loses nothing either: squares that then fall below it are too small to count beside the others, of any number of
// elements up to 2^46.
template <class A>
struct RangeOfSquares {
  static constexpr bool kSingle = sizeof(A) == 4;
  static constexpr A kLeast = static_cast<A>(kSingle ? 0x1p-80 : 0x1p-900);
  static constexpr A kMost = static_cast<A>(kSingle ? 0x1.fffffep127 : 0x1.fffffffffffffp1023);
  static constexpr A kUp = static_cast<A>(kSingle ? 0x1p96 : 0x1p600);
  static constexpr A kDown = static_cast<A>(kSingle ? 0x1p-96 : 0x1p-600);

  static HWY_INLINE bool Has(A sum) { return sum >= kLeast && sum <= kMost; }
  // Also of NaN, to which it does not matter, and of nothing but zeros.
  static HWY_INLINE A ScaleFor(A sum) { return Has(sum) ? A(1) : sum < kLeast ? kUp : kDown; }
};

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ACCUMULATIONS_INL_H_
