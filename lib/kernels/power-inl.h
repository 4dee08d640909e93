// power-inl.h — the functor of ops.def's row of family `power`, named as there; compiled once per SIMD level.
// block_map-inl.h tells what a functor has.
//
// The bounds in ops.def were measured, on samples.

#if defined(HOLOGRAM_KERNELS_POWER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_POWER_INL_H_
#undef HOLOGRAM_KERNELS_POWER_INL_H_
#else
#define HOLOGRAM_KERNELS_POWER_INL_H_
#endif

#include <hwy/highway.h>

#include <limits>

#include "kernels/fma_emulation-inl.h"
#include "kernels/power_core-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

struct Pow {
  template <class D>
  static constexpr int kAvx2Vectors = 4;

  template <class D>
  using Limits = std::numeric_limits<hn::TFromD<D>>;

  // b log2 a, roughly: no more than 1.45 times too small or twice too large, and 2^-40 b. (An exponent and its mantissa,
  // read as one number, are a logarithm with straight lines between the powers of two.)
  template <class D, class V>
  static HWY_INLINE V Estimate(D d, V a, V b) {
    const hn::RebindToUnsigned<D> du;
    const V fixed = hn::Or(hn::BitCast(d, hn::ShiftRight<12>(hn::BitCast(du, a))), hn::Set(d, 0x1p52));
    return hn::Mul(hn::Mul(hn::Sub(fixed, hn::Set(d, 0x1p52 + 0x3ff0000000000)), hn::Set(d, 0x1p-40)), b);
  }

  // f32: a positive, b finite. f64: a and the result normal, with a margin for what is not exact without FMA, and b of a
  // size for the estimate.
  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&a)[kN], const V (&b)[kN]) {
    if constexpr (kIsF32<D>) {
      return AllInBinades(d, a, Limits<D>::denorm_min(), Limits<D>::infinity()) && AllWithin(d, b, Limits<D>::max());
    } else {
      V estimate[kN];
      HOLO_STAGE estimate[i] = Estimate(d, a[i], b[i]);
      return AllInBinades(d, a, Limits<D>::min(), Limits<D>::infinity()) && AllWithin(d, estimate, 640.0) &&
             AllWithin(d, b, 0x1p40);
    }
  }

  // f32 in halves of f64, of which a few vectors at a time fit into the registers.
  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
#if HWY_TARGET == HWY_SCALAR
    const hn::Rebind<double, D> dd;
    using VD = hn::VFromD<decltype(dd)>;
    const VD wide_a[1] = {hn::PromoteTo(dd, a[0])}, wide_b[1] = {hn::PromoteTo(dd, b[0])};
    VD wide[1];
    ShortPower(dd, wide_a, wide_b, wide);
    y[0] = NarrowToNearest()(d, dd, wide[0]);
#else
    const hn::Half<D> dh;
    const hn::Rebind<double, decltype(dh)> dd;
    using VD = hn::VFromD<decltype(dd)>;
    constexpr int kStep = kN % 2 == 0 ? 2 : 1;
    for (int from = 0; from < kN; from += kStep) {
      VD wide_a[2 * kStep], wide_b[2 * kStep], wide[2 * kStep];
      for (int i = 0; i < kStep; ++i) {
        wide_a[2 * i] = hn::PromoteTo(dd, hn::LowerHalf(dh, a[from + i]));
        wide_a[2 * i + 1] = hn::PromoteTo(dd, hn::UpperHalf(dh, a[from + i]));
        wide_b[2 * i] = hn::PromoteTo(dd, hn::LowerHalf(dh, b[from + i]));
        wide_b[2 * i + 1] = hn::PromoteTo(dd, hn::UpperHalf(dh, b[from + i]));
      }
      ShortPower(dd, wide_a, wide_b, wide);
      for (int i = 0; i < kStep; ++i) {
        y[from + i] = hn::Combine(d, hn::DemoteTo(dh, wide[2 * i + 1]), hn::DemoteTo(dh, wide[2 * i]));
      }
    }
