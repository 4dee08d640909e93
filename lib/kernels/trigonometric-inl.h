// trigonometric-inl.h — the functors of ops.def's rows of family `trigonometric` that take an angle, named as there;
// compiled once per SIMD level. block_map-inl.h tells what a functor has.
//
// W. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980): multiples of pi or pi/2 are taken out in
// parts, of which the first leaves an exact rest. Angles too large for that become doubles, and those integers
// (angle_reduction.h). What the rest r lacks, e, is added to the polynomial, where it does not round again. Results are
// r - (r^3 q(r^2) + e), and not r + ...: so they keep the sign of -0.
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_TRIGONOMETRIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_TRIGONOMETRIC_INL_H_
#undef HOLOGRAM_KERNELS_TRIGONOMETRIC_INL_H_
#else
#define HOLOGRAM_KERNELS_TRIGONOMETRIC_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>

#include "kernels/angle_reduction.h"
#include "kernels/approximation-inl.h"
#include "kernels/fma_emulation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// sin r = r - r (r^2 + r^2 q(r^2)) / 8.
inline constexpr double kSinF32[] = {-0x1.5d92f2p-16, 0x1.9f6d38p-10, -0x1.110ec6p-4,  // 2^-27.2 on ±(pi/2 + 0.008)
                                     0x1.55552ep-2};
// sin r = r - r^3 q(r^2), and cos r = 1 - r^2 q(r^2).
inline constexpr double kSinF64[] = {0,  // 2^-57.9 on ±(pi/4 + 0.001)
                                     -0x1.5d8b558fce1e3p-33,
                                     0x1.ae5e4b83dc61dp-26,
                                     -0x1.71de35552b4fap-19,
                                     0x1.a01a019be9217p-13,
                                     -0x1.111111110f730p-7,
                                     0x1.5555555555548p-3};
inline constexpr double kCosF64[] = {0x1.8fa4f76dfc123p-37,  // 2^-63.9 on ±(pi/4 + 0.001)
                                     -0x1.1ee9d928758ccp-29, 0x1.27e4f7ee4861bp-22, -0x1.a01a019c8bab8p-16,
                                     0x1.6c16c16c15000p-10,  -0x1.555555555554bp-5, 0.5};
// tan r = r - r^3 q(r^2).
inline constexpr double kTanF32[] = {-0x1.2113bep-8, -0x1.0755a2p-15, -0x1.643302p-7,  // 2^-29.3 on ±(pi/4 + 0.001)
                                     -0x1.5c8e0ap-6, -0x1.badc9ap-5,  -0x1.110d9ap-3, -0x1.55556p-2};
// tan r = (r - r^3 p(r^2)) / (1 + r^2 q(r^2)).
inline constexpr double kTanNumeratorF64[] = {0x1.2ba7fd6a9c2f7p-16,  // 2^-61.6 on ±(pi/4 + 0.001)
                                              -0x1.c0e6abba23d97p-9, 0x1.112b2de1a0562p-3};
inline constexpr double kTanDenominatorF64[] = {0x1.0b7178047c08fp-21, -0x1.46f43d0a5e530p-12, 0x1.a479390f83ee1p-6,
                                                -0x1.ddeaec4625806p-2};

// Adding it rounds to whole numbers, whose last bits stay in the sum's.
template <class D>
HWY_INLINE hn::VFromD<D> WholeRounder(D d) {
  return Pick(d, 0x1.8p23f, 0x1.8p52);
}

// Angles up to there are reduced by parts, and n is the nearest but for a thousandth. Without FMA the parts are shorter,
// so that multiples of them are exact.
template <class D>
inline constexpr double kQuickAngle = HWY_NATIVE_FMA ? (kIsF32<D> ? 0x1p14 : 0x1p30) : (kIsF32<D> ? 0x1p11 : 0x1p20);

// pi in parts, cut off, not rounded: multiples of zero by all of them are +0.
struct Parts {
  double first[HWY_NATIVE_FMA ? 1 : 2], second, third;
};
template <class D>
HWY_INLINE constexpr Parts PartsOfPi() {
#if HWY_NATIVE_FMA
  if (kIsF32<D>) return {{0x1.921fb4p+1}, 0x1.4442dp-23, 0x1.846988p-47};
  return {{0x1.921fb54442d18p+1}, 0x1.1a62633145c06p-53, 0x1.c1cd129024e08p-106};
#else
  if (kIsF32<D>) return {{0x1.921p+1, 0x1.f68p-12}, 0x1.444p-23, 0x1.68c234p-38};
  return {{0x1.921fb544p+1, 0x1.0b46p-33}, 0x1.1a626331p-53, 0x1.1701b839a252p-87};
#endif
}

