// elementwise_float.cc — y[i] = op(x[i], …) on f32 and f64; compiled once per SIMD level.
#include <math.h>
#include <stdint.h>

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
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Add(a, b);
  }
};

struct Sub {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Sub(a, b);
  }
};

struct Mul {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Mul(a, b);
  }
};

struct Div {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Div(a, b);
  }
};

struct Abs {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Abs(x);
  }
};

struct Neg {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Neg(x);
  }
};

struct Sqrt {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Sqrt(x);
  }
};

// x <= 0 is false for NaN, which so passes, and true for -0.
#if HWY_TARGET == HWY_AVX3
struct Relu {
  template <class D>
  HWY_INLINE hn::Vec512<float> operator()(D, hn::Vec512<float> x) const {
    __asm__("" : "+v"(x.raw));  // one load: gcc 12 would read x once for each instruction
    return hn::Vec512<float>{_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x.raw, _mm512_setzero_ps(), _CMP_NLE_UQ), x.raw)};
  }
  template <class D>
  HWY_INLINE hn::Vec512<double> operator()(D, hn::Vec512<double> x) const {
    __asm__("" : "+v"(x.raw));
    return hn::Vec512<double>{_mm512_maskz_mov_pd(_mm512_cmp_pd_mask(x.raw, _mm512_setzero_pd(), _CMP_NLE_UQ), x.raw)};
  }
};
#else
struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), x);
  }
};
#endif

// IEEE 754-2019 minimum and maximum. The instructions of x86 return their second operand for NaN and for two zeros, so
// both orders of the operands give the same but for these, where each gives the other operand. Or makes of two zeros
// the one with a sign, and a NaN of a NaN and anything. For the maximum only the sign bits want And.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4
struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Or(hn::Min(a, b), hn::Min(b, a));
  }
};

#if HWY_TARGET == HWY_AVX3
struct Max {
  static constexpr int kAndIfThirdElseOr = 0xD4;

  template <class D>
  HWY_INLINE hn::Vec512<float> operator()(D, hn::Vec512<float> a, hn::Vec512<float> b) const {
    const __m512i ab = _mm512_castps_si512(_mm512_max_ps(a.raw, b.raw));
    const __m512i ba = _mm512_castps_si512(_mm512_max_ps(b.raw, a.raw));
    const __m512i sign = _mm512_set1_epi32(INT32_MIN);
    return hn::Vec512<float>{_mm512_castsi512_ps(_mm512_ternarylogic_epi32(ab, ba, sign, kAndIfThirdElseOr))};
  }
  template <class D>
  HWY_INLINE hn::Vec512<double> operator()(D, hn::Vec512<double> a, hn::Vec512<double> b) const {
    const __m512i ab = _mm512_castpd_si512(_mm512_max_pd(a.raw, b.raw));
    const __m512i ba = _mm512_castpd_si512(_mm512_max_pd(b.raw, a.raw));
    const __m512i sign = _mm512_set1_epi64(INT64_MIN);
    return hn::Vec512<double>{_mm512_castsi512_pd(_mm512_ternarylogic_epi64(ab, ba, sign, kAndIfThirdElseOr))};
  }
};
#else
// or - xor: of equal numbers the number, of two zeros the one without a sign, of a NaN and anything a NaN.
struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    const V first = hn::Max(a, b);
    const V differ = hn::Xor(first, hn::Max(b, a));
    return hn::Sub(hn::Or(first, differ), differ);
  }
};
#endif
#elif HWY_TARGET == HWY_NEON
// FMIN and FMAX are minimum and maximum; Highway's Min and Max are FMINNM and FMAXNM, which drop NaN.
HWY_INLINE float32x4_t RawMin(float32x4_t a, float32x4_t b) { return vminq_f32(a, b); }
HWY_INLINE float32x2_t RawMin(float32x2_t a, float32x2_t b) { return vmin_f32(a, b); }
HWY_INLINE float64x2_t RawMin(float64x2_t a, float64x2_t b) { return vminq_f64(a, b); }
HWY_INLINE float64x1_t RawMin(float64x1_t a, float64x1_t b) { return vmin_f64(a, b); }
HWY_INLINE float32x4_t RawMax(float32x4_t a, float32x4_t b) { return vmaxq_f32(a, b); }
HWY_INLINE float32x2_t RawMax(float32x2_t a, float32x2_t b) { return vmax_f32(a, b); }
HWY_INLINE float64x2_t RawMax(float64x2_t a, float64x2_t b) { return vmaxq_f64(a, b); }
HWY_INLINE float64x1_t RawMax(float64x1_t a, float64x1_t b) { return vmax_f64(a, b); }

struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return V(RawMin(a.raw, b.raw));
  }
};

struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return V(RawMax(a.raw, b.raw));
  }
};
#else  // HWY_SCALAR
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
