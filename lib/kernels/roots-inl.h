// roots-inl.h — the functors of ops.def's rows of family `roots`, named as there; compiled once per SIMD level.
// block_map-inl.h tells what a functor has.
//
// Neither divides nor takes a root, which the CPU does slowly. A first r = x^(-1/m) comes from the bits of x, as a number
// of few bits, so that r^m is exact; then g = x r^m - 1 rounds once, and x^(-1/m) = r (1 + g)^(-1/m), a short polynomial
// since g is small. Of f64 the same step, taken coarsely, comes first.
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_ROOTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ROOTS_INL_H_
#undef HOLOGRAM_KERNELS_ROOTS_INL_H_
#else
#define HOLOGRAM_KERNELS_ROOTS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/approximation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// (1 + g)^(-1/2) = 1 + g p(g).
inline constexpr double kRsqrtF32[] = {0x1.19da44p-2, -0x1.4184cap-2, 0x1.7fff18p-2,  // 2^-25.2 on ±0.0695
                                       -0x1.ffff8ap-2};
inline constexpr double kRsqrtCoarse[] = {-0x1.41bad5277524fp-2, 0x1.811fd7e5126e0p-2,  // 2^-19.8 on ±0.0695
                                          -0x1.ffff5f53cc875p-2};
inline constexpr double kRsqrtF64[] = {0x1.80000000079e1p-2, -0x1.000000000343cp-1};  // 2^-59.5 on ±2^-18.6
// (1 + g)^(-2/3) = 1 + g p(g), and (1 + g)^(-1/3), coarsely.
inline constexpr double kCbrtF32[] = {0x1.a31d32p-2,  -0x1.b94542p-2, 0x1.cf729cp-2,  // 2^-29.0 on ±0.1125
                                      -0x1.f9a01ep-2, 0x1.1c71cep-1,  -0x1.555558p-1};
inline constexpr double kCbrtCoarse[] = {-0x1.669b5ab5f9f35p-3, 0x1.ca3b187a0c32ap-3,  // 2^-17.9 on ±0.1125
                                         -0x1.5553203204751p-2};
inline constexpr double kCbrtF64[] = {-0x1.f9add3ecb735cp-2, 0x1.1c71c72a3aa9bp-1,  // 2^-59.3 on ±2^-13.9
                                      -0x1.5555555555555p-1};

// x without its last bits.
template <class D, class V>
HWY_INLINE V Truncated(D d, V x, int dropped_bits) {
  using U = hwy::MakeUnsigned<hn::TFromD<D>>;
  const hn::RebindToUnsigned<D> du;
  return hn::BitCast(d, hn::And(hn::BitCast(du, x), hn::Set(du, static_cast<U>(~U{0} << dropped_bits))));
}

struct Rsqrt {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 4 : 2;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllInMiddle(d, x);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    using U = hwy::MakeUnsigned<hn::TFromD<D>>;
    const hn::RebindToUnsigned<D> du;
    const V one = Pick(d, 1, 1), minus_one = Pick(d, -1, -1);
    const auto start = hn::Set(du, kIsF32<D> ? static_cast<U>(0x5F374000u) : static_cast<U>(0x5FE6E80000000000u));
    V r[kN], g[kN], p[kN];
    HOLO_STAGE r[i] = hn::BitCast(d, hn::Sub(start, hn::ShiftRight<1>(hn::BitCast(du, x[i]))));
    if constexpr (!kIsF32<D>) {
      HOLO_STAGE g[i] = hn::MulSub(hn::Mul(r[i], r[i]), x[i], one);
      Horner(d, kRsqrtCoarse, g, p);
      HOLO_STAGE r[i] = hn::MulAdd(hn::Mul(r[i], g[i]), p[i], r[i]);
    }
    // The square of half of the bits is exact.
    HOLO_STAGE r[i] = Truncated(d, r[i], kIsF32<D> ? 12 : 27);
    HOLO_STAGE g[i] = AddProductToItsOpposite(d, hn::Mul(r[i], r[i]), x[i], minus_one);
    if constexpr (kIsF32<D>) {
      Horner(d, kRsqrtF32, g, p);
    } else {
      Horner(d, kRsqrtF64, g, p);
    }
    HOLO_STAGE y[i] = hn::MulAdd(hn::Mul(r[i], g[i]), p[i], r[i]);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    V factor, result_factor, y[1];
    ToMiddle(d, x, kIsF32<D> ? 0x1p60 : 0x1p300, kIsF32<D> ? 0x1p30 : 0x1p150, &factor, &result_factor);
    const V in[1] = {hn::Mul(x, factor)};
    Common(d, in, y);
    const V zero = hn::Zero(d), infinity = hn::Inf(d);
    V result = hn::Mul(y[0], result_factor);
    result = hn::IfThenElse(hn::Eq(x, infinity), zero, result);
    result = hn::IfThenElse(hn::Lt(x, zero), hn::NaN(d), result);
    result = hn::IfThenElse(hn::Eq(x, zero), hn::CopySign(infinity, x), result);
    return KeepNaN(x, result);
  }
};