// x - n units of `part`, exactly, where n makes that small.
template <class D, class V>
HWY_INLINE V TakeFirst(D d, V x, V n, double unit) {
  for (const double part : PartsOfPi<D>().first) {
    x = hn::NegMulAdd(n, hn::Set(d, static_cast<hn::TFromD<D>>(unit * part)), x);
  }
  return x;
}

// x = n pi/2 + r - e, with n in the last bits of t.
template <class D, class V, int kN>
HWY_INLINE void ReduceToQuadrant(D d, const V (&x)[kN], V (&t)[kN], V (&r)[kN], V (&e)[kN]) {
  using T = hn::TFromD<D>;
  constexpr Parts kPi = PartsOfPi<D>();
  const V rounder = WholeRounder(d), inverse = Pick(d, 0x1.45f306p-1f, 0x1.45f306dc9c883p-1);
  const V part2 = hn::Set(d, static_cast<T>(kPi.second / 2)), part3 = hn::Set(d, static_cast<T>(kPi.third / 2));
  V n[kN], exact[kN], second[kN];
  HOLO_STAGE t[i] = hn::MulAdd(x[i], inverse, rounder);
  HOLO_STAGE n[i] = hn::Sub(t[i], rounder);
  HOLO_STAGE exact[i] = TakeFirst(d, x[i], n[i], 0.5);
  HOLO_STAGE second[i] = hn::Mul(n[i], part2);
  HOLO_STAGE r[i] = hn::Sub(exact[i], second[i]);
  HOLO_STAGE {
    // What the difference lost (Knuth), and the product.
    const V taken = hn::Sub(r[i], exact[i]);
    const V lost = hn::Sub(hn::Sub(exact[i], hn::Sub(r[i], taken)), hn::Add(second[i], taken));
    e[i] = hn::Sub(hn::MulAdd(n[i], part3, hn::MulSub(n[i], part2, second[i])), lost);
  }
}

// The same of one vector of doubles of any size.
template <class D, class V>
HWY_INLINE void ReduceAny(D d, V x, V (&t)[1], V (&r)[1], V (&e)[1]) {
  const auto quick = hn::Le(hn::Abs(x), hn::Set(d, kQuickAngle<D>));
  const V inside[1] = {hn::IfThenElseZero(quick, x)};
  ReduceToQuadrant(d, inside, t, r, e);
  HWY_ALIGN double angle[hn::MaxLanes(D())], lanes[3][hn::MaxLanes(D())];
  hn::Store(x, d, angle);
  hn::Store(t[0], d, lanes[0]);
  hn::Store(r[0], d, lanes[1]);
  hn::Store(e[0], d, lanes[2]);
  for (size_t i = 0; i < hn::Lanes(d); ++i) {
    if (std::fabs(angle[i]) <= kQuickAngle<D>) continue;
    if (!std::isfinite(angle[i])) {
      lanes[1][i] = angle[i] - angle[i];  // NaN
      continue;
    }
    double low;
    lanes[0][i] = 0x1.8p52 + ReduceAngle(angle[i], &lanes[1][i], &low);
    lanes[2][i] = -low;
  }
  t[0] = hn::Load(d, lanes[0]);
  r[0] = hn::Load(d, lanes[1]);
  e[0] = hn::Load(d, lanes[2]);
}

// F of floats by way of doubles.
template <class F, class D, class V>
HWY_INLINE V ThroughDouble(D d, V x) {
  const auto part = [](auto dh, auto half) HWY_ATTR {
    const hn::Rebind<double, decltype(dh)> dd;
    return NarrowToNearest()(dh, dd, F::Any(dd, hn::PromoteTo(dd, half)));
  };
#if HWY_TARGET == HWY_SCALAR
  return part(d, x);
#else
  const hn::Half<D> dh;
  return hn::Combine(d, part(dh, hn::UpperHalf(dh, x)), part(dh, hn::LowerHalf(dh, x)));
#endif
}

