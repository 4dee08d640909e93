// simd_option.cc — SIMD levels by the names that the library gives them.
#include "simd_option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "failure.h"
#include "suggest.h"

namespace hologram::cli {

std::vector<std::string> SimdLevelNames() {
  std::vector<std::string> names;
  for (holo_simd_level level = 0; const char* name = holo_simd_level_name(level); ++level) names.emplace_back(name);
  return names;
}

holo_simd_level ParseSimdLevel(const std::string& name) {
  const std::vector<std::string> names = SimdLevelNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw UsageError(fmt::format("there is no SIMD level '{}'{}\nThe levels are: {}", name, Suggest(name, names),
                                 fmt::join(names, " ")));
  }
  return static_cast<holo_simd_level>(found - names.begin());
}

}  // namespace hologram::cli
