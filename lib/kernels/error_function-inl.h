// error_function-inl.h — the functors of ops.def's rows of family `error_function`, named as there; compiled once per SIMD
// level. block_map-inl.h tells what a functor has.
//
// erfc a = e^(-a^2) M(a), where M falls slowly from 1, and the argument of the power is a^2 in two parts: so a small result
// is as exact as a large one. Near zero of f64, and for erf of f32 everywhere, there is no power. Rationals are minimax
// (least squares, reweighted), polynomials by Remez's exchange with 200 bits; errors are relative to what they stand for.
//
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
#undef HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
#else
#define HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
#endif

#include <hwy/highway.h>

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

// M(z) (z + 4) of f64 in t = 5/8 - 8 / (z + 4), on 0.56 ... 27.5: 2^-58.6. Around another t the terms would cancel more.
// The last two coefficients are in two parts, the first of which are short enough for sums to tell what they lose.
inline constexpr double kTailF64[] = {
    -0x1.95cd2ef10c9dap-27, -0x1.76d85ab2e49dcp-24, -0x1.9325fe056be63p-23, 0x1.865f1f32097f0p-25,
    0x1.55ec6e98ca74ap-23,  -0x1.4bbe74d1e3223p-20, 0x1.e09eafff7704ep-20,  0x1.530b501bc2b06p-18,
    -0x1.ef65f2d630bc7p-16, 0x1.d4ed90cb9cdd2p-15,  0x1.058700ec2bf9fp-14,  -0x1.bd3763e576d26p-11,
    0x1.de9f16b8ea0bcp-9,   -0x1.71708df7f9bd0p-7,  0x1.d59480328582ap-6,   -0x1.035294836bad9p-4,
    0x1.000971561119fp-3,   -0x1.cbdea389a395bp-3,  0x1.7c0eb24dc2b0ep-2};
inline constexpr double kTailC1F64[] = {-0x1.237ae22000000p-1, -0x1.f5e0ebe2ddff2p-34};
inline constexpr double kTailC0F64[] = {0x1.a181644000000p-1, 0x1.08b934a4033b4p-32};

// erf x = x (c + u p(u)), u = x^2, c = 2 / sqrt pi, on ±0.61: 2^-59.4. And erf(x / sqrt 2), c = sqrt(2 / pi), on ±0.86.
inline constexpr double kErfNearF64[] = {-0x1.29960851cec9bp-23, 0x1.b4c69331d7349p-20,  -0x1.f48c582fd7606p-17,
                                         0x1.f9a0e35fc7525p-14,  -0x1.c02da86c31b5cp-11, 0x1.565bccea99b11p-8,
                                         -0x1.b82ce3120b420p-6,  0x1.ce2f21a041e69p-4,   -0x1.812746b0379dfp-2};
inline constexpr double kGeluNearF64[] = {-0x1.a4d9a9df9b753p-33, 0x1.34d8d81db587cp-28,  -0x1.61f0e8120c40ep-24,
                                          0x1.658887a0a5d24p-20,  -0x1.3ce8f291763f5p-16, 0x1.e42b0d1f70939p-13,
                                          -0x1.37403f6b485b4p-9,  0x1.46d0429768854p-6,   -0x1.1058377e2cedbp-3};

// log erfc a of f64 in a - 3/4, on 0.59 ... 5.95: 2^-56, relative to erf a.
inline constexpr double kLogErfcF64[] = {
    0x1.293e41fe8c224p-39,  -0x1.0ff2d9f8e4849p-34, 0x1.ced4b81958c96p-31,  -0x1.e6861e601b85cp-28,
    0x1.5ffc2ee55d246p-25,  -0x1.6cb6c570976a4p-23, 0x1.063d61c63734ep-21,  -0x1.8915c56f46447p-21,
    -0x1.7872fbd10bbb1p-20, 0x1.e09b9c0ea6c9dp-17,  -0x1.c7756fb5d123fp-15, 0x1.bc2450662f79dp-14,
    0x1.0fd3fadb20af7p-13,  -0x1.29978ebb9d14bp-9,  0x1.a05682662e102p-7,   -0x1.b15b51a630985p-5,
    -0x1.9d9eb7a1224e2p-1,  -0x1.1ce96da880971p+1,  -0x1.3deb034696c3ep+0};

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
    HOLO_STAGE t[i] = hn::MulAdd(minus_eight, over[i], hn::Set(d, 0.625));  // exact
    Horner(d, kTailF64, t, f);
    // g = c1 + t f and then f = c0 + t g, with what they lose, and with what t lacks times the slope, within 10 %.
    HOLO_STAGE slope[i] = hn::MulAdd(t[i], hn::MulSub(hn::Set(d, 3), f[i], hn::Set(d, kTailF64[18])), c1);
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

  // erf z = x (c + rest) near zero.
  template <class D, class V, int kN>
  static HWY_INLINE void Near(D d, const V (&x)[kN], V (&rest)[kN]) {
    const V c_low = hn::Set(d, kGelu ? -0x1.cbc0d30ebfd15p-55 : 0x1.1ae3a914fed80p-56);
    V u[kN];
    HOLO_STAGE u[i] = hn::Mul(x[i], x[i]);
    Horner(d, kGelu ? kGeluNearF64 : kErfNearF64, u, rest);
    HOLO_STAGE rest[i] = hn::MulAdd(u[i], rest[i], c_low);
  }
};