// A function of an angle: F::CommonF32 for floats up to kQuickAngle, F::Finish for what doubles are reduced to.
template <class F>
struct OfAngle {
  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kQuickAngle<D>));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    if constexpr (kIsF32<D>) {
      F::CommonF32(d, x, y);
    } else {
      V t[kN], r[kN], e[kN];
      ReduceToQuadrant(d, x, t, r, e);
      F::Finish(d, t, r, e, y);
    }
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    V y[1];
    if constexpr (kIsF32<D>) {
      const auto quick = hn::Le(hn::Abs(x), hn::Set(d, static_cast<float>(kQuickAngle<D>)));
      const V inside[1] = {hn::IfThenElseZero(quick, x)};
      Common(d, inside, y);
      return hn::IfThenElse(quick, y[0], ThroughDouble<F>(d, x));
    } else {
      V t[1], r[1], e[1];
      ReduceAny(d, x, t, r, e);
      F::Finish(d, t, r, e, y);
      return y[0];
    }
  }
};

// The sine of x + kQuadrant pi/2.
template <int kQuadrant>
struct Sine : OfAngle<Sine<kQuadrant>> {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 4 : 3;

  // Of f32: multiples of pi are taken out, so that one polynomial serves all.
  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&x)[kN], V (&y)[kN]) {
    const hn::RebindToSigned<D> di;
    const V rounder = WholeRounder(d), inverse = hn::Set(d, 0x1.45f306p-2f), half = hn::Set(d, 0.5f),
            eighth = hn::Set(d, 0.125f);
    constexpr Parts kPi = PartsOfPi<D>();
    const V part2 = hn::Set(d, static_cast<float>(kPi.second)), part3 = hn::Set(d, static_cast<float>(8 * kPi.third));
    V t[kN], n[kN], r[kN], e[kN], u[kN], q[kN];
    if constexpr (kQuadrant == 0) {
      HOLO_STAGE t[i] = hn::MulAdd(x[i], inverse, rounder);
      HOLO_STAGE n[i] = hn::Sub(t[i], rounder);
    } else {
      HOLO_STAGE t[i] = hn::Add(hn::MulAdd(x[i], inverse, half), rounder);
      HOLO_STAGE n[i] = hn::Sub(hn::Sub(t[i], rounder), half);
    }
    HOLO_STAGE r[i] = TakeFirst(d, x[i], n[i], 1);
    HOLO_STAGE r[i] = hn::NegMulAdd(n[i], part2, r[i]);
    HOLO_STAGE e[i] = hn::Mul(n[i], part3);
    HOLO_STAGE u[i] = hn::Mul(r[i], r[i]);
    Horner(d, kSinF32, u, q);
    // The eighth of r^2, most of its sixth, is exact until it is added.
    HOLO_STAGE q[i] = AddProductToSmall(d, r[i], r[i], hn::Mul(u[i], q[i]));
    HOLO_STAGE q[i] = hn::MulAdd(q[i], r[i], e[i]);
    HOLO_STAGE y[i] = hn::NegMulAdd(q[i], eighth, r[i]);
    HOLO_STAGE y[i] = hn::Xor(y[i], hn::BitCast(d, hn::ShiftLeft<31>(hn::BitCast(di, t[i]))));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Finish(D d, const V (&t)[kN], const V (&r)[kN], const V (&e)[kN], V (&y)[kN]) {
    const hn::RebindToUnsigned<D> du;
    const V one = hn::Set(d, 1.0), half = hn::Set(d, 0.5), sign = hn::SignBit(d);
    V u[kN], q[kN];
    hn::VFromD<decltype(du)> quadrant[kN];
    MaskOf<V> odd[kN];
    HOLO_STAGE quadrant[i] = hn::Add(hn::BitCast(du, t[i]), hn::Set(du, uint64_t{kQuadrant}));
    HOLO_STAGE odd[i] = hn::RebindMask(d, hn::TestBit(quadrant[i], hn::Set(du, uint64_t{1})));
    HOLO_STAGE u[i] = hn::Mul(r[i], r[i]);
    HOLO_STAGE q[i] = hn::IfThenElseZero(odd[i], hn::Set(d, kCosF64[0]));
    HWY_UNROLL(16) for (int k = 1; k < 7; ++k) {
      HOLO_STAGE q[i] = hn::MulAdd(q[i], u[i], hn::IfThenElse(odd[i], hn::Set(d, kCosF64[k]), hn::Set(d, kSinF64[k])));
    }
    HOLO_STAGE {
      const V power = hn::Mul(hn::IfThenElse(odd[i], one, r[i]), u[i]);
      // In 1 - r^2 / 2 what the square lost counts.
      const V lost = hn::Mul(ProductError(d, r[i], r[i], u[i]), half);
      const V low = hn::IfThenElse(odd[i], hn::NegMulAdd(r[i], e[i], lost), e[i]);
      y[i] = hn::Sub(hn::IfThenElse(odd[i], one, r[i]), AddProductToSmall(d, q[i], power, low));
      y[i] = hn::Xor(y[i], hn::And(hn::BitCast(d, hn::ShiftLeft<62>(quadrant[i])), sign));
    }
  }
};
using Sin = Sine<0>;
using Cos = Sine<1>;

