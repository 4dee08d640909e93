// reduction_int.cc — sum, product and dot of integers in 64 bits, wrapping; compiled once per SIMD level.
//
// Wrapping arithmetic associates, so the order is free, and levels need no common one. Vectors are added up in lanes that
// are narrower than 64 bits for as long as those can hold the sums.
#include <cstring>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduction_int.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "kernels/loads-inl.h"
#include "kernels/products-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

#if HWY_TARGET != HWY_SCALAR
// The lanes as 64 bits, added up in pairs.
template <class D32>
HWY_INLINE hn::VFromD<hn::ScalableTag<uint64_t>> Widened(D32, hn::VFromD<D32> v) {
  const hn::ScalableTag<std::conditional_t<std::is_signed_v<hn::TFromD<D32>>, int64_t, uint64_t>> dw;
  const hn::Half<D32> half;
  return hn::BitCast(hn::ScalableTag<uint64_t>(),
                     hn::Add(hn::PromoteTo(dw, hn::LowerHalf(half, v)), hn::PromoteTo(dw, hn::UpperHalf(half, v))));
}

HWY_INLINE uint64_t SumOf(hn::VFromD<hn::ScalableTag<uint64_t>> v) {
  return hn::GetLane(hn::SumOfLanes(hn::ScalableTag<uint64_t>(), v));
}

// How many rounds of `size` elements come next, of the `left`. A loop that asked for both in each round would be
// rearranged by gcc 12 so that it adds up its sums in every round.
HWY_INLINE int64_t RoundsOf(int64_t size, int64_t left, int64_t most) {
  return left / size < most ? left / size : most;
}
#endif

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
  static HWY_INLINE uint64_t Of(const T*, int64_t, int64_t*) {
    return 0;
  }
#else
  // The sums of the upper halves, and all sums modulo 2^32: what the latter are more than the former tell is the sum of the
  // lower halves, if that is below 2^32. So for up to 2^16 vectors; three instructions for each.
  template <class T>
  requires(sizeof(T) == 4) static HWY_INLINE uint64_t Of(const T* x, int64_t n, int64_t* i) {
    const hn::ScalableTag<T> d;
    const hn::ScalableTag<uint32_t> du;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    uint64_t sum = 0;
    while (int64_t rounds = RoundsOf(4 * lanes, n - *i, 1 << 14)) {
      auto all0 = hn::Zero(d), all1 = hn::Zero(d), all2 = hn::Zero(d), all3 = hn::Zero(d);
      auto upper0 = hn::Zero(d), upper1 = hn::Zero(d), upper2 = hn::Zero(d), upper3 = hn::Zero(d);
      const auto add = [&](int64_t at, auto& all, auto& upper) HWY_ATTR {
        const auto v = LoadOnce(d, x + at);
        AddTo(all, v);
        AddTo(upper, hn::ShiftRight<16>(v));
      };
      do {
        add(*i, all0, upper0);
        add(*i + lanes, all1, upper1);
        add(*i + 2 * lanes, all2, upper2);
        add(*i + 3 * lanes, all3, upper3);
        *i += 4 * lanes;
      } while (--rounds > 0);
      const auto all = hn::Add(hn::Add(all0, all1), hn::Add(all2, all3));
      const auto upper = hn::Add(hn::Add(upper0, upper1), hn::Add(upper2, upper3));
      const auto lower = hn::Sub(hn::BitCast(du, all), hn::ShiftLeft<16>(hn::BitCast(du, upper)));
      sum += SumOf(hn::Add(hn::ShiftLeft<16>(Widened(d, upper)), Widened(du, lower)));
    }
    return sum;
  }

  // Pairs in lanes of 32 bits, which hold the sums of 2^15 vectors. With the sign bit flipped an unsigned element is signed.
  template <class T>
  requires(sizeof(T) == 2) static HWY_INLINE uint64_t Of(const T* x, int64_t n, int64_t* i) {
    const hn::ScalableTag<int16_t> d;
    const hn::Repartition<int32_t, decltype(d)> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), begin = *i;
    constexpr int16_t kFlip = std::is_signed_v<T> ? int16_t{0} : INT16_MIN;
    uint64_t sum = 0;
    while (int64_t rounds = RoundsOf(2 * lanes, n - *i, 1 << 14)) {
      auto s0 = hn::Zero(dw), s1 = hn::Zero(dw), o0 = hn::Zero(dw), o1 = hn::Zero(dw);
      const auto add = [&](auto& even, auto& odd, int64_t at) HWY_ATTR {
        const auto v = hn::Xor(hn::LoadU(d, reinterpret_cast<const int16_t*>(x) + at), hn::Set(d, kFlip));
        even = hn::ReorderWidenMulAccumulate(dw, v, hn::Set(d, int16_t{1}), even, odd);
        InRegister(even);
      };
      do {
        add(s0, o0, *i);
        add(s1, o1, *i + lanes);
        *i += 2 * lanes;
      } while (--rounds > 0);
      sum += SumOf(Widened(dw, hn::Add(hn::Add(s0, s1), hn::Add(o0, o1))));
    }
    return sum - static_cast<uint64_t>(*i - begin) * static_cast<uint64_t>(static_cast<int64_t>(kFlip));
  }

  // Eight bytes at once. With the sign bit flipped a signed element is its value + 128.
  template <class T>
  requires(sizeof(T) == 1) static HWY_INLINE uint64_t Of(const T* x, int64_t n, int64_t* i) {
    const hn::ScalableTag<uint8_t> d;
    const hn::Repartition<uint64_t, decltype(d)> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), begin = *i;
    constexpr uint8_t kFlip = std::is_signed_v<T> ? 0x80 : 0;
    auto s0 = hn::Zero(dw), s1 = hn::Zero(dw), s2 = hn::Zero(dw), s3 = hn::Zero(dw);
    const auto add = [&](auto& sum, int64_t at) HWY_ATTR {
      const auto v = hn::LoadU(d, reinterpret_cast<const uint8_t*>(x) + at);
      AddTo(sum, hn::SumsOf8(hn::Xor(v, hn::Set(d, kFlip))));
    };
    for (; *i + 4 * lanes <= n; *i += 4 * lanes) {
      add(s0, *i);
      add(s1, *i + lanes);
      add(s2, *i + 2 * lanes);
      add(s3, *i + 3 * lanes);
    }
    for (; *i + lanes <= n; *i += lanes) add(s0, *i);
    const uint64_t sum = hn::GetLane(hn::SumOfLanes(dw, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
    return sum - static_cast<uint64_t>(*i - begin) * kFlip;
  }
#endif
};

