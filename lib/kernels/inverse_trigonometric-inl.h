// inverse_trigonometric-inl.h — the functors of ops.def's rows of family `trigonometric` that give an angle, named as
// there; compiled once per SIMD level. block_map-inl.h tells what a functor has.
//
// Each takes its argument to an interval round zero by an identity, and the result is B + c (z + z^3 q(z^2)), B a
// multiple of pi/4 in two parts. Of f64 what rounding took from B + c z and from the root or the quotient z is added
// again. There is no long way: infinities, NaN and what is outside of the domain come out right by themselves.
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_INVERSE_TRIGONOMETRIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_INVERSE_TRIGONOMETRIC_INL_H_
#undef HOLOGRAM_KERNELS_INVERSE_TRIGONOMETRIC_INL_H_
#else
#define HOLOGRAM_KERNELS_INVERSE_TRIGONOMETRIC_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/approximation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// asin z = z + z^3 q(z^2).
inline constexpr double kAsinF32[] = {0x1.595c92p-5, 0x1.8c3e28p-6, 0x1.747bbap-5,  // 2^-27.6 on ±1/2
                                      0x1.330204p-4, 0x1.5555c8p-3};
inline constexpr double kAsinF64[] = {
    0x1.057eb8463cf5bp-5, -0x1.09fdb7158cdc2p-6,  // 2^-55.0 on ±1/2
    0x1.400ab0ba73bf2p-6, 0x1.abb645298a5dcp-8,  0x1.8ec526e0009e0p-7, 0x1.c6fd8529da8ecp-7, 0x1.1c6be3c989360p-6,
    0x1.6e89f426c02eep-6, 0x1.f1c72c39c0398p-6,  0x1.6db6db42787c0p-5, 0x1.333333336e82bp-4, 0x1.5555555555390p-3};
// atan z = z + z^3 q(z^2).
inline constexpr double kAtanF32[] = {0x1.7ea3fp-9,  -0x1.0c16d8p-6, 0x1.61ee24p-5, -0x1.3550b8p-4,  // 2^-25.8 on ±1
                                      0x1.b4deaap-4, -0x1.230a94p-3, 0x1.9978ecp-3, -0x1.5554dcp-2};
inline constexpr double kAtanF64[] = {-0x1.269e5df9543fap-6, 0x1.3854728db72c6p-5,  // 2^-59.1 on ±0.41422
                                      -0x1.9cfe406f38a02p-5, 0x1.df17518c08000p-5,  -0x1.10ec257119d77p-4,
                                      0x1.3b111fba7f68ep-4,  -0x1.745cf911c34c9p-4, 0x1.c71c70e6b3c9cp-4,
                                      -0x1.24924922ad3d7p-3, 0x1.9999999995867p-3,  -0x1.555555555553dp-2};

// pi/2 and what that lacks.
template <class D>
HWY_INLINE hn::VFromD<D> HalfPi(D d) {
  return Pick(d, 0x1.921fb6p+0f, 0x1.921fb54442d18p+0);
}
template <class D>
HWY_INLINE hn::VFromD<D> HalfPiLow(D d) {
  return Pick(d, -0x1.777a5cp-25f, 0x1.1a62633145c07p-54);
}

// What base + z loses, where base is zero or larger than z.
template <class V>
HWY_INLINE V LostBySum(V base, V z) {
  return hn::Add(hn::Sub(base, hn::Add(base, z)), z);
}

// base + z + (z u q + low), u being z^2, or what that was before z was multiplied by a power of two.
template <class D, class V>
HWY_INLINE V SumOfParts(D, V base, V z, V u, V q, V low) {
  V rest = hn::MulAdd(hn::Mul(z, u), q, low);
  if constexpr (!kIsF32<D>) rest = hn::Add(LostBySum(base, z), rest);
  return hn::Add(hn::Add(base, z), rest);
}

// asin or, kCosine, acos: of |x| > 1/2 by half the angle, asin x = pi/2 - 2 asin sqrt((1 - x) / 2).
template <bool kCosine>
struct InverseSine {
  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V half = Pick(d, 0.5f, 0.5);
    V u[kN], z[kN], q[kN], low[kN];
    HOLO_STAGE {
      const V magnitude = hn::Abs(x[i]);
      const auto small = hn::Le(magnitude, half);
      // x^2 up to 1/2, (1 - |x|) / 2 from there on.
      u[i] = hn::Min(hn::Mul(magnitude, magnitude), hn::NegMulAdd(half, magnitude, half));
      const V root = hn::Sqrt(u[i]), factor = Factor(d, x[i]), twice = hn::Mul(root, factor);
      if constexpr (kCosine) {
        z[i] = hn::IfThenElse(small, hn::Neg(x[i]), twice);
      } else {
        z[i] = hn::IfThenElse(small, magnitude, twice);
      }
      if constexpr (kIsF32<D>) {
        // A sum just above 1 for a result below: what it loses counts more than what pi/2 lacks.
        low[i] = LostBySum(Base(d, x[i], HalfPi(d)), z[i]);
      } else {
        const V excess = AddProductToItsOpposite(d, root, root, hn::Neg(u[i]));
        const V half_inverse = hn::IfThenZeroElse(small, RoughReciprocal(d, root, 2));
        low[i] = hn::NegMulAdd(hn::Mul(excess, half_inverse), factor, Base(d, x[i], HalfPiLow(d)));
      }
    }
    if constexpr (kIsF32<D>) {
      Horner(d, kAsinF32, u, q);
    } else {
      Horner(d, kAsinF64, u, q);
    }
    HOLO_STAGE y[i] = SumOfParts(d, Base(d, x[i], HalfPi(d)), z[i], u[i], q[i], low[i]);
    if constexpr (!kCosine) {
      HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
    }
  }

  // Of the root, where |x| > 1/2.
  template <class D, class V>
  static HWY_INLINE V Factor(D d, [[maybe_unused]] V x) {
    if constexpr (kCosine) {
      return hn::Xor(Pick(d, 2, 2), hn::And(x, hn::SignBit(d)));
    } else {
      return Pick(d, -2, -2);
    }
  }

  template <class D, class V>
  static HWY_INLINE V Base(D d, V x, V half_pi) {
    const auto small = hn::Le(hn::Abs(x), Pick(d, 0.5f, 0.5));
    if constexpr (kCosine) {
      return hn::IfThenElse(small, half_pi, hn::IfThenElseZero(hn::Lt(x, hn::Zero(d)), hn::Add(half_pi, half_pi)));
    } else {
      return hn::IfThenZeroElse(small, half_pi);
    }
  }
};
using Asin = InverseSine<false>;
using Acos = InverseSine<true>;

