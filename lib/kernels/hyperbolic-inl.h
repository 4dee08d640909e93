// hyperbolic-inl.h — the functors of ops.def's rows of family `hyperbolic`, named as there: e^x - 1, hyperbolic sine and
// cosine, and activations made of e^x - 1; compiled once per SIMD level. block_map-inl.h tells what a functor has.
//
// x = n ln 2 + r with a whole n, no table: what matters is near zero, where 2^(n/16) - 1 would need two parts. The largest
// terms are added with their rounding error, which costs additions only, and leaves 0.9 ULP where a plain sum has 1.5.
//
// The bounds in ops.def were measured; docs/accuracy.md tells on which inputs.

#if defined(HOLOGRAM_KERNELS_HYPERBOLIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_HYPERBOLIC_INL_H_
#undef HOLOGRAM_KERNELS_HYPERBOLIC_INL_H_
#else
#define HOLOGRAM_KERNELS_HYPERBOLIC_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/exponential_core-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// By Remez's exchange with 200 bits; the errors are relative to the function on the left.
// e^r - 1 = r + r^2 q(r), on -0.289 ... 0.407: 2^-31.4 and 2^-61.3.
inline constexpr double kExpm1F32[] = {0x1.b757fap-13, 0x1.6ce022p-10, 0x1.110632p-7,
                                       0x1.555524p-5,  0x1.55555ap-3,  0x1p-1};
inline constexpr double kExpm1F64[] = {0x1.2f5fd5918c60fp-29,
                                       0x1.aeb751714696dp-26,
                                       0x1.27ddacf830b80p-22,
                                       0x1.71de3f370f5c5p-19,
                                       0x1.a01a03fa1e8e7p-16,
                                       0x1.a01a019b62267p-13,
                                       0x1.6c16c16bc5722p-10,
                                       0x1.1111111111b69p-7,
                                       0x1.55555555555cep-5,
                                       0x1.5555555555554p-3,
                                       0x1p-1};
// The same on ±0.35, one term shorter: 2^-26.1.
inline constexpr double kShortExpm1F32[] = {0x1.6d74a4p-10, 0x1.12297p-7, 0x1.5554c6p-5, 0x1.5554aep-3, 0x1p-1};
// cosh r = 1 + u c(u), u = r^2, on ±0.35: 2^-34.2 and 2^-70.
inline constexpr double kCoshF32[] = {0x1.6d9f3cp-10, 0x1.555476p-5, 0x1p-1};
inline constexpr double kCoshF64[] = {0x1.1f98a0829db19p-29, 0x1.27e4c2ce2f347p-22, 0x1.a01a01b28fdf1p-16,
                                      0x1.6c16c16c13b71p-10, 0x1.555555555555dp-5,  0x1p-1};
// sinh r = r + r u s(u): 2^-37.4 and 2^-74.
inline constexpr double kSinhF32[] = {0x1.a176c2p-13, 0x1.1110aep-7, 0x1.555556p-3};
inline constexpr double kSinhF64[] = {0x1.61dad44daa970p-33, 0x1.ae641a119dd04p-26, 0x1.71de3a5f446b8p-19,
                                      0x1.a01a01a018629p-13, 0x1.1111111111113p-7,  0x1.5555555555555p-3};

// The polynomial of this type.
template <class D, class V, int kN, int kCountF32, int kCountF64>
HWY_INLINE void HornerOf(D d, const double (&f32)[kCountF32], const double (&f64)[kCountF64], const V (&x)[kN],
                         V (&y)[kN]) {
  if constexpr (kIsF32<D>) {
    Horner(d, f32, x, y);
  } else {
    Horner(d, f64, x, y);
  }
}

// x = n ln 2 + high + low: `high` is exact, and the low bits of `t` hold n, the number next to (x - bias) / ln 2.
template <class D, class V, int kN>
HWY_INLINE void SplitByLn2(D d, double bias, const V (&x)[kN], V (&t)[kN], V (&high)[kN], V (&low)[kN]) {
  const V rounder = Pick(d, 0x1.8p23f, 0x1.8p52), log2e = Pick(d, 0x1.715476p+0f, 0x1.71547652b82fep+0);
  // The first part of ln 2 has so few bits that n times it is exact also without FMA.
  const V ln2 = Pick(d, 0x1.62ep-1f, 0x1.62e42feep-1), minus_rest = Pick(d, -0x1.0bfbe8p-15f, -0x1.a39ef35793c76p-33);
  if (bias == 0) {
    HOLO_STAGE t[i] = hn::MulAdd(x[i], log2e, rounder);
  } else {
    HOLO_STAGE t[i] = hn::MulAdd(hn::Sub(x[i], hn::Set(d, static_cast<hn::TFromD<D>>(bias))), log2e, rounder);
  }
  HOLO_STAGE low[i] = hn::Sub(t[i], rounder);
  HOLO_STAGE high[i] = hn::NegMulAdd(low[i], ln2, x[i]);
  HOLO_STAGE low[i] = hn::Mul(low[i], minus_rest);
}

