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

// The extreme of n > 0 elements, in the type that they are computed in.
template <class Pick, class T>
HWY_INLINE ComputeOf<T> Extreme(const T* x, int64_t n) {
  using C = ComputeOf<T>;
  const hn::ScalableTag<C> d;
  const hn::CappedTag<C, 1> one;
  const Pick pick;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  if (n < lanes) {
    auto best = LoadAs(one, x);
    for (int64_t i = 1; i < n; ++i) best = pick(one, best, LoadAs(one, x + i));
    return hn::GetLane(best);
  }
  auto b0 = LoadAs(d, x + n - lanes), b1 = b0, b2 = b0, b3 = b0;
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    b0 = pick(d, b0, LoadAs(d, x + i));
    b1 = pick(d, b1, LoadAs(d, x + i + lanes));
    b2 = pick(d, b2, LoadAs(d, x + i + 2 * lanes));
    b3 = pick(d, b3, LoadAs(d, x + i + 3 * lanes));
  }
  for (; i + lanes <= n; i += lanes) b0 = pick(d, b0, LoadAs(d, x + i));
  b0 = pick(d, pick(d, b0, b1), pick(d, b2, b3));
  HWY_ALIGN C rest[hn::MaxLanes(d)];
  hn::Store(b0, d, rest);
  auto best = hn::LoadU(one, rest);
  for (int64_t lane = 1; lane < lanes; ++lane) best = pick(one, best, hn::LoadU(one, rest + lane));
  return hn::GetLane(best);
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

// The first place of `value`, which is there.
template <class T>
HWY_INLINE int64_t FirstPlace(const T* x, ComputeOf<T> value) {
  using C = ComputeOf<T>;
  const hn::ScalableTag<C> d;
  const hn::CappedTag<C, 1> one;
  int64_t i = 0;
  while (!Same(hn::GetLane(LoadAs(one, x + i)), value)) ++i;
  (void)d;
  return i;
}

// The same among n elements, a vector at a time: of floats by their bits, or by being NaN.
template <class T>
HWY_INLINE int64_t FirstPlace(const T* x, int64_t n, ComputeOf<T> value) {
#if HWY_TARGET != HWY_SCALAR
  using C = ComputeOf<T>;
  const hn::ScalableTag<C> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = LoadAs(d, x + i);
    if constexpr (std::is_floating_point_v<C>) {
      const hn::RebindToUnsigned<decltype(d)> du;
      const auto same = hn::Eq(hn::BitCast(du, v), hn::BitCast(du, hn::Set(d, value)));
      const auto found = value == value ? hn::RebindMask(d, same) : hn::IsNaN(v);
      const intptr_t lane = hn::FindFirstTrue(d, found);
      if (lane >= 0) return i + lane;
    } else {
      const intptr_t lane = hn::FindFirstTrue(d, hn::Eq(v, hn::Set(d, value)));
      if (lane >= 0) return i + lane;
    }
  }
  return i + FirstPlace(x + i, value);
#else
  (void)n;
  return FirstPlace(x, value);
#endif
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
  (table->Set(op, base::kDtypeOf<T>, &Functor::template Kernel<T>), ...);
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
