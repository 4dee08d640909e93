// expression.h — a program made of what a person writes down: "z = gelu(x*w + b)".
#ifndef HOLOGRAM_ISA_EXPRESSION_H_
#define HOLOGRAM_ISA_EXPRESSION_H_

#include <string_view>

#include "isa/instructions.h"

namespace hologram::isa {

// Each fills a part of `program`; what it says if that fails is what was expected, where.

// "in f32 x, w, b; out z; scalar f32 a; result s", in groups that ; or the end of a line parts: in, out, inout, scalar,
// result. The type of an out or a result may be left out: it is 0 until CompileExpression has found it.
Diagnosis ReadParameters(std::string_view text, Program* program);

// Statements, parted likewise: "t = x - y; z = where(t > 0, t, -t)  # a comment". Each computes, element by element, what an
// out or inout is, or a name for later ones; or what a result is, reducing all elements: "s = sum((x - y)^2)". A result needs no declaration.
// docs/isa.md has the rules. `program` has its parameters; it is then to be verified as text is.
Diagnosis CompileExpression(std::string_view text, Program* program);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_EXPRESSION_H_
