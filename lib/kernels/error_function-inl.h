// error_function-inl.h — the functors of ops.def's rows of family `error_function`, named as there; compiled once per SIMD
// level. block_map-inl.h tells what a functor has.
//
// erfc a = e^(-a^2) M(a), where M falls slowly from 1, and the argument of the power is a^2 in two parts: so a small result
// is as exact as a large one. For erf of f32 there is no power. f64 goes that way beyond 6 only, and below takes erfc at
// the next of 385 nodes and a series around it. Rationals are minimax (least squares, reweighted), polynomials by Remez's
// exchange with 200 bits; errors are relative to what they stand for.
//
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
#undef HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
#else
#define HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/error_function_nodes.h"
#include "kernels/exponential_core-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// erf x = x P(x^2) / Q(x^2) on ±3.925: 2^-25.7. Denominators begin with 1, which is left out.
inline constexpr double kErfNumeratorF32[] = {0x1.b88dap-5,   0x1.df180ap+2,  0x1.8c83d8p+6,
                                              0x1.5ab50cp+10, 0x1.390b6ep+12, 0x1.cf618cp+14};
inline constexpr double kErfDenominatorF32[] = {0x1.e95598p+4, 0x1.89bf7p+8, 0x1.771886p+11, 0x1.9c7cd6p+13,
                                                0x1.9aa928p+14};

// e^-r and e^(-r/2) on ±ln2/16 and twice as much, by what the table has more of them, less 1: 2^-25.7.
inline constexpr double kPowerF32[] = {-0x1.4d557p-3, 0x1.f411b8p-2, -0x1.f3fd76p-1, -0x1.805158p-6};
inline constexpr double kHalfPowerF32[] = {-0x1.4d557p-6, 0x1.f411b8p-4, -0x1.f3fd76p-2, -0x1.805158p-6};

// M of f32 as P / Q: erfc on [0, 10.3], 2^-25.7; and erfc(a / sqrt 2) / 2 on [0, 14.5], 2^-27.4.
inline constexpr double kErfcNumeratorF32[] = {0x1.20de48p-1, 0x1.f80f0ep+1, 0x1.91b5p+3, 0x1.539dc2p+4, 0x1.11ccdcp+4};
inline constexpr double kErfcDenominatorF32[] = {0x1.bebcecp+2, 0x1.6be3c4p+4, 0x1.4970aep+5, 0x1.44488ep+5,
                                                 0x1.11ccdcp+4};
inline constexpr double kGeluNumeratorF32[] = {0x1.988594p-2, 0x1.f8a9ecp+1, 0x1.1cb6ecp+4, 0x1.54c24p+5,
                                               0x1.85175cp+5};
inline constexpr double kGeluDenominatorF32[] = {0x1.3c4588p+3, 0x1.6cb7ecp+5, 0x1.d36638p+6, 0x1.459abcp+7,
                                                 0x1.85175cp+6};
// The second one on [0, 5.6], 2^-24.3.
inline constexpr double kShortGeluNumeratorF32[] = {0x1.983c6cp-2, 0x1.8a77dcp+1, 0x1.3d7ac6p+3, 0x1.de1b96p+3};
inline constexpr double kShortGeluDenominatorF32[] = {0x1.ed3f58p+2, 0x1.a142c6p+4, 0x1.5d79fcp+5, 0x1.de1b98p+4};

// M(z) (z + 4) of f64 in t = 1/2 - 8 / (z + 4), on 5.95 ... 27.5: 2^-59.8. Around another t the terms would cancel more. The
// last two coefficients are in two parts, the first of which are short enough for sums to tell what they lose.
inline constexpr double kTailF64[] = {0x1.9762eb4329ce4p-18, -0x1.4d42a24a538e2p-16, 0x1.3929b66d5b11fp-16,
                                      0x1.d56be6381ab6bp-14, -0x1.814f9dac730a2p-11, 0x1.691291369cd51p-9,
                                      -0x1.08d50c1717ee2p-7, 0x1.4be7e86abb8d7p-6,   -0x1.71cbb5f169177p-5,
                                      0x1.7698e5ec92cd9p-4,  -0x1.5e00c59f4eb29p-3,  0x1.30aaf5bfa1c5ap-2};
