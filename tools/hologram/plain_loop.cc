// plain_loop.cc — one loop, left to the compiler at -O3. Target attributes stand on the functions and not on the file,
// so that the program still starts on any CPU.
#include "plain_loop.h"

// "No iteration depends on another": true also in place, and it saves the compiler its own check for overlap.
#if defined(__clang__)
#define HOLO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#define HOLO_TARGET_AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq"), min_vector_width(512)))
#else
#define HOLO_INDEPENDENT _Pragma("GCC ivdep")
#define HOLO_TARGET_AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,prefer-vector-width=512")))
#endif

#define HOLO_ADD_LOOP \
  HOLO_INDEPENDENT    \
  for (int64_t i = 0; i < n; ++i) y[i] = a[i] + b[i]

namespace hologram::cli {
namespace {

void AddBaseline(const float* a, const float* b, float* y, int64_t n) { HOLO_ADD_LOOP; }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void AddAvx2(const float* a, const float* b, float* y, int64_t n) { HOLO_ADD_LOOP; }

HOLO_TARGET_AVX512 void AddAvx512(const float* a, const float* b, float* y, int64_t n) { HOLO_ADD_LOOP; }
#endif

}  // namespace

AddLoop PlainLoop([[maybe_unused]] holo_simd_level level) {
#if defined(__x86_64__)
  if (level >= HOLO_SIMD_AVX512 && level < HOLO_SIMD_NEON) return {"avx512f, 512 bits wide", AddAvx512};
  if (level == HOLO_SIMD_AVX2) return {"avx2", AddAvx2};
  return {"sse2", AddBaseline};
#else
  return {"baseline", AddBaseline};
#endif
}

}  // namespace hologram::cli
