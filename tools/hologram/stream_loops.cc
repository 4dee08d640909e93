// stream_loops.cc — unrolled loops of aligned vectors, with ordinary and with non-temporal stores: the yardstick that
// the bench holds all others against. Each is one way to keep the load and store units busy.
#include "stream_loops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hologram::cli {
namespace {

#if defined(__x86_64__)
template <int kUnroll, bool kNonTemporal>
__attribute__((target("avx2"))) void AddAvx2(const float* a, const float* b, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i += 8 * kUnroll) {
    __m256 sum[kUnroll];
    for (int j = 0; j < kUnroll; ++j)
      sum[j] = _mm256_add_ps(_mm256_load_ps(a + i + 8 * j), _mm256_load_ps(b + i + 8 * j));
    for (int j = 0; j < kUnroll; ++j) {
      kNonTemporal ? _mm256_stream_ps(y + i + 8 * j, sum[j]) : _mm256_store_ps(y + i + 8 * j, sum[j]);
    }
  }
  if (kNonTemporal) _mm_sfence();
}

template <int kUnroll, bool kNonTemporal>
__attribute__((target("avx512f"))) void AddAvx512(const float* a, const float* b, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i += 16 * kUnroll) {
    __m512 sum[kUnroll];
    for (int j = 0; j < kUnroll; ++j) {
      sum[j] = _mm512_add_ps(_mm512_load_ps(a + i + 16 * j), _mm512_load_ps(b + i + 16 * j));
    }
    for (int j = 0; j < kUnroll; ++j) {
      kNonTemporal ? _mm512_stream_ps(y + i + 16 * j, sum[j]) : _mm512_store_ps(y + i + 16 * j, sum[j]);
    }
  }
  if (kNonTemporal) _mm_sfence();
}
#endif

}  // namespace

std::vector<AddLoop> StreamLoops([[maybe_unused]] uint32_t levels_supported, [[maybe_unused]] bool beyond_caches) {
  std::vector<AddLoop> loops;
#if defined(__x86_64__)
  if ((levels_supported >> HOLO_SIMD_AVX512 & 1u) != 0) {
    loops.push_back({"2 vectors of 512 bits", AddAvx512<2, false>});
    loops.push_back({"4 vectors of 512 bits", AddAvx512<4, false>});
    if (beyond_caches) loops.push_back({"4 vectors of 512 bits, non-temporal", AddAvx512<4, true>});
  } else if ((levels_supported >> HOLO_SIMD_AVX2 & 1u) != 0) {
    loops.push_back({"2 vectors of 256 bits", AddAvx2<2, false>});
    loops.push_back({"4 vectors of 256 bits", AddAvx2<4, false>});
    if (beyond_caches) loops.push_back({"4 vectors of 256 bits, non-temporal", AddAvx2<4, true>});
  }
#endif
  return loops;
}

}  // namespace hologram::cli