inline constexpr double kTailC1F64[] = {-0x1.f1cc3b8p-2, -0x1.19c01923b7b0ep-29};
inline constexpr double kTailC0F64[] = {0x1.7fd46c4p-1, 0x1.e0864d3137d97p-29};

// With d from the node X to a, erfc a = erfc X - E d (1 + p), 1 + p the mean of e^(-2 X d s - d^2 s^2) over s of 0 ... 1. Of
// w = X d, |w| < 0.0472, and d^2 < 2^-14: p = w q(w) + d^2 (r(w) + d^2 (u(w) + c d^2)), interpolated: 2^-58.5 of erfc a near
// zero, 2^-55.3 up to 4, 2^-53.8 from there on.
inline constexpr double kNodeQ[] = {
    0x1.71ed92119d53dp-11, -0x1.a02f1a569be48p-9, 0x1.a01a01489886fp-7, -0x1.6c16c0f3c4255p-5,
    0x1.1111111111b0cp-3,  -0x1.55555555570c8p-2, 0x1.5555555555555p-1, -0x1p+0};
inline constexpr double kNodeR[] = {
    0x1.111fe67b6af3bp-5, -0x1.8635399642fa3p-4, 0x1.c71c713fbf408p-3, -0x1.99999892621cep-2, 0x1p-1,
    -0x1.5555555555555p-2};
inline constexpr double kNodeU[] = {-0x1.556cb2705b7a2p-4, 0x1.24b2bca5839e1p-3, -0x1.5555555555558p-3,
                                    0x1.999999999999ap-4};
inline constexpr double kNodeC = -0x1.8618618618618p-6;

// P / Q, coefficients from the highest power down, those of Q after a first one of 1.
template <class D, class V, int kN, int kCountP, int kCountQ>
HWY_INLINE void Rational(D d, const double (&p)[kCountP], const double (&q)[kCountQ], const V (&x)[kN], V (&above)[kN],
                         V (&below)[kN]) {
  Horner(d, p, x, above);
  HOLO_STAGE below[i] = hn::Add(x[i], hn::Set(d, static_cast<hn::TFromD<D>>(q[0])));
  HWY_UNROLL(16) for (int k = 1; k < kCountQ; ++k) {
    HOLO_STAGE below[i] = hn::MulAdd(below[i], x[i], hn::Set(d, static_cast<hn::TFromD<D>>(q[k])));
  }
}

// What an error function and a Gaussian unit need, at z = a or at z = a / sqrt 2.
template <bool kGelu>
struct GaussianTail {
  // e^(-z^2), in the parts of SplitExp: of f32 by its steps, but the square is never rounded; of f64 p has two parts.
  template <class D, class V, int kN>
  static HWY_INLINE void Split(D d, const V (&a)[kN], V (&t)[kN], V (&p)[kN], [[maybe_unused]] V (&p_low)[kN]) {
    const double factor = kGelu ? -0.5 : -1;
    V square[kN];
    HOLO_STAGE square[i] = hn::Mul(a[i], a[i]);
    if constexpr (kIsF32<D>) {
      const V rounder = Rounder(d), per_unit = hn::Set(d, static_cast<float>(factor * 0x1.715476p+0));
      // ln 2 in two parts, of which a multiple of the first is exact.
      const V high = hn::Set(d, static_cast<float>(-0x1.62ep-1 / factor));
      const V low = hn::Set(d, static_cast<float>(-0x1.0bfbe8p-15 / factor));
      V n[kN], r[kN];
      HOLO_STAGE t[i] = hn::MulAdd(square[i], per_unit, rounder);
      HOLO_STAGE n[i] = hn::Sub(t[i], rounder);
      HOLO_STAGE r[i] = AddProductToItsOpposite(d, a[i], a[i], hn::Mul(n[i], high));
      HOLO_STAGE r[i] = hn::MulAdd(n[i], low, r[i]);
      Horner(d, kGelu ? kHalfPowerF32 : kPowerF32, r, p);
    } else {
      const V minus_factor = hn::Set(d, factor);
      HOLO_STAGE p_low[i] = hn::Mul(ProductError(d, a[i], a[i], square[i]), minus_factor);
      HOLO_STAGE square[i] = hn::Mul(square[i], minus_factor);
      SplitExp<false>(d, square, t, p);
      HOLO_STAGE p_low[i] = hn::MulAdd(p_low[i], p[i], p_low[i]);
    }
  }

