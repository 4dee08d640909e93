// elementwise_float.cc — y[i] = op(x[i], …) on f32 and f64; compiled once per SIMD level.
#include <math.h>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functors of ops.def's rows of family `elementwise`, as named there.

struct Add {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Add(a, b); }
};

struct Sub {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Sub(a, b); }
};

struct Mul {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Mul(a, b); }
};

struct Div {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Div(a, b); }
};

struct Abs {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const { return hn::Abs(x); }
};

struct Neg {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const { return hn::Neg(x); }
};

struct Sqrt {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const { return hn::Sqrt(x); }
};

// x <= 0 is false for NaN, which so passes, and true for -0.
struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V zero = hn::Zero(d);
    if constexpr (HWY_TARGET == HWY_AVX3) return hn::IfThenElse(hn::Le(x, zero), zero, x);
    return hn::IfThenZeroElse(hn::Le(x, zero), x);
  }
};

// IEEE 754-2019 minimum and maximum. The instructions of x86 return their second operand for NaN and for two zeros;
// `vrange` orders the zeros but drops NaN.
#if HWY_TARGET == HWY_AVX3
template <int kWhich>
HWY_INLINE hn::Vec512<float> Range(hn::Vec512<float> a, hn::Vec512<float> b) {
  const __mmask16 nan = _mm512_cmp_ps_mask(a.raw, b.raw, _CMP_UNORD_Q);
  return hn::Vec512<float>{_mm512_mask_add_ps(_mm512_range_ps(a.raw, b.raw, kWhich), nan, a.raw, b.raw)};
}

template <int kWhich>
HWY_INLINE hn::Vec512<double> Range(hn::Vec512<double> a, hn::Vec512<double> b) {
  const __mmask8 nan = _mm512_cmp_pd_mask(a.raw, b.raw, _CMP_UNORD_Q);
  return hn::Vec512<double>{_mm512_mask_add_pd(_mm512_range_pd(a.raw, b.raw, kWhich), nan, a.raw, b.raw)};
}

struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return Range<4>(a, b); }
};

struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return Range<5>(a, b); }
};
#elif HWY_TARGET == HWY_NEON  // fmin and fmax are minimum and maximum
struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Min(a, b); }
};

struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Max(a, b); }
};
#elif HWY_TARGET == HWY_SCALAR
// Equal numbers are the same but for two zeros, whose signs Or and And decide.
struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    const V equal_or_nan = hn::IfThenElse(hn::Eq(a, b), hn::Or(a, b), hn::Add(a, b));
    return hn::IfThenElse(hn::Lt(a, b), a, hn::IfThenElse(hn::Lt(b, a), b, equal_or_nan));
  }
};

struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    const V equal_or_nan = hn::IfThenElse(hn::Eq(a, b), hn::And(a, b), hn::Add(a, b));
    return hn::IfThenElse(hn::Lt(b, a), a, hn::IfThenElse(hn::Lt(a, b), b, equal_or_nan));
  }
};
#else
// Both orders of the operands give the same but for two zeros and for NaN, where each gives the other operand. Or
// makes of these the zero with a sign, and a NaN. For the maximum, or - xor is the same for numbers, the zero without
// a sign, and a NaN.
struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const { return hn::Or(hn::Min(a, b), hn::Min(b, a)); }
};

struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    const V first = hn::Max(a, b);
    const V differ = hn::Xor(first, hn::Max(b, a));
    return hn::Sub(hn::Or(first, differ), differ);
  }
};
#endif

HWY_INLINE float FusedMultiplyAdd(float a, float b, float c) { return fmaf(a, b, c); }
HWY_INLINE double FusedMultiplyAdd(double a, double b, double c) { return fma(a, b, c); }

// Rounded once on every level: where there is no such instruction, by libm, lane by lane.
struct Fma {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b, V c) const {
#if HWY_NATIVE_FMA
    (void)d;
    return hn::MulAdd(a, b, c);
#else
    HWY_ALIGN hn::TFromD<D> x[3][hn::MaxLanes(D())];
    hn::Store(a, d, x[0]);
    hn::Store(b, d, x[1]);
    hn::Store(c, d, x[2]);
    for (size_t i = 0; i < hn::Lanes(d); ++i) x[0][i] = FusedMultiplyAdd(x[0][i], x[1][i], x[2][i]);
    return hn::Load(d, x[0]);
#endif
  }
};

}  // namespace

void AddElementwiseFloat(KernelTable* table) {
#define HOLO_ADD_elementwise(code, Functor, shape, types) \
  AddMap<Functor, float, shape, types>(code, table);      \
  AddMap<Functor, double, shape, types>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddElementwiseFloat)
}  // namespace hologram::kernels
#endif
