// polar-inl.h — the functors of ops.def's rows of family `polar`, named as there: what a point's two coordinates are as
// distance and angle; compiled once per SIMD level. block_map-inl.h tells what a functor has.
//
// The bounds in ops.def were measured on random points of all sizes.

#if defined(HOLOGRAM_KERNELS_POLAR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_POLAR_INL_H_
#undef HOLOGRAM_KERNELS_POLAR_INL_H_
#else
#define HOLOGRAM_KERNELS_POLAR_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/approximation-inl.h"
#include "kernels/inverse_trigonometric-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// sqrt(a^2 + b^2). By how much the square of a first root is too large is, of the larger and the smaller number, also
// (root - large) (root + large) - small^2, where next to nothing is lost.
struct Hypot {
  // The magnitudes by size. A NaN is one of them, as it would not be if both were asked for in the same order.
  template <class V>
  static HWY_INLINE V Larger(V a, V b) {
    return AtLeast(hn::Abs(a), hn::Abs(b));
  }
  template <class V>
  static HWY_INLINE V Smaller(V a, V b) {
    return AtMost(hn::Abs(b), hn::Abs(a));
  }
  template <class V>
  static HWY_INLINE V SumOfSquares(V large, V small) {
    return hn::MulAdd(large, large, hn::Mul(small, small));
  }

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&a)[kN], const V (&b)[kN]) {
    V sum[kN];
    HOLO_STAGE sum[i] = SumOfSquares(Larger(a[i], b[i]), Smaller(a[i], b[i]));
    return AllInMiddle(d, sum);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
    HOLO_STAGE {
      const V large = Larger(a[i], b[i]), small = Smaller(a[i], b[i]);
      const V root = hn::Sqrt(SumOfSquares(large, small)), opposite = hn::Neg(hn::Mul(small, small));
      const V excess = AddProductToItsOpposite(d, hn::Sub(root, large), hn::Add(root, large), opposite);
      y[i] = hn::NegMulAdd(excess, RoughReciprocal(d, root, 2), root);
    }
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V a, V b) {
    V factor, result_factor, y[1];
    const double up = kIsF32<D> ? 0x1p100 : 0x1p624;
    ToMiddle(d, SumOfSquares(Larger(a, b), Smaller(a, b)), up, 1 / up, &factor, &result_factor);
    const V x0[1] = {hn::Mul(a, factor)}, x1[1] = {hn::Mul(b, factor)};
    Common(d, x0, x1, y);
    const V infinity = hn::Inf(d), magnitude_a = hn::Abs(a), magnitude_b = hn::Abs(b);
    const V result = KeepNaN(hn::Add(magnitude_a, magnitude_b), hn::Mul(y[0], result_factor));
    return hn::IfThenElse(hn::Or(hn::Eq(magnitude_a, infinity), hn::Eq(magnitude_b, infinity)), infinity, result);
  }
};

// The angle of the point (x, y) from the first axis, given y and x: that of the magnitudes, or what it lacks of pi.
struct Atan2 {
  template <class D>
  static constexpr int kAvx2Vectors = 4;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&y)[kN], const V (&x)[kN]) {
    V sum[kN];
    HOLO_STAGE sum[i] = hn::Add(hn::Abs(y[i]), hn::Abs(x[i]));
    return AllInMiddle(d, sum);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&y)[kN], const V (&x)[kN], V (&angle)[kN]) {
    const V half_pi = HalfPi(d), half_pi_low = HalfPiLow(d);
    V z[kN], base[kN], low[kN];
    HOLO_STAGE {
      const V sign = hn::And(x[i], hn::SignBit(d));
      const Ratio<D, V> ratio(d, hn::Abs(x[i]), hn::Abs(y[i]));
      z[i] = hn::Xor(hn::Div(ratio.numerator, ratio.denominator), sign);
      // pi - B is pi/2 + (pi/2 - B).
      const V one = Pick(d, 1, 1);
      const V times = hn::Add(one, hn::Xor(hn::Sub(ratio.Base(d, one), one), sign));
      base[i] = hn::Mul(half_pi, times);
      low[i] = hn::MulAdd(half_pi_low, times, ProductError(d, half_pi, times, base[i]));
    }
    AddAtan(d, base, low, z, angle);
    HOLO_STAGE angle[i] = hn::CopySign(angle[i], y[i]);
  }

  // An infinity counts as much as another one, and zeros have the sides that their signs tell.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V y, V x) {
    const V infinity = hn::Inf(d), one = Pick(d, 1, 1);
    const V sum = hn::Add(hn::Abs(y), hn::Abs(x));
    V factor, unused, angle[1];
    ToMiddle(d, sum, kIsF32<D> ? 0x1p60 : 0x1p300, 1, &factor, &unused);
    const auto infinite = hn::And(hn::Eq(hn::Abs(y), infinity), hn::Eq(hn::Abs(x), infinity));
    const auto zero = hn::Eq(sum, hn::Zero(d));
    const V y1[1] = {hn::IfThenElse(infinite, hn::CopySign(one, y), hn::Mul(y, factor))};
    const V x1[1] = {hn::IfThenElse(hn::Or(infinite, zero), hn::CopySign(one, x), hn::Mul(x, factor))};
    Common(d, y1, x1, angle);
    return KeepNaN(sum, angle[0]);
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_POLAR_INL_H_
