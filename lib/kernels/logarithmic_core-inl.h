// logarithmic_core-inl.h — what the functions made of logarithms share: x = 2^e m with m near 1, and the logarithms of
// the parts; compiled once per SIMD level.
//
// f32: d = m r - 1 is small for an r from a table of eight, log m = -log r + log(1 + d), d + d^2 p(d) by a polynomial
// (P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic", ACM TOMS 16, 1990).
// f64: log m = 2 artanh s, s = (m - 1) / (m + 1), in the form f - (f^2 - s (f^2 + R)) / 2, f = m - 1, which rounds little
// more than once (K. C. Ng, in fdlibm): a division costs less than tables of doubles, which AVX2 and NEON cannot
// look up.

#if defined(HOLOGRAM_KERNELS_LOGARITHMIC_CORE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_LOGARITHMIC_CORE_INL_H_
#undef HOLOGRAM_KERNELS_LOGARITHMIC_CORE_INL_H_
#else
#define HOLOGRAM_KERNELS_LOGARITHMIC_CORE_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/exponential_core-inl.h"
#include "kernels/logarithm_tables.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// Bits are added and subtracted as unsigned numbers, which may wrap. (Of signed ones gcc assumes that they do not, also in
// NEON's intrinsics, which are plain additions.)
template <class D>
using BitsOf = hn::VFromD<hn::RebindToUnsigned<D>>;

// The constant of this size.
template <class DU>
HWY_INLINE hn::VFromD<DU> PickBits(DU du, uint32_t of_32, uint64_t of_64) {
  using T = hn::TFromD<DU>;
  return hn::Set(du, sizeof(T) == 4 ? static_cast<T>(of_32) : static_cast<T>(of_64));
}

// Whether the lanes' bits are at least `least`'s and below `end`'s, both positive: NaN and what is negative are not.
template <class D, class V, int kN>
HWY_INLINE bool AllInBinades(D d, const V (&x)[kN], hn::TFromD<D> least, hn::TFromD<D> end) {
  const hn::RebindToSigned<D> di;
  const hn::RebindToUnsigned<D> du;
  // Counted from the type's least number, so that a signed comparison is one of unsigned numbers.
  const auto first = hn::BitCast(du, hn::Set(d, hn::TFromD<D>{-0.0}));
  const auto shift = hn::Sub(first, hn::BitCast(du, hn::Set(d, least)));
  const auto limit = hn::BitCast(di, hn::Add(hn::BitCast(du, hn::Set(d, end)), shift));
  const auto place = [&](V v) HWY_ATTR { return hn::BitCast(di, hn::Add(hn::BitCast(du, v), shift)); };
  if constexpr (kIsF32<D>) {
    auto most = place(x[0]);
    for (int i = 1; i < kN; ++i) most = hn::Max(most, place(x[i]));
    return hn::AllTrue(di, hn::Lt(most, limit));
  } else {
    auto within = hn::Lt(place(x[0]), limit);
    for (int i = 1; i < kN; ++i) within = hn::And(within, hn::Lt(place(x[i]), limit));
    return hn::AllTrue(di, within);
  }
}

// Normal positive x = 2^e m, m in [27/32, 27/16) (f32) or [sqrt(1/2), sqrt(2)) (f64), or from another number of f64 on; e
// stands in the upper bits of `scaled`, in f64 with a bias.
inline constexpr uint64_t kBiasF64 = 2047;

template <uint64_t kStart = 0x3fe6a09e667f3bcd, class D, class V, int kN>
HWY_INLINE void SplitBinade(D d, const V (&x)[kN], BitsOf<D> (&scaled)[kN], V (&m)[kN]) {
  const hn::RebindToUnsigned<D> du;
  const auto start = PickBits(du, 0x3f580000, kStart);
  const auto digits = PickBits(du, 0x007fffff, 0x000fffffffffffff);
  HOLO_STAGE scaled[i] = hn::Sub(hn::BitCast(du, x[i]), start);
  HOLO_STAGE m[i] = hn::BitCast(d, hn::Add(hn::And(scaled[i], digits), start));
  if constexpr (!kIsF32<D>) {
    HOLO_STAGE scaled[i] = hn::Add(scaled[i], hn::Set(du, kBiasF64 << 52));
  }
}

