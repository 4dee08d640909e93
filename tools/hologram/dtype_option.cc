// dtype_option.cc — asks the library for the names of element types.
#include "dtype_option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "failure.h"
#include "suggest.h"

namespace hologram::cli {

std::vector<std::string> DtypeNames() {
  std::vector<std::string> names;
  for (holo_dtype dtype = 1; const char* name = holo_dtype_name(dtype); ++dtype) names.emplace_back(name);
  return names;
}

holo_dtype ParseDtype(const std::string& name) {
  const std::vector<std::string> names = DtypeNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw UsageError(
        fmt::format("there is no dtype '{}'{}\nThe dtypes are: {}", name, Suggest(name, names), fmt::join(names, " ")));
  }
  return static_cast<holo_dtype>(found - names.begin()) + 1;
}

bool IsFloat(holo_dtype dtype) {
  return dtype == HOLO_F32 || dtype == HOLO_F64 || dtype == HOLO_F16 || dtype == HOLO_BF16;
}

bool IsSigned(holo_dtype dtype) { return dtype >= HOLO_I8 && dtype <= HOLO_I64; }

}  // namespace hologram::cli