  // M(z) = m + m_low; of the Gaussian unit a M(z) / 2.
  template <class D, class V, int kN>
  static HWY_INLINE void FactorF32(D d, const V (&a)[kN], V (&m)[kN]) {
    V denominator[kN];
    Rational(d, kGelu ? kGeluNumeratorF32 : kErfcNumeratorF32, kGelu ? kGeluDenominatorF32 : kErfcDenominatorF32, a, m,
             denominator);
    if constexpr (kGelu) {
      HOLO_STAGE m[i] = hn::Mul(a[i], m[i]);
    }
    HOLO_STAGE m[i] = hn::Div(m[i], denominator[i]);
  }
  template <class D, class V, int kN>
  static HWY_INLINE void FactorF64(D d, const V (&a)[kN], V (&m)[kN], V (&m_low)[kN]) {
    const V four = hn::Set(d, 4), minus_eight = hn::Set(d, -8), one = hn::Set(d, 1);
    const V root = hn::Set(d, kGelu ? 0x1.6a09e667f3bcdp-1 : 1);
    const V c0 = hn::Set(d, kTailC0F64[0]), c1 = hn::Set(d, kTailC1F64[0]);
    V over[kN], over_low[kN], t[kN], f[kN], f_low[kN], g[kN], g_low[kN], slope[kN];
    HOLO_STAGE f[i] = hn::MulAdd(a[i], root, four);
    HOLO_STAGE over[i] = hn::Div(one, f[i]);
    // 1 / (z + 4) lacks what the division left and what the sum lost.
    HOLO_STAGE over_low[i] = AddProductToItsOpposite(d, hn::Neg(over[i]), f[i], one);
    HOLO_STAGE f[i] = AddProductToItsOpposite(d, a[i], root, hn::Sub(four, f[i]));
    if constexpr (kGelu) {
      HOLO_STAGE f[i] = hn::MulAdd(a[i], hn::Set(d, -0x1.bdd3413b26456p-55), f[i]);  // what the root lacks
    }
    HOLO_STAGE over_low[i] = hn::Mul(over[i], hn::NegMulAdd(over[i], f[i], over_low[i]));
    HOLO_STAGE t[i] = hn::MulAdd(minus_eight, over[i], hn::Set(d, 0.5));  // exact
    Horner(d, kTailF64, t, f);
    // g = c1 + t f and then f = c0 + t g, with what they lose, and with what t lacks times the slope, within 10 %.
    HOLO_STAGE slope[i] = hn::MulAdd(t[i], hn::MulSub(hn::Set(d, 3), f[i], hn::Set(d, kTailF64[11])), c1);
    HOLO_STAGE g[i] = hn::MulAdd(t[i], f[i], c1);
    HOLO_STAGE g_low[i] = AddProductToItsOpposite(d, t[i], f[i], hn::Sub(c1, g[i]));
    HOLO_STAGE f[i] = hn::MulAdd(t[i], g[i], c0);
    HOLO_STAGE f_low[i] = AddProductToItsOpposite(d, t[i], g[i], hn::Sub(c0, f[i]));
    HOLO_STAGE g_low[i] = hn::Add(g_low[i], hn::Set(d, kTailC1F64[1]));
    HOLO_STAGE f_low[i] = hn::MulAdd(t[i], g_low[i], hn::Add(f_low[i], hn::Set(d, kTailC0F64[1])));
    HOLO_STAGE f_low[i] = hn::MulAdd(hn::Mul(minus_eight, over_low[i]), slope[i], f_low[i]);
    HOLO_STAGE m[i] = hn::Mul(f[i], over[i]);
    HOLO_STAGE m_low[i] = hn::MulAdd(f[i], over_low[i], ProductError(d, f[i], over[i], m[i]));
    HOLO_STAGE m_low[i] = hn::MulAdd(f_low[i], over[i], m_low[i]);
    if constexpr (kGelu) {
      const V half = hn::Set(d, 0.5);
      HOLO_STAGE f[i] = hn::Mul(a[i], half);
      HOLO_STAGE g[i] = hn::Mul(m[i], f[i]);
      HOLO_STAGE m_low[i] = hn::MulAdd(m_low[i], f[i], ProductError(d, m[i], f[i], g[i]));
      HOLO_STAGE m[i] = g[i];
    }
  }

