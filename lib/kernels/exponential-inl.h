// exponential-inl.h — the functors of ops.def's rows of family `exponential`, named as there: functions made of powers;
// compiled once per SIMD level. block_map-inl.h tells what a functor has.
//
// The bounds in ops.def were measured: of f32 on all inputs (tools/exhaustive.sh).

#if defined(HOLOGRAM_KERNELS_EXPONENTIAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_EXPONENTIAL_INL_H_
#undef HOLOGRAM_KERNELS_EXPONENTIAL_INL_H_
#else
#define HOLOGRAM_KERNELS_EXPONENTIAL_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/exponential_core-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// u = b + b^3 q(b^2), 2^-26.2 on ±0.302.
inline constexpr double kTanhF32[] = {-0x1.9c3f26p-5, 0x1.10adbcp-3, -0x1.555498p-2};
// tanh a = a + a^3 P(a^2) / Q(a^2), 2^-63 on ±0.83: interpolated at Chebyshev's points.
inline constexpr double kTanhNumerator[] = {-0x1.1dde36af7ce0dp-14, -0x1.e9c9fc3717d81p-1, -0x1.507f62d61e635p+6,
                                            -0x1.475dfac9b5754p+10};
inline constexpr double kTanhDenominator[] = {1, 0x1.8158894cd225ap+6, 0x1.c7ef0f7a32a5ap+10, 0x1.eb0cf82e902fep+11};

// How far the exponents of two of results may go for s + s p to round once: normal results, and without FMA no product
// that is not exact because it is subnormal.
template <class D>
inline constexpr int kSafeExponent = HWY_NATIVE_FMA ? (kIsF32<D> ? 125 : 1021) : (kIsF32<D> ? 99 : 960);

struct Exp {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kSafeExponent<D> * kLn2));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V t[kN], p[kN], s[kN];
    SplitExp<true>(d, x, t, p);
    HOLO_STAGE s[i] = Scale(d, t[i]);
    HOLO_STAGE y[i] = hn::MulAdd(s[i], p[i], s[i]);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V inside = kIsF32<D> ? Clamped(d, x, -104, 89) : Clamped(d, x, -746, 710);
    return KeepNaN(x, ScaledExp<true>(d, inside));
  }
};

struct Exp2 {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kSafeExponent<D>));
  }

  // What rounding leaves of x is exact.
  template <class D, class V, int kN>
  static HWY_INLINE void Split(D d, const V (&x)[kN], V (&t)[kN], V (&p)[kN]) {
    const V rounder = Rounder(d);
    V f[kN];
    HOLO_STAGE t[i] = hn::Add(x[i], rounder);
    HOLO_STAGE f[i] = hn::Sub(x[i], hn::Sub(t[i], rounder));
    RestOfPower(d, f, p);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V t[kN], p[kN], s[kN];
    Split(d, x, t, p);
    HOLO_STAGE s[i] = Scale(d, t[i]);
    HOLO_STAGE y[i] = hn::MulAdd(s[i], p[i], s[i]);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V inside[1] = {kIsF32<D> ? Clamped(d, x, -151, 129) : Clamped(d, x, -1076, 1025)};
    V t[1], p[1];
    Split(d, inside, t, p);
    return KeepNaN(x, ScaledPower(d, t[0], p[0]));
  }
};

// numerator / (1 + s (1 + p)): the larger of 1 and s waits for the rest, so that the denominator rounds once, not twice.
template <class D, class V, int kN>
HWY_INLINE void DivideByOnePlus(D d, const V (&numerator)[kN], const V (&t)[kN], const V (&p)[kN], V (&y)[kN]) {
  const V one = Pick(d, 1, 1);
  V s[kN];
  [[maybe_unused]] V rest[kN];
  HOLO_STAGE s[i] = Scale(d, t[i]);
  if constexpr (kIsF32<D>) {
    HOLO_STAGE rest[i] = hn::MulAdd(s[i], p[i], hn::Min(s[i], one));
    HOLO_STAGE s[i] = hn::Add(hn::Max(s[i], one), rest[i]);
  } else {
    // p is not as small as in f32, and an inner sum would round as coarsely as the outer one: it gets an error instead.
    HOLO_STAGE {
      const V sum = hn::Add(s[i], one);
      s[i] = hn::Add(sum, hn::MulAdd(s[i], p[i], SumError(s[i], one, sum)));
    }
  }
  HOLO_STAGE y[i] = hn::Div(numerator[i], s[i]);
}

