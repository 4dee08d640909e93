// gen_ops_isa.h — the table of instructions in docs/isa.md.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_ISA_H_
#define HOLOGRAM_TOOLS_GEN_OPS_ISA_H_

#include <string>

// `text` with the table as it follows from lib/isa/mnemonics.cc and ops.def between its two marks. Throws if it has none.
std::string WithInstructions(const std::string& text);

#endif  // HOLOGRAM_TOOLS_GEN_OPS_ISA_H_