// What adds n to an exponent, from the low bits of `t`.
template <class D, class V>
HWY_INLINE hn::VFromD<hn::RebindToSigned<D>> ExponentBits(D, V t) {
  constexpr int kMantissaBits = kIsF32<D> ? 23 : 52;
  return hn::ShiftLeft<kMantissaBits>(hn::BitCast(hn::RebindToSigned<D>(), t));
}

// `scale` times 2^n, or 2^-n, if these are normal numbers.
template <class D, class V>
HWY_INLINE V TimesTwoTo(D d, V scale, V t) {
  return hn::BitCast(d, hn::Add(hn::BitCast(hn::RebindToSigned<D>(), scale), ExponentBits(d, t)));
}
template <class D, class V>
HWY_INLINE V OverTwoTo(D d, V scale, V t) {
  return hn::BitCast(d, hn::Sub(hn::BitCast(hn::RebindToSigned<D>(), scale), ExponentBits(d, t)));
}

struct Expm1Sum {
  static constexpr bool kOfMagnitude = false, kTakesSign = true;
  // n = 0 on log(3/4) ... log(3/2): with 1 the terms would nearly cancel below a result of 1/2.
  static constexpr double kBias = 0.0589;

  template <class D, class V, int kN>
  static HWY_INLINE void Add(D d, const V (&t)[kN], const V (&high)[kN], const V (&low)[kN], V (&y)[kN]) {
    const V one = hn::Set(d, 1);
    V r[kN], tail[kN], power[kN], less[kN], rest[kN];
    HOLO_STAGE r[i] = hn::Add(high[i], low[i]);
    HornerOf(d, kExpm1F32, kExpm1F64, r, tail);
    HOLO_STAGE tail[i] = hn::MulAdd(tail[i], hn::Mul(r[i], r[i]), low[i]);
    HOLO_STAGE power[i] = TimesTwoTo(d, one, t[i]);
    HOLO_STAGE less[i] = hn::Sub(power[i], one);
    HOLO_STAGE y[i] = hn::MulAdd(power[i], high[i], less[i]);
    HOLO_STAGE rest[i] = hn::MulAdd(power[i], high[i], hn::Sub(less[i], y[i]));
    // With the 1 that a large 2^n - 1 loses.
    HOLO_STAGE rest[i] = hn::Add(rest[i], hn::Sub(hn::Sub(power[i], less[i]), one));
    HOLO_STAGE y[i] = hn::Add(y[i], hn::MulAdd(power[i], tail[i], rest[i]));
  }
};

// sinh(n ln 2 + r) = sinh(n ln 2) cosh r + cosh(n ln 2) sinh r; and of cosh with the factors exchanged.
template <bool kCosh>
struct HyperbolicSum {
  static constexpr bool kOfMagnitude = true, kTakesSign = !kCosh;
  static constexpr double kBias = 0;

  template <class D, class V, int kN>
  static HWY_INLINE void Add(D d, const V (&t)[kN], const V (&high)[kN], const V (&low)[kN], V (&y)[kN]) {
    const V half = hn::Set(d, hn::TFromD<D>{0.5});
    V a[kN], b[kN], r[kN], u[kN], even[kN], odd[kN], rest[kN], lost[kN];
    HOLO_STAGE r[i] = hn::Add(high[i], low[i]);
    HOLO_STAGE u[i] = hn::Mul(r[i], r[i]);
    HornerOf(d, kCoshF32, kCoshF64, u, even);
    HornerOf(d, kSinhF32, kSinhF64, u, odd);
    HOLO_STAGE even[i] = hn::Mul(u[i], even[i]);
    HOLO_STAGE odd[i] = hn::MulAdd(hn::Mul(r[i], u[i]), odd[i], low[i]);
    HOLO_STAGE {
      const V grown = TimesTwoTo(d, half, t[i]), shrunk = OverTwoTo(d, half, t[i]);
      a[i] = kCosh ? hn::Add(grown, shrunk) : hn::Sub(grown, shrunk);
      b[i] = kCosh ? hn::Sub(grown, shrunk) : hn::Add(grown, shrunk);
      // What a lost; of b it would count less than a third.
      lost[i] = kCosh ? hn::Sub(shrunk, hn::Sub(a[i], grown)) : hn::Sub(hn::Sub(grown, a[i]), shrunk);
    }
    HOLO_STAGE y[i] = hn::MulAdd(b[i], high[i], a[i]);
    HOLO_STAGE rest[i] = AddProductToItsOpposite(d, b[i], high[i], hn::Sub(a[i], y[i]));
    HOLO_STAGE rest[i] = hn::Add(rest[i], lost[i]);
    HOLO_STAGE rest[i] = hn::MulAdd(a[i], even[i], hn::MulAdd(b[i], odd[i], rest[i]));
    HOLO_STAGE y[i] = hn::Add(y[i], rest[i]);
  }
};

