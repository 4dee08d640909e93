// extremes.cc — the smallest and the largest element, and where the first of them stands; compiled once per SIMD level.
//
// Minimum and maximum (of floats those of IEEE 754: NaN wins, -0 < +0) do not depend on the order, so there is none, and
// the last vector may overlap the one before it. An index is found in two steps: the extreme of each block of 4096
// elements, and then, in the first block that has the best of them, the first element that is the same.
#include <bit>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/extremes.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/elementwise-inl.h"
#include "kernels/float_functors-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// Min and Max of float_functors-inl.h, of integers Highway's.
struct Smaller {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    if constexpr (std::is_floating_point_v<hn::TFromD<D>>) {
      return Min()(d, a, b);
    } else {
      return hn::Min(a, b);
    }
  }
};

struct Larger {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    if constexpr (std::is_floating_point_v<hn::TFromD<D>>) {
      return Max()(d, a, b);
    } else {
      return hn::Max(a, b);
    }
  }
};

#if HWY_TARGET != HWY_SCALAR
template <int kBytes, class D>
HWY_INLINE hn::VFromD<D> Shifted(D d, hn::VFromD<D> v) {
  const hn::Repartition<uint8_t, D> bytes;
  return hn::BitCast(d, hn::ShiftRightBytes<kBytes>(bytes, hn::BitCast(bytes, v)));
}
#endif

// The extreme of a vector's lanes: half against half, in 128 bits by shifting, which leaves rubbish in lanes that nobody
// looks at.
template <class Pick, class D>
HWY_INLINE hn::TFromD<D> ExtremeOfLanes(D d, hn::VFromD<D> v) {
  const Pick pick;
#if HWY_TARGET == HWY_SCALAR
  (void)d, (void)pick;
  return hn::GetLane(v);
#else
  if constexpr (hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) > 16) {
    const hn::Half<D> half;
    return ExtremeOfLanes<Pick>(half, pick(half, hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else {
    constexpr size_t kSize = sizeof(hn::TFromD<D>);
    v = pick(d, v, Shifted<8>(d, v));
    if constexpr (kSize <= 4) v = pick(d, v, Shifted<4>(d, v));
    if constexpr (kSize <= 2) v = pick(d, v, Shifted<2>(d, v));
    if constexpr (kSize <= 1) v = pick(d, v, Shifted<1>(d, v));
    return hn::GetLane(v);
  }
#endif
}

// The extreme of n > 0 elements, in the type that they are computed in. Eight at a time hide what a minimum of floats
// takes.
template <class Pick, class T>
HWY_INLINE ComputeOf<T> Extreme(const T* x, int64_t n) {
  using C = ComputeOf<T>;
  const hn::ScalableTag<C> d;
  const Pick pick;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  if (n < lanes) {
    const hn::CappedTag<C, 1> one;
    auto best = LoadAs(one, x);
    for (int64_t i = 1; i < n; ++i) best = pick(one, best, LoadAs(one, x + i));
    return hn::GetLane(best);
  }
  auto b0 = LoadAs(d, x + n - lanes), b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0, b7 = b0;
  const auto take = [&](auto& best, int64_t at) HWY_ATTR { best = pick(d, best, LoadAs(d, x + at)); };
  int64_t i = 0;
  for (; i + 8 * lanes <= n; i += 8 * lanes) {
    take(b0, i);
    take(b1, i + lanes);
    take(b2, i + 2 * lanes);
    take(b3, i + 3 * lanes);
    take(b4, i + 4 * lanes);
    take(b5, i + 5 * lanes);
    take(b6, i + 6 * lanes);
    take(b7, i + 7 * lanes);
  }
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    take(b0, i);
    take(b1, i + lanes);
  }
  if (i + lanes <= n) take(b2, i);
  b0 = pick(d, pick(d, b0, b4), pick(d, b1, b5));
  b2 = pick(d, pick(d, b2, b6), pick(d, b3, b7));
  return ExtremeOfLanes<Pick>(d, pick(d, b0, b2));
}

// Whether two values are the same extreme: one number with one sign, or both NaN.
template <class C>
HWY_INLINE bool Same(C a, C b) {
  if constexpr (sizeof(C) == 4 && std::is_floating_point_v<C>) {
    return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b) || (a != a && b != b);
  } else if constexpr (std::is_floating_point_v<C>) {
    return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b) || (a != a && b != b);
  } else {
    return a == b;
  }
}

