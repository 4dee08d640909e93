// peer_sleef.cc — SLEEF's vector functions (1.0 ULP, erfc 1.5; 3.5 ULP where named so) in a loop over whole vectors of AVX-512.
#include "peers.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#include <sleef.h>
#endif

namespace hologram::bench {

void AddSleefPeers([[maybe_unused]] PeerTable* table) {
#if defined(__AVX512F__)
#define HOLO_SLEEF(code, peer, function, suffix_f32, suffix_f64)                                                     \
  table->Add<ops::Shape::kMap1>(code, HOLO_F32, peer, [](const void* x, void* y, int64_t n) {                        \
    const auto* in = static_cast<const float*>(x);                                                                   \
    auto* out = static_cast<float*>(y);                                                                              \
    for (int64_t i = 0; i < n; i += 16) {                                                                            \
      const auto rest = static_cast<__mmask16>(n - i < 16 ? (1 << (n - i)) - 1 : 0xFFFF);                            \
      _mm512_mask_storeu_ps(out + i, rest, Sleef_##function##f16_##suffix_f32(_mm512_maskz_loadu_ps(rest, in + i))); \
    }                                                                                                                \
  });                                                                                                                \
  table->Add<ops::Shape::kMap1>(code, HOLO_F64, peer, [](const void* x, void* y, int64_t n) {                        \
    const auto* in = static_cast<const double*>(x);                                                                  \
    auto* out = static_cast<double*>(y);                                                                             \
    for (int64_t i = 0; i < n; i += 8) {                                                                             \
      const auto rest = static_cast<__mmask8>(n - i < 8 ? (1 << (n - i)) - 1 : 0xFF);                                \
      _mm512_mask_storeu_pd(out + i, rest, Sleef_##function##d8_##suffix_f64(_mm512_maskz_loadu_pd(rest, in + i)));  \
    }                                                                                                                \
  });
  HOLO_SLEEF(HOLO_OP_EXP, "sleef", exp, u10, u10)
  HOLO_SLEEF(HOLO_OP_EXP2, "sleef", exp2, u10, u10)
  HOLO_SLEEF(HOLO_OP_TANH, "sleef", tanh, u10, u10)
  HOLO_SLEEF(HOLO_OP_LOG, "sleef", log, u10, u10)
  HOLO_SLEEF(HOLO_OP_LOG, "sleef 3.5", log, u35, u35)
  HOLO_SLEEF(HOLO_OP_LOG2, "sleef", log2, u10, u10)
  HOLO_SLEEF(HOLO_OP_LOG2, "sleef 3.5", log2, u35, u35)
  HOLO_SLEEF(HOLO_OP_LOG10, "sleef", log10, u10, u10)
  HOLO_SLEEF(HOLO_OP_LOG1P, "sleef", log1p, u10, u10)
  HOLO_SLEEF(HOLO_OP_ASINH, "sleef", asinh, u10, u10)
  HOLO_SLEEF(HOLO_OP_ACOSH, "sleef", acosh, u10, u10)
  HOLO_SLEEF(HOLO_OP_ATANH, "sleef", atanh, u10, u10)
  HOLO_SLEEF(HOLO_OP_EXPM1, "sleef", expm1, u10, u10)
  HOLO_SLEEF(HOLO_OP_SINH, "sleef", sinh, u10, u10)
  HOLO_SLEEF(HOLO_OP_SINH, "sleef 3.5", sinh, u35, u35)
  HOLO_SLEEF(HOLO_OP_COSH, "sleef", cosh, u10, u10)
  HOLO_SLEEF(HOLO_OP_COSH, "sleef 3.5", cosh, u35, u35)
  HOLO_SLEEF(HOLO_OP_ERF, "sleef", erf, u10, u10)
  HOLO_SLEEF(HOLO_OP_ERFC, "sleef", erfc, u15, u15)
  HOLO_SLEEF(HOLO_OP_CBRT, "sleef", cbrt, u10, u10)
  HOLO_SLEEF(HOLO_OP_CBRT, "sleef 3.5", cbrt, u35, u35)
  HOLO_SLEEF(HOLO_OP_SIN, "sleef", sin, u10, u10)
  HOLO_SLEEF(HOLO_OP_SIN, "sleef 3.5", sin, u35, u35)
  HOLO_SLEEF(HOLO_OP_COS, "sleef", cos, u10, u10)
  HOLO_SLEEF(HOLO_OP_COS, "sleef 3.5", cos, u35, u35)
  HOLO_SLEEF(HOLO_OP_TAN, "sleef", tan, u10, u10)
  HOLO_SLEEF(HOLO_OP_TAN, "sleef 3.5", tan, u35, u35)
  HOLO_SLEEF(HOLO_OP_ASIN, "sleef", asin, u10, u10)
  HOLO_SLEEF(HOLO_OP_ASIN, "sleef 3.5", asin, u35, u35)
  HOLO_SLEEF(HOLO_OP_ACOS, "sleef", acos, u10, u10)
  HOLO_SLEEF(HOLO_OP_ACOS, "sleef 3.5", acos, u35, u35)
  HOLO_SLEEF(HOLO_OP_ATAN, "sleef", atan, u10, u10)
  HOLO_SLEEF(HOLO_OP_ATAN, "sleef 3.5", atan, u35, u35)
#undef HOLO_SLEEF
#define HOLO_SLEEF2(code, peer, function, suffix)                                                            \
  table->Add<ops::Shape::kMap2>(code, HOLO_F32, peer, [](const void* a, const void* b, void* y, int64_t n) { \
    const auto *left = static_cast<const float*>(a), *right = static_cast<const float*>(b);                  \
    for (int64_t i = 0; i < n; i += 16) {                                                                    \
      const auto rest = static_cast<__mmask16>(n - i < 16 ? (1 << (n - i)) - 1 : 0xFFFF);                    \
      const __m512 result = Sleef_##function##f16_##suffix(_mm512_maskz_loadu_ps(rest, left + i),            \
                                                           _mm512_maskz_loadu_ps(rest, right + i));          \
      _mm512_mask_storeu_ps(static_cast<float*>(y) + i, rest, result);                                       \
    }                                                                                                        \
  });                                                                                                        \
  table->Add<ops::Shape::kMap2>(code, HOLO_F64, peer, [](const void* a, const void* b, void* y, int64_t n) { \
    const auto *left = static_cast<const double*>(a), *right = static_cast<const double*>(b);                \
    for (int64_t i = 0; i < n; i += 8) {                                                                     \
      const auto rest = static_cast<__mmask8>(n - i < 8 ? (1 << (n - i)) - 1 : 0xFF);                        \
      const __m512d result = Sleef_##function##d8_##suffix(_mm512_maskz_loadu_pd(rest, left + i),            \
                                                           _mm512_maskz_loadu_pd(rest, right + i));          \
      _mm512_mask_storeu_pd(static_cast<double*>(y) + i, rest, result);                                      \
    }                                                                                                        \
  });
  HOLO_SLEEF2(HOLO_OP_POW, "sleef", pow, u10)
  HOLO_SLEEF2(HOLO_OP_HYPOT, "sleef", hypot, u05)
  HOLO_SLEEF2(HOLO_OP_HYPOT, "sleef 3.5", hypot, u35)
  HOLO_SLEEF2(HOLO_OP_ATAN2, "sleef", atan2, u10)
  HOLO_SLEEF2(HOLO_OP_ATAN2, "sleef 3.5", atan2, u35)
#undef HOLO_SLEEF2
#endif
}

}  // namespace hologram::bench
