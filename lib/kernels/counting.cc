// counting.cc — how many elements are not zero, whether any is, whether all are; compiled once per SIMD level.
//
// A float is zero if it has no bits but its sign; so elements of one size are one kernel, with a mask. Counts are kept in
// lanes of the elements' size for as many vectors as those can count. `any` and `all` look up after each 4096 bytes.
#include <type_traits>

#include "kernels/targets.h"
#include "kernels/zero_masks.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/counting.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "kernels/loads-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

template <class D>
HWY_INLINE hn::VFromD<D> Magnitude(D d, const hn::TFromD<D>* x, hn::TFromD<D> mask) {
  return hn::And(hn::LoadU(d, x), hn::Set(d, mask));
}

#if HWY_TARGET != HWY_SCALAR
// The lanes that are zero. Floats of 32 and 64 bits are compared as such, which takes no mask.
template <class D>
HWY_INLINE auto Zeros(D d, const hn::TFromD<D>* x, hn::TFromD<D> mask) {
  using U = hn::TFromD<D>;
  if constexpr (sizeof(U) >= 4) {
    using F = std::conditional_t<sizeof(U) == 4, float, double>;
    const hn::Rebind<F, D> df;
    if (mask != static_cast<U>(~U{0})) {
      return hn::RebindMask(d, hn::Eq(hn::Zero(df), hn::BitCast(df, hn::LoadU(d, x))));
    }
  }
  return hn::Eq(Magnitude(d, x, mask), hn::Zero(d));
}

// The sum of lanes that count.
template <class D>
HWY_INLINE int64_t SumOfCounts(D d, hn::VFromD<D> counts) {
  const hn::Repartition<uint8_t, D> bytes;
  const hn::Repartition<uint64_t, D> words;
  auto sums = hn::BitCast(words, counts);
  if constexpr (sizeof(hn::TFromD<D>) == 1) sums = hn::SumsOf8(counts);
  if constexpr (sizeof(hn::TFromD<D>) == 2) {
    const auto low = hn::And(counts, hn::Set(d, uint16_t{0xFF})), high = hn::ShiftRight<8>(counts);
    sums = hn::Add(hn::SumsOf8(hn::BitCast(bytes, low)), hn::ShiftLeft<8>(hn::SumsOf8(hn::BitCast(bytes, high))));
  }
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    sums = hn::Add(hn::And(sums, hn::Set(words, 0xFFFFFFFF)), hn::ShiftRight<32>(sums));
  }
  return static_cast<int64_t>(hn::GetLane(hn::SumOfLanes(words, sums)));
}

// Nonzero elements of whole vectors from `x` on, below n; `*end` is where the vectors end.
template <class U, U kMask>
HWY_INLINE int64_t NonzerosInVectors(const U* x, int64_t n, int64_t* end) {
  const hn::ScalableTag<U> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  // Rounds of four vectors, each of which adds up to one to each of four counts: of bytes as many as the sum of the four
  // can hold.
  constexpr int64_t kMostRounds = sizeof(U) == 1 ? 63 : 16383;
  int64_t i = 0, count = 0;
  // Counted are, where there are no masks, the zeros: a mask is -1.
  const auto see = [&](hn::VFromD<decltype(d)>& sum, int64_t at) HWY_ATTR {
#if HWY_TARGET == HWY_AVX3
    if constexpr (kMask == static_cast<U>(~U{0})) {
      sum = hn::Add(sum, hn::Min(hn::LoadU(d, x + at), hn::Set(d, U{1})));
    } else {
      const auto nonzero = hn::TestBit(LoadOnce(d, x + at), hn::Set(d, kMask));  // any of the bits
      sum = hn::IfThenElse(nonzero, hn::Add(sum, hn::Set(d, U{1})), sum);
    }
#else
    sum = hn::Sub(sum, hn::VecFromMask(d, Zeros(d, x + at, kMask)));
#endif
    InRegister(sum);
  };
  while (i + lanes <= n) {
    auto c0 = hn::Zero(d), c1 = hn::Zero(d), c2 = hn::Zero(d), c3 = hn::Zero(d);
    const int64_t left = (n - i) / (4 * lanes);
    int64_t rounds = left < kMostRounds ? left : kMostRounds;
    if (rounds == 0) {
      for (; i + lanes <= n; i += lanes) see(c0, i);
    }
    for (; rounds > 0; --rounds, i += 4 * lanes) {
      see(c0, i);
      see(c1, i + lanes);
      see(c2, i + 2 * lanes);
      see(c3, i + 3 * lanes);
    }
    count += SumOfCounts(d, hn::Add(hn::Add(c0, c1), hn::Add(c2, c3)));
  }
  *end = i;
  return HWY_TARGET == HWY_AVX3 ? count : i - count;
}
#else
template <class U, U kMask>
HWY_INLINE int64_t NonzerosInVectors(const U*, int64_t, int64_t*) {
  return 0;
}
#endif

