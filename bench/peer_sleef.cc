// peer_sleef.cc — SLEEF's vector functions (1.0 ULP, erfc 1.5; 3.5 ULP where named so) in a loop over whole vectors, of AVX-512 or
// AVX2.
#include "peers.h"

#if defined(__AVX2__)
#include <immintrin.h>
#include <sleef.h>
#endif

namespace hologram::bench {
namespace {

#if defined(__AVX512F__)
#define HOLO_SLEEF_F32(function, suffix) Sleef_##function##f16_##suffix
#define HOLO_SLEEF_F64(function, suffix) Sleef_##function##d8_##suffix

struct Floats {
  using T = float;
  static constexpr int kLanes = 16;
  static auto Load(const T* x, int count) { return _mm512_maskz_loadu_ps(Mask(count), x); }
  static void Store(T* y, __m512 v, int count) { _mm512_mask_storeu_ps(y, Mask(count), v); }
  static __mmask16 Mask(int count) { return static_cast<__mmask16>((1 << count) - 1); }
};
struct Doubles {
  using T = double;
  static constexpr int kLanes = 8;
  static auto Load(const T* x, int count) { return _mm512_maskz_loadu_pd(Mask(count), x); }
  static void Store(T* y, __m512d v, int count) { _mm512_mask_storeu_pd(y, Mask(count), v); }
  static __mmask8 Mask(int count) { return static_cast<__mmask8>((1 << count) - 1); }
};
#elif defined(__AVX2__)
#define HOLO_SLEEF_F32(function, suffix) Sleef_##function##f8_##suffix##avx2
#define HOLO_SLEEF_F64(function, suffix) Sleef_##function##d4_##suffix##avx2

struct Floats {
  using T = float;
  static constexpr int kLanes = 8;
  static auto Load(const T* x, int count) { return _mm256_maskload_ps(x, Mask(count)); }
  static void Store(T* y, __m256 v, int count) { _mm256_maskstore_ps(y, Mask(count), v); }
  static __m256i Mask(int count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
};
struct Doubles {
  using T = double;
  static constexpr int kLanes = 4;
  static auto Load(const T* x, int count) { return _mm256_maskload_pd(x, Mask(count)); }
  static void Store(T* y, __m256d v, int count) { _mm256_maskstore_pd(y, Mask(count), v); }
  static __m256i Mask(int count) {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
  }
};
#endif

#if defined(__AVX2__)
template <class Vector, class Function>
void Map(Vector, const void* x_, void* y_, int64_t n, Function function) {
  const auto* x = static_cast<const typename Vector::T*>(x_);
  auto* y = static_cast<typename Vector::T*>(y_);
  int64_t i = 0;
  for (; i + Vector::kLanes <= n; i += Vector::kLanes) {
    Vector::Store(y + i, function(Vector::Load(x + i, Vector::kLanes)), Vector::kLanes);
  }
  const int rest = static_cast<int>(n - i);
  if (rest > 0) Vector::Store(y + i, function(Vector::Load(x + i, rest)), rest);
}

template <class Vector, class Function>
void Map2(Vector, const void* a_, const void* b_, void* y_, int64_t n, Function function) {
  const auto *a = static_cast<const typename Vector::T*>(a_), *b = static_cast<const typename Vector::T*>(b_);
  auto* y = static_cast<typename Vector::T*>(y_);
  int64_t i = 0;
  for (; i + Vector::kLanes <= n; i += Vector::kLanes) {
    const auto result = function(Vector::Load(a + i, Vector::kLanes), Vector::Load(b + i, Vector::kLanes));
    Vector::Store(y + i, result, Vector::kLanes);
  }
  const int rest = static_cast<int>(n - i);
  if (rest > 0) Vector::Store(y + i, function(Vector::Load(a + i, rest), Vector::Load(b + i, rest)), rest);
}
#endif

}  // namespace

void AddSleefPeers([[maybe_unused]] PeerTable* table) {
#if defined(__AVX2__)
#define HOLO_SLEEF(code, peer, function, suffix_f32, suffix_f64)                              \
  table->Add<ops::Shape::kMap1>(code, HOLO_F32, peer, [](const void* x, void* y, int64_t n) { \
    Map(Floats(), x, y, n, [](auto v) { return HOLO_SLEEF_F32(function, suffix_f32)(v); });   \
  });                                                                                         \
  table->Add<ops::Shape::kMap1>(code, HOLO_F64, peer, [](const void* x, void* y, int64_t n) { \
    Map(Doubles(), x, y, n, [](auto v) { return HOLO_SLEEF_F64(function, suffix_f64)(v); });  \
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
    Map2(Floats(), a, b, y, n, [](auto v, auto w) { return HOLO_SLEEF_F32(function, suffix)(v, w); });       \
  });                                                                                                        \
  table->Add<ops::Shape::kMap2>(code, HOLO_F64, peer, [](const void* a, const void* b, void* y, int64_t n) { \
    Map2(Doubles(), a, b, y, n, [](auto v, auto w) { return HOLO_SLEEF_F64(function, suffix)(v, w); });      \
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
