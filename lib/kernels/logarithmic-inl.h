// logarithmic-inl.h — the functors of ops.def's rows of family `logarithmic`, named as there: functions made of
// logarithms; compiled once per SIMD level. block_map-inl.h tells what a functor has.
//
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_LOGARITHMIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_LOGARITHMIC_INL_H_
#undef HOLOGRAM_KERNELS_LOGARITHMIC_INL_H_
#else
#define HOLOGRAM_KERNELS_LOGARITHMIC_INL_H_
#endif

#include <hwy/highway.h>

#include <limits>

#include "kernels/logarithmic_core-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

template <class D>
inline constexpr hn::TFromD<D> kLeastNormal = kIsF32<D> ? hn::TFromD<D>(0x1p-126) : hn::TFromD<D>(0x1p-1022);
template <class D>
inline constexpr hn::TFromD<D> kInfinity = std::numeric_limits<hn::TFromD<D>>::infinity();

// y, but what a logarithm of x is where x is not a positive number.
template <class D, class V>
HWY_INLINE V WithPoles(D d, V x, V y) {
  const V infinity = hn::Set(d, kInfinity<D>), nan = hn::Set(d, std::numeric_limits<hn::TFromD<D>>::quiet_NaN());
  y = hn::IfThenElse(hn::Lt(x, infinity), y, x);  // of infinity and NaN
  y = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), y);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), nan, y);
}

template <class Base>
struct Logarithm {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 3 : 2;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
#if HWY_TARGET == HWY_AVX3
    if constexpr (kIsF32<D> && Base::kLow == 0) {
      constexpr int kAllButPositiveNormal = 0xFF;
      int other = 0;
      for (int i = 0; i < kN; ++i) other |= _mm512_fpclass_ps_mask(x[i].raw, kAllButPositiveNormal);
      return other == 0;
    } else if constexpr (kIsF32<D>) {
      return AllInBinades(d, x, kLeastNormal<D>, 0x1p127f);
    }
#endif
    return AllInBinades(d, x, kLeastNormal<D>, kInfinity<D>);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
#if HWY_TARGET == HWY_AVX3
    if constexpr (kIsF32<D>) {
      DirectLogF32<Base>(d, x, y);
      return;
    }
#endif
    BitsOf<D> scaled[kN];
    V m[kN];
    SplitBinade(d, x, scaled, m);
    LogOfParts<Base>(d, scaled, m, y);
  }

  // Subnormals are made normal, and their exponent less.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const hn::RebindToUnsigned<D> du;
    const auto small = hn::Lt(x, hn::Set(d, kLeastNormal<D>));
    const V normal[1] = {hn::IfThenElse(small, hn::Mul(x, Pick(d, 0x1p24f, 0x1p54)), x)};
    BitsOf<D> scaled[1];
    V m[1], y[1];
    SplitBinade(d, normal, scaled, m);
    const auto less = hn::IfThenElseZero(hn::RebindMask(du, small), PickBits(du, 24 << 23, uint64_t{54} << 52));
    scaled[0] = hn::Sub(scaled[0], less);
    LogOfParts<Base>(d, scaled, m, y);
    return WithPoles(d, x, y[0]);
  }
};
using Log = Logarithm<BaseE>;
using Log2 = Logarithm<Base2>;
using Log10 = Logarithm<Base10>;

struct Log1p {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 3;

  // Up to here 2^-e is a normal number. Beyond, 1 does not count.
  template <class D>
  static constexpr hn::TFromD<D> kEnd = kIsF32<D> ? hn::TFromD<D>(0x1p100) : hn::TFromD<D>(0x1p1000);

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    V u[kN];
    HOLO_STAGE u[i] = hn::Add(x[i], Pick(d, 1, 1));
    return AllInBinades(d, u, kLeastNormal<D>, kEnd<D>);
  }

  // 1 + x and its error; the sign is that of x, also of a zero.
  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V one = Pick(d, 1, 1);
    V u[kN], low[kN];
    HOLO_STAGE u[i] = hn::Add(x[i], one);
    HOLO_STAGE low[i] = SumError(x[i], one, u[i]);
    LogOfSum(d, u, low, y);
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V u = hn::Add(x, Pick(d, 1, 1));
    const auto common = hn::And(hn::Ge(u, hn::Set(d, kLeastNormal<D>)), hn::Lt(u, hn::Set(d, kEnd<D>)));
    const V inside[1] = {hn::IfThenElseZero(common, x)};
    V y[1];
    Common(d, inside, y);
    return hn::IfThenElse(common, y[0], Log::Any(d, u));
  }
};