// Whether `all` looks at masks: of 64 bits only AVX-512 has a minimum.
template <class U>
inline constexpr bool kByMasks = sizeof(U) == 8 && HWY_TARGET != HWY_AVX3&& HWY_TARGET != HWY_SCALAR;

// The functors of ops.def's rows of family `counting`, as named there.

struct CountNonzero {
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t n, int64_t* result) {
    int64_t i = 0;
    int64_t nonzeros = NonzerosInVectors<U, kMask>(x, n, &i);
    for (; i < n; ++i) nonzeros += (x[i] & kMask) != 0;
    *result = nonzeros;
  }
};

struct Any {
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t n, uint8_t* result) {
    constexpr int64_t kBlock = 4096 / sizeof(U);
    const hn::ScalableTag<U> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    while (i + lanes <= n) {
      const int64_t end = n - i < kBlock ? n : i + kBlock;
      auto bits = hn::Zero(d), more = bits;
      for (; i + 4 * lanes <= end; i += 4 * lanes) {
        bits = hn::Or(bits, hn::Or(hn::LoadU(d, x + i), hn::LoadU(d, x + i + lanes)));
        more = hn::Or(more, hn::Or(hn::LoadU(d, x + i + 2 * lanes), hn::LoadU(d, x + i + 3 * lanes)));
      }
      for (; i + lanes <= end; i += lanes) bits = hn::Or(bits, hn::LoadU(d, x + i));
      bits = hn::Or(bits, more);
      if (!hn::AllTrue(d, hn::Eq(hn::And(bits, hn::Set(d, kMask)), hn::Zero(d)))) {
        *result = 1;
        return;
      }
    }
    U rest = 0;
    for (; i < n; ++i) rest |= x[i];
    *result = (rest & kMask) != 0;
  }
};

struct All {
  // Whether there is a zero in the vectors from `*i`, where one is, to `end`.
  template <class U, U kMask>
  static HWY_INLINE bool AnyZero(const U* x, int64_t* i, int64_t end) {
    const hn::ScalableTag<U> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    if constexpr (kByMasks<U>) {
      auto zeros = Zeros(d, x + *i, kMask), more = zeros;
      for (; *i + 4 * lanes <= end; *i += 4 * lanes) {
        zeros = hn::Or(zeros, hn::Or(Zeros(d, x + *i, kMask), Zeros(d, x + *i + lanes, kMask)));
        more = hn::Or(more, hn::Or(Zeros(d, x + *i + 2 * lanes, kMask), Zeros(d, x + *i + 3 * lanes, kMask)));
      }
      for (; *i + lanes <= end; *i += lanes) zeros = hn::Or(zeros, Zeros(d, x + *i, kMask));
      return !hn::AllFalse(d, hn::Or(zeros, more));
    } else {
      const auto at = [&](int64_t k) HWY_ATTR { return Magnitude(d, x + *i + k * lanes, kMask); };
      auto kept = at(0), other = kept;
      for (; *i + 4 * lanes <= end; *i += 4 * lanes) {
        kept = hn::Min(kept, hn::Min(at(0), at(1)));
        other = hn::Min(other, hn::Min(at(2), at(3)));
      }
      for (; *i + lanes <= end; *i += lanes) kept = hn::Min(kept, at(0));
      return !hn::AllFalse(d, hn::Eq(hn::Min(kept, other), hn::Zero(d)));
    }
  }

  template <class U, U kMask>
  static void Kernel(const U* x, int64_t n, uint8_t* result) {
    constexpr int64_t kBlock = 4096 / sizeof(U);
    const hn::ScalableTag<U> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    while (i + lanes <= n) {
      const int64_t end = n - i < kBlock ? n : i + kBlock;
      if (AnyZero<U, kMask>(x, &i, end)) {
        *result = 0;
        return;
      }
    }
    uint8_t all = 1;
    for (; i < n; ++i) all = static_cast<uint8_t>(all & ((x[i] & kMask) != 0));
    *result = all;
  }
};

template <class Functor>
void AddCountingOf(holo_op op, KernelTable* table) {
  ForEachZeroMask(
      [=]<class U, U kMask>(holo_dtype dtype) { SetWithRows<&Functor::template Kernel<U, kMask>>(op, dtype, table); });
}

}  // namespace

void AddCounting(KernelTable* table) {
#define HOLO_ADD_counting(code, Functor, word, types) AddCountingOf<Functor>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddCounting)
}  // namespace hologram::kernels
#endif
