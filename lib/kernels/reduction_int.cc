// reduction_int.cc — sum, product and dot of integers in 64 bits, wrapping; compiled once per SIMD level.
//
// Wrapping arithmetic associates, so the order is free, and levels need no common one.
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduction_int.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The functors of ops.def's rows of family `reduction`, as named there.

// Sums of whole vectors of `x`, in 64 bits; `*i` moves to where they end.
struct VectorSums {
  static HWY_INLINE uint64_t Of(const uint64_t* x, int64_t n, int64_t* i) {
    const hn::ScalableTag<uint64_t> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    // Eight sums: of two terms for one sum gcc would add the terms first, and for that load them out of order, which
    // takes 1.2 times as long from memory.
    auto s0 = hn::Zero(d), s1 = hn::Zero(d), s2 = hn::Zero(d), s3 = hn::Zero(d);
    auto s4 = hn::Zero(d), s5 = hn::Zero(d), s6 = hn::Zero(d), s7 = hn::Zero(d);
    const auto add = [&](auto& sum, int64_t at) HWY_ATTR { sum = hn::Add(sum, hn::LoadU(d, x + at)); };
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

#if HWY_TARGET == HWY_SCALAR
  template <class T>
  static HWY_INLINE uint64_t Of(const T*, int64_t, int64_t*, T) {
    return 0;
  }
#else
  // Of elements with the bits of `flip` inverted. Read as 64-bit words, pairs of them add up to the sum of the low ones +
  // 2^32 times the sum of the high ones; the high ones are added up once more by themselves. Half the instructions of
  // widening.
  static HWY_INLINE uint64_t Of(const uint32_t* x, int64_t n, int64_t* i, uint32_t flip) {
    const hn::ScalableTag<uint32_t> d;
    const hn::ScalableTag<uint64_t> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    auto pairs0 = hn::Zero(dw), pairs1 = hn::Zero(dw), high0 = hn::Zero(dw), high1 = hn::Zero(dw);
    const auto flips = hn::Set(d, flip);
    const auto add = [&](int64_t at, auto& pairs, auto& high) HWY_ATTR {
      const auto pair = hn::BitCast(dw, hn::Xor(hn::LoadU(d, x + at), flips));
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
    return pairs - (high << 32) + high;
  }

  // Pairs of 16-bit elements in lanes of 32 bits, which hold the sums of 2^15 vectors.
  static HWY_INLINE uint64_t Of(const uint16_t* x, int64_t n, int64_t* i, uint16_t flip) {
    const hn::ScalableTag<uint16_t> d;
    const hn::Repartition<uint32_t, decltype(d)> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    const auto low_half = hn::Set(dw, 0xFFFFu);
    const auto flips = hn::Set(d, flip);
    HWY_ALIGN uint32_t sums[hn::MaxLanes(dw)];
    uint64_t sum = 0;
    while (*i + 2 * lanes <= n) {
      auto low = hn::Zero(dw), high = hn::Zero(dw);
      const auto add = [&](int64_t at) HWY_ATTR {
        const auto pair = hn::BitCast(dw, hn::Xor(hn::LoadU(d, x + at), flips));
        low = hn::Add(low, hn::And(pair, low_half));
        high = hn::Add(high, hn::ShiftRight<16>(pair));
      };
      for (int vectors = 0; vectors < 1 << 15 && *i + 2 * lanes <= n; vectors += 2, *i += 2 * lanes) {
        add(*i);
        add(*i + lanes);
      }
      hn::Store(low, dw, sums);
      for (size_t lane = 0; lane < hn::Lanes(dw); ++lane) sum += sums[lane];
      hn::Store(high, dw, sums);
      for (size_t lane = 0; lane < hn::Lanes(dw); ++lane) sum += sums[lane];
    }
    return sum;
  }

  // Eight bytes at once.
  static HWY_INLINE uint64_t Of(const uint8_t* x, int64_t n, int64_t* i, uint8_t flip) {
    const hn::ScalableTag<uint8_t> d;
    const hn::Repartition<uint64_t, decltype(d)> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    auto s0 = hn::Zero(dw), s1 = hn::Zero(dw), s2 = hn::Zero(dw), s3 = hn::Zero(dw);
    const auto flips = hn::Set(d, flip);
    const auto add = [&](auto& sum, int64_t at)
                         HWY_ATTR { sum = hn::Add(sum, hn::SumsOf8(hn::Xor(hn::LoadU(d, x + at), flips))); };
    for (; *i + 4 * lanes <= n; *i += 4 * lanes) {
      add(s0, *i);
      add(s1, *i + lanes);
      add(s2, *i + 2 * lanes);
      add(s3, *i + 3 * lanes);
    }
    for (; *i + lanes <= n; *i += lanes) add(s0, *i);
    return hn::GetLane(hn::SumOfLanes(dw, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
  }
#endif
};

// With the sign bit flipped a signed element is its value + half the range, not negative.
struct Sum {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    using U = std::make_unsigned_t<T>;
    const U* words = reinterpret_cast<const U*>(x);
    int64_t i = 0;
    uint64_t sum = 0;
    if constexpr (sizeof(T) == 8) {
      sum = VectorSums::Of(words, n, &i);
    } else {
      constexpr U kFlip = std::is_signed_v<T> ? static_cast<U>(U{1} << (8 * sizeof(T) - 1)) : U{0};
      sum = VectorSums::Of(words, n, &i, kFlip);
      sum -= static_cast<uint64_t>(i) * kFlip;
    }
    for (; i < n; ++i) sum += static_cast<uint64_t>(static_cast<int64_t>(x[i]));
    *result = static_cast<int64_t>(sum);
  }
};

// Eight products side by side: a multiplication of 64 bits takes several cycles.
struct Prod {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    uint64_t p[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
      for (int k = 0; k < 8; ++k) p[k] *= static_cast<uint64_t>(static_cast<int64_t>(x[i + k]));
    }
    for (; i < n; ++i) p[0] *= static_cast<uint64_t>(static_cast<int64_t>(x[i]));
    *result = static_cast<int64_t>(((p[0] * p[1]) * (p[2] * p[3])) * ((p[4] * p[5]) * (p[6] * p[7])));
  }
};

struct Dot {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, int64_t* result) {
    int64_t i = 0;
    uint64_t sum = 0;
    if constexpr (sizeof(T) == 8) {
      sum = Vectors(reinterpret_cast<const int64_t*>(a), reinterpret_cast<const int64_t*>(b), n, &i);
    } else if constexpr (std::is_same_v<T, int32_t>) {
      sum = Vectors(a, b, n, &i);
    } else if constexpr (sizeof(T) == 1) {
      // Products of bytes fit in 16 bits: 2^15 of them in 32. The compiler has instructions for such sums.
      constexpr int64_t kBlock = int64_t{1} << 15;
      while (i < n) {
        const int64_t end = n - i < kBlock ? n : i + kBlock;
        int32_t block = 0;
        for (; i < end; ++i) block += static_cast<int32_t>(a[i]) * static_cast<int32_t>(b[i]);
        sum += static_cast<uint64_t>(static_cast<int64_t>(block));
      }
    }
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
#define HOLO_ADD_reduction(code, Functor, word, types)                      \
  SetReduction<&Functor::template Kernel<int8_t>>(code, HOLO_I8, table);    \
  SetReduction<&Functor::template Kernel<int16_t>>(code, HOLO_I16, table);  \
  SetReduction<&Functor::template Kernel<int32_t>>(code, HOLO_I32, table);  \
  SetReduction<&Functor::template Kernel<int64_t>>(code, HOLO_I64, table);  \
  SetReduction<&Functor::template Kernel<uint8_t>>(code, HOLO_U8, table);   \
  SetReduction<&Functor::template Kernel<uint16_t>>(code, HOLO_U16, table); \
  SetReduction<&Functor::template Kernel<uint32_t>>(code, HOLO_U32, table); \
  SetReduction<&Functor::template Kernel<uint64_t>>(code, HOLO_U64, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddReductionInt)
}  // namespace hologram::kernels
#endif