  // e^(-z^2) M(z), for a power that is a normal number, or for any (kScaled: in two steps, of which the last can round).
  template <bool kScaled, class D, class V, int kN>
  static HWY_INLINE void Product(D d, const V (&a)[kN], V (&y)[kN]) {
    V t[kN], p[kN], scale[kN];
    [[maybe_unused]] V p_low[kN];
    if constexpr (kIsF32<D>) FactorF32(d, a, y);  // first, since nothing else waits for the division
    Split(d, a, t, p, p_low);
    HOLO_STAGE scale[i] = kScaled ? Mantissa(d, t[i]) : Scale(d, t[i]);
    if constexpr (kIsF32<D>) {
      HOLO_STAGE y[i] = hn::Mul(hn::MulAdd(scale[i], p[i], scale[i]), y[i]);
    } else {
      V low[kN];
      FactorF64(d, a, y, low);
      HOLO_STAGE low[i] = hn::MulAdd(y[i], p_low[i], hn::MulAdd(low[i], p[i], low[i]));
      HOLO_STAGE y[i] = hn::Mul(hn::Add(y[i], AddProductToSmall(d, y[i], p[i], low[i])), scale[i]);
    }
    if constexpr (kScaled) {
      HOLO_STAGE y[i] = TimesPower(d, y[i], t[i]);
    }
  }
};

// erfc at the node next to z = a or z = a / sqrt 2, z up to 6, and what erfc z is less than that.
template <bool kGelu, class D, class V, int kN>
HWY_INLINE void AtNodes(D d, const V (&a)[kN], V (&value)[kN], V (&less)[kN]) {
  V t[kN], node[kN], slope[kN], step[kN], w[kN], square[kN], q[kN];
  if constexpr (kGelu) {
    const V root = hn::Set(d, 0x1.6a09e667f3bcdp-1), root_low = hn::Set(d, -0x1.bdd3413b26456p-55);
    const V per_unit = hn::Set(d, kErfcNodesPerUnit * 0x1.6a09e667f3bcdp-1), rounder = Rounder(d);
    HOLO_STAGE t[i] = hn::MulAdd(a[i], per_unit, rounder);
    LookupRows(d, kErfcNodes, t, node, value, slope);
    HOLO_STAGE step[i] = AddProductToItsOpposite(d, a[i], root, hn::Neg(node[i]));
    HOLO_STAGE step[i] = hn::MulAdd(a[i], root_low, step[i]);
  } else {
    const V rounder = hn::Set(d, 0x1.8p52 / kErfcNodesPerUnit);
    HOLO_STAGE t[i] = hn::Add(a[i], rounder);
    LookupRows(d, kErfcNodes, t, node, value, slope);
    HOLO_STAGE step[i] = hn::Sub(a[i], node[i]);
  }
  HOLO_STAGE w[i] = hn::Mul(node[i], step[i]);
  HOLO_STAGE square[i] = hn::Mul(step[i], step[i]);
  HOLO_STAGE slope[i] = hn::Mul(slope[i], step[i]);
  StagedHorner(d, kNodeU, w, less);
  HOLO_STAGE less[i] = hn::MulAdd(square[i], hn::Set(d, kNodeC), less[i]);
  StagedHorner(d, kNodeR, w, q);
  HOLO_STAGE less[i] = hn::MulAdd(less[i], square[i], q[i]);
  StagedHorner(d, kNodeQ, w, q);
  HOLO_STAGE less[i] = hn::MulAdd(less[i], square[i], hn::Mul(q[i], w[i]));
  HOLO_STAGE less[i] = hn::MulAdd(slope[i], less[i], slope[i]);
}

