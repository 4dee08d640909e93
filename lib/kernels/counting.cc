// counting.cc — how many elements are not zero, whether any is, whether all are; compiled once per SIMD level.
//
// A float is zero if it has no bits but its sign; so elements of one size are one kernel, with a mask. Counts are kept in
// lanes of the elements' size for as many vectors as those can count. `any` and `all` look up after each 4096 bytes.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/counting.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

template <class D>
HWY_INLINE hn::VFromD<D> Magnitude(D d, const hn::TFromD<D>* x, hn::TFromD<D> mask) {
  return hn::And(hn::LoadU(d, x), hn::Set(d, mask));
}

// In each lane zero if a or b is, else something that is not: the minimum, which of 64 bits only AVX-512 has.
template <class D, class V>
HWY_INLINE V ZeroIfEither(D d, V a, V b) {
  if constexpr (sizeof(hn::TFromD<D>) < 8 || HWY_TARGET == HWY_AVX3) {
    return hn::Min(a, b);
  } else {
    return hn::AndNot(hn::VecFromMask(d, hn::Eq(b, hn::Zero(d))), a);
  }
}

// Zeros among the elements of whole vectors from `x` on, below n; `*end` is where the vectors end.
template <class U, U kMask>
HWY_INLINE int64_t ZerosInVectors(const U* x, int64_t n, int64_t* end) {
  const hn::ScalableTag<U> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0, zeros = 0;
#if HWY_TARGET == HWY_AVX3
  int64_t z0 = 0, z1 = 0, z2 = 0, z3 = 0;
  const auto count = [&](int64_t at) HWY_ATTR {
    return static_cast<int64_t>(hn::CountTrue(d, hn::Eq(Magnitude(d, x + at, kMask), hn::Zero(d))));
  };
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    z0 += count(i);
    z1 += count(i + lanes);
    z2 += count(i + 2 * lanes);
    z3 += count(i + 3 * lanes);
  }
  for (; i + lanes <= n; i += lanes) z0 += count(i);
  zeros = z0 + z1 + z2 + z3;
#else
  constexpr int64_t kMost = sizeof(U) == 1 ? 255 : 65535;  // vectors that a lane can count
  HWY_ALIGN U counts[hn::MaxLanes(d)];
  while (i + lanes <= n) {
    auto c0 = hn::Zero(d), c1 = hn::Zero(d);
    const auto count = [&](auto& sum, int64_t at) HWY_ATTR {
      sum = hn::Sub(sum, hn::VecFromMask(d, hn::Eq(Magnitude(d, x + at, kMask), hn::Zero(d))));
    };
    int64_t vectors = 0;
    for (; vectors + 2 <= kMost / 2 * 2 && i + 2 * lanes <= n; vectors += 2, i += 2 * lanes) {
      count(c0, i);
      count(c1, i + lanes);
    }
    if (vectors == 0) {
      count(c0, i);
      i += lanes;
    }
    hn::Store(c0, d, counts);
    for (int64_t lane = 0; lane < lanes; ++lane) zeros += static_cast<int64_t>(counts[lane]);
    hn::Store(c1, d, counts);
    for (int64_t lane = 0; lane < lanes; ++lane) zeros += static_cast<int64_t>(counts[lane]);
  }
#endif
  *end = i;
  return zeros;
}

// The functors of ops.def's rows of family `counting`, as named there.

struct CountNonzero {
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t n, int64_t* result) {
    int64_t i = 0;
    int64_t zeros = ZerosInVectors<U, kMask>(x, n, &i);
    for (; i < n; ++i) zeros += (x[i] & kMask) == 0;
    *result = n - zeros;
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
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t n, uint8_t* result) {
    constexpr int64_t kBlock = 4096 / sizeof(U);
    const hn::ScalableTag<U> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    while (i + lanes <= n) {
      const int64_t end = n - i < kBlock ? n : i + kBlock;
      auto kept = Magnitude(d, x + i, kMask), other = kept;
      for (; i + 4 * lanes <= end; i += 4 * lanes) {
        kept = ZeroIfEither(d, kept, ZeroIfEither(d, Magnitude(d, x + i, kMask), Magnitude(d, x + i + lanes, kMask)));
        other = ZeroIfEither(
            d, other, ZeroIfEither(d, Magnitude(d, x + i + 2 * lanes, kMask), Magnitude(d, x + i + 3 * lanes, kMask)));
      }
      for (; i + lanes <= end; i += lanes) kept = ZeroIfEither(d, kept, Magnitude(d, x + i, kMask));
      if (!hn::AllFalse(d, hn::Eq(ZeroIfEither(d, kept, other), hn::Zero(d)))) {
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
  for (const holo_dtype dtype : {HOLO_I8, HOLO_U8, HOLO_BOOL8}) {
    SetReduction<&Functor::template Kernel<uint8_t, 0xFF>>(op, dtype, table);
  }
  for (const holo_dtype dtype : {HOLO_I16, HOLO_U16}) {
    SetReduction<&Functor::template Kernel<uint16_t, 0xFFFF>>(op, dtype, table);
  }
  for (const holo_dtype dtype : {HOLO_F16, HOLO_BF16}) {
    SetReduction<&Functor::template Kernel<uint16_t, 0x7FFF>>(op, dtype, table);
  }
  for (const holo_dtype dtype : {HOLO_I32, HOLO_U32}) {
    SetReduction<&Functor::template Kernel<uint32_t, 0xFFFFFFFF>>(op, dtype, table);
  }
  SetReduction<&Functor::template Kernel<uint32_t, 0x7FFFFFFF>>(op, HOLO_F32, table);
  for (const holo_dtype dtype : {HOLO_I64, HOLO_U64}) {
    SetReduction<&Functor::template Kernel<uint64_t, 0xFFFFFFFFFFFFFFFF>>(op, dtype, table);
  }
  SetReduction<&Functor::template Kernel<uint64_t, 0x7FFFFFFFFFFFFFFF>>(op, HOLO_F64, table);
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
