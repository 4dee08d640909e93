// products-inl.h — the product of integers, modulo 2^64; compiled once per SIMD level.
//
// Neighbours are multiplied in lanes twice as wide, which is exact, and their products again, until they have 64 bits: of
// 64 bytes that takes 8 instructions, where one multiplication in 64 bits for each byte would take 64. What has become zero
// stays so: a look after each 4096 bytes.

#if defined(HOLOGRAM_KERNELS_PRODUCTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_PRODUCTS_INL_H_
#undef HOLOGRAM_KERNELS_PRODUCTS_INL_H_
#else
#define HOLOGRAM_KERNELS_PRODUCTS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/loads-inl.h"
#include "kernels/masked_tails-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// Eight products side by side: a multiplication of 64 bits takes several cycles.
template <class T>
HWY_INLINE uint64_t ProductOneByOne(const T* x, int64_t n) {
  uint64_t p[8] = {1, 1, 1, 1, 1, 1, 1, 1};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int k = 0; k < 8; ++k) p[k] *= static_cast<uint64_t>(static_cast<int64_t>(x[i + k]));
  }
  for (; i < n; ++i) p[0] *= static_cast<uint64_t>(static_cast<int64_t>(x[i]));
  return ((p[0] * p[1]) * (p[2] * p[3])) * ((p[4] * p[5]) * (p[6] * p[7]));
}

#if HWY_TARGET == HWY_SCALAR

template <class T>
HWY_INLINE uint64_t ProductOf(const T* x, int64_t n) {
  return ProductOneByOne(x, n);
}

#else

using Words = hn::ScalableTag<uint64_t>;

// The elements of two vectors as products in 64-bit words: `*p` and `*q` are multiplied by two vectors of them.
template <class D>
HWY_INLINE void MultiplyInto(D d, hn::VFromD<D> a, hn::VFromD<D> b, hn::VFromD<Words>* p, hn::VFromD<Words>* q) {
  using T = hn::TFromD<D>;
  const Words words;
  if constexpr (sizeof(T) == 1) {
    using Wide = std::conditional_t<std::is_signed_v<T>, int16_t, uint16_t>;
    const hn::ScalableTag<Wide> dw;
    const auto neighbours = [&](hn::VFromD<D> v) HWY_ATTR {
      const auto pairs = hn::BitCast(dw, v);
      if constexpr (std::is_signed_v<T>) {
        return hn::Mul(hn::ShiftRight<8>(hn::ShiftLeft<8>(pairs)), hn::ShiftRight<8>(pairs));
      } else {
        return hn::Mul(hn::And(pairs, hn::Set(dw, Wide{0xFF})), hn::ShiftRight<8>(pairs));
      }
    };
    MultiplyInto(dw, neighbours(a), neighbours(b), p, q);
  } else if constexpr (sizeof(T) == 2) {
    using Wide = std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>;
    const hn::ScalableTag<Wide> dw;
    const auto low = hn::Mul(a, b), high = hn::MulHigh(a, b);
    MultiplyInto(dw, hn::BitCast(dw, hn::InterleaveLower(d, low, high)),
                 hn::BitCast(dw, hn::InterleaveUpper(d, low, high)), p, q);
  } else if constexpr (sizeof(T) == 4) {
    const auto odd = [&](hn::VFromD<D> v)
                         HWY_ATTR { return hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(words, v))); };
    *p = hn::Mul(*p, hn::BitCast(words, hn::MulEven(a, b)));
    *q = hn::Mul(*q, hn::BitCast(words, hn::MulEven(odd(a), odd(b))));
  } else {
    *p = hn::Mul(*p, hn::BitCast(words, a));
    *q = hn::Mul(*q, hn::BitCast(words, b));
  }
}

template <class T>
HWY_INLINE uint64_t ProductOf(const T* x, int64_t n) {
  const hn::ScalableTag<T> d;
  const Words words;
  constexpr int64_t kLanes = hn::MaxLanes(d), kRound = 4 * kLanes, kBlock = 4096 / sizeof(T);
  constexpr int64_t kFew = 24;  // which take less time than a vector put together from them
  if (n <= kFew) return ProductOneByOne(x, n);
  auto p0 = hn::Set(words, 1), p1 = p0, q0 = p0, q1 = p0;
  const auto round = [&](const T* at) HWY_ATTR {
    MultiplyInto(d, LoadOnce(d, at), LoadOnce(d, at + kLanes), &p0, &q0);
    MultiplyInto(d, LoadOnce(d, at + 2 * kLanes), LoadOnce(d, at + 3 * kLanes), &p1, &q1);
  };
  int64_t i = 0;
  while (i + kRound <= n) {
    const int64_t end = n - i < kBlock ? n : i + kBlock;
    for (; i + kRound <= end; i += kRound) round(x + i);
    if (hn::AllTrue(words, hn::Eq(hn::Or(hn::Or(p0, p1), hn::Or(q0, q1)), hn::Zero(words)))) return 0;
  }
  if (i < n) {
    if constexpr (kMaskedTails<T>) {
      const auto factors = [&](int64_t at) HWY_ATTR {
        const int64_t left = n - at;
        const auto first = hn::FirstN(d, static_cast<size_t>(left < 0 ? 0 : left < kLanes ? left : kLanes));
        return hn::IfThenElse(first, hn::MaskedLoad(first, d, left > 0 ? x + at : x), hn::Set(d, T{1}));
      };
      MultiplyInto(d, factors(i), factors(i + kLanes), &p0, &q0);
      if (i + 2 * kLanes < n) MultiplyInto(d, factors(i + 2 * kLanes), factors(i + 3 * kLanes), &p1, &q1);
    } else {
      HWY_ALIGN T rest[kRound];
      for (int64_t k = 0; k < kRound; k += kLanes) hn::Store(hn::Set(d, T{1}), d, rest + k);
      std::memcpy(rest, x + i, static_cast<size_t>(n - i) * sizeof(T));
      round(rest);
    }
  }
  HWY_ALIGN uint64_t products[hn::MaxLanes(words)];
  hn::Store(hn::Mul(hn::Mul(p0, p1), hn::Mul(q0, q1)), words, products);
  uint64_t product = products[0];
  for (size_t lane = 1; lane < hn::Lanes(words); ++lane) product *= products[lane];
  return product;
}

#endif

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_PRODUCTS_INL_H_
