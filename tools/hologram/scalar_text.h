// scalar_text.h — numbers as people type them: `2.5`, `-0x10`, `inf`, `nan`, `true`.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_SCALAR_TEXT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_SCALAR_TEXT_H_

#include <string>
#include <string_view>

#include "hologram/types.h"

namespace hologram::cli {

// Whether `text` is such a number, of any type.
bool IsNumber(std::string_view text);

// The number as a scalar of `dtype`; throws a UsageError that names both if it is none, or does not fit. Floats round
// to the nearest one; integers must be whole.
holo_scalar ParseScalar(const std::string& text, holo_dtype dtype);

// The shortest text that reads back as the same number of its type.
std::string FormatScalar(const holo_scalar& scalar);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_SCALAR_TEXT_H_