template <class D>
HWY_INLINE hn::VFromD<D> ExponentOf(D d, BitsOf<D> scaled) {
  if constexpr (kIsF32<D>) {
    return hn::ConvertTo(d, hn::ShiftRight<23>(hn::BitCast(hn::RebindToSigned<D>(), scaled)));
  } else {
    // No level but AVX-512 converts integers of 64 bits: this one, not negative, becomes the end of 2^52 + e.
    const hn::VFromD<D> exponent = hn::BitCast(d, hn::ShiftRight<52>(scaled));
    return hn::Sub(hn::Or(exponent, hn::Set(d, 0x1p52)), hn::Set(d, 0x1p52 + kBiasF64));
  }
}

// 2^-e.
template <class D>
HWY_INLINE hn::VFromD<D> PowerOfMinusExponent(D d, BitsOf<D> scaled) {
  const hn::RebindToUnsigned<D> du;
  const auto exponent = hn::AndNot(PickBits(du, 0x007fffff, 0x000fffffffffffff), scaled);
  return hn::BitCast(d, hn::Sub(PickBits(du, 0x3f800000, (1023 + kBiasF64) << 52), exponent));
}

// Bases. log 2 in two parts, of which multiples of the first one are exact, and 1 / ln base in two, which is left out
// where it is 1. The polynomial is that of f32: log(1 + d) = d / ln base + d^2 p(d).
struct BaseE {
  static constexpr const uint32_t (&kReciprocals)[16] = kReciprocalsE;
  static constexpr const uint32_t (&kLogarithms)[16] = kLogarithmsE;
  static constexpr double kPolynomial[] = {0x1.973548p-3, -0x1.00bf68p-2, 0x1.555644p-2, -0x1.ffffd6p-2};  // 2^-26.8
  static constexpr float kHigh = 0x1.62e4p-1f, kLow = 0x1.7f7d1cp-20f;
  static constexpr double kHighF64 = 0x1.62e42feep-1, kLowF64 = 0x1.a39ef35793c76p-33;
};
struct Base2 {
  static constexpr const uint32_t (&kReciprocals)[16] = kReciprocals2;
  static constexpr const uint32_t (&kLogarithms)[16] = kLogarithms2;
  static constexpr double kPolynomial[] = {0x1.25bd14p-2, -0x1.72689ap-2, 0x1.ec71f8p-2, -0x1.715458p-1};  // 2^-26.8
  static constexpr float kHigh = 1, kLow = 0;
  static constexpr double kHighF64 = 1, kLowF64 = 0;
  static constexpr float kSlope = 0x1.715476p+0f, kSlopeLow = 0x1.4ae0cp-26f;
  static constexpr double kSlopeF64 = 0x1.71547652b82fep+0, kSlopeLowF64 = 0x1.777d0ffda0d24p-56;
};
struct Base10 {
  static constexpr const uint32_t (&kReciprocals)[16] = kReciprocals10;
  static constexpr const uint32_t (&kLogarithms)[16] = kLogarithms10;
  static constexpr double kPolynomial[] = {0x1.61b24ep-4, -0x1.be0432p-4, 0x1.287b46p-3, -0x1.bcb78cp-3};  // 2^-26.7
  static constexpr float kHigh = 0x1.344p-2f, kLow = 0x1.3509f8p-18f;
  static constexpr double kHighF64 = 0x1.3441350ap-2, kLowF64 = -0x1.0c0219dc1da99p-39;
  static constexpr float kSlope = 0x1.bcb7b2p-2f, kSlopeLow = -0x1.5b235ep-27f;
  static constexpr double kSlopeF64 = 0x1.bcb7b1526e50ep-2, kSlopeLowF64 = 0x1.95355baaafad3p-57;
};