#endif
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF64(D d, const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
    V t[kN], p[kN], s[kN];
    SplitPower(d, a, b, t, p);
    HOLO_STAGE s[i] = Scale(d, t[i]);
    HOLO_STAGE y[i] = hn::MulAdd(s[i], p[i], s[i]);
  }

  // A function of its own for all forms: it takes long enough for a block to go through memory.
  template <class D, class V, int kN>
  static HWY_NOINLINE void Common(D d, const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
    if constexpr (kIsF32<D>) {
      CommonF32(d, a, b, y);
    } else {
      CommonF64(d, a, b, y);
    }
  }

  // a^b of positive a, where neither is special; elsewhere zero or infinity, by the side of 1 that a is on.
  template <class D, class V>
  static HWY_INLINE V OfPositive(D d, V a, V b) {
    const V one = Pick(d, 1, 1), infinity = hn::Set(d, Limits<D>::infinity());
    const auto finite = hn::And(hn::Lt(hn::Abs(b), infinity), hn::Lt(a, infinity));
    auto plain = hn::And(finite, hn::Gt(a, hn::Zero(d)));
    V y[1];
    if constexpr (kIsF32<D>) {
      const V base[1] = {hn::IfThenElse(plain, a, one)}, exponent[1] = {hn::IfThenElseZero(plain, b)};
      Common(d, base, exponent, y);
    } else {
      const hn::RebindToUnsigned<D> du;
      const auto small = hn::Lt(a, hn::Set(d, Limits<D>::min()));
      const V normal = hn::IfThenElse(small, hn::Mul(a, hn::Set(d, 0x1p54)), a);
      const V less = hn::IfThenElseZero(small, hn::Mul(b, hn::Set(d, 54.0)));
      // Exponents of moderate size: far from here there are no results but zero and infinity. Near 1 the estimate has no
      // digits, and a - 1 is one.
      const V distance = hn::Sub(a, one);
      const V estimate = hn::IfThenElse(hn::Lt(hn::Abs(distance), hn::Set(d, 0x1p-20)), hn::Mul(distance, b),
                                        hn::Sub(Estimate(d, normal, b), less));
      plain = hn::And(plain, hn::Le(hn::Abs(estimate), hn::Set(d, 5000.0)));
      const V base[1] = {hn::IfThenElse(plain, normal, one)}, exponent[1] = {hn::IfThenElseZero(plain, b)};
      const auto shift =
          hn::IfThenElseZero(hn::RebindMask(du, hn::And(plain, small)), hn::Set(du, 0 - (uint64_t{54} << 52)));
      V t[1], p[1];
      SplitPower(d, base, exponent, t, p, shift);
      const V most = hn::Set(d, 1100.0), rounder = Rounder(d);
      t[0] = hn::Min(hn::Max(t[0], hn::Sub(rounder, most)), hn::Add(rounder, most));
      y[0] = ScaledPower(d, t[0], p[0]);
    }
    const auto grows = hn::Gt(hn::Mul(hn::Sub(a, one), b), hn::Zero(d));
    return hn::IfThenElse(plain, y[0], hn::IfThenElseZero(grows, infinity));
  }

  // C, F.10.4.4.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V a, V b) {
    const V zero = hn::Zero(d), one = Pick(d, 1, 1), magnitude = hn::Abs(a);
    const V nan = hn::Set(d, Limits<D>::quiet_NaN()), infinity = hn::Set(d, Limits<D>::infinity());
    V y = hn::IfThenElse(hn::Eq(magnitude, one), one, OfPositive(d, magnitude, b));
    // Of a negative a, also of -0 and -inf: whole numbers b alone, but for these; odd ones give it their sign.
    const V half = hn::Mul(b, Pick(d, 0.5f, 0.5));
    const auto whole = hn::Eq(hn::Trunc(b), b), even = hn::Eq(hn::Trunc(half), half);
    const V sign = hn::And(a, Pick(d, -0.0f, -0.0));
    y = hn::Or(y, hn::IfThenElseZero(hn::AndNot(even, whole), sign));
    const auto negative = hn::And(hn::Lt(a, zero), hn::Lt(magnitude, infinity));
    y = hn::IfThenElse(hn::AndNot(whole, negative), nan, y);
    y = hn::IfThenElse(hn::Or(hn::IsNaN(a), hn::IsNaN(b)), nan, y);
    return hn::IfThenElse(hn::Or(hn::Eq(b, zero), hn::Eq(a, one)), one, y);
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_POWER_INL_H_
