// reduction_int.cc — sum and dot of i32 and i64 in 64 bits, wrapping; compiled once per SIMD level.
//
// Wrapping addition associates, so the order is free: four vectors of partial sums. Levels need no common order.
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduction_int.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The functors of ops.def's rows of family `reduction`, as named there.

struct Sum {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    int64_t i = 0;
    uint64_t sum = 0;
    if constexpr (sizeof(T) >= 4 && std::is_signed_v<T>) sum = Vectors(x, n, &i);
    for (; i < n; ++i) sum += static_cast<uint64_t>(static_cast<int64_t>(x[i]));
    *result = static_cast<int64_t>(sum);
  }

 private:
  static HWY_INLINE uint64_t Vectors(const int64_t* x, int64_t n, int64_t* i) {
    const hn::ScalableTag<uint64_t> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    const uint64_t* words = reinterpret_cast<const uint64_t*>(x);
    // Eight sums: of two terms for one sum gcc would add the terms first, and for that load them out of order, which
    // takes 1.2 times as long from memory.
    auto s0 = hn::Zero(d), s1 = hn::Zero(d), s2 = hn::Zero(d), s3 = hn::Zero(d);
    auto s4 = hn::Zero(d), s5 = hn::Zero(d), s6 = hn::Zero(d), s7 = hn::Zero(d);
    const auto add = [&](auto& sum, int64_t at) HWY_ATTR { sum = hn::Add(sum, hn::LoadU(d, words + at)); };
    for (; *i + 8 * lanes <= n; *i += 8 * lanes) {
      add(s0, *i);
      add(s1, *i + lanes);
      add(s2, *i + 2 * lanes);
      add(s3, *i + 3 * lanes);
      add(s4, *i + 4 * lanes);
      add(s5, *i + 5 * lanes);
      add(s6, *i + 6 * lanes);
      add(s7, *i + 7 * lanes);
    }
    s0 = hn::Add(hn::Add(s0, s4), hn::Add(s1, s5));
    s1 = hn::Add(hn::Add(s2, s6), hn::Add(s3, s7));
    for (; *i + lanes <= n; *i += lanes) add(s0, *i);
    return hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1)));
  }

  // With the sign bit flipped an element is its value + 2^31, not negative. Read as 64-bit words, pairs of them add up
  // to the sum of the low ones + 2^32 times the sum of the high ones; the high ones are added up once more by
  // themselves. Half the instructions of sign extension.
  static HWY_INLINE uint64_t Vectors(const int32_t* x, int64_t n, int64_t* i) {
#if HWY_TARGET == HWY_SCALAR
    (void)x, (void)n, (void)i;
    return 0;
#else
    const hn::ScalableTag<uint32_t> d;
    const hn::ScalableTag<uint64_t> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    const uint32_t* words = reinterpret_cast<const uint32_t*>(x);
    const auto flip = hn::Set(d, 0x80000000u);
    auto pairs0 = hn::Zero(dw), pairs1 = hn::Zero(dw), high0 = hn::Zero(dw), high1 = hn::Zero(dw);
    const auto add = [&](int64_t at, auto& pairs, auto& high) HWY_ATTR {
      const auto pair = hn::BitCast(dw, hn::Xor(hn::LoadU(d, words + at), flip));
      pairs = hn::Add(pairs, pair);
      high = hn::Add(high, hn::ShiftRight<32>(pair));
    };
    for (; *i + 4 * lanes <= n; *i += 4 * lanes) {
      add(*i, pairs0, high0);
      add(*i + lanes, pairs1, high1);
      add(*i + 2 * lanes, pairs0, high0);
      add(*i + 3 * lanes, pairs1, high1);
    }
    const uint64_t pairs = hn::GetLane(hn::SumOfLanes(dw, hn::Add(pairs0, pairs1)));
    const uint64_t high = hn::GetLane(hn::SumOfLanes(dw, hn::Add(high0, high1)));
    return pairs - (high << 32) + high - (static_cast<uint64_t>(*i) << 31);
#endif
  }
};

struct Dot {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, int64_t* result) {
    int64_t i = 0;
    uint64_t sum = 0;
    if constexpr (sizeof(T) >= 4 && std::is_signed_v<T>) sum = Vectors(a, b, n, &i);
    for (; i < n; ++i) {
      sum += static_cast<uint64_t>(static_cast<int64_t>(a[i])) * static_cast<uint64_t>(static_cast<int64_t>(b[i]));
    }
    *result = static_cast<int64_t>(sum);
  }

 private:
  // Products of the even and of the odd elements, each in 64 bits.
  static HWY_INLINE uint64_t Vectors(const int32_t* a, const int32_t* b, int64_t n, int64_t* i) {
#if HWY_TARGET == HWY_SCALAR
    (void)a, (void)b, (void)n, (void)i;
    return 0;
#else
    const hn::ScalableTag<int32_t> d;
    const hn::ScalableTag<int64_t> dw;
    const hn::ScalableTag<uint64_t> du;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    auto even0 = hn::Zero(dw), even1 = hn::Zero(dw), odd0 = hn::Zero(dw), odd1 = hn::Zero(dw);
    const auto add = [&](int64_t at, auto& even, auto& odd) HWY_ATTR {
      const auto x = hn::LoadU(d, a + at);
      const auto y = hn::LoadU(d, b + at);
      even = hn::Add(even, hn::MulEven(x, y));
      odd = hn::Add(odd, hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(du, x))),
                                     hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(du, y)))));
    };
    for (; *i + 2 * lanes <= n; *i += 2 * lanes) {
      add(*i, even0, odd0);
      add(*i + lanes, even1, odd1);
    }
    return static_cast<uint64_t>(hn::GetLane(hn::SumOfLanes(dw, hn::Add(hn::Add(even0, even1), hn::Add(odd0, odd1)))));
#endif
  }

  static HWY_INLINE uint64_t Vectors(const int64_t* a, const int64_t* b, int64_t n, int64_t* i) {
#if HWY_TARGET == HWY_AVX3
    const hn::ScalableTag<int64_t> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    auto s0 = hn::Zero(d), s1 = hn::Zero(d);
    const auto product = [&](int64_t at) HWY_ATTR {
      return hn::Vec512<int64_t>{_mm512_mullo_epi64(hn::LoadU(d, a + at).raw, hn::LoadU(d, b + at).raw)};
    };
    for (; *i + 2 * lanes <= n; *i += 2 * lanes) {
      s0 = hn::Add(s0, product(*i));
      s1 = hn::Add(s1, product(*i + lanes));
    }
    return static_cast<uint64_t>(hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1))));
#else  // the scalar multiply is as fast as three vector ones
    (void)a, (void)b, (void)n, (void)i;
    return 0;
#endif
  }
};

}  // namespace

void AddReductionInt(KernelTable* table) {
#define HOLO_ADD_reduction(code, Functor, word, types)             \
  table->Set(code, HOLO_I8, &Functor::template Kernel<int8_t>);    \
  table->Set(code, HOLO_I16, &Functor::template Kernel<int16_t>);  \
  table->Set(code, HOLO_I32, &Functor::template Kernel<int32_t>);  \
  table->Set(code, HOLO_I64, &Functor::template Kernel<int64_t>);  \
  table->Set(code, HOLO_U8, &Functor::template Kernel<uint8_t>);   \
  table->Set(code, HOLO_U16, &Functor::template Kernel<uint16_t>); \
  table->Set(code, HOLO_U32, &Functor::template Kernel<uint32_t>); \
  table->Set(code, HOLO_U64, &Functor::template Kernel<uint64_t>);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddReductionInt)
}  // namespace hologram::kernels
#endif
