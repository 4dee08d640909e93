/* cpu.h — what this machine's processor offers. */
#ifndef HOLOGRAM_CPU_H_
#define HOLOGRAM_CPU_H_

#include <stdint.h>

#include "hologram/export.h"
#include "hologram/status.h"

HOLO_BEGIN_DECLS

/* A set of SIMD instructions that kernels are compiled for. On x86-64 the levels are ordered by value; NEON and SVE
 * belong to AArch64. */
typedef int32_t holo_simd_level;
enum holo_simd_level_code {
  HOLO_SIMD_BEST = 0,   /* as a cap: no cap */
  HOLO_SIMD_SCALAR = 1, /* plain C++ */
  HOLO_SIMD_SSE4 = 2,   /* SSE4.2 */
  HOLO_SIMD_AVX2 = 3,   /* AVX2, FMA, F16C, BMI1, BMI2 */
  HOLO_SIMD_AVX512 = 4, /* AVX-512 F, BW, CD, DQ, VL */
  HOLO_SIMD_NEON = 5,
  HOLO_SIMD_SVE = 6
};

typedef struct holo_cpu_info {
  uint32_t struct_size;
  uint32_t levels_supported;    /* bit 1 << level for each level that this CPU, its system and this build can run */
  holo_simd_level level_chosen; /* the best of them, or the one HOLOGRAM_SIMD asked for */
  int32_t usable_cpus;          /* CPUs this process may use: affinity mask and cgroup quota, at least 1 */
  int64_t l1d_bytes;            /* 0 where a size is unknown */
  int64_t l2_bytes;
  int64_t l3_bytes;
  char vendor[16]; /* "AuthenticAMD" */
  char brand[64];
} holo_cpu_info;

#define HOLO_CPU_INFO_INIT                              \
  {                                                     \
    sizeof(holo_cpu_info), 0, 0, 0, 0, 0, 0, {0}, { 0 } \
  }

/* Describes the CPU. Detection runs once per process, at the first call that needs it (about 1 ms); the environment
 * variable HOLOGRAM_SIMD (scalar, sse4, avx2, avx512, neon) caps the level for the whole process and is read then. A
 * value that is none of these is ignored.
 *
 * Errors   HOLO_ERROR_INVALID_ARGUMENT if `info` is null; HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_cpu_info_get(holo_cpu_info* info) HOLO_NOEXCEPT;

/* "avx2" for HOLO_SIMD_AVX2, "best" for HOLO_SIMD_BEST; null for a number that is no level. */
HOLO_API const char* holo_simd_level_name(holo_simd_level level) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_CPU_H_ */