// 4 artanh(s) = 4 s + s z P(z), z = s^2.
inline constexpr double kArtanhF64[] = {  // 2^-59.5
    0x1.2f0449a07e884p-2, 0x1.39a1dbe83d9bcp-2, 0x1.74663d5e1276ap-2, 0x1.c71c52128183cp-2,
    0x1.24924941e30f1p-1, 0x1.999999997ff06p-1, 0x1.5555555555592p+0};

// high + low, high rounded and low what that leaves; high is the larger one already, or zero.
template <class V, int kN>
HWY_INLINE void Normalize(V (&high)[kN], V (&low)[kN]) {
  HOLO_STAGE {
    const V sum = hn::Add(high[i], low[i]);
    low[i] = hn::Sub(low[i], hn::Sub(sum, high[i]));
    high[i] = sum;
  }
}

// y + a b for each of a block.
template <class V, int kN>
HWY_INLINE void AddProducts(const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
  HOLO_STAGE y[i] = hn::MulAdd(a[i], b[i], y[i]);
}

// y + 2^-e a b for each of a block, e the exponent of x.
template <class D, class V, int kN>
HWY_INLINE void AddScaledProducts(D d, const V (&x)[kN], const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
  const hn::RebindToUnsigned<D> du;
  const auto exponent = hn::Set(du, 0x7f800000), of_one = hn::Set(du, 2 * 0x3f800000u);
  HOLO_STAGE {
    const auto power = hn::BitCast(d, hn::Sub(of_one, hn::And(hn::BitCast(du, x[i]), exponent)));
    y[i] = hn::MulAdd(hn::Mul(a[i], power), b[i], y[i]);
  }
}

// From t, m r = 1 + t, h, all but the last digits of e log 2 - log r, and e.
template <class Base, class D, class V, int kN, class... Low>
HWY_INLINE void SumOfLogF32(D d, const V (&t)[kN], const V (&h)[kN], [[maybe_unused]] const V (&e)[kN], V (&y)[kN],
                            const Low&...) {
  V p[kN], q[kN];
  Horner(d, Base::kPolynomial, t, p);
  if constexpr (requires { Base::kSlope; }) {
    HOLO_STAGE q[i] = hn::Mul(t[i], hn::Set(d, Base::kSlopeLow));
    if constexpr (Base::kLow != 0) {
      HOLO_STAGE q[i] = hn::MulAdd(e[i], hn::Set(d, Base::kLow), q[i]);
    }
    HOLO_STAGE q[i] = hn::MulAdd(p[i], hn::Mul(t[i], t[i]), q[i]);
    HOLO_STAGE y[i] = hn::Add(h[i], AddProductToSmall(d, t[i], hn::Set(d, Base::kSlope), q[i]));
  } else if constexpr (sizeof...(Low) == 1) {
    // The sum of the two large parts exactly: its error joins the small ones.
    V sum[kN];
    HOLO_STAGE sum[i] = hn::Add(h[i], t[i]);
    HOLO_STAGE q[i] = hn::Sub(t[i], hn::Sub(sum[i], h[i]));
    HOLO_STAGE q[i] = hn::MulAdd(e[i], hn::Set(d, Base::kLow), q[i]);
    HOLO_STAGE y[i] = hn::Add(sum[i], hn::MulAdd(p[i], hn::Mul(t[i], t[i]), q[i]));
  } else {
    HOLO_STAGE q[i] = hn::MulAdd(e[i], hn::Set(d, Base::kLow), t[i]);
    HOLO_STAGE y[i] = hn::Add(h[i], hn::MulAdd(p[i], hn::Mul(t[i], t[i]), q[i]));
  }
}