template <class Sum>
struct Hyperbolic {
  template <class D>
  static constexpr int kAvx2Vectors = !kIsF32<D> && !Sum::kOfMagnitude ? 4 : 2;

  // Well inside of what the formats hold, for factors can be split without FMA.
  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 64 : 640;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kLimit<D>));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V a[kN], t[kN], high[kN], low[kN];
    HOLO_STAGE a[i] = Sum::kOfMagnitude ? hn::Abs(x[i]) : x[i];
    SplitByLn2(d, Sum::kBias, a, t, high, low);
    Sum::Add(d, t, high, low, y);
    if constexpr (Sum::kTakesSign) {
      HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);  // of zero
    }
  }

  // Beyond the limit the power is taken smaller, and the result multiplied by what it lacks.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V a[1] = {Clamped(d, Sum::kOfMagnitude ? hn::Abs(x) : x, -kLimit<D>, kIsF32<D> ? 90 : 711)};
    V t[1], high[1], low[1], y[1];
    SplitByLn2(d, Sum::kBias, a, t, high, low);
    const auto far = hn::Gt(a[0], Pick(d, kLimit<D>, kLimit<D>));
    t[0] = hn::Sub(t[0], hn::IfThenElseZero(far, hn::Set(d, 32)));
    Sum::Add(d, t, high, low, y);
    y[0] = hn::IfThenElse(far, hn::Mul(y[0], hn::Set(d, 0x1p32f)), y[0]);
    return KeepNaN(x, Sum::kTakesSign ? hn::CopySign(y[0], x) : y[0]);
  }
};
using Expm1 = Hyperbolic<Expm1Sum>;
using Sinh = Hyperbolic<HyperbolicSum<false>>;
using Cosh = Hyperbolic<HyperbolicSum<true>>;

// kScale x; of negative x kScaleAlpha (e^x - 1). There a plain sum does, since nothing cancels.
template <class Constants>
struct ExponentialLinear {
  template <class D>
  static constexpr int kAvx2Vectors = kIsF32<D> ? 2 : 4;

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    const V scale_alpha = hn::Set(d, static_cast<hn::TFromD<D>>(Constants::kScaleAlpha));
    const V scale = hn::Set(d, static_cast<hn::TFromD<D>>(Constants::kScale));
    V a[kN], t[kN], r[kN], low[kN], q[kN];
    // e^-50 is nothing beside 1. Lanes that are not negative compute what nobody reads.
    HOLO_STAGE a[i] = hn::Max(x[i], hn::Set(d, -50));
    SplitByLn2(d, 0, a, t, r, low);
    HOLO_STAGE r[i] = hn::Add(r[i], low[i]);
    HornerOf(d, kShortExpm1F32, kExpF64, r, q);
    HOLO_STAGE r[i] = hn::MulAdd(q[i], hn::Mul(r[i], r[i]), r[i]);
    HOLO_STAGE t[i] = TimesTwoTo(d, scale_alpha, t[i]);
    HOLO_STAGE y[i] = hn::MulAdd(t[i], r[i], hn::Sub(t[i], scale_alpha));
    HOLO_STAGE y[i] = hn::IfThenElse(hn::Lt(x[i], hn::Zero(d)), y[i], hn::Mul(x[i], scale));
  }
};
struct EluConstants {
  static constexpr double kScale = 1, kScaleAlpha = 1;
};
// G. Klambauer and others, "Self-normalizing neural networks" (2017).
struct SeluConstants {
  static constexpr double kScale = 0x1.0cfabd6a91132p+0, kScaleAlpha = 0x1.c212cc640f031p+0;
};
using Elu = ExponentialLinear<EluConstants>;
using Selu = ExponentialLinear<SeluConstants>;

