// power_core-inl.h — a^b of positive a as 2^(b log2 a); compiled once per SIMD level.
//
// An error in b log2 a is one in the result, times its size: up to 2^10 in f64. There the logarithm has two parts, good
// for 2^-65: log2 m = 2 artanh(s) / ln 2 = K s + z s (k + z P(z)), z = s^2, all but P in two parts. f32 takes f64 lanes,
// where nothing needs two, and the result is rounded once but for the last 2^-34.

#if defined(HOLOGRAM_KERNELS_POWER_CORE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_POWER_CORE_INL_H_
#undef HOLOGRAM_KERNELS_POWER_CORE_INL_H_
#else
#define HOLOGRAM_KERNELS_POWER_CORE_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/logarithmic_core-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// P, relative to all: 2^-65.4.
inline constexpr double kLog2Tail[] = {0x1.85e79f7b8bcbbp-3, 0x1.87b0ea078b969p-3, 0x1.c69f8a65b4d22p-3,
                                       0x1.0c9a63db56edcp-2, 0x1.484b14218c032p-2, 0x1.a61762a759963p-2,
                                       0x1.2776c50ef9d24p-1};
// log2 m = s Q(z), 2^-45.1; 2^f = 1 + f q(f), 2^-34.3 on ±1/2.
inline constexpr double kLog2Short[] = {0x1.21b3356651796p-2, 0x1.47952af7f811bp-2, 0x1.a61a2fe72627fp-2,
                                        0x1.2776c291be4acp-1, 0x1.ec709dc53dd12p-1, 0x1.71547652b825p+1};
inline constexpr double kExp2Short[] = {0x1.fde651f0c62e4p-17, 0x1.445c89c2769c6p-13, 0x1.5d8a85d560507p-10,
                                        0x1.3b29f396c38d8p-7,  0x1.c6b08ac076424p-5,  0x1.ebfbe0778d6edp-3,
                                        0x1.62e42ff0e19cp-1};

// a^b for f64 lanes that hold an f32 each, a positive and finite, to be rounded to f32.
template <class D, class V, int kN>
HWY_INLINE void ShortPower(D d, const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
  const V one = hn::Set(d, 1.0), rounder = Rounder(d);
  BitsOf<D> scaled[kN];
  V m[kN], s[kN], z[kN], t[kN], f[kN];
  SplitBinade(d, a, scaled, m);
  HOLO_STAGE s[i] = hn::Div(hn::Sub(m[i], one), hn::Add(m[i], one));
  HOLO_STAGE z[i] = hn::Mul(s[i], s[i]);
  Horner(d, kLog2Short, z, f);
  HOLO_STAGE f[i] = hn::MulAdd(s[i], f[i], ExponentOf(d, scaled[i]));
  HOLO_STAGE f[i] = Clamped(d, hn::Mul(b[i], f[i]), -160, 140);
  HOLO_STAGE t[i] = hn::Add(f[i], rounder);
  HOLO_STAGE f[i] = hn::Sub(f[i], hn::Sub(t[i], rounder));
  Horner(d, kExp2Short, f, z);
  HOLO_STAGE s[i] = Scale(d, t[i]);
  HOLO_STAGE y[i] = hn::MulAdd(s[i], hn::Mul(f[i], z[i]), s[i]);
}

