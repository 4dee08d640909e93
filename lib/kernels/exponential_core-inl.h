// exponential_core-inl.h — what the functions made of powers share: e^x and 2^x as s (1 + p), s a power of two (f64) or of
// the eighth root of two (f32); compiled once per SIMD level.
//
// P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS 15
// (1989). Adding 1.5 * 2^k rounds to a multiple of the sum's unit and leaves the multiple in its low bits, where they are
// index and exponent without a conversion, on every level alike. Polynomials are minimax (Remez), their error relative to
// the result beside them; those of f64 were fitted with 200 bits.

#if defined(HOLOGRAM_KERNELS_EXPONENTIAL_CORE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_EXPONENTIAL_CORE_INL_H_
#undef HOLOGRAM_KERNELS_EXPONENTIAL_CORE_INL_H_
#else
#define HOLOGRAM_KERNELS_EXPONENTIAL_CORE_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/approximation-inl.h"
#include "kernels/exponential_tables.h"
#include "kernels/table_lookup-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// Adding it rounds f32 to eighths, f64 to whole numbers.
template <class D>
HWY_INLINE hn::VFromD<D> Rounder(D d) {
  return Pick(d, 0x1.8p20f, 0x1.8p52);
}

// Of f32 by what the table has more of it: e^r e^-0.0237 = 1 + kExpShift + r p(r), and 2^f e^-0.0237 - 1, whose constant is
// one unit larger for the sake of gelu_tanh near zero: the first entry of the table is the smaller.
inline constexpr double kExpF32[] = {0x1.4f8d22p-5, 0x1.4d58b4p-3, 0x1.f3fd4ap-2, 0x1.f3fd76p-1};  // 2^-31.7 on ±ln2/16
inline constexpr double kShortExpF32[] = {0x1.4d557p-3, 0x1.f411b8p-2, 0x1.f3fd76p-1};             // 2^-25.7
inline constexpr float kExpShift = -0x1.805144p-6f, kShortExpShift = -0x1.805158p-6f;
inline constexpr double kExp2F32[] = {0x1.3778e6p-7, 0x1.bc112ep-5, 0x1.e07144p-3,  // 2^-31.7 on ±1/16
                                      0x1.5a9114p-1, -0x1.805142p-6};
// e^r = 1 + r + r^2 q(r).
inline constexpr double kExpF64[] = {  // 2^-58.0 on ±ln2/2
    0x1.af85fc2a9e389p-26, 0x1.28b0717351fc6p-22, 0x1.71dddf7df5120p-19, 0x1.a01996697cd36p-16, 0x1.a01a01bb07281p-13,
    0x1.6c16c185b65a5p-10, 0x1.111111110d5c7p-7,  0x1.555555554ffeep-5,  0x1.5555555555561p-3,  0x1.000000000000cp-1};
// 2^f = 1 + f ln 2 + f^2 q(f).
inline constexpr double kExp2F64[] = {  // 2^-58.0 on ±1/2
    0x1.ea1387c9c3191p-32, 0x1.e61c7ab04b1d5p-28, 0x1.b524d1fcc6e16p-24, 0x1.62bfc6ee9b2e8p-20, 0x1.ffcbfc799a416p-17,
    0x1.4309130f1df7ap-13, 0x1.5d87fe78a1b7bp-10, 0x1.3b2ab6fb9ffccp-7,  0x1.c6b08d704a0cfp-5,  0x1.ebfbdff82c5a5p-3};
inline constexpr double kLn2 = 0x1.62e42fefa39efp-1, kLn2Low = 0x1.abc9e3b39803fp-56;

// x - a b, or -x - a b.
template <bool kOfOpposite, class V>
HWY_INLINE V LessProduct(V a, V b, V x) {
  if constexpr (kOfOpposite) {
    return hn::NegMulSub(a, b, x);
  } else {
    return hn::NegMulAdd(a, b, x);
  }
}

// a b - c for each of a block.
template <class V, int kN>
HWY_INLINE void SubtractFromProducts(const V (&a)[kN], V b, const V (&c)[kN], V (&y)[kN]) {
  HOLO_STAGE y[i] = hn::MulSub(a[i], b, c[i]);
}

template <bool kShort, class D, class V, int kN>
HWY_INLINE void ExpPolynomial(D d, const V (&r)[kN], V (&p)[kN]) {
  if constexpr (kShort) {
    Horner(d, kShortExpF32, r, p);
  } else {
    Horner(d, kExpF32, r, p);
  }
}