// The logarithm of 2^e m; or, to base e, of 2^e (m + low) with `low` not much more than what rounding takes from m.
template <class Base, class D, class V, int kN, class... Low>
HWY_INLINE void LogF32(D d, const BitsOf<D> (&scaled)[kN], const V (&m)[kN], V (&y)[kN], Low&... low) {
  V e[kN], r[kN], h[kN], t[kN];
  const hn::RebindToSigned<D> di;
  HOLO_STAGE r[i] = LookupOf8(d, Base::kReciprocals, hn::BitCast(di, hn::ShiftRight<20>(scaled[i])));
  HOLO_STAGE h[i] = LookupOf8(d, Base::kLogarithms, hn::BitCast(di, hn::ShiftRight<20>(scaled[i])));
  HOLO_STAGE t[i] = AddProductToItsOpposite(d, m[i], r[i], hn::Set(d, -1.0f));
  (AddProducts(low, r, t), ...);
  HOLO_STAGE e[i] = ExponentOf(d, scaled[i]);
  if constexpr (Base::kLow == 0) {
    HOLO_STAGE h[i] = hn::Add(e[i], h[i]);
  } else {
    HOLO_STAGE h[i] = hn::MulAdd(e[i], hn::Set(d, Base::kHigh), h[i]);  // exact
  }
  SumOfLogF32<Base>(d, t, h, e, y, low...);
}

#if HWY_TARGET == HWY_AVX3
// The same of x, or x + low, below 2^127, bit for bit. m is x without its exponent, in [1, 2): half of the reciprocal stands
// in the table where m would be less. One instruction tells an exponent, and tables of 16 cost no more than those of eight.
template <class Base, class D, class V, int kN, class... Low>
HWY_INLINE void DirectLogF32(D d, const V (&x)[kN], V (&y)[kN], const Low&... low) {
  using Tables = TablesByDigits<Base>;
  const hn::RebindToSigned<D> di;
  const auto digits = hn::Set(di, 0x007fffff), one = hn::BitCast(di, hn::Set(d, 1.0f));
  V e[kN], r[kN], h[kN], t[kN];
  HOLO_STAGE r[i] = Lookup(d, Tables::kReciprocals, hn::ShiftRight<19>(hn::BitCast(di, x[i])));
  HOLO_STAGE h[i] = Lookup(d, Tables::kLogarithms, hn::ShiftRight<19>(hn::BitCast(di, x[i])));
  HOLO_STAGE {
    constexpr int kAndOr = 0xEA;
    const auto bits = _mm512_ternarylogic_epi32(hn::BitCast(di, x[i]).raw, digits.raw, one.raw, kAndOr);
    t[i] = hn::MulSub(V{_mm512_castsi512_ps(bits)}, r[i], hn::Set(d, 1.0f));
  }
  ((AddScaledProducts(d, x, low, r, t)), ...);
  if constexpr (Base::kLow == 0) {
    HOLO_STAGE e[i] = V{_mm512_getexp_ps(x[i].raw)};
    HOLO_STAGE h[i] = hn::Add(e[i], h[i]);
  } else {
    // Where the reciprocal is half of another, this is the next binade.
    const auto up = hn::Set(di, 0x3f800000 - 0x3f580000);
    HOLO_STAGE e[i] = V{_mm512_getexp_ps(hn::BitCast(d, hn::Add(hn::BitCast(di, x[i]), up)).raw)};
    HOLO_STAGE h[i] = hn::MulAdd(e[i], hn::Set(d, Base::kHigh), h[i]);  // exact
  }
  SumOfLogF32<Base>(d, t, h, e, y, low...);
}
#endif