// max(x, 0) + log(1 + e^-|x|), the power and its sum with 1 in two parts.
struct Softplus {
  template <class D>
  static constexpr int kAvx2Vectors = 4;

  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 87 : 700;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kLimit<D>));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V one = Pick(d, 1, 1);
    V t[kN], p[kN], s[kN], u[kN], low[kN];
    HOLO_STAGE u[i] = hn::Neg(hn::Abs(x[i]));
    SplitExp<false>(d, u, t, p);
    HOLO_STAGE s[i] = Scale(d, t[i]);
    HOLO_STAGE u[i] = hn::Add(hn::MulAdd(s[i], p[i], s[i]), one);
    HOLO_STAGE low[i] = hn::MulAdd(s[i], p[i], hn::Sub(s[i], hn::Sub(u[i], one)));
    LogOfSum(d, u, low, y);
    HOLO_STAGE y[i] = hn::Add(hn::Max(x[i], hn::Zero(d)), y[i]);
  }

  // Below the limit the result is e^x, and may be subnormal; above it, x.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V inside[1] = {Clamped(d, x, -kLimit<D>, kLimit<D>)};
    V y[1];
    Common(d, inside, y);
    const V tail = ScaledExp<false>(d, kIsF32<D> ? Clamped(d, x, -104, 0) : Clamped(d, x, -746, 0));
    const V near_or_below = hn::IfThenElse(hn::Lt(x, Pick(d, -kLimit<D>, -kLimit<D>)), tail, y[0]);
    return hn::IfThenElse(hn::Le(x, Pick(d, kLimit<D>, kLimit<D>)), near_or_below, x);  // NaN too
  }
};

// From here on only x counts in x^2 ± 1.
template <class D>
inline constexpr hn::TFromD<D> kSquareEnd = kIsF32<D> ? hn::TFromD<D>(0x1p60) : hn::TFromD<D>(0x1p500);

// The logarithm of a + sqrt(v + v_low), as u + low, from a >= 0, v > 0.
template <class D, class V, int kN>
HWY_INLINE void AddRoot(D d, const V (&a)[kN], const V (&v)[kN], const V (&v_low)[kN], V (&u)[kN], V (&low)[kN]) {
  V t[kN];
  HOLO_STAGE t[i] = hn::Sqrt(v[i]);
  HOLO_STAGE u[i] = hn::Add(a[i], t[i]);
  // What the root lacks is its residual by twice the root.
  HOLO_STAGE low[i] = hn::Add(AddProductToItsOpposite(d, t[i], hn::Neg(t[i]), v[i]), v_low[i]);
  HOLO_STAGE low[i] = hn::Mul(low[i], hn::Div(Pick(d, 0.5f, 0.5), t[i]));
  HOLO_STAGE low[i] = hn::Add(SumError(a[i], t[i], u[i]), low[i]);
}

// The logarithm of u + low, but of 2 a where that is `large`.
template <class D, class V, class M>
HWY_INLINE V LogOfSumOrTwice(D d, V u, V low, V a, M large) {
  const hn::RebindToUnsigned<D> du;
  const V scaled[1] = {hn::IfThenElse(large, hn::Mul(a, Pick(d, 0x1p-63f, 0x1p-511)), u)};
  const V rest[1] = {hn::IfThenZeroElse(large, low)};
  const auto more = hn::IfThenElseZero(hn::RebindMask(du, large), PickBits(du, 64 << 23, uint64_t{512} << 52));
  V y[1];
  LogOfSum(d, scaled, rest, y, more);
  return y[0];
}

// log(a + sqrt(a^2 + 1)), with the sign of x.
struct Asinh {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, kSquareEnd<D>);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Sum(D d, const V (&a)[kN], V (&u)[kN], V (&low)[kN]) {
    const V one = Pick(d, 1, 1);
    V square[kN], v[kN], v_low[kN];
    HOLO_STAGE square[i] = hn::Mul(a[i], a[i]);
    HOLO_STAGE v_low[i] = ProductError(d, a[i], a[i], square[i]);
    HOLO_STAGE v[i] = hn::Add(square[i], one);
    HOLO_STAGE v_low[i] = hn::Add(v_low[i], SumError(square[i], one, v[i]));
    AddRoot(d, a, v, v_low, u, low);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V a[kN], u[kN], low[kN];
    HOLO_STAGE a[i] = hn::Abs(x[i]);
    Sum(d, a, u, low);
    LogOfSum(d, u, low, y);
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V magnitude = hn::Abs(x);
    const auto common = hn::Le(magnitude, hn::Set(d, kSquareEnd<D>));
    const V a[1] = {hn::IfThenElseZero(common, magnitude)};
    V u[1], low[1];
    Sum(d, a, u, low);
    const V y = LogOfSumOrTwice(d, u[0], low[0], magnitude, hn::Not(common));
    return hn::IfThenElse(hn::Lt(magnitude, hn::Set(d, kInfinity<D>)), hn::CopySign(y, x), x);
  }
};

