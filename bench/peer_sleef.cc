// peer_sleef.cc — SLEEF's vector functions, the most accurate ones (1.0 ULP), in a loop over whole vectors of AVX-512.
#include "peers.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#include <sleef.h>
#endif

namespace hologram::bench {

void AddSleefPeers([[maybe_unused]] PeerTable* table) {
#if defined(__AVX512F__)
#define HOLO_SLEEF(code, function, suffix_f32, suffix_f64)                                                           \
  table->Add<ops::Shape::kMap1>(code, HOLO_F32, "sleef", [](const void* x, void* y, int64_t n) {                     \
    const auto* in = static_cast<const float*>(x);                                                                   \
    auto* out = static_cast<float*>(y);                                                                              \
    for (int64_t i = 0; i < n; i += 16) {                                                                            \
      const auto rest = static_cast<__mmask16>(n - i < 16 ? (1 << (n - i)) - 1 : 0xFFFF);                            \
      _mm512_mask_storeu_ps(out + i, rest, Sleef_##function##f16_##suffix_f32(_mm512_maskz_loadu_ps(rest, in + i))); \
    }                                                                                                                \
  });                                                                                                                \
  table->Add<ops::Shape::kMap1>(code, HOLO_F64, "sleef", [](const void* x, void* y, int64_t n) {                     \
    const auto* in = static_cast<const double*>(x);                                                                  \
    auto* out = static_cast<double*>(y);                                                                             \
    for (int64_t i = 0; i < n; i += 8) {                                                                             \
      const auto rest = static_cast<__mmask8>(n - i < 8 ? (1 << (n - i)) - 1 : 0xFF);                                \
      _mm512_mask_storeu_pd(out + i, rest, Sleef_##function##d8_##suffix_f64(_mm512_maskz_loadu_pd(rest, in + i)));  \
    }                                                                                                                \
  });
  HOLO_SLEEF(HOLO_OP_EXP, exp, u10, u10)
  HOLO_SLEEF(HOLO_OP_EXP2, exp2, u10, u10)
  HOLO_SLEEF(HOLO_OP_TANH, tanh, u10, u10)
  HOLO_SLEEF(HOLO_OP_CBRT, cbrt, u10, u10)
  HOLO_SLEEF(HOLO_OP_SIN, sin, u10, u10)
  HOLO_SLEEF(HOLO_OP_COS, cos, u10, u10)
  HOLO_SLEEF(HOLO_OP_TAN, tan, u10, u10)
  HOLO_SLEEF(HOLO_OP_ASIN, asin, u10, u10)
  HOLO_SLEEF(HOLO_OP_ACOS, acos, u10, u10)
  HOLO_SLEEF(HOLO_OP_ATAN, atan, u10, u10)
#undef HOLO_SLEEF
#endif
}

}  // namespace hologram::bench
