// float_functors-inl.h — the functors of ops.def's rows of family `elementwise` on floats, named as there; compiled once
// per SIMD level. Each computes one vector. (`fma`, whose rounding differs between types, stands with its kernels.)

#if defined(HOLOGRAM_KERNELS_FLOAT_FUNCTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_FLOAT_FUNCTORS_INL_H_
#undef HOLOGRAM_KERNELS_FLOAT_FUNCTORS_INL_H_
#else
#define HOLOGRAM_KERNELS_FLOAT_FUNCTORS_INL_H_
#endif

#include <hwy/highway.h>
#include <math.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

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
struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), x);
  }
#if HWY_TARGET == HWY_AVX3
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
#endif
};

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

// or - xor: of equal numbers the number, of two zeros the one without a sign, of a NaN and anything a NaN.
struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    const V first = hn::Max(a, b);
    const V differ = hn::Xor(first, hn::Max(b, a));
    return hn::Sub(hn::Or(first, differ), differ);
  }
#if HWY_TARGET == HWY_AVX3
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
#endif
};
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

// x <= 0 and x > 6 are false for NaN.
struct Relu6 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V six = hn::Set(d, 6);
    return hn::IfThenElse(hn::Gt(x, six), six, hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), x));
  }
};

struct HardSigmoid {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Div(Relu6()(d, hn::Add(x, hn::Set(d, 3))), hn::Set(d, 6));
  }
};

struct LeakyRelu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V slope) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(slope, x));
  }
};

struct Clip {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V low, V high) const {
    return Min()(d, Max()(d, x, low), high);
  }
};

struct MinimumNumber {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return hn::IfThenElse(hn::IsNaN(a), b, hn::IfThenElse(hn::IsNaN(b), a, Min()(d, a, b)));
  }
};

struct MaximumNumber {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return hn::IfThenElse(hn::IsNaN(a), b, hn::IfThenElse(hn::IsNaN(b), a, Max()(d, a, b)));
  }
};

// Of what is not different from zero, zeros and NaN, x itself.
struct Sign {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElse(Differs(d, x), hn::CopySign(hn::Set(d, 1), x), x);
  }

 private:
  template <class D, class V>
  static HWY_INLINE auto Differs(D d, V x) {
    const V zero = hn::Zero(d);
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
    // Highway's Ne is false for NaN here, with shorter vectors it is not.
    if constexpr (hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) > 16) return hn::Ne(x, zero);
#endif
    return hn::Or(hn::Lt(x, zero), hn::Gt(x, zero));
  }
};

struct CopySign {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::CopySign(a, b);
  }
};

struct Reciprocal {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Div(hn::Set(d, 1), x);
  }
};

struct Square {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Mul(x, x);
  }
};

// A rounded x with the sign that x has: Highway's scalar functions lose that of zero.
template <class V>
HWY_INLINE V KeepSign(V rounded, V x) {
#if HWY_TARGET == HWY_SCALAR
  return hn::CopySign(rounded, x);
#else
  (void)x;
  return rounded;
#endif
}

struct Floor {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return KeepSign(hn::Floor(x), x);
  }
};

struct Ceil {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return KeepSign(hn::Ceil(x), x);
  }
};

struct Trunc {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Trunc(x);
  }
};

struct Rint {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return KeepSign(hn::Round(x), x);
  }
};

// The sum with the number just below a half rounds up to the next whole number if and only if x is a half or more past
// the one below: with a half itself the number just below a half would get there too. (Where the sum itself rounds, x is
// whole or an odd multiple of a half, and the tie goes the right way.)
struct Round {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const auto below_half =
        hn::Set(d, sizeof(hn::TFromD<D>) == 4 ? hn::TFromD<D>(0x1.fffffep-2) : hn::TFromD<D>(0x1.fffffffffffffp-2));
    return KeepSign(hn::Trunc(hn::Add(x, hn::CopySign(below_half, x))), x);
  }
};

// a - b trunc(a / b) where the quotient is a small whole number and there is FMA: the remainder is a float, so FMA gives
// it exactly. The division may have rounded up to the next whole number; then the remainder is negative. Everything
// else goes through libm, lane by lane, which is exact too.
struct Rem {
  static HWY_INLINE float OfLane(float a, float b) { return fmodf(a, b); }
  static HWY_INLINE double OfLane(double a, double b) { return fmod(a, b); }

  template <class D, class V>
  static HWY_NOINLINE V LaneByLane(D d, V a, V b) {
    HWY_ALIGN hn::TFromD<D> x[hn::MaxLanes(D())];
    HWY_ALIGN hn::TFromD<D> y[hn::MaxLanes(D())];
    hn::Store(a, d, x);
    hn::Store(b, d, y);
    for (size_t i = 0; i < hn::Lanes(d); ++i) x[i] = OfLane(x[i], y[i]);
    return hn::Load(d, x);
  }

  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
#if HWY_NATIVE_FMA
    using T = hn::TFromD<D>;
    const V limit = hn::Set(d, sizeof(T) == 4 ? T(0x1p22) : T(0x1p51));
    const V divisor = hn::Abs(b);
    const V whole = hn::Trunc(hn::Div(hn::Abs(a), divisor));
    const auto plain = hn::And(hn::Lt(whole, limit), hn::Lt(divisor, hn::Set(d, hwy::HighestValue<T>())));
    if (!hn::AllTrue(d, plain)) return LaneByLane(d, a, b);
    const V rest = hn::NegMulAdd(whole, divisor, hn::Abs(a));
    return hn::CopySign(hn::IfThenElse(hn::Lt(rest, hn::Zero(d)), hn::Add(rest, divisor), rest), a);
#else
    return LaneByLane(d, a, b);
#endif
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_FLOAT_FUNCTORS_INL_H_