// The angle of the point (x, y), both positive, as B + atan z: z = y / x or, beside B = pi/2, -x / y. Of f64 these are
// for less than pi/8 and more than 3 pi/8, and between them is (y - x) / (y + x) beside pi/4: blends cost less than the
// terms of a polynomial of twice the width, of f32 more.
template <class D, class V>
struct Ratio {
  HWY_INLINE Ratio(D d, V x, V y) {
    if constexpr (kIsF32<D>) {
      low = hn::Le(y, x);
      numerator = hn::IfThenElse(low, y, hn::Neg(x));
      denominator = hn::IfThenElse(low, x, y);
    } else {
      const V tangent = hn::Set(d, 0x1.a827999fcef32p-2);
      low = hn::Le(y, hn::Mul(x, tangent));
      high = hn::Le(x, hn::Mul(y, tangent));
      numerator = hn::IfThenElse(low, y, hn::IfThenElse(high, hn::Neg(x), hn::Sub(y, x)));
      denominator = hn::IfThenElse(low, x, hn::IfThenElse(high, y, hn::Add(y, x)));
    }
  }

  HWY_INLINE V Base(D d, V half_pi) const {
    if constexpr (kIsF32<D>) {
      return hn::IfThenZeroElse(low, half_pi);
    } else {
      return hn::IfThenZeroElse(low, hn::IfThenElse(high, half_pi, hn::Mul(half_pi, hn::Set(d, 0.5))));
    }
  }

  MaskOf<V> low, high;
  V numerator, denominator;
};

// base + (low + atan z).
template <class D, class V, int kN>
HWY_INLINE void AddAtan(D d, const V (&base)[kN], const V (&low)[kN], const V (&z)[kN], V (&y)[kN]) {
  V u[kN], q[kN];
  HOLO_STAGE u[i] = hn::Mul(z[i], z[i]);
  if constexpr (kIsF32<D>) {
    Horner(d, kAtanF32, u, q);
  } else {
    Horner(d, kAtanF64, u, q);
  }
  HOLO_STAGE y[i] = SumOfParts(d, base[i], z[i], u[i], q[i], low[i]);
}

struct Atan {
  template <class D>
  static constexpr int kAvx2Vectors = 4;

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&x)[kN], V (&y)[kN]) {
    V z[kN], base[kN], low[kN];
    HOLO_STAGE {
      const Ratio<D, V> ratio(d, hn::Set(d, 1.0f), hn::Abs(x[i]));
      z[i] = hn::Div(ratio.numerator, ratio.denominator);
      base[i] = ratio.Base(d, HalfPi(d));
      low[i] = ratio.Base(d, HalfPiLow(d));
    }
    AddAtan(d, base, low, z, y);
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF64(D d, const V (&x)[kN], V (&y)[kN]) {
    const V one = hn::Set(d, 1.0), far = hn::Set(d, 0x1p60);
    V z[kN], base[kN], low[kN];
    HOLO_STAGE {
      // What is further away has the same angle. NaN comes through.
      const V magnitude = hn::Abs(x[i]);
      const V a = hn::IfThenElse(hn::Gt(magnitude, far), far, magnitude);
      const Ratio<D, V> ratio(d, one, a);
      z[i] = hn::Div(ratio.numerator, ratio.denominator);
      base[i] = ratio.Base(d, HalfPi(d));
      // What difference, sum and quotient lost.
      const V numerator_low = hn::Sub(a, hn::Add(ratio.numerator, one));
      const V denominator_low = hn::Sub(a, hn::Sub(ratio.denominator, one));
      const V parts =
          hn::IfThenZeroElse(hn::Or(ratio.low, ratio.high), hn::MulSub(z[i], denominator_low, numerator_low));
      const V excess = AddProductToItsOpposite(d, z[i], ratio.denominator, hn::Neg(ratio.numerator));
      low[i] =
          hn::NegMulAdd(hn::Add(excess, parts), RoughReciprocal(d, ratio.denominator), ratio.Base(d, HalfPiLow(d)));
    }
    AddAtan(d, base, low, z, y);
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
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

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_INVERSE_TRIGONOMETRIC_INL_H_
