// disassembler.h — a program as its text.
#ifndef HOLOGRAM_ISA_DISASSEMBLER_H_
#define HOLOGRAM_ISA_DISASSEMBLER_H_

#include <string>

#include "isa/program.h"

namespace hologram::isa {

// Text of which Assemble makes the same program. What it makes of text is that text in its plainest form: a directive or an
// instruction on each line, numbers as short as they can be, no comments.
std::string Disassemble(const Program& program);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_DISASSEMBLER_H_