// The first place of `value`, which is there. A vector at a time, four before each look; of floats by their bits, or by
// being NaN.
template <class T>
HWY_INLINE int64_t FirstPlace(const T* x, int64_t n, ComputeOf<T> value) {
  using C = ComputeOf<T>;
  const hn::CappedTag<C, 1> one;
  int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<C> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const bool is_nan = value != value;
  const auto wanted = hn::Set(d, value);
  const auto found = [&](int64_t at) HWY_ATTR {
    const auto v = LoadAs(d, x + at);
    if constexpr (std::is_floating_point_v<C>) {
      if (is_nan) return hn::IsNaN(v);
      const hn::RebindToUnsigned<decltype(d)> du;
      return hn::RebindMask(d, hn::Eq(hn::BitCast(du, v), hn::BitCast(du, wanted)));
    } else {
      return hn::Eq(v, wanted);
    }
  };
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto any = hn::Or(hn::Or(found(i), found(i + lanes)), hn::Or(found(i + 2 * lanes), found(i + 3 * lanes)));
    if (!hn::AllFalse(d, any)) break;
  }
  for (; i + lanes <= n; i += lanes) {
    const intptr_t lane = hn::FindFirstTrue(d, found(i));
    if (lane >= 0) return i + lane;
  }
#else
  (void)n;
#endif
  while (!Same(hn::GetLane(LoadAs(one, x + i)), value)) ++i;
  return i;
}

template <class Pick, class T>
HWY_INLINE int64_t PlaceOfExtreme(const T* x, int64_t n) {
  constexpr int64_t kBlock = 4096;
  const hn::CappedTag<ComputeOf<T>, 1> one;
  int64_t first = 0;
  ComputeOf<T> best = Extreme<Pick>(x, n < kBlock ? n : kBlock);
  for (int64_t begin = kBlock; begin < n; begin += kBlock) {
    const ComputeOf<T> here = Extreme<Pick>(x + begin, n - begin < kBlock ? n - begin : kBlock);
    const ComputeOf<T> both = hn::GetLane(Pick()(one, hn::Set(one, best), hn::Set(one, here)));
    if (Same(both, best)) continue;
    best = here;
    first = begin;
  }
  return first + FirstPlace(x + first, n - first < kBlock ? n - first : kBlock, best);
}

// The functors of ops.def's rows of family `extremes`, as named there.

template <class Pick>
struct Value {
  template <class T>
  static void Kernel(const T* x, int64_t n, T* result) {
    const hn::CappedTag<ComputeOf<T>, 1> one;
    StoreAs(one, hn::Set(one, Extreme<Pick>(x, n)), result);
  }
};

template <class Pick>
struct Place {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    *result = PlaceOfExtreme<Pick>(x, n);
  }
};

struct AMin : Value<Smaller> {};
struct AMax : Value<Larger> {};
struct ArgMin : Place<Smaller> {};
struct ArgMax : Place<Larger> {};

template <class Functor, class... T>
void AddExtremesOf(holo_op op, KernelTable* table) {
  (SetReduction<&Functor::template Kernel<T>>(op, base::kDtypeOf<T>, table), ...);
}

}  // namespace

void AddExtremes(KernelTable* table) {
#define HOLO_ADD_extremes(code, Functor, word, types)                                                                \
  AddExtremesOf<Functor, float, double, base::F16, base::Bf16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, \
                uint32_t, uint64_t>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddExtremes)
}  // namespace hologram::kernels
#endif