// log(x + sqrt(x^2 - 1)).
struct Acosh {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 3;

  // 1, whose root has no reciprocal, goes the long way.
  template <class D>
  static constexpr hn::TFromD<D> kLeast = 1 + std::numeric_limits<hn::TFromD<D>>::epsilon();

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllInBinades(d, x, kLeast<D>, kSquareEnd<D>);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Sum(D d, const V (&x)[kN], V (&u)[kN], V (&low)[kN]) {
    const V one = Pick(d, 1, 1);
    V square[kN], v[kN], v_low[kN];
    HOLO_STAGE square[i] = hn::Mul(x[i], x[i]);
    HOLO_STAGE v_low[i] = ProductError(d, x[i], x[i], square[i]);
    HOLO_STAGE v[i] = hn::Sub(square[i], one);
    HOLO_STAGE v_low[i] = hn::Add(v_low[i], hn::Sub(hn::Sub(square[i], v[i]), one));
    AddRoot(d, x, v, v_low, u, low);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V u[kN], low[kN];
    Sum(d, x, u, low);
    LogOfSum(d, u, low, y);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const auto large = hn::Ge(x, hn::Set(d, kSquareEnd<D>));
    const auto common = hn::AndNot(large, hn::Ge(x, hn::Set(d, kLeast<D>)));
    const V inside[1] = {hn::IfThenElse(common, x, Pick(d, 2, 2))};
    V u[1], low[1];
    Sum(d, inside, u, low);
    V y = LogOfSumOrTwice(d, u[0], low[0], x, large);
    const V one = Pick(d, 1, 1), nan = hn::Set(d, std::numeric_limits<hn::TFromD<D>>::quiet_NaN());
    y = hn::IfThenElse(hn::Lt(x, hn::Set(d, kInfinity<D>)), y, x);  // of infinity and NaN
    y = hn::IfThenElse(hn::Eq(x, one), hn::Zero(d), y);
    return hn::IfThenElse(hn::Lt(x, one), nan, y);
  }
};

// log(1 + q) / 2, q = 2 a / (1 - a), with the sign of x.
struct Atanh {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 3;

  template <class D>
  static constexpr hn::TFromD<D> kMost = 1 - std::numeric_limits<hn::TFromD<D>>::epsilon() / 2;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, kMost<D>);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V one = Pick(d, 1, 1), half = Pick(d, 0.5f, 0.5);
    V a[kN], twice[kN], divisor[kN], q[kN], u[kN], low[kN];
    HOLO_STAGE a[i] = hn::Abs(x[i]);
    HOLO_STAGE divisor[i] = hn::Sub(one, a[i]);
    HOLO_STAGE twice[i] = hn::Add(a[i], a[i]);
    HOLO_STAGE q[i] = hn::Div(twice[i], divisor[i]);
    HOLO_STAGE u[i] = hn::Add(q[i], one);
    // What the quotient lacks is its residual by the exact divisor, and 1 / (1 - a) = 1 + q / 2.
    HOLO_STAGE low[i] = AddProductToItsOpposite(d, q[i], hn::Neg(divisor[i]), twice[i]);
    HOLO_STAGE low[i] = hn::NegMulAdd(q[i], hn::Sub(hn::Sub(one, divisor[i]), a[i]), low[i]);
    HOLO_STAGE low[i] = hn::Mul(low[i], hn::MulAdd(q[i], half, one));
    // What u lost, right also if q is the larger one, for then 1 is a multiple of its unit.
    HOLO_STAGE low[i] = hn::Add(low[i], hn::Sub(q[i], hn::Sub(u[i], one)));
    LogOfSum(d, u, low, y);
    HOLO_STAGE y[i] = hn::CopySign(hn::Mul(y[i], half), x[i]);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const auto common = hn::Le(hn::Abs(x), hn::Set(d, kMost<D>));
    const V inside[1] = {hn::IfThenElseZero(common, x)};
    V y[1];
    Common(d, inside, y);
    // x / 0 and 0 / 0.
    const V one = Pick(d, 1, 1);
    const V pole = hn::Div(hn::IfThenElseZero(hn::Eq(hn::Abs(x), one), x), hn::Zero(d));
    return hn::IfThenElse(common, y[0], pole);
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_LOGARITHMIC_INL_H_
