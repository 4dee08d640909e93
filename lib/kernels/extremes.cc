// extremes.cc — the smallest and the largest element, and where the first of them stands; compiled once per SIMD level.
//
// Minimum and maximum do not depend on the order, so there is none, and the last vector may overlap the one before it.
// Those of IEEE 754 (NaN wins, -0 < +0) take three instructions a vector. So floats go by the CPU's own, which is good for
// all but these: NaN are looked for on the side (extreme_keys-inl.h), and if the extreme is a zero, the better of the two
// zeros is looked for once more. f16 and bf16 are compared as integers in the same order.
//
// An index is found in two steps. Of each group of eight vectors only the extreme is taken, in lanes; where a lane gets
// better it remembers the group's number. In the first group that has the best of all lanes stands the element.
#include <bit>
#include <limits>
#include <type_traits>

#include "kernels/numbers.h"
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/extremes.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/extreme_keys-inl.h"
#include "kernels/masked_tails-inl.h"
#include "kernels/places-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR

template <class Pick, bool, class T>
HWY_INLINE IntegerOf<T> BitsOfExtreme(const T* x, int64_t n, IntegerOf<T> infinity) {
  const IntegerOf<T>* bits = reinterpret_cast<const IntegerOf<T>*>(x);
  return ElementAt(bits, FirstExtremeOneByOne<Pick::kSmallest>(bits, n, infinity));
}

template <class Pick, bool, class T>
HWY_INLINE int64_t PlaceOfExtreme(const T* x, int64_t n, IntegerOf<T> infinity) {
  return FirstExtremeOneByOne<Pick::kSmallest>(reinterpret_cast<const IntegerOf<T>*>(x), n, infinity);
}

#else

template <int kBytes, class D>
HWY_INLINE hn::VFromD<D> Shifted(D d, hn::VFromD<D> v) {
  const hn::Repartition<uint8_t, D> bytes;
  return hn::BitCast(d, hn::ShiftRightBytes<kBytes>(bytes, hn::BitCast(bytes, v)));
}