// e^x: `t` holds the power's exponent (Scale, Mantissa, TimesPower) and `p` the rest. kShort saves f32 a step for 0.3 ULP.
// |x| < 1000, or the lane means nothing. kOfOpposite: e^-x. Of f64 also e^(x + low), with no more than what rounding takes
// from x.
template <bool kShort, bool kOfOpposite = false, class D, class V, int kN, class... Low>
HWY_INLINE void SplitExp(D d, const V (&x)[kN], V (&t)[kN], V (&p)[kN], const Low&... low) {
  const V rounder = Rounder(d);
  V n[kN], r[kN];
  const double per_unit = kOfOpposite ? -0x1.71547652b82fep+0 : 0x1.71547652b82fep+0;
  HOLO_STAGE t[i] = hn::MulAdd(x[i], hn::Set(d, static_cast<hn::TFromD<D>>(per_unit)), rounder);
  HOLO_STAGE n[i] = hn::Sub(t[i], rounder);
  if constexpr (kIsF32<D>) {
    V shift[kN];
    HOLO_STAGE shift[i] = hn::Set(d, kShort ? kShortExpShift : kExpShift);
#if HWY_NATIVE_FMA
    const V high = hn::Set(d, 0x1.62e43p-1f), rest = hn::Set(d, -0x1.05c61p-29f);
#else
    // Twelve bits of ln 2, of which a multiple is exact.
    const V high = hn::Set(d, 0x1.62ep-1f), rest = hn::Set(d, 0x1.0bfbe8p-15f);
#endif
    HOLO_STAGE r[i] = LessProduct<kOfOpposite>(n[i], high, x[i]);
    if constexpr (HWY_NATIVE_FMA && !kShort) {
      // What the constant lacks, times e^-0.0237, is so little that the polynomial need not wait for it.
      HOLO_STAGE shift[i] = hn::MulAdd(n[i], hn::Set(d, 0x1.ff443ep-30f), shift[i]);
    } else {
      HOLO_STAGE r[i] = hn::NegMulAdd(n[i], rest, r[i]);
    }
    ExpPolynomial<kShort>(d, r, p);
    HOLO_STAGE p[i] = hn::MulAdd(p[i], r[i], shift[i]);
  } else {
    // The first constant has 32 bits: its multiples are exact also without FMA.
    const V high = hn::Set(d, 0x1.62e42feep-1), rest = hn::Set(d, 0x1.a39ef35793c76p-33);
    // r is up to 0.35, so that its rounding counts, and is taken into account.
    V exact[kN], q[kN];
    HOLO_STAGE exact[i] = LessProduct<kOfOpposite>(n[i], high, x[i]);
    if constexpr (sizeof...(Low) == 0) {
      HOLO_STAGE r[i] = hn::NegMulAdd(n[i], rest, exact[i]);
      HOLO_STAGE exact[i] = hn::NegMulAdd(n[i], rest, hn::Sub(exact[i], r[i]));
    } else {
      (SubtractFromProducts(n, rest, low, q), ...);
      HOLO_STAGE r[i] = hn::Sub(exact[i], q[i]);
      HOLO_STAGE exact[i] = hn::Sub(hn::Sub(exact[i], r[i]), q[i]);
    }
    Horner(d, kExpF64, r, q);
    HOLO_STAGE p[i] = hn::Add(r[i], hn::MulAdd(q[i], hn::Mul(r[i], r[i]), exact[i]));
  }
}

// 2^f - 1 for what is left of an exponent after rounding it.
template <class D, class V, int kN>
HWY_INLINE void RestOfPower(D d, const V (&f)[kN], V (&p)[kN]) {
  if constexpr (kIsF32<D>) {
    Horner(d, kExp2F32, f, p);
  } else {
    V q[kN];
    Horner(d, kExp2F64, f, q);
    HOLO_STAGE q[i] = hn::Mul(hn::MulAdd(q[i], f[i], hn::Set(d, kLn2Low)), f[i]);
    HOLO_STAGE p[i] = AddProductToSmall(d, f[i], hn::Set(d, kLn2), q[i]);
  }
}

// The power in `t`, if it is a normal number. (In f32 the table's entry lacks the index, and the sum brings it.)
template <class D, class V>
HWY_INLINE V Scale(D d, V t) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, t);
  if constexpr (kIsF32<D>) {
    return hn::BitCast(d, hn::Add(hn::BitCast(di, LookupOf8(d, kPowers, bits)), hn::ShiftLeft<20>(bits)));
  } else {
    return hn::BitCast(d, hn::Add(hn::BitCast(di, hn::Set(d, 1.0)), hn::ShiftLeft<52>(bits)));
  }
}

// The same in [1, 2), and x times the rest of it: in two factors, of which the second one alone can round.
template <class D, class V>
HWY_INLINE V Mantissa(D d, V t) {
  if constexpr (kIsF32<D>) {
    const hn::RebindToSigned<D> di;
    const auto bits = hn::BitCast(di, t);
    const auto index = hn::ShiftLeft<20>(hn::And(bits, hn::Set(di, 7)));
    return hn::BitCast(d, hn::Add(hn::BitCast(di, LookupOf8(d, kPowers, bits)), index));
  } else {
    return hn::Set(d, 1.0);
  }
}
template <class D, class V>
HWY_INLINE V TimesPower(D d, V x, V t) {
  const hn::RebindToSigned<D> di;
  if constexpr (kIsF32<D>) {
    const auto exponent = hn::ShiftRight<3>(hn::Sub(hn::BitCast(di, t), hn::BitCast(di, Rounder(d))));
    const auto half = hn::ShiftRight<1>(exponent);
    const auto power = [&](auto k) HWY_ATTR { return hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(k, hn::Set(di, 127)))); };
    return hn::Mul(hn::Mul(x, power(half)), power(hn::Sub(exponent, half)));
  } else {
    const V rounder = Rounder(d);
    const V half = hn::MulAdd(hn::Sub(t, rounder), hn::Set(d, 0.5), rounder);
    const V other = hn::Add(hn::Sub(hn::Sub(t, rounder), hn::Sub(half, rounder)), rounder);
    return hn::Mul(hn::Mul(x, Scale(d, half)), Scale(d, other));
  }
}

// The power in `t` times 1 + p and `factor`, of any size; the product may round a second time only if it is subnormal.
template <class D, class V, class... Factor>
HWY_INLINE V ScaledPower(D d, V t, V p, Factor... factor) {
  const V mantissa = Mantissa(d, t);
  V product = hn::MulAdd(mantissa, p, mantissa);
  ((product = hn::Mul(product, factor)), ...);
  return TimesPower(d, product, t);
}

// e^x times `factor`.
template <bool kShort, class D, class V, class... Factor>
HWY_INLINE V ScaledExp(D d, V x, Factor... factor) {
  const V in[1] = {x};
  V t[1], p[1];
  SplitExp<kShort>(d, in, t, p);
  return ScaledPower(d, t[0], p[0], factor...);
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_EXPONENTIAL_CORE_INL_H_
