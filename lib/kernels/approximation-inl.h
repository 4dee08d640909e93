// approximation-inl.h — what approximated functions have in common: constants, range checks, exact products, polynomials;
// compiled once per SIMD level.
//
// Where FMA gives a product exactly, levels without it split a factor: their bits differ, their bound does not.

#if defined(HOLOGRAM_KERNELS_APPROXIMATION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_APPROXIMATION_INL_H_
#undef HOLOGRAM_KERNELS_APPROXIMATION_INL_H_
#else
#define HOLOGRAM_KERNELS_APPROXIMATION_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/block_map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

template <class D>
inline constexpr bool kIsF32 = sizeof(hn::TFromD<D>) == 4;

template <class V>
using MaskOf = decltype(hn::Eq(V(), V()));

// The constant of this type.
template <class D>
HWY_INLINE hn::VFromD<D> Pick(D d, float f32, double f64) {
  return hn::Set(d, kIsF32<D> ? static_cast<hn::TFromD<D>>(f32) : static_cast<hn::TFromD<D>>(f64));
}

// Whether every lane of the block is at most `limit` in magnitude; NaN is not.
template <class D, class V, int kN>
HWY_INLINE bool AllWithin(D d, const V (&x)[kN], hn::TFromD<D> limit) {
  if constexpr (kIsF32<D>) {
    // Magnitudes are ordered as their bits are, NaN above all.
    const hn::RebindToSigned<D> di;
    auto most = hn::BitCast(di, hn::Abs(x[0]));
    for (int i = 1; i < kN; ++i) most = hn::Max(most, hn::BitCast(di, hn::Abs(x[i])));
    return hn::AllFalse(di, hn::Gt(most, hn::BitCast(di, hn::Set(d, limit))));
  } else {
    auto within = hn::Le(hn::Abs(x[0]), hn::Set(d, limit));
    for (int i = 1; i < kN; ++i) within = hn::And(within, hn::Le(hn::Abs(x[i]), hn::Set(d, limit)));
    return hn::AllTrue(d, within);
  }
}

// Whether every lane of the block is between two numbers, or one of them; NaN is not.
template <class D, class V, int kN>
HWY_INLINE bool AllBetween(D d, const V (&x)[kN], hn::TFromD<D> least, hn::TFromD<D> most) {
  const auto is = [&](V v) HWY_ATTR { return hn::And(hn::Ge(v, hn::Set(d, least)), hn::Le(v, hn::Set(d, most))); };
  auto between = is(x[0]);
  for (int i = 1; i < kN; ++i) between = hn::And(between, is(x[i]));
  return hn::AllTrue(d, between);
}

// Where squares and cubes, and what they lack, neither leave the range nor lose bits below it.
template <class D>
HWY_INLINE hn::VFromD<D> LeastOfMiddle(D d) {
  return Pick(d, 0x1p-100f, 0x1p-900);
}
template <class D>
HWY_INLINE hn::VFromD<D> MostOfMiddle(D d) {
  return Pick(d, 0x1p100f, 0x1p900);
}

// Whether all lanes of the block are numbers of that range; negative ones and NaN are not.
template <class D, class V, int kN>
HWY_INLINE bool AllInMiddle(D d, const V (&x)[kN]) {
  const V least = LeastOfMiddle(d), most = MostOfMiddle(d);
  if constexpr (kIsF32<D>) {
    // Positive floats are ordered as their bits are; negative ones, and NaN, lie above.
    const hn::RebindToUnsigned<D> du;
    const auto start = hn::BitCast(du, least);
    auto furthest = hn::Sub(hn::BitCast(du, x[0]), start);
    for (int i = 1; i < kN; ++i) furthest = hn::Max(furthest, hn::Sub(hn::BitCast(du, x[i]), start));
    return hn::AllFalse(du, hn::Gt(furthest, hn::Sub(hn::BitCast(du, most), start)));
  } else {
    auto inside = hn::And(hn::Ge(x[0], least), hn::Le(x[0], most));
    for (int i = 1; i < kN; ++i) inside = hn::And(inside, hn::And(hn::Ge(x[i], least), hn::Le(x[i], most)));
    return hn::AllTrue(d, inside);
  }
}

// What a function that a power of two takes out of its root does outside of the middle: `factor` brings the argument
// there, or is 1, and `result_factor` makes the result as large as it is.
template <class D, class V>
HWY_INLINE void ToMiddle(D d, V x, double up, double up_result, V* factor, V* result_factor) {
  using T = hn::TFromD<D>;
  const V one = Pick(d, 1, 1);
  const auto small = hn::Lt(x, LeastOfMiddle(d)), large = hn::Gt(x, MostOfMiddle(d));
  const auto pick = [&](double if_small) HWY_ATTR {
    const V down = hn::IfThenElse(large, hn::Set(d, static_cast<T>(1 / if_small)), one);
    return hn::IfThenElse(small, hn::Set(d, static_cast<T>(if_small)), down);
  };
  *factor = pick(up);
  *result_factor = pick(up_result);
}

template <class D, class V>
HWY_INLINE V Clamped(D d, V x, double low, double high) {
  using T = hn::TFromD<D>;
  return hn::Min(hn::Max(x, hn::Set(d, static_cast<T>(low))), hn::Set(d, static_cast<T>(high)));
}