// x tanh(log(1 + e^x)) = x n / (n + 2), n = e (e + 2), e = e^x. Plain steps would add up to 2 ULP.
struct Mish {
  template <class D>
  static constexpr int kAvx2Vectors = 4;

  // Beyond it n + 2 is 2 or n, and what remains would be subnormal.
  template <class D>
  static constexpr double kLimit = kIsF32<D> ? 80 : 640;

  template <class D, class V, int kN>
  static HWY_INLINE bool AllCommon(D d, const V (&x)[kN]) {
    return AllWithin(d, x, static_cast<hn::TFromD<D>>(kLimit<D>));
  }

  // x n / (n + 2) for n = large + small, as x (q + rest / (n + 2)), where rest = n (1 - q) - 2 q. Here q and 1 / (n + 2) have
  // the other sign, which saves changing it.
  template <class D, class V, int kN>
  static HWY_INLINE void Quotient(D d, const V (&x)[kN], V (&large)[kN], V (&small)[kN], V (&y)[kN]) {
    const V one = hn::Set(d, 1), two = hn::Set(d, 2), minus_one = hn::Set(d, -1);
    V n[kN], over[kN], q[kN], less[kN], rest[kN];
    HOLO_STAGE n[i] = hn::Add(large[i], small[i]);
    HOLO_STAGE over[i] = hn::Div(minus_one, hn::Add(n[i], two));
    HOLO_STAGE q[i] = hn::Mul(n[i], over[i]);
    HOLO_STAGE less[i] = hn::Add(one, q[i]);
    if constexpr (!HWY_NATIVE_FMA) {
      // There the products below round, and the one with `small` should be small.
      HOLO_STAGE small[i] = hn::Sub(small[i], hn::Sub(n[i], large[i]));
      HOLO_STAGE large[i] = n[i];
    }
    HOLO_STAGE rest[i] = AddProductToItsOpposite(d, large[i], less[i], hn::Add(q[i], q[i]));
    HOLO_STAGE over[i] = hn::Mul(x[i], over[i]);
    HOLO_STAGE rest[i] = hn::MulAdd(small[i], less[i], rest[i]);
    if constexpr (!HWY_NATIVE_FMA) {
      HOLO_STAGE rest[i] = hn::MulAdd(n[i], hn::Sub(q[i], hn::Sub(less[i], one)), rest[i]);  // what 1 - q lost
    }
    HOLO_STAGE y[i] = hn::NegMulSub(x[i], q[i], hn::Mul(over[i], rest[i]));
  }

  template <class D, class V, int kN>
  static HWY_INLINE void Common(D d, const V (&x)[kN], V (&y)[kN]) {
    V t[kN], p[kN], e[kN];
    // e^20 squared makes the quotient 1.
    HOLO_STAGE e[i] = hn::Min(x[i], hn::Set(d, 20));
    SplitExp<false>(d, e, t, p);
    HOLO_STAGE t[i] = Scale(d, t[i]);
    HOLO_STAGE e[i] = hn::MulAdd(t[i], p[i], t[i]);
    // n = 2 t + (2 t p + e^2), where what rounds is small if n is.
    HOLO_STAGE t[i] = hn::Add(t[i], t[i]);
    HOLO_STAGE e[i] = hn::MulAdd(e[i], e[i], hn::Mul(t[i], p[i]));
    Quotient(d, x, t, e, y);
    HOLO_STAGE y[i] = hn::CopySign(y[i], x[i]);  // of zero
  }

  // Far below the result is x e^x, and may be subnormal; far above it is x.
  template <class D, class V>
  static HWY_NOINLINE V Any(D d, V x) {
    const V limit = Pick(d, kLimit<D>, kLimit<D>), inside[1] = {Clamped(d, x, -kLimit<D>, kLimit<D>)};
    V y[1];
    Common(d, inside, y);
    const V far = kIsF32<D> ? Clamped(d, x, -120, 0) : Clamped(d, x, -770, 0);
    y[0] = hn::IfThenElse(hn::Lt(x, hn::Neg(limit)), ScaledExp<false>(d, far, far), y[0]);
    return KeepNaN(x, hn::IfThenElse(hn::Gt(x, limit), x, y[0]));
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_HYPERBOLIC_INL_H_