// The functors of ops.def's rows of family `reduction`, as named there.

struct Sum {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    int64_t i = 0;
    uint64_t sum;
    if constexpr (sizeof(T) == 8) {
      sum = VectorSums::Of(reinterpret_cast<const uint64_t*>(x), n, &i);
    } else {
      sum = VectorSums::Of(x, n, &i);
    }
    for (; i < n; ++i) sum += static_cast<uint64_t>(static_cast<int64_t>(x[i]));
    *result = static_cast<int64_t>(sum);
  }
};

struct Prod {
  template <class T>
  static void Kernel(const T* x, int64_t n, int64_t* result) {
    *result = static_cast<int64_t>(ProductOf(x, n));
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
      sum = VectorsOfBytes(a, b, n, &i);
    }
    for (; i < n; ++i) {
      sum += static_cast<uint64_t>(static_cast<int64_t>(a[i])) * static_cast<uint64_t>(static_cast<int64_t>(b[i]));
    }
    *result = static_cast<int64_t>(sum);
  }

 private:
  // Pairs of products of widened bytes in lanes of 32 bits, which hold those of 2^14 vectors.
  template <class T>
  static HWY_INLINE uint64_t VectorsOfBytes(const T* a, const T* b, int64_t n, int64_t* i) {
    uint64_t sum = 0;
#if HWY_TARGET == HWY_SCALAR
    (void)a, (void)b, (void)n, (void)i;
#else
    const hn::ScalableTag<int16_t> d;
    const hn::Rebind<T, decltype(d)> bytes;
    const hn::Repartition<int32_t, decltype(d)> dw;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    while (int64_t rounds = RoundsOf(2 * lanes, n - *i, 1 << 13)) {
      auto s0 = hn::Zero(dw), s1 = hn::Zero(dw), o0 = hn::Zero(dw), o1 = hn::Zero(dw);
      const auto add = [&](auto& even, auto& odd, int64_t at) HWY_ATTR {
        const auto x = hn::PromoteTo(d, hn::LoadU(bytes, a + at)), y = hn::PromoteTo(d, hn::LoadU(bytes, b + at));
        even = hn::ReorderWidenMulAccumulate(dw, x, y, even, odd);
        InRegister(even);
      };
      do {
        add(s0, o0, *i);
        add(s1, o1, *i + lanes);
        *i += 2 * lanes;
      } while (--rounds > 0);
      sum += SumOf(Widened(dw, hn::Add(hn::Add(s0, s1), hn::Add(o0, o1))));
    }
#endif
    return sum;
  }

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
      const auto x = LoadOnce(d, a + at);
      const auto y = LoadOnce(d, b + at);
      AddTo(even, hn::MulEven(x, y));
      AddTo(odd, hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(du, x))),
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
    const auto product = [&](int64_t at) HWY_ATTR { return hn::Mul(hn::LoadU(d, a + at), hn::LoadU(d, b + at)); };
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
#define HOLO_ADD_reduction(code, Functor, word, types)                     \
  SetWithRows<&Functor::template Kernel<int8_t>>(code, HOLO_I8, table);    \
  SetWithRows<&Functor::template Kernel<int16_t>>(code, HOLO_I16, table);  \
  SetWithRows<&Functor::template Kernel<int32_t>>(code, HOLO_I32, table);  \
  SetWithRows<&Functor::template Kernel<int64_t>>(code, HOLO_I64, table);  \
  SetWithRows<&Functor::template Kernel<uint8_t>>(code, HOLO_U8, table);   \
  SetWithRows<&Functor::template Kernel<uint16_t>>(code, HOLO_U16, table); \
  SetWithRows<&Functor::template Kernel<uint32_t>>(code, HOLO_U32, table); \
  SetWithRows<&Functor::template Kernel<uint64_t>>(code, HOLO_U64, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddReductionInt)
}  // namespace hologram::kernels
#endif