// The larger or the smaller one of `limit` and x, but x if it is NaN, or if both are zero. On x86 minimum and maximum take
// the second one then.
template <class V>
HWY_INLINE V AtLeast(V limit, V x) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_NEON
  return hn::IfThenElse(hn::Lt(x, limit), limit, x);
#else
  return hn::Max(limit, x);
#endif
}
template <class V>
HWY_INLINE V AtMost(V limit, V x) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_NEON
  return hn::IfThenElse(hn::Gt(x, limit), limit, x);
#else
  return hn::Min(limit, x);
#endif
}

// y, but x where that is NaN.
template <class V>
HWY_INLINE V KeepNaN(V x, V y) {
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

// a b - product, where the product is that of a and b, rounded. Without FMA by Dekker's halves (Numer. Math. 18, 1971).
template <class D, class V>
HWY_INLINE V ProductError(D d, V a, V b, V product) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulSub(a, b, product);
#else
  const V splitter = Pick(d, 0x1p12f + 1, 0x1p27 + 1);
  const V a_shifted = hn::Mul(a, splitter), b_shifted = hn::Mul(b, splitter);
  const V a_high = hn::Sub(a_shifted, hn::Sub(a_shifted, a)), b_high = hn::Sub(b_shifted, hn::Sub(b_shifted, b));
  const V a_low = hn::Sub(a, a_high), b_low = hn::Sub(b, b_high);
  const V error =
      hn::Add(hn::Add(hn::Sub(hn::Mul(a_high, b_high), product), hn::Mul(a_high, b_low)), hn::Mul(a_low, b_high));
  return hn::Add(error, hn::Mul(a_low, b_low));
#endif
}

// a + b - sum, where the sum is that of a and b, rounded. The larger one must be the larger in magnitude, too (Dekker).
template <class V>
HWY_INLINE V SumError(V a, V b, V sum) {
  return hn::Sub(hn::Min(a, b), hn::Sub(sum, hn::Max(a, b)));
}

// a b + c where c is near -a b, or small.
template <class D, class V>
HWY_INLINE V AddProductToItsOpposite(D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  const V product = hn::Mul(a, b);
  return hn::Add(hn::Add(product, c), ProductError(d, a, b, product));
#endif
}
template <class D, class V>
HWY_INLINE V AddProductToSmall(D d, V a, V b, V c) {
#if HWY_NATIVE_FMA
  (void)d;
  return hn::MulAdd(a, b, c);
#else
  const V product = hn::Mul(a, b);
  return hn::Add(product, hn::Add(ProductError(d, a, b, product), c));
#endif
}

// 1 / (times x) to an eighth of itself, which is enough for a correction; `times` is 1 or 2. Exponents are not checked.
template <class D, class V>
HWY_INLINE V RoughReciprocal(D d, V x, int times = 1) {
  using U = hwy::MakeUnsigned<hn::TFromD<D>>;
  const hn::RebindToUnsigned<D> du;
  const U of_one = kIsF32<D> ? static_cast<U>(0x7EF311C3u) : static_cast<U>(0x7FDE6238502484BAu);
  const U less = static_cast<U>(times - 1) << (kIsF32<D> ? 23 : 52);
  return hn::BitCast(d, hn::Sub(hn::Set(du, of_one - less), hn::BitCast(du, x)));
}

// Coefficients from the highest power down.
template <class D, class V, int kN, int kCount>
HWY_INLINE void Horner(D d, const double (&coefficients)[kCount], const V (&x)[kN], V (&y)[kN]) {
  using T = hn::TFromD<D>;
  HOLO_STAGE y[i] =
      hn::MulAdd(hn::Set(d, static_cast<T>(coefficients[0])), x[i], hn::Set(d, static_cast<T>(coefficients[1])));
  HWY_UNROLL(16) for (int k = 2; k < kCount; ++k) {
    HOLO_STAGE y[i] = hn::MulAdd(y[i], x[i], hn::Set(d, static_cast<T>(coefficients[k])));
  }
}

// A constant of a stage, in a register. Where a function has more of them than there are registers, the compiler would
// read each once for every vector of a block, which with 64 bytes takes as long as the FMA; where it has fewer, this keeps
// them from staying in registers.
template <class D>
HWY_INLINE hn::VFromD<D> StageConstant(D d, double value) {
  auto constant = hn::Set(d, static_cast<hn::TFromD<D>>(value));
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  asm volatile("" : "+v"(constant.raw));
#endif
  return constant;
}

// Horner's scheme of many constants.
template <class D, class V, int kN, int kCount>
HWY_INLINE void StagedHorner(D d, const double (&coefficients)[kCount], const V (&x)[kN], V (&y)[kN]) {
  const V first = StageConstant(d, coefficients[0]), second = StageConstant(d, coefficients[1]);
  HOLO_STAGE y[i] = hn::MulAdd(first, x[i], second);
  HWY_UNROLL(16) for (int k = 2; k < kCount; ++k) {
    const V next = StageConstant(d, coefficients[k]);
    HOLO_STAGE y[i] = hn::MulAdd(y[i], x[i], next);
  }
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_APPROXIMATION_INL_H_
