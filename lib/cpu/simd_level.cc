// simd_level.cc — which SIMD levels a CPU and its system can run.
#include "cpu/simd_level.h"

#include <initializer_list>

namespace hologram::cpu {
namespace {

constexpr const char* kNames[kLevelLimit] = {"best", "scalar", "sse4", "avx2", "avx512", "neon", "sve"};

constexpr bool Has(uint64_t word, uint64_t bits) { return (word & bits) == bits; }
constexpr uint64_t At(std::initializer_list<int> positions) {
  uint64_t bits = 0;
  for (int position : positions) bits |= uint64_t{1} << position;
  return bits;
}

// Bit positions: Intel SDM volume 2A, CPUID; AMD APM volume 3, appendix E. The sets are what Highway's targets of the
// same name may use.
constexpr uint64_t kSse4Leaf1Ecx = At({0 /*SSE3*/, 9 /*SSSE3*/, 19 /*SSE4.1*/, 20 /*SSE4.2*/, 23 /*POPCNT*/});
constexpr uint64_t kOsxsaveLeaf1Ecx = At({27});
constexpr uint64_t kAvx2Leaf1Ecx = At({12 /*FMA*/, 22 /*MOVBE*/, 28 /*AVX*/, 29 /*F16C*/});
constexpr uint64_t kAvx2Leaf7Ebx = At({3 /*BMI1*/, 5 /*AVX2*/, 8 /*BMI2*/});
constexpr uint64_t kAvx2Extended1Ecx = At({5 /*LZCNT*/});
constexpr uint64_t kAvx512Leaf7Ebx = At({16 /*F*/, 17 /*DQ*/, 28 /*CD*/, 30 /*BW*/, 31 /*VL*/});
constexpr uint64_t kXcr0Ymm = At({1, 2});
constexpr uint64_t kXcr0Zmm = At({1, 2, 5, 6, 7});

}  // namespace

LevelSet X86Levels(const X86Features& features) {
  LevelSet levels = Bit(HOLO_SIMD_SCALAR);
  if (!Has(features.leaf1_ecx, kSse4Leaf1Ecx)) return levels;
  levels |= Bit(HOLO_SIMD_SSE4);
  const bool avx2 = Has(features.leaf1_ecx, kAvx2Leaf1Ecx | kOsxsaveLeaf1Ecx) &&
                    Has(features.leaf7_ebx, kAvx2Leaf7Ebx) && Has(features.extended1_ecx, kAvx2Extended1Ecx) &&
                    Has(features.xcr0, kXcr0Ymm);
  if (!avx2) return levels;
  levels |= Bit(HOLO_SIMD_AVX2);
  if (Has(features.leaf7_ebx, kAvx512Leaf7Ebx) && Has(features.xcr0, kXcr0Zmm)) levels |= Bit(HOLO_SIMD_AVX512);
  return levels;
}

holo_simd_level ChooseLevel(LevelSet supported, holo_simd_level cap) {
  if (cap != HOLO_SIMD_BEST && (kArchitectureLevels & Bit(cap)) == 0) return 0;
  for (holo_simd_level level = cap == HOLO_SIMD_BEST ? kLevelLimit - 1 : cap; level > HOLO_SIMD_BEST; --level) {
    if ((supported & Bit(level)) != 0) return level;
  }
  return 0;
}

const char* LevelName(holo_simd_level level) { return IsLevel(level) ? kNames[level] : nullptr; }

holo_simd_level LevelFromName(std::string_view name) {
  for (holo_simd_level level = 0; level < kLevelLimit; ++level) {
    if (name == kNames[level]) return level;
  }
  return -1;
}

}  // namespace hologram::cpu
