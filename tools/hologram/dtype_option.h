// dtype_option.h — element types by the names that the library gives them, as in --dtype and `random:f32:1M`.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_DTYPE_OPTION_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_DTYPE_OPTION_H_

#include <string>
#include <vector>

#include "hologram/types.h"

namespace hologram::cli {

// Names of all types that the library has, in the order of their codes.
std::vector<std::string> DtypeNames();

// The type of that name; throws a UsageError that lists the names.
holo_dtype ParseDtype(const std::string& name);

bool IsFloat(holo_dtype dtype);
bool IsSigned(holo_dtype dtype);  // a signed integer

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_DTYPE_OPTION_H_