// high + low = log2 of normal a; or of 2^k as much, for k in the place of the exponent's bits.
template <class D, class V, int kN, class... Exponent>
HWY_INLINE void Log2InTwoParts(D d, const V (&a)[kN], V (&high)[kN], V (&low)[kN], Exponent... more) {
  const V one = hn::Set(d, 1.0);
  const V slope = hn::Set(d, 0x1.71547652b82fep+1), slope_low = hn::Set(d, 0x1.777d0ffda0d24p-55);
  const V cubic = hn::Set(d, 0x1.ec709dc3a03fdp-1), cubic_low = hn::Set(d, 0x1.d27f05548af0cp-55);
  BitsOf<D> scaled[kN];
  V m[kN], s[kN], s_low[kN], z[kN], z_low[kN], w[kN], w_low[kN], u[kN];
  SplitBinade(d, a, scaled, m);
  ((scaled[0] = hn::Add(scaled[0], more)), ...);
  // s = (m - 1) / (m + 1): what the quotient lacks is its residual by the divisor, and 1 / (m + 1) = (1 - s) / 2.
  HOLO_STAGE {
    const V f = hn::Sub(m[i], one), divisor = hn::Add(m[i], one);
    s[i] = hn::Div(f, divisor);
    const V divisor_low = hn::Sub(m[i], hn::Sub(divisor, one));
    const V residual = hn::NegMulAdd(s[i], divisor_low, AddProductToItsOpposite(d, s[i], hn::Neg(divisor), f));
    s_low[i] = hn::Mul(residual, hn::NegMulAdd(s[i], hn::Set(d, 0.5), hn::Set(d, 0.5)));
  }
  HOLO_STAGE z[i] = hn::Mul(s[i], s[i]);
  HOLO_STAGE z_low[i] = hn::MulAdd(hn::Add(s[i], s[i]), s_low[i], ProductError(d, s[i], s[i], z[i]));
  Horner(d, kLog2Tail, z, w);
  // w = k + z P.
  HOLO_STAGE w_low[i] = hn::MulAdd(w[i], z[i], cubic_low);
  HOLO_STAGE w[i] = hn::Add(cubic, w_low[i]);
  HOLO_STAGE w_low[i] = hn::Sub(w_low[i], hn::Sub(w[i], cubic));
  // u = z w.
  HOLO_STAGE u[i] = hn::Mul(z[i], w[i]);
  HOLO_STAGE w_low[i] = hn::MulAdd(z[i], w_low[i], ProductError(d, z[i], w[i], u[i]));
  HOLO_STAGE w_low[i] = hn::MulAdd(z_low[i], w[i], w_low[i]);
  // w = s u; then K s, to which it is added, and the exponent.
  HOLO_STAGE w[i] = hn::Mul(s[i], u[i]);
  HOLO_STAGE w_low[i] = hn::MulAdd(s[i], w_low[i], ProductError(d, s[i], u[i], w[i]));
  HOLO_STAGE w_low[i] = hn::MulAdd(s_low[i], u[i], w_low[i]);
  HOLO_STAGE z[i] = hn::Mul(s[i], slope);
  HOLO_STAGE z_low[i] = hn::MulAdd(s[i], slope_low, ProductError(d, s[i], slope, z[i]));
  HOLO_STAGE z_low[i] = hn::MulAdd(s_low[i], slope, z_low[i]);
  HOLO_STAGE w_low[i] = hn::Add(w_low[i], z_low[i]);
  Normalize(z, w);
  HOLO_STAGE high[i] = ExponentOf(d, scaled[i]);
  Normalize(high, z);
  HOLO_STAGE low[i] = hn::Add(z[i], hn::Add(w[i], w_low[i]));
}

// a^b of doubles, as 2^t (1 + p); `more` as above.
template <class D, class V, int kN, class... Exponent>
HWY_INLINE void SplitPower(D d, const V (&a)[kN], const V (&b)[kN], V (&t)[kN], V (&p)[kN], Exponent... more) {
  const V rounder = Rounder(d);
  V log[kN], log_low[kN], f[kN];
  Log2InTwoParts(d, a, log, log_low, more...);
  HOLO_STAGE f[i] = hn::Mul(log[i], b[i]);
  HOLO_STAGE log_low[i] = hn::MulAdd(log_low[i], b[i], ProductError(d, log[i], b[i], f[i]));
  HOLO_STAGE t[i] = hn::Add(f[i], rounder);
  HOLO_STAGE f[i] = hn::Add(hn::Sub(f[i], hn::Sub(t[i], rounder)), log_low[i]);
  RestOfPower(d, f, p);
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_POWER_CORE_INL_H_