// The extreme of a vector's lanes: half against half, in 128 bits by shifting, which leaves rubbish in lanes that nobody
// looks at.
template <class Pick, class D>
HWY_INLINE hn::TFromD<D> ExtremeOfLanes(D d, hn::VFromD<D> v) {
  const Pick pick;
  if constexpr (hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) > 16) {
    const hn::Half<D> half;
    return ExtremeOfLanes<Pick>(half, pick(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else {
    constexpr size_t kSize = sizeof(hn::TFromD<D>);
    v = pick(v, Shifted<8>(d, v));
    if constexpr (kSize <= 4) v = pick(v, Shifted<4>(d, v));
    if constexpr (kSize <= 2) v = pick(v, Shifted<2>(d, v));
    if constexpr (kSize <= 1) v = pick(v, Shifted<1>(d, v));
    return hn::GetLane(v);
  }
}

// The extreme key, the start of the first group of eight vectors that has it, and the lane, or -1 if more than one has it.
template <class T>
struct Best {
  T key;
  int64_t begin;
  int64_t lane;
  bool may_have_nan;
};

// Of n > 0 elements; without masks, of n >= a vector. If the place is wanted, the groups' numbers must fit into a lane.
template <class Pick, bool kPlace, bool kHalf, class T>
HWY_INLINE Best<T> Scan(const T* x, int64_t n, IntegerOf<T> infinity) {
  using U = std::make_unsigned_t<IntegerOf<T>>;
  using V = hn::VFromD<hn::ScalableTag<T>>;
  const hn::ScalableTag<T> d;
  const hn::ScalableTag<U> du;
  const Pick pick;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  V best;
  if constexpr (kMaskedTails<T>) {
    best = n < lanes ? FirstKeys<kHalf>(d, x, n) : LoadKeys<kHalf>(d, x);
  } else {
    best = LoadKeys<kHalf>(d, x);
  }
  NanWatch<Pick, T, kHalf> nans(best);
  auto group = hn::Zero(du);
  U groups = 0;  // not a vector: AVX2 has no register left
  const auto take = [&](V extreme) HWY_ATTR {
    const V better = pick(extreme, best);
    if constexpr (kPlace) {
      group = hn::IfThenElse(hn::RebindMask(du, hn::Eq(better, best)), group, hn::Set(du, groups));
      ++groups;
    }
    best = better;
  };
  int64_t i = 0;
  const auto pair = [&](auto k) HWY_ATTR {
    const int64_t at = i + 2 * decltype(k)::value * lanes;
    const V a = LoadKeys<kHalf>(d, x + at), b = LoadKeys<kHalf>(d, x + at + lanes);
    nans.template See<decltype(k)::value>(a, b);
    return pick(a, b);
  };
  for (; i + 8 * lanes <= n; i += 8 * lanes) {
    const V p0 = pair(std::integral_constant<int, 0>()), p1 = pair(std::integral_constant<int, 1>());
    const V p01 = pick(p0, p1);
    const V p2 = pair(std::integral_constant<int, 2>()), p3 = pair(std::integral_constant<int, 3>());
    take(pick(p01, pick(p2, p3)));
  }
  if (i < n && n >= lanes) {
    V extreme = LoadKeys<kHalf>(d, x + n - lanes);
    nans.template See<0>(extreme, extreme);
    for (; i + lanes <= n; i += lanes) {
      const V v = LoadKeys<kHalf>(d, x + i);
      nans.template See<0>(v, v);
      extreme = pick(extreme, v);
    }
    take(extreme);
  }
  Best<T> found = {ExtremeOfLanes<Pick>(d, best), 0, -1, nans.Found(best, infinity)};
  if constexpr (kPlace) {
    const auto has_it = hn::Eq(best, hn::Set(d, found.key));
    int64_t number = 0;
    if (kMaskedTails<T> && n < lanes) {
      found.lane = hn::FindFirstTrue(d, has_it);
    } else if (n <= 16 * lanes) {
      // One group, or so few that looking for the element from the start takes less time than finding the group.
    } else if (hn::CountTrue(d, has_it) == 1) {
      HWY_ALIGN U numbers[hn::MaxLanes(d)];
      hn::Store(group, du, numbers);
      found.lane = hn::FindFirstTrue(d, has_it);
      number = static_cast<int64_t>(numbers[found.lane]);
    } else {
      const auto last = hn::Set(du, std::numeric_limits<U>::max());
      number =
          static_cast<int64_t>(ExtremeOfLanes<Smaller>(du, hn::IfThenElse(hn::RebindMask(du, has_it), group, last)));
    }
    found.begin = number * 8 * lanes;
  }
  return found;
}

// Of the two zeros the one that an extreme is if it is there.
template <class Pick, class T>
inline constexpr IntegerOf<T> kBetterZero = Pick::kSmallest ? std::numeric_limits<IntegerOf<T>>::min() : 0;

// The bits of the extreme of n > 0 elements.
template <class Pick, bool kHalf, class T>
HWY_INLINE IntegerOf<T> BitsOfExtreme(const T* x, int64_t n, IntegerOf<T> infinity) {
  using I = IntegerOf<T>;
  const I* bits = reinterpret_cast<const I*>(x);
  if (!kMaskedTails<T> && n < static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()))) {
    return ElementAt(bits, FirstExtremeOneByOne<Pick::kSmallest>(bits, n, infinity));
  }
  const Best<T> best = Scan<Pick, false, kHalf>(x, n, infinity);
  if (best.may_have_nan && (kHalf || FirstNan(bits, n, infinity) < n)) return std::numeric_limits<I>::max();  // a NaN
  if constexpr (std::is_floating_point_v<T>) {
    if (best.key == 0) {
      constexpr I kZero = kBetterZero<Pick, T>;
      return FirstWithBits(bits, n, kZero) < n ? kZero : static_cast<I>(kZero ^ std::numeric_limits<I>::min());
    }
  }
  return kHalf ? InOrder(std::bit_cast<I>(best.key)) : std::bit_cast<I>(best.key);
}

// As many groups as a byte can count, less one for a last one that is not whole.
constexpr int64_t kGroups = 254;