struct Erf {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V limit = Pick(d, 3.925f, 6), one = hn::Set(d, 1);
    V a[kN], rest[kN];
    HOLO_STAGE a[i] = hn::Abs(x[i]);
    if constexpr (kIsF32<D>) {
      V u[kN];
      HOLO_STAGE u[i] = hn::Mul(a[i], a[i]);
      Rational(d, kErfNumeratorF32, kErfDenominatorF32, u, y, rest);
      HOLO_STAGE y[i] = hn::Div(hn::Mul(a[i], y[i]), rest[i]);
      // From here on the result is 1, whatever the steps make of such a number.
      HOLO_STAGE y[i] = hn::IfThenElse(hn::Ge(a[i], limit), one, y[i]);
    } else {
      HOLO_STAGE a[i] = AtMost(limit, a[i]);
      AtNodes<false>(d, a, y, rest);
      HOLO_STAGE y[i] = hn::Add(hn::Sub(one, y[i]), rest[i]);
    }
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);
  }
};

struct ErfcParts {
  // |x| up to which the power of f32 is a normal number, and from which the result is nothing.
  static constexpr double kLimit = 9;
  template <class D>
  static constexpr double kZero = kIsF32<D> ? 10.3 : 27.4;
  using Tail = GaussianTail<false>;

  // From the tail at |x|.
  template <class D, class V, int kN>
  static HWY_INLINE void Finish(D d, const V (&x)[kN], const V (&tail)[kN], V (&y)[kN]) {
    const V zero = hn::Zero(d), two = hn::Set(d, 2);
    HOLO_STAGE y[i] = hn::IfThenElse(hn::Lt(x[i], zero), hn::Sub(two, tail[i]), tail[i]);
  }
};

struct GeluParts {
  static constexpr double kLimit = 12;
  template <class D>
  static constexpr double kZero = kIsF32<D> ? 14.5 : 38.8;
  using Tail = GaussianTail<true>;

  template <class D, class V, int kN>
  static HWY_INLINE void Finish(D d, const V (&x)[kN], const V (&tail)[kN], V (&y)[kN]) {
    const V minus_zero = hn::Neg(hn::Zero(d));
    HOLO_STAGE y[i] = hn::Sub(AtLeast(minus_zero, x[i]), tail[i]);
  }
};

template <class Parts>
struct WithTail {
  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(Parts::kLimit));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V a[kN], tail[kN];
    HOLO_STAGE a[i] = hn::Abs(x[i]);
    Parts::Tail::template Product<false>(d, a, tail);
    Parts::Finish(d, x, tail, y);
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V in[1] = {x}, a[1] = {Clamped(d, hn::Abs(x), 0, Parts::template kZero<D>)};
    V tail[1], y[1];
    Parts::Tail::template Product<true>(d, a, tail);
    Parts::Finish(d, in, tail, y);
    return KeepNaN(x, y[0]);
  }
};

// f64 takes the nodes up to 6, and down to any number, where the result is 2.
struct Erfc {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  using Long = WithTail<ErfcParts>;
  static constexpr double kShort = 6;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    if constexpr (kIsF32<D>) {
      return Long::AllCommon(d, x);
    } else {
      const V most = hn::Set(d, kShort);
      auto within = hn::Le(x[0], most);
      for (int i = 1; i < kN; ++i) within = hn::And(within, hn::Le(x[i], most));
      return hn::AllTrue(d, within);
    }
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF64(D d, const V (&x)[kN], V (&y)[kN]) {
    const V most = hn::Set(d, kShort);
    V a[kN], less[kN];
    HOLO_STAGE a[i] = hn::Min(hn::Abs(x[i]), most);
    AtNodes<false>(d, a, y, less);
    HOLO_STAGE a[i] = hn::Sub(y[i], less[i]);
    ErfcParts::Finish(d, x, a, y);
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    if constexpr (kIsF32<D>) {
      Long::Common(d, x, y);
    } else {
      CommonF64(d, x, y);
    }
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V far = Long::Any(d, x);
    if constexpr (kIsF32<D>) {
      return far;
    } else {
      const V in[1] = {x};
      V y[1];
      CommonF64(d, in, y);
      return hn::IfThenElse(hn::Le(x, hn::Set(d, kShort)), y[0], far);
    }
  }
};

// The short way goes down to a number whose tail is small, and up to any, for beyond it x less the tail is x. f32 takes a
// power of few steps and a shorter rational, f64 the nodes.
struct Gelu {
  template <class D>
  static constexpr int kAvx2Vectors = 4;

