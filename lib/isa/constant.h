// constant.h — constants of a program: elements of a type, as text and back.
#ifndef HOLOGRAM_ISA_CONSTANT_H_
#define HOLOGRAM_ISA_CONSTANT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/dtype.h"

namespace hologram::isa {

enum class ConstantResult : uint8_t { kOk, kNoNumber, kOutOfRange };

// A number without its sign, "12", "0x1.8p-3", "inf" or "nan", as the bits of an element of `dtype`, or of a predicate.
// Floats are rounded to nearest even.
ConstantResult ParseConstant(std::string_view text, bool negative, holo_dtype dtype, uint64_t* bits);

// The shortest text that ParseConstant, with its sign, makes the same bits of; all NaN are "nan" or "-nan".
std::string ConstantText(uint64_t bits, holo_dtype dtype);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_CONSTANT_H_
