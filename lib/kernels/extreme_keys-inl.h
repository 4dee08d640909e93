// extreme_keys-inl.h — what extremes are found by: elements as they are compared, and an eye on NaN; compiled once per SIMD
// level.

#if defined(HOLOGRAM_KERNELS_EXTREME_KEYS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_EXTREME_KEYS_INL_H_
#undef HOLOGRAM_KERNELS_EXTREME_KEYS_INL_H_
#else
#define HOLOGRAM_KERNELS_EXTREME_KEYS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "base/dtype.h"
#include "kernels/loads-inl.h"
#include "kernels/places-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

struct Larger;

struct Smaller {
  using Opposite = Larger;
  static constexpr bool kSmallest = true;
  template <class V>
  HWY_INLINE V operator()(V a, V b) const {
    return hn::Min(a, b);
  }
};

struct Larger {
  using Opposite = Smaller;
  static constexpr bool kSmallest = false;
  template <class V>
  HWY_INLINE V operator()(V a, V b) const {
    return hn::Max(a, b);
  }
};

// What an element's bits are.
template <class T>
struct Bits {
  using Integer = T;
  static constexpr Integer kInfinity = 0;  // it has none
};
template <>
struct Bits<float> {
  using Integer = int32_t;
  static constexpr Integer kInfinity = 0x7F800000;
};
template <>
struct Bits<double> {
  using Integer = int64_t;
  static constexpr Integer kInfinity = 0x7FF0000000000000;
};
template <>
struct Bits<base::F16> {
  using Integer = int16_t;
  static constexpr Integer kInfinity = 0x7C00;
};
template <>
struct Bits<base::Bf16> {
  using Integer = int16_t;
  static constexpr Integer kInfinity = 0x7F80;
};

template <class T>
using IntegerOf = typename Bits<T>::Integer;

#if HWY_TARGET != HWY_SCALAR

// Elements as they are compared. As integers floats of 16 bits are in order but for the sign's sense.
template <bool kHalf, class D>
HWY_INLINE hn::VFromD<D> LoadKeys(D d, const hn::TFromD<D>* x) {
  if constexpr (std::is_floating_point_v<hn::TFromD<D> >) return LoadOnce(d, x);
  const auto bits = hn::LoadU(d, x);
  if constexpr (kHalf) {
    return InOrderAll(d, bits);
  } else {
    return bits;
  }
}

// Those of n > 0 elements, less than a vector, and the first for the rest.
template <bool kHalf, class D>
HWY_INLINE hn::VFromD<D> FirstKeys(D d, const hn::TFromD<D>* x, int64_t n) {
  const auto first = hn::FirstN(d, static_cast<size_t>(n));
  const auto elements = hn::IfThenElse(first, hn::MaskedLoad(first, d, x), hn::Set(d, *x));
  if constexpr (kHalf) {
    return InOrderAll(d, elements);
  } else {
    return elements;
  }
}

// Keeps an eye on NaN while a scan goes over the keys. Among integers there are none.
template <class Pick, class T, bool kHalf>
class NanWatch {
 public:
  using V = hn::VFromD<hn::ScalableTag<T> >;
  HWY_INLINE explicit NanWatch(V) {}
  // The k-th pair of a group.
  template <int k>
  HWY_INLINE void See(V, V) {}
  HWY_INLINE bool Found(V, IntegerOf<T>) const { return false; }
};

// Sums of all elements, scaled so that finite ones neither overflow nor count for anything: they become NaN by a NaN, or
// if both infinities are there. Multiply-adds are free beside a minimum, as neither a comparison nor an addition is.
template <class Pick, class T>
requires std::is_floating_point_v<T>
class NanWatch<Pick, T, false> {
 public:
  using D = hn::ScalableTag<T>;
  using V = hn::VFromD<D>;
  HWY_INLINE explicit NanWatch(V first)
      : s0_(hn::MulAdd(first, Scale(), hn::Set(D(), T(1)))),
        s1_(s0_),
        s2_(s0_),
        s3_(s0_),
        s4_(s0_),
        s5_(s0_),
        s6_(s0_),
        s7_(s0_) {}
  template <int k>
  HWY_INLINE void See(V a, V b) {
    if constexpr (k == 0) Add(a, b, &s0_, &s1_);
    if constexpr (k == 1) Add(a, b, &s2_, &s3_);
    if constexpr (k == 2) Add(a, b, &s4_, &s5_);
    if constexpr (k == 3) Add(a, b, &s6_, &s7_);
  }
  // Also if there might be one.
  HWY_INLINE bool Found(V, IntegerOf<T>) const {
    const V s0 = hn::Add(hn::Add(s0_, s1_), hn::Add(s2_, s3_)), s1 = hn::Add(hn::Add(s4_, s5_), hn::Add(s6_, s7_));
    return !hn::AllFalse(D(), hn::IsNaN(hn::Add(s0, s1)));
  }

 private:
  static HWY_INLINE V Scale() { return hn::Set(D(), sizeof(T) == 4 ? T(0x1p-96f) : T(0x1p-960)); }
  static HWY_INLINE void Add(V a, V b, V* sum_a, V* sum_b) {
    *sum_a = hn::MulAdd(a, Scale(), *sum_a);
    *sum_b = hn::MulAdd(b, Scale(), *sum_b);
  }
  // Eight, to hide the multiply-add's latency; an array would be kept in memory.
  V s0_, s1_, s2_, s3_, s4_, s5_, s6_, s7_;
};

// In order, NaN stand at both ends, beyond the infinities. The scan keeps one extreme, this the other.
template <class Pick>
class NanWatch<Pick, int16_t, true> {
 public:
  using D = hn::ScalableTag<int16_t>;
  using V = hn::VFromD<D>;
  HWY_INLINE explicit NanWatch(V first) : other_(first) {}
  template <int k>
  HWY_INLINE void See(V a, V b) {
    const typename Pick::Opposite pick;
    other_ = pick(other_, pick(a, b));
  }
  HWY_INLINE bool Found(V best, int16_t infinity) const {
    const D d;
    const V smallest = Pick::kSmallest ? best : other_;
    const V largest = Pick::kSmallest ? other_ : best;
    const auto above = hn::Gt(largest, hn::Set(d, infinity));
    const auto below = hn::Lt(smallest, hn::Set(d, static_cast<int16_t>(~infinity)));
    return !hn::AllFalse(d, hn::Or(above, below));
  }

 private:
  V other_;
};

#endif

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_EXTREME_KEYS_INL_H_
