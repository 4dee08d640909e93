// targets.h — which Highway targets kernels are compiled for, and the SIMD level each of them is.
//
// A kernel source includes this first, then <hwy/foreach_target.h>, which includes the source once per target.
#ifndef HOLOGRAM_KERNELS_TARGETS_H_
#define HOLOGRAM_KERNELS_TARGETS_H_

#define HWY_COMPILE_ALL_ATTAINABLE
// HWY_SCALAR with every compiler: gcc below 12.3 has no HWY_EMU128.
#define HWY_BROKEN_EMU128 1
// No level of ours: SSSE3 machines run the scalar kernels, SVE machines the NEON ones.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "kernels/kernel_table.h"

// In the part of a source that is compiled once (HWY_ONCE): defines `function(level, table)` as the call of each
// target's `Fill`.
#if defined(__x86_64__)
#define HOLO_DEFINE_ADD_KERNELS(function)                            \
  void function(holo_simd_level level, KernelTable* table) {         \
    if (level == HOLO_SIMD_SCALAR) return N_SCALAR::function(table); \
    if (level == HOLO_SIMD_SSE4) return N_SSE4::function(table);     \
    if (level == HOLO_SIMD_AVX2) return N_AVX2::function(table);     \
    if (level == HOLO_SIMD_AVX512) return N_AVX3::function(table);   \
  }
#elif defined(__aarch64__)
#define HOLO_DEFINE_ADD_KERNELS(function)                            \
  void function(holo_simd_level level, KernelTable* table) {         \
    if (level == HOLO_SIMD_SCALAR) return N_SCALAR::function(table); \
    if (level == HOLO_SIMD_NEON) return N_NEON::function(table);     \
  }
#else
#define HOLO_DEFINE_ADD_KERNELS(function) \
  void function(holo_simd_level, KernelTable* table) { N_SCALAR::function(table); }
#endif

#endif  // HOLOGRAM_KERNELS_TARGETS_H_