// 1 / (1 + e^-x), or x / (1 + e^-x).
template <bool kTimesX>
struct Logistic {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 87 : 700;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kLimit<D>));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Divide(D d, const V (&numerator)[kN], const V (&x)[kN], V (&y)[kN]) {
    V t[kN], p[kN];
    SplitExp<false, true>(d, x, t, p);
    DivideByOnePlus(d, numerator, t, p, y);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    if constexpr (kTimesX) {
      Divide(d, x, x, y);
    } else {
      V one[kN];
      HOLO_STAGE one[i] = Pick(d, 1, 1);
      Divide(d, one, x, y);
    }
  }

  // Below the limit 1 + e^-x is e^-x, and the result may be subnormal.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V numerator[1] = {kTimesX ? x : Pick(d, 1, 1)};
    const V inside[1] = {Clamped(d, x, -kLimit<D>, kLimit<D>)};
    V y[1];
    Divide(d, numerator, inside, y);
    const V far = kIsF32<D> ? Clamped(d, x, -120, 0) : Clamped(d, x, -770, 0);
    V tail;
    if constexpr (kTimesX) {
      tail = ScaledExp<false>(d, far, far);
    } else {
      tail = ScaledExp<false>(d, far);
    }
    const auto below = hn::Lt(x, Pick(d, -kLimit<D>, -kLimit<D>));
    return KeepNaN(x, hn::IfThenElse(below, tail, y[0]));
  }
};
using Sigmoid = Logistic<false>;
using Silu = Logistic<true>;

// Of f32: 16 nodes T_j and the addition theorem, T + u (1 - T^2) / (1 + T u), u the tangent of the distance to the node.
// Of f64: x + x^3 P(x^2) / Q(x^2) near zero and 1 - 2 / (e^2x + 1) beyond, in one division.
struct Tanh {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&x)[kN], V (&y)[kN]) {
    const hn::RebindToSigned<D> di;
    const V rounder = hn::Set(d, 0x1.8p23f), one = hn::Set(d, 1.0f);
    V a[kN], t[kN], b[kN], b2[kN], u[kN], node[kN], slope[kN];
    HOLO_STAGE a[i] = AtMost(hn::Set(d, 9.02f), hn::Abs(x[i]));
    HOLO_STAGE t[i] = hn::MulAdd(a[i], hn::Set(d, 1 / kTangentStep), rounder);
    HOLO_STAGE node[i] = Lookup(d, kTangents, hn::BitCast(di, t[i]));
    // What can be looked up or computed, AVX-512 looks up, since FMAs are what everything else waits for. b is exact.
#if HWY_TARGET == HWY_AVX3
    HOLO_STAGE b[i] = hn::Sub(a[i], Lookup(d, kTangentNodes.places, hn::BitCast(di, t[i])));
    HOLO_STAGE slope[i] = Lookup(d, kTangentNodes.slopes, hn::BitCast(di, t[i]));
#else
    HOLO_STAGE b[i] = hn::NegMulAdd(hn::Sub(t[i], rounder), hn::Set(d, kTangentStep), a[i]);
#if HWY_NATIVE_FMA
    HOLO_STAGE slope[i] = hn::NegMulAdd(node[i], node[i], one);
#else
    HOLO_STAGE slope[i] = hn::Mul(hn::Sub(one, node[i]), hn::Add(one, node[i]));
#endif
#endif
    HOLO_STAGE b2[i] = hn::Mul(b[i], b[i]);
    Horner(d, kTanhF32, b2, u);
    HOLO_STAGE u[i] = hn::MulAdd(u[i], hn::Mul(b2[i], b[i]), b[i]);
    HOLO_STAGE slope[i] = hn::Mul(u[i], slope[i]);
    HOLO_STAGE u[i] = hn::MulAdd(node[i], u[i], one);
    HOLO_STAGE y[i] = hn::Add(node[i], hn::Div(slope[i], u[i]));
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF64(D d, const V (&x)[kN], V (&y)[kN]) {
    const V one = hn::Set(d, 1.0);
    V a[kN], twice[kN], t[kN], p[kN], s[kN], u[kN], numerator[kN], denominator[kN];
    HOLO_STAGE a[i] = AtMost(hn::Set(d, 20.0), hn::Abs(x[i]));
    HOLO_STAGE twice[i] = hn::Add(a[i], a[i]);
    SplitExp<false>(d, twice, t, p);
    HOLO_STAGE s[i] = Scale(d, t[i]);
    HOLO_STAGE p[i] = hn::Add(s[i], hn::MulAdd(s[i], p[i], one));
    HOLO_STAGE u[i] = hn::Mul(a[i], a[i]);
    Horner(d, kTanhNumerator, u, numerator);
    Horner(d, kTanhDenominator, u, denominator);
    HOLO_STAGE numerator[i] = hn::Mul(hn::Mul(u[i], a[i]), numerator[i]);
    HOLO_STAGE {
      const auto near_zero = hn::Lt(a[i], hn::Set(d, 0.8125));
      const V quotient = hn::Div(hn::IfThenElse(near_zero, numerator[i], hn::Set(d, -2.0)),
                                 hn::IfThenElse(near_zero, denominator[i], p[i]));
      y[i] = hn::CopySign(hn::Add(hn::IfThenElse(near_zero, a[i], one), quotient), x[i]);
    }
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    if constexpr (kIsF32<D>) {
      CommonF32(d, x, y);
    } else {
      CommonF64(d, x, y);
    }
  }
};

