// simd_level.h — the SIMD levels, and which of them a CPU and its system can run.
//
// The functions here are pure: tests give them the words of CPUs that are not there.
#ifndef HOLOGRAM_CPU_SIMD_LEVEL_H_
#define HOLOGRAM_CPU_SIMD_LEVEL_H_

#include <cstdint>
#include <string_view>

#include "hologram/cpu.h"

namespace hologram::cpu {

inline constexpr int kLevelLimit = HOLO_SIMD_SVE + 1;  // the width of tables indexed by level

// A set of levels: bit 1 << level.
using LevelSet = uint32_t;
constexpr LevelSet Bit(holo_simd_level level) { return LevelSet{1} << level; }
constexpr bool IsLevel(holo_simd_level level) { return level >= HOLO_SIMD_BEST && level < kLevelLimit; }

// The levels that this architecture has, and those that kernels are compiled for in this build.
#if defined(__x86_64__)
inline constexpr LevelSet kArchitectureLevels =
    Bit(HOLO_SIMD_SCALAR) | Bit(HOLO_SIMD_SSE4) | Bit(HOLO_SIMD_AVX2) | Bit(HOLO_SIMD_AVX512);
inline constexpr LevelSet kCompiledLevels = kArchitectureLevels;
#elif defined(__aarch64__)
inline constexpr LevelSet kArchitectureLevels = Bit(HOLO_SIMD_SCALAR) | Bit(HOLO_SIMD_NEON) | Bit(HOLO_SIMD_SVE);
inline constexpr LevelSet kCompiledLevels = Bit(HOLO_SIMD_SCALAR) | Bit(HOLO_SIMD_NEON);
#else
inline constexpr LevelSet kArchitectureLevels = Bit(HOLO_SIMD_SCALAR);
inline constexpr LevelSet kCompiledLevels = Bit(HOLO_SIMD_SCALAR);
#endif

// The registers of CPUID that decide the level, and XCR0 (0 where the CPU has no XGETBV).
struct X86Features {
  uint32_t leaf1_ecx = 0;
  uint32_t leaf7_ebx = 0;
  uint32_t extended1_ecx = 0;  // leaf 0x80000001
  uint64_t xcr0 = 0;
};

// The levels whose every instruction may be used: named by CPUID, and the registers saved by the system (XCR0).
LevelSet X86Levels(const X86Features& features);

// The best level of `supported` that is not above `cap`; HOLO_SIMD_BEST caps nothing. A cap of another architecture
// gives 0, which is no level.
holo_simd_level ChooseLevel(LevelSet supported, holo_simd_level cap);

// "avx2" for HOLO_SIMD_AVX2; null for no level.
const char* LevelName(holo_simd_level level);

// The inverse of LevelName; -1 for a text that is no level's name.
holo_simd_level LevelFromName(std::string_view name);

}  // namespace hologram::cpu

#endif  // HOLOGRAM_CPU_SIMD_LEVEL_H_
