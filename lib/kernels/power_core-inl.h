// power_core-inl.h — a^b of positive a as e^(b log a); compiled once per SIMD level.
//
// An error in b log a is one in the result, times its size: up to 2^10 in f64. There the logarithm has two parts, good for
// 2^-65: with r = m c - 1 for a c from a table of 16 (logarithmic_core-inl.h tells of such tables) log a = e log 2 - log c +
// r - r^2 / 2 + r^3 P(r), all but P in two parts. f32 takes f64 lanes, base 2 and 2 artanh, where nothing needs two parts,
// and the result is rounded once but for the last 2^-34.

#if defined(HOLOGRAM_KERNELS_POWER_CORE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_POWER_CORE_INL_H_
#undef HOLOGRAM_KERNELS_POWER_CORE_INL_H_
#else
#define HOLOGRAM_KERNELS_POWER_CORE_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/logarithmic_core-inl.h"
#include "kernels/power_tables.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// -2 P, relative to all: 2^-65.3 on ±0.0297.
inline constexpr double kLogTail[] = {-0x1.74fdaf394946ap-3, 0x1.9a4792fbf95edp-3,  -0x1.c71c5683bd9acp-3,
                                      0x1.ffffe27724124p-3,  -0x1.249249256da86p-2, 0x1.5555555642fb6p-2,
                                      -0x1.999999999995ep-2, 0x1.fffffffffffbfp-2,  -0x1.5555555555555p-1};
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

// high + low = log of normal a; or of 2^k as much, for k in the place of the exponent's bits.
template <class D, class V, int kN, class... Exponent>
HWY_INLINE void LogInTwoParts(D d, const V (&a)[kN], V (&high)[kN], V (&low)[kN], Exponent... more) {
  const V one = hn::Set(d, 1.0), minus_half = hn::Set(d, -0.5);
  // A multiple of the first part is exact, and its sum with a logarithm of the table.
  const V ln2 = hn::Set(d, 0x1.62e42fefa4p-1), ln2_low = hn::Set(d, -0x1.8432a1b0e2634p-43);
  BitsOf<D> scaled[kN], index[kN];
  V m[kN], c[kN], log[kN], e[kN], r[kN], square[kN], q[kN];
  SplitBinade<kPowerStart>(d, a, scaled, m);
  HOLO_STAGE index[i] = hn::ShiftRight<48>(scaled[i]);
  LookupPairs(d, kPowerLogarithms, index, c, log);
  ((scaled[0] = hn::Add(scaled[0], more)), ...);
  HOLO_STAGE e[i] = ExponentOf(d, scaled[i]);
  HOLO_STAGE log[i] = hn::MulAdd(e[i], ln2, log[i]);
  // What the product m c rounds off is a number beside 1 + r, whose reciprocal is 1 - r + r^2.
  HOLO_STAGE q[i] = hn::Mul(m[i], c[i]);
  HOLO_STAGE low[i] = ProductError(d, m[i], c[i], q[i]);
  HOLO_STAGE r[i] = hn::Sub(q[i], one);
  HOLO_STAGE q[i] = hn::NegMulAdd(r[i], r[i], r[i]);
  HOLO_STAGE low[i] = hn::MulAdd(e[i], ln2_low, hn::NegMulAdd(low[i], q[i], low[i]));
  HOLO_STAGE high[i] = r[i];
  Normalize(log, high);
  HOLO_STAGE low[i] = hn::Add(low[i], high[i]);
  // -r^2 / 2 in two parts.
  HOLO_STAGE e[i] = hn::Mul(r[i], minus_half);
  HOLO_STAGE square[i] = hn::Mul(r[i], e[i]);
  HOLO_STAGE low[i] = hn::Add(low[i], ProductError(d, r[i], e[i], square[i]));
  Horner(d, kLogTail, r, q);
  HOLO_STAGE low[i] = hn::MulAdd(q[i], hn::Mul(r[i], square[i]), low[i]);
  Normalize(log, square);
  HOLO_STAGE low[i] = hn::Add(low[i], square[i]);
  HOLO_STAGE high[i] = log[i];
  Normalize(high, low);
}

// a^b of doubles, as 2^t (1 + p); `more` as above.
template <class D, class V, int kN, class... Exponent>
HWY_INLINE void SplitPower(D d, const V (&a)[kN], const V (&b)[kN], V (&t)[kN], V (&p)[kN], Exponent... more) {
  V log[kN], low[kN], f[kN];
  LogInTwoParts(d, a, log, low, more...);
  HOLO_STAGE f[i] = hn::Mul(log[i], b[i]);
  HOLO_STAGE low[i] = hn::MulAdd(low[i], b[i], ProductError(d, log[i], b[i], f[i]));
  SplitExp<false>(d, f, t, p, low);
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_POWER_CORE_INL_H_