template <class Pick, bool kHalf, class T>
HWY_INLINE int64_t PlaceOfExtreme(const T* x, int64_t n, IntegerOf<T> infinity) {
  using I = IntegerOf<T>;
  const I* bits = reinterpret_cast<const I*>(x);
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  if (!kMaskedTails<T> && n < lanes) return FirstExtremeOneByOne<Pick::kSmallest>(bits, n, infinity);
  const int64_t most = kGroups * 8 * lanes;
  Best<T> best = {};
  for (int64_t begin = 0; begin < n;) {
    const int64_t count = n - begin < most + lanes ? n - begin : most;  // at least a vector is left
    Best<T> here = Scan<Pick, true, kHalf>(x + begin, count, infinity);
    here.begin += begin;
    here.may_have_nan |= best.may_have_nan;
    const bool is_better = Pick::kSmallest ? here.key < best.key : here.key > best.key;
    if (begin == 0 || is_better) best = here;
    best.may_have_nan = here.may_have_nan;
    begin += count;
  }
  if (best.may_have_nan) {
    if (const int64_t place = FirstNan(bits, n, infinity); place < n) return place;
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (best.key == 0) {
      constexpr I kZero = kBetterZero<Pick, T>;
      if (const int64_t place = FirstWithBits(bits, n, kZero); place < n) return place;
      best.key = Pick::kSmallest ? T(0) : -T(0);
    }
  }
  if (n < lanes) return best.lane;
  const I wanted = kHalf ? InOrder(std::bit_cast<I>(best.key)) : std::bit_cast<I>(best.key);
  if (best.lane < 0 || n - best.begin < 8 * lanes) {
    return best.begin + FirstWithBits(bits + best.begin, n - best.begin, wanted);
  }
  int64_t place = 0;
  for (int64_t i = best.begin + best.lane + 7 * lanes; i >= best.begin; i -= lanes) {
    place = ElementAt(bits, i) == wanted ? i : place;
  }
  return place;
}

#endif

// f16 and bf16, whose infinities differ, are one function.
template <class Pick>
HWY_NOINLINE int16_t BitsOfHalfExtreme(const int16_t* x, int64_t n, int16_t infinity) {
  return BitsOfExtreme<Pick, true>(x, n, infinity);
}
template <class Pick>
HWY_NOINLINE int64_t PlaceOfHalfExtreme(const int16_t* x, int64_t n, int16_t infinity) {
  return PlaceOfExtreme<Pick, true>(x, n, infinity);
}

// The functors of ops.def's rows of family `extremes`, as named there.

template <class Pick>
struct Value {
  template <class T>
  static void Kernel(const T* x, int64_t n, T* result) {
    IntegerOf<T> bits;
    if constexpr (base::kIsHalf<T>) {
      bits = BitsOfHalfExtreme<Pick>(reinterpret_cast<const int16_t*>(x), n, Bits<T>::kInfinity);
    } else {
      bits = BitsOfExtreme<Pick, false>(x, n, Bits<T>::kInfinity);
    }
    *result = std::bit_cast<T>(bits);
  }
};

template <class Pick>
struct Place {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    if constexpr (base::kIsHalf<T>) {
      *result = PlaceOfHalfExtreme<Pick>(reinterpret_cast<const int16_t*>(x), n, Bits<T>::kInfinity);
    } else {
      *result = PlaceOfExtreme<Pick, false>(x, n, Bits<T>::kInfinity);
    }
  }
};

struct AMin : Value<Smaller> {};
struct AMax : Value<Larger> {};
struct ArgMin : Place<Smaller> {};
struct ArgMax : Place<Larger> {};

template <class Functor>
void AddExtremesOf(holo_op op, KernelTable* table) {
  ForEachNumber(
      [=]<class T>(base::Type<T>) { SetWithRows<&Functor::template Kernel<T>>(op, base::kDtypeOf<T>, table); });
}

}  // namespace

void AddExtremes(KernelTable* table) {
#define HOLO_ADD_extremes(code, Functor, word, types) AddExtremesOf<Functor>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddExtremes)
}  // namespace hologram::kernels
#endif