struct Erf {
  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    // From here on the result is 1, whatever the steps below make of such a number.
    const V limit = Pick(d, 3.925f, 6), one = hn::Set(d, 1);
    V a[kN], rest[kN];
    HOLO_STAGE a[i] = hn::Abs(x[i]);
    if constexpr (kIsF32<D>) {
      V u[kN];
      HOLO_STAGE u[i] = hn::Mul(a[i], a[i]);
      Rational(d, kErfNumeratorF32, kErfDenominatorF32, u, y, rest);
      HOLO_STAGE y[i] = hn::Div(hn::Mul(a[i], y[i]), rest[i]);
    } else {
      // 1 - erfc a, which needs no relative accuracy of erfc a.
      V t[kN], p[kN];
      HOLO_STAGE t[i] = hn::Sub(a[i], hn::Set(d, 0.75));
      Horner(d, kLogErfcF64, t, y);
      SplitExp<false>(d, y, t, p);
      HOLO_STAGE t[i] = Scale(d, t[i]);
      HOLO_STAGE y[i] = hn::NegMulAdd(t[i], p[i], hn::Sub(one, t[i]));
      GaussianTail<false>::Near(d, a, rest);
      HOLO_STAGE rest[i] = hn::MulAdd(a[i], hn::Set(d, 0x1.20dd750429b6dp+0), hn::Mul(a[i], rest[i]));
      HOLO_STAGE y[i] = hn::IfThenElse(hn::Lt(a[i], hn::Set(d, 0.6)), rest[i], y[i]);
    }
    HOLO_STAGE y[i] = hn::CopySign(hn::IfThenElse(hn::Ge(a[i], limit), one, y[i]), x[i]);
  }
};

struct ErfcParts {
  // |x| up to which the power is a normal number, and from which the result is nothing.
  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 9 : 26;
  template <class D>
  static constexpr double kZero = kIsF32<D> ? 10.3 : 27.4;
  using Tail = GaussianTail<false>;

  // From the tail at |x|.
  template <class D, class V, int kN>
  static HWY_INLINE void Finish(D d, const V (&x)[kN], const V (&tail)[kN], V (&y)[kN]) {
    const V zero = hn::Zero(d), two = hn::Set(d, 2);
    HOLO_STAGE y[i] = hn::IfThenElse(hn::Lt(x[i], zero), hn::Sub(two, tail[i]), tail[i]);
    if constexpr (!kIsF32<D>) {
      const V one = hn::Set(d, 1);
      V rest[kN];
      Tail::Near(d, x, rest);
      HOLO_STAGE {
        const V near = hn::NegMulAdd(x[i], rest[i], hn::NegMulAdd(x[i], hn::Set(d, 0x1.20dd750429b6dp+0), one));
        y[i] = hn::IfThenElse(hn::Lt(hn::Abs(x[i]), hn::Set(d, 0.6)), near, y[i]);
      }
    }
  }
};

struct GeluParts {
  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 12 : 36;
  template <class D>
  static constexpr double kZero = kIsF32<D> ? 14.5 : 38.8;
  using Tail = GaussianTail<true>;

  template <class D, class V, int kN>
  static HWY_INLINE void Finish(D d, const V (&x)[kN], const V (&tail)[kN], V (&y)[kN]) {
    const V minus_zero = hn::Neg(hn::Zero(d));
    HOLO_STAGE y[i] = hn::Sub(AtLeast(minus_zero, x[i]), tail[i]);
    if constexpr (!kIsF32<D>) {
      V rest[kN];
      Tail::Near(d, x, rest);
      HOLO_STAGE {
        const V half = hn::Mul(x[i], hn::Set(d, 0.5));
        const V erf = AddProductToSmall(d, x[i], hn::Set(d, 0x1.9884533d43651p-1), hn::Mul(x[i], rest[i]));
        const V near = hn::CopySign(AddProductToItsOpposite(d, half, erf, half), x[i]);  // of zero
        y[i] = hn::IfThenElse(hn::Lt(hn::Abs(x[i]), hn::Set(d, 0.84)), near, y[i]);
      }
    }
  }
};

template <class Parts>
struct WithTail {
  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(Parts::template kLimit<D>));
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
using Erfc = WithTail<ErfcParts>;

// f32 has a short way of its own, a power of few steps and a shorter rational, down to -5.6; and up to any number, for
// beyond 5.6 x less the tail of 5.6 is x.
struct Gelu {
  using Long = WithTail<GeluParts>;
  static constexpr float kShort = 5.6f;

  // Negative numbers are ordered as their bits are, above all others. NaN comes through.
  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    if constexpr (!kIsF32<D>) {
      return Long::AllCommon(d, x);
    } else {
      const hn::RebindToUnsigned<D> du;
      auto most = hn::BitCast(du, x[0]);
      for (int i = 1; i < kN; ++i) most = hn::Max(most, hn::BitCast(du, x[i]));
      return hn::AllFalse(du, hn::Gt(most, hn::BitCast(du, hn::Set(d, -kShort))));
    }
  }

  template <class D, class V, int kN>
  static HWY_INLINE void CommonF32(D d, const V (&x)[kN], V (&y)[kN]) {
    const V rounder = Rounder(d), per_unit = hn::Set(d, -0x1.715476p-1f), twice_ln2 = hn::Set(d, 0x1.62e43p+0f);
    V a[kN], m[kN], below[kN], square[kN], low[kN], t[kN], r[kN], p[kN];
    HOLO_STAGE a[i] = hn::Min(hn::Abs(x[i]), hn::Set(d, kShort));
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

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    if constexpr (kIsF32<D>) {
      CommonF32(d, x, y);
    } else {
      Long::Common(d, x, y);
    }
  }

  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V far = Long::Any(d, x);
    if constexpr (!kIsF32<D>) {
      return far;
    } else {
      const V in[1] = {x};
      V y[1];
      CommonF32(d, in, y);
      return hn::IfThenElse(hn::Lt(x, hn::Set(d, -kShort)), far, y[0]);
    }
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ERROR_FUNCTION_INL_H_
