// simd_option.h — the value of --simd.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_SIMD_OPTION_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_SIMD_OPTION_H_

#include <string>
#include <vector>

#include "hologram/cpu.h"

namespace hologram::cli {

// The levels that the library names, "best" first.
std::vector<std::string> SimdLevelNames();

// The level of that name; throws a UsageError that lists the names.
holo_simd_level ParseSimdLevel(const std::string& name);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_SIMD_OPTION_H_
