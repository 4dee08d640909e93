// mnemonics.h — the names of instructions: those of ops.def's maps, and a few that are an instruction set's own.
#ifndef HOLOGRAM_ISA_MNEMONICS_H_
#define HOLOGRAM_ISA_MNEMONICS_H_

#include <optional>
#include <string>
#include <string_view>

#include "isa/instructions.h"

namespace hologram::isa {

// What stands before an instruction's types: "fma", "setlt", "red.add".
struct Mnemonic {
  Kind kind;
  holo_op op;       // 0 of those that have none, and of cvt, whose operation follows from its types
  int input_count;  // operands but the result
};

std::optional<Mnemonic> FindMnemonic(std::string_view name);

// The name of an instruction, without its types.
std::string MnemonicOf(const Instruction& instruction);

// "in", "out", "inout", "scalar", "result".
const char* ParameterKindName(ParameterKind kind);
std::optional<ParameterKind> FindParameterKind(std::string_view name);

// Whether programs have an instruction for it.
bool IsReduction(holo_op op);

// The operation that converts to a dtype.
holo_op ConversionTo(holo_dtype dtype);

// "f32", or "pred"; and back: 0 if it is no type.
const char* TypeName(holo_dtype dtype);
holo_dtype FindType(std::string_view name);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_MNEMONICS_H_