// x / (1 + 2^z), z = x (k0 + k1 x^2): 0.5 (1 + tanh) of the formula is 1 / (1 + e^-2...), which loses nothing where it is
// small. There z is large, and an error in it the larger: it is carried in two parts, and the product never rounded.
struct GeluTanh {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 10 : 20;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kLimit<D>));
  }

  // 2^z. k0 has so few bits that k0 - k is exact: k0 = -2 sqrt(2/pi) / ln 2, k1 = 0.044715 k0, in two parts each.
  template <class D, class V, int kN>
  static HWY_INLINE void Split(D d, const V (&x)[kN], V (&t)[kN], V (&p)[kN]) {
    const V k0 = Pick(d, -0x1.26aecp+1f, -0x1.26aec21bce76p+1), k1 = Pick(d, -0x1.a5a7dp-4f, -0x1.a5a7cf7572a98p-4);
    const V k0_low = Pick(d, -0x1.0de73ap-22f, 0x1.ad12d7a64bcebp-49);
    const V k1_low = Pick(d, 0x1.151aaep-29f, 0x1.b91c940e4cfcfp-58);
    const V rounder = Rounder(d);
    V u[kN], u_low[kN], k[kN], k_low[kN], f[kN];
    HOLO_STAGE u[i] = hn::Mul(x[i], x[i]);
    HOLO_STAGE u_low[i] = ProductError(d, x[i], x[i], u[i]);
    HOLO_STAGE k[i] = hn::MulAdd(u[i], k1, k0);
    HOLO_STAGE t[i] = hn::MulAdd(x[i], k[i], rounder);
    HOLO_STAGE k_low[i] = AddProductToItsOpposite(d, u[i], k1, hn::Sub(k0, k[i]));
    HOLO_STAGE f[i] = AddProductToItsOpposite(d, x[i], k[i], hn::Sub(rounder, t[i]));
    HOLO_STAGE k_low[i] = hn::Add(hn::MulAdd(u_low[i], k1, k_low[i]), hn::MulAdd(u[i], k1_low, k0_low));
    HOLO_STAGE f[i] = hn::MulAdd(x[i], k_low[i], f[i]);
    RestOfPower(d, f, p);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Divide(D d, const V (&numerator)[kN], const V (&x)[kN], V (&y)[kN]) {
    V t[kN], p[kN];
    Split(d, x, t, p);
    DivideByOnePlus(d, numerator, t, p, y);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    Divide(d, x, x, y);
  }

  // Below the limit the result is x 2^-z, and may be subnormal.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V numerator[1] = {x}, inside[1] = {Clamped(d, x, -kLimit<D>, kLimit<D>)};
    V y[1], t[1], p[1];
    Divide(d, numerator, inside, y);
    const V far = kIsF32<D> ? Clamped(d, x, -12, -10) : Clamped(d, x, -22.5, -20);
    const V opposite[1] = {hn::Neg(far)};
    Split(d, opposite, t, p);
    const V tail = ScaledPower(d, t[0], p[0], far);
    const auto below = hn::Lt(x, Pick(d, -kLimit<D>, -kLimit<D>));
    return KeepNaN(x, hn::IfThenElse(below, tail, y[0]));
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_EXPONENTIAL_INL_H_