  using Long = WithTail<GeluParts>;
  template <class D>
  static constexpr double kShort = kIsF32<D> ? 5.6 : 8.48;

  // In f32 negative numbers are ordered as their bits are, above all others. NaN comes through.
  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    if constexpr (!kIsF32<D>) {
      return AllBetween(d, x, -kShort<D>, 0x1p900);
    } else {
      const hn::RebindToUnsigned<D> du;
      auto most = hn::BitCast(du, x[0]);
      for (int i = 1; i < kN; ++i) most = hn::Max(most, hn::BitCast(du, x[i]));
      return hn::AllFalse(du, hn::Gt(most, hn::BitCast(du, hn::Set(d, static_cast<float>(-kShort<D>)))));
    }
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&x)[kN], V (&y)[kN]) {
    const V rounder = Rounder(d), per_unit = hn::Set(d, -0x1.715476p-1f), twice_ln2 = hn::Set(d, 0x1.62e43p+0f);
    V a[kN], m[kN], below[kN], square[kN], low[kN], t[kN], r[kN], p[kN];
    HOLO_STAGE a[i] = hn::Min(hn::Abs(x[i]), hn::Set(d, static_cast<float>(kShort<D>)));
    // The division comes first, since nothing else waits for it.
    Rational(d, kShortGeluNumeratorF32, kShortGeluDenominatorF32, a, m, below);
    HOLO_STAGE m[i] = hn::Div(hn::Mul(a[i], m[i]), below[i]);
    // e^(-a^2 / 2). Of 23 powers of two ln 2 lacks too little to count.
    HOLO_STAGE square[i] = hn::Mul(a[i], a[i]);
    HOLO_STAGE low[i] = ProductError(d, a[i], a[i], square[i]);
    HOLO_STAGE t[i] = hn::MulAdd(square[i], per_unit, rounder);
    HOLO_STAGE r[i] = AddProductToItsOpposite(d, hn::Sub(t[i], rounder), twice_ln2, square[i]);
    HOLO_STAGE r[i] = hn::Add(r[i], low[i]);
    Horner(d, kHalfPowerF32, r, p);
    HOLO_STAGE m[i] = hn::Mul(m[i], Scale(d, t[i]));
    HOLO_STAGE m[i] = hn::MulAdd(m[i], p[i], m[i]);
    GeluParts::Finish(d, x, m, y);
  }

  // x / 2 times erfc(-x / sqrt 2): of the two parts of that factor the second, small one joins the rounded product.
  template <class D, class V, int kN>
  static HWY_INLINE void CommonF64(D d, const V (&x)[kN], V (&y)[kN]) {
    const V zero = hn::Zero(d), two = hn::Set(d, 2), half = hn::Set(d, 0.5), most = hn::Set(d, kShort<D>);
    V a[kN], value[kN], less[kN], sign[kN];
    HOLO_STAGE a[i] = hn::Min(hn::Abs(x[i]), most);
    AtNodes<true>(d, a, value, less);
    HOLO_STAGE sign[i] = hn::And(x[i], hn::Neg(zero));
    HOLO_STAGE less[i] = hn::Xor(less[i], sign[i]);
    HOLO_STAGE value[i] = hn::IfThenElse(hn::Lt(x[i], zero), value[i], hn::Sub(two, value[i]));
    HOLO_STAGE a[i] = hn::Mul(x[i], half);
    HOLO_STAGE y[i] = hn::MulAdd(a[i], less[i], hn::Mul(a[i], value[i]));
    HOLO_STAGE y[i] = hn::Or(y[i], sign[i]);  // of zero
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    if constexpr (kIsF32<D>) {
      CommonF32(d, x, y);
    } else {
      CommonF64(d, x, y);
    }
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V in[1] = {x}, far = Long::Any(d, x);
    V y[1];
    Common(d, in, y);
    if constexpr (!kIsF32<D>) {
      y[0] = hn::IfThenElse(hn::Le(x, hn::Set(d, 0x1p900)), y[0], x);  // of infinity and NaN
    }
    return hn::IfThenElse(hn::Lt(x, hn::Set(d, static_cast<hn::TFromD<D>>(-kShort<D>))), far, y[0]);
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