struct Tan : OfAngle<Tan> {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 4 : 3;

  // Whether the multiple of pi/2 is odd.
  template <class D, class V>
  static HWY_INLINE auto IsOdd(D d, V t) {
    using U = hwy::MakeUnsigned<hn::TFromD<D>>;
    const hn::RebindToUnsigned<D> du;
    return hn::RebindMask(d, hn::TestBit(hn::BitCast(du, t), hn::Set(du, U{1})));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&x)[kN], V (&y)[kN]) {
    V t[kN], r[kN], e[kN], u[kN], q[kN];
    ReduceToQuadrant(d, x, t, r, e);
    HOLO_STAGE u[i] = hn::Mul(r[i], r[i]);
    Horner(d, kTanF32, u, q);
    // The tangent's slope is 1 + tan^2 r.
    HOLO_STAGE e[i] = hn::MulAdd(e[i], u[i], e[i]);
    HOLO_STAGE q[i] = hn::MulAdd(q[i], hn::Mul(r[i], u[i]), e[i]);
    HOLO_STAGE y[i] = hn::Sub(r[i], q[i]);
    HOLO_STAGE y[i] = hn::IfThenElse(IsOdd(d, t[i]), hn::Div(hn::Set(d, -1.0f), y[i]), y[i]);
  }

  // A quotient of numerator and denominator, or, in odd quadrants, of the opposite of the latter and the former. Both
  // round, and so does it: what these three lost is gathered and divided, too, but by hand.
  template <class D, class V, int kN>
  static HWY_INLINE void Finish(D d, const V (&t)[kN], const V (&r)[kN], const V (&e)[kN], V (&y)[kN]) {
    const V one = hn::Set(d, 1.0), half = hn::Set(d, 0.5);
    V u[kN], p[kN], q[kN], a[kN], b[kN], a_low[kN], b_low[kN];
    HOLO_STAGE u[i] = hn::Mul(r[i], r[i]);
    Horner(d, kTanNumeratorF64, u, p);
    Horner(d, kTanDenominatorF64, u, q);
    // The tangent's slope is 1 + tan^2 r.
    HOLO_STAGE p[i] = hn::MulAdd(p[i], hn::Mul(r[i], u[i]), hn::MulAdd(e[i], hn::Mul(u[i], half), e[i]));
    HOLO_STAGE a[i] = hn::Sub(r[i], p[i]);
    HOLO_STAGE a_low[i] = hn::Sub(hn::Sub(r[i], a[i]), p[i]);
    HOLO_STAGE b[i] = hn::MulAdd(q[i], u[i], one);
    HOLO_STAGE b_low[i] = AddProductToItsOpposite(d, q[i], u[i], hn::Sub(one, b[i]));
    HOLO_STAGE {
      const auto odd = IsOdd(d, t[i]);
      const V numerator = hn::IfThenElse(odd, hn::Neg(b[i]), a[i]), denominator = hn::IfThenElse(odd, a[i], b[i]);
      const V numerator_low = hn::IfThenElse(odd, hn::Neg(b_low[i]), a_low[i]);
      const V denominator_low = hn::IfThenElse(odd, a_low[i], b_low[i]);
      y[i] = hn::Div(numerator, denominator);
      const V excess = hn::Add(AddProductToItsOpposite(d, y[i], denominator, hn::Neg(numerator)),
                               hn::MulSub(y[i], denominator_low, numerator_low));
      y[i] = hn::NegMulAdd(excess, RoughReciprocal(d, denominator), y[i]);
    }
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_TRIGONOMETRIC_INL_H_