struct Cbrt {
  template <class D>
  static constexpr int kAvx2Vectors = 3;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    V magnitude[kN];
    HOLO_STAGE magnitude[i] = hn::Abs(x[i]);
    return AllInMiddle(d, magnitude);
  }

  // The upper bits of x divided by -3, as integers in the low bits of a float: added to 2^23 they are exact floats, and
  // rounding their sum with 2^23 makes them whole again. (Of f64 2^52.)
  template <class D, class V>
  static HWY_INLINE V FirstReciprocal(D d, V magnitude) {
    constexpr int kShift = kIsF32<D> ? 8 : 32;
    const hn::RebindToUnsigned<D> du;
    const V unit = Pick(d, 0x1p23f, 0x1p52);
    const V upper = hn::BitCast(d, hn::Or(hn::ShiftRight<kShift>(hn::BitCast(du, magnitude)), hn::BitCast(du, unit)));
    const V third = hn::MulAdd(upper, Pick(d, -1.0f / 3, -1.0 / 3), Pick(d, 16731435.0f, 0x1.55555aa943ecep+52));
    return hn::BitCast(d, hn::ShiftLeft<kShift>(hn::BitCast(du, third)));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V one = Pick(d, 1, 1), minus_one = Pick(d, -1, -1);
    V a[kN], r[kN], r2[kN], g[kN], p[kN], root[kN], low[kN];
    HOLO_STAGE a[i] = hn::Abs(x[i]);
    HOLO_STAGE r[i] = FirstReciprocal(d, a[i]);
    if constexpr (!kIsF32<D>) {
      HOLO_STAGE g[i] = hn::MulSub(hn::Mul(r[i], r[i]), hn::Mul(r[i], a[i]), one);
      Horner(d, kCbrtCoarse, g, p);
      HOLO_STAGE r[i] = hn::MulAdd(hn::Mul(r[i], g[i]), p[i], r[i]);
    }
    // The cube of a third of the bits is exact.
    HOLO_STAGE r[i] = Truncated(d, r[i], kIsF32<D> ? 16 : 36);
    HOLO_STAGE r2[i] = hn::Mul(r[i], r[i]);
    HOLO_STAGE g[i] = AddProductToItsOpposite(d, hn::Mul(r2[i], r[i]), a[i], minus_one);
    if constexpr (kIsF32<D>) {
      Horner(d, kCbrtF32, g, p);
    } else {
      Horner(d, kCbrtF64, g, p);
    }
    // x r^2 in two parts, times (1 + g)^(-2/3).
    HOLO_STAGE root[i] = hn::Mul(x[i], r2[i]);
    HOLO_STAGE low[i] = ProductError(d, x[i], r2[i], root[i]);
    HOLO_STAGE y[i] = hn::Add(root[i], hn::MulAdd(hn::Mul(root[i], g[i]), p[i], low[i]));
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    V factor, result_factor, y[1];
    ToMiddle(d, hn::Abs(x), kIsF32<D> ? 0x1p60 : 0x1p300, kIsF32<D> ? 0x1p-20 : 0x1p-100, &factor, &result_factor);
    const V in[1] = {hn::Mul(x, factor)};
    Common(d, in, y);
    const auto itself = hn::Or(hn::Eq(x, hn::Zero(d)), hn::Eq(hn::Abs(x), hn::Inf(d)));
    return KeepNaN(x, hn::IfThenElse(itself, x, hn::Mul(y[0], result_factor)));
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ROOTS_INL_H_
