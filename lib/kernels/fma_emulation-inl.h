// fma_emulation-inl.h — a b + c in one rounding where the CPU has no such instruction, and for 16-bit floats; compiled
// once per SIMD level.
//
// Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE
// Trans. Computers 57 (2008): a sum rounded to odd (if it is not exact, its last bit is 1) with two more bits than the
// result can be rounded once more as if it were exact.

#if defined(HOLOGRAM_KERNELS_FMA_EMULATION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_FMA_EMULATION_INL_H_
#undef HOLOGRAM_KERNELS_FMA_EMULATION_INL_H_
#else
#define HOLOGRAM_KERNELS_FMA_EMULATION_INL_H_
#endif

#include <hwy/highway.h>
#include <math.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// a + b and its rounding error (Knuth).
template <class V>
HWY_INLINE void TwoSum(V a, V b, V* sum, V* error) {
  *sum = hn::Add(a, b);
  const V b_part = hn::Sub(*sum, a);
  *error = hn::Add(hn::Sub(a, hn::Sub(*sum, b_part)), hn::Sub(b, b_part));
}

// a + b of doubles, rounded to odd. An error that is NaN stands beside a sum that is infinite or NaN: left alone.
template <class D, class V>
HWY_INLINE V OddSum(D d, V a, V b) {
  const hn::RebindToSigned<D> di;
  V sum, error;
  TwoSum(a, b, &sum, &error);
  const V zero = hn::Zero(d);
  const auto bits = hn::BitCast(di, sum);
  const auto one = hn::Set(di, 1);
  // One step towards the error: up if it has the sum's sign. A sum of 0 has no error.
  const auto grows = hn::RebindMask(di, hn::Gt(hn::Xor(error, hn::And(sum, hn::Set(d, -0.0))), zero));
  const auto stepped = hn::IfThenElse(grows, hn::Add(bits, one), hn::Sub(bits, one));
  const auto inexact = hn::RebindMask(di, hn::Or(hn::Lt(error, zero), hn::Gt(error, zero)));
  const auto even = hn::Eq(hn::And(bits, one), hn::Zero(di));
  return hn::BitCast(d, hn::IfThenElse(hn::And(inexact, even), stepped, bits));
}

// One vector of floats through f64, where their product is exact: `narrow(the sum rounded to odd)` is to round it.
template <class D, class V, class Narrow>
HWY_INLINE V FmaThroughDouble(D d, V a, V b, V c, Narrow narrow) {
  const auto part = [&](auto dh, auto x, auto y, auto z) HWY_ATTR {
    const hn::Rebind<double, decltype(dh)> dd;
    const auto product = hn::Mul(hn::PromoteTo(dd, x), hn::PromoteTo(dd, y));
    return narrow(dh, dd, OddSum(dd, product, hn::PromoteTo(dd, z)));
  };
#if HWY_TARGET == HWY_SCALAR
  return part(d, a, b, c);
#else
  if constexpr (hn::MaxLanes(D()) == 1) {
    return part(d, a, b, c);
  } else {
    const hn::Half<D> dh;
    const auto low = part(dh, hn::LowerHalf(dh, a), hn::LowerHalf(dh, b), hn::LowerHalf(dh, c));
    const auto high = part(dh, hn::UpperHalf(dh, a), hn::UpperHalf(dh, b), hn::UpperHalf(dh, c));
    return hn::Combine(d, high, low);
  }
#endif
}

// f64 to f32, to nearest: Highway's scalar function has no infinity.
struct NarrowToNearest {
  template <class DF, class DD, class V>
  HWY_INLINE hn::VFromD<DF> operator()(DF df, DD, V x) const {
#if HWY_TARGET == HWY_SCALAR
    return hn::Set(df, static_cast<float>(hn::GetLane(x)));
#else
    return hn::DemoteTo(df, x);
#endif
  }
};

// f64 to f32, rounded to odd.
struct NarrowToOdd {
  template <class DF, class DD, class V>
  HWY_INLINE hn::VFromD<DF> operator()(DF df, DD dd, V x) const {
    const hn::RebindToSigned<DF> di;
    const hn::VFromD<DF> nearest = NarrowToNearest()(df, dd, x);
    const V back = hn::PromoteTo(dd, nearest);
    // As f32 masks: 1 where the nearest is inexact, where it is too large.
    const auto flag = [&](auto mask) HWY_ATTR { return hn::DemoteTo(df, hn::IfThenElseZero(mask, hn::Set(dd, 1.0))); };
    const hn::VFromD<DF> zero = hn::Zero(df);
    const auto inexact = hn::RebindMask(di, hn::Gt(flag(hn::Or(hn::Lt(back, x), hn::Gt(back, x))), zero));
    const auto large = hn::RebindMask(di, hn::Gt(flag(hn::Gt(hn::Abs(back), hn::Abs(x))), zero));
    const auto one = hn::Set(di, 1);
    const auto bits = hn::BitCast(di, nearest);
    const auto truncated = hn::Sub(bits, hn::IfThenElseZero(large, one));
    return hn::BitCast(df, hn::Or(truncated, hn::IfThenElseZero(inexact, one)));
  }
};

template <class D, class V>
HWY_NOINLINE V LibmFma(D d, V a, V b, V c) {
  HWY_ALIGN double x[3][hn::MaxLanes(D())];
  hn::Store(a, d, x[0]);
  hn::Store(b, d, x[1]);
  hn::Store(c, d, x[2]);
  for (size_t i = 0; i < hn::Lanes(d); ++i) x[0][i] = fma(x[0][i], x[1][i], x[2][i]);
  return hn::Load(d, x[0]);
}

// x as a sum of two numbers of 26 bits (Veltkamp).
template <class D, class V>
HWY_INLINE void Split(D d, V x, V* high, V* low) {
  const V scaled = hn::Mul(x, hn::Set(d, 134217729.0));
  *high = hn::Sub(scaled, hn::Sub(scaled, x));
  *low = hn::Sub(x, *high);
}

// f64: the exact product (Dekker) plus c. Where an exponent could leave the range on the way, all lanes go to libm.
template <class D, class V>
HWY_INLINE V FmaOfDoubles(D d, V a, V b, V c) {
  const auto between = [&](V x, double low, double high) HWY_ATTR {
    const V magnitude = hn::Abs(x);
    return hn::And(hn::Ge(magnitude, hn::Set(d, low)), hn::Lt(magnitude, hn::Set(d, high)));
  };
  const auto plain =
      hn::And(between(c, 0x1p-900, 0x1p900), hn::And(between(a, 0x1p-400, 0x1p400), between(b, 0x1p-400, 0x1p400)));
  if (!hn::AllTrue(d, plain)) return LibmFma(d, a, b, c);
  V a_high, a_low, b_high, b_low;
  Split(d, a, &a_high, &a_low);
  Split(d, b, &b_high, &b_low);
  const V product = hn::Mul(a, b);
  const V high_error = hn::Sub(hn::Mul(a_high, b_high), product);
  const V product_error =
      hn::Add(hn::Add(hn::Add(high_error, hn::Mul(a_high, b_low)), hn::Mul(a_low, b_high)), hn::Mul(a_low, b_low));
  V low_sum, low_error, sum, error;
  TwoSum(c, product_error, &low_sum, &low_error);
  TwoSum(product, low_sum, &sum, &error);
  return hn::Add(sum, OddSum(d, low_error, error));
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_FMA_EMULATION_INL_H_
