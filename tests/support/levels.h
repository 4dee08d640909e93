// levels.h — the SIMD levels that tests run on, and the names of test cases for them.
#ifndef HOLOGRAM_TESTS_SUPPORT_LEVELS_H_
#define HOLOGRAM_TESTS_SUPPORT_LEVELS_H_

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "hologram/cpu.h"

namespace hologram::testing {

// All that this process can run, in ascending order. HOLOGRAM_SIMD cuts the list.
inline std::vector<holo_simd_level> Levels() {
  holo_cpu_info info = HOLO_CPU_INFO_INIT;
  std::vector<holo_simd_level> levels;
  if (holo_cpu_info_get(&info) != HOLO_OK) return levels;
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level <= info.level_chosen; ++level) {
    if ((info.levels_supported >> level & 1) != 0) levels.push_back(level);
  }
  return levels;
}

// Whether the level has fused multiply-add; those agree bit for bit on sums of products.
inline bool HasFma(holo_simd_level level) { return level != HOLO_SIMD_SCALAR && level != HOLO_SIMD_SSE4; }

// "AVX2".
inline std::string LevelTitle(holo_simd_level level) {
  const char* name = holo_simd_level_name(level);
  std::string title = name != nullptr ? name : "?";
  std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::toupper(c); });
  return title;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_LEVELS_H_