template <class Base, class D, class V, int kN, class... Low>
HWY_INLINE void LogF64(D d, const BitsOf<D> (&scaled)[kN], const V (&m)[kN], V (&y)[kN], Low&... low) {
  const V one = hn::Set(d, 1.0);
  V f[kN], s[kN], z[kN], square[kN], r[kN], e[kN], rest[kN];
  HOLO_STAGE f[i] = hn::Sub(m[i], one);
  (Normalize(f, low), ...);
  HOLO_STAGE s[i] = hn::Div(f[i], hn::Add(m[i], one));
  HOLO_STAGE z[i] = hn::Mul(s[i], s[i]);
  Horner(d, kArtanhF64, z, r);
  // log m = f - r / 2.
  HOLO_STAGE square[i] = hn::Mul(f[i], f[i]);
  HOLO_STAGE r[i] = hn::MulAdd(z[i], r[i], square[i]);
  HOLO_STAGE r[i] = hn::NegMulAdd(s[i], r[i], square[i]);
  HOLO_STAGE e[i] = ExponentOf(d, scaled[i]);
  if constexpr (requires { Base::kSlope; }) {
#if !HWY_NATIVE_FMA
    // There r and its product round more often: what counts of it joins f.
    HOLO_STAGE {
      const V log = hn::Sub(f[i], hn::Mul(r[i], hn::Set(d, 0.5))), moved = hn::Sub(f[i], log);
      r[i] = hn::Sub(r[i], hn::Add(moved, moved));
      f[i] = log;
    }
#endif
    HOLO_STAGE rest[i] = hn::Mul(f[i], hn::Set(d, Base::kSlopeLowF64));
    HOLO_STAGE rest[i] = hn::NegMulAdd(r[i], hn::Set(d, Base::kSlopeF64 / 2), rest[i]);
    if constexpr (Base::kLow != 0) {
      HOLO_STAGE rest[i] = hn::MulAdd(e[i], hn::Set(d, Base::kLowF64), rest[i]);
    }
    HOLO_STAGE rest[i] = AddProductToSmall(d, f[i], hn::Set(d, Base::kSlopeF64), rest[i]);
  } else {
    HOLO_STAGE rest[i] = hn::Mul(e[i], hn::Set(d, Base::kLowF64));
    if constexpr (sizeof...(Low) == 1) {
      // log(m + low) = log m + low / m, and 1 / m = (1 - s)^2 / (1 - s^2).
      HOLO_STAGE z[i] = hn::Sub(one, s[i]);
      HOLO_STAGE z[i] = hn::Mul(z[i], z[i]);
      (AddProducts(low, z, rest), ...);
    }
    HOLO_STAGE rest[i] = hn::Add(f[i], hn::NegMulAdd(r[i], hn::Set(d, 0.5), rest[i]));
  }
  if constexpr (Base::kLow == 0) {
    HOLO_STAGE y[i] = hn::Add(e[i], rest[i]);
  } else {
    HOLO_STAGE y[i] = hn::MulAdd(e[i], hn::Set(d, Base::kHighF64), rest[i]);  // an exact product
  }
}

template <class Base, class D, class V, int kN, class... Low>
HWY_INLINE void LogOfParts(D d, const BitsOf<D> (&scaled)[kN], const V (&m)[kN], V (&y)[kN], Low&... low) {
  if constexpr (kIsF32<D>) {
    LogF32<Base>(d, scaled, m, y, low...);
  } else {
    LogF64<Base>(d, scaled, m, y, low...);
  }
}

// The logarithm of u + low, u normal and below 2^100 (f32) or 2^1000 (f64), low what its rounding left; or of 2^k as
// much, for k in the place of the exponent's bits.
template <class D, class V, int kN, class... Exponent>
HWY_INLINE void LogOfSum(D d, const V (&u)[kN], const V (&low)[kN], V (&y)[kN], Exponent... more) {
#if HWY_TARGET == HWY_AVX3
  if constexpr (kIsF32<D> && sizeof...(Exponent) == 0) {
    DirectLogF32<BaseE>(d, u, y, low);
    return;
  }
#endif
  BitsOf<D> scaled[kN];
  V m[kN], low_m[kN];
  SplitBinade(d, u, scaled, m);
  HOLO_STAGE low_m[i] = hn::Mul(low[i], PowerOfMinusExponent(d, scaled[i]));
  ((scaled[0] = hn::Add(scaled[0], more)), ...);
  LogOfParts<BaseE>(d, scaled, m, y, low_m);
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_LOGARITHMIC_CORE_INL_H_
