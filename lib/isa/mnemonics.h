// mnemonics.h — the names of instructions: those of ops.def's maps, and a few that are an instruction set's own.
#ifndef HOLOGRAM_ISA_MNEMONICS_H_
#define HOLOGRAM_ISA_MNEMONICS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "isa/instructions.h"
#include "ops/op_table.h"

namespace hologram::isa {

// What stands before an instruction's types: "fma", "setlt", "red.add".
struct Mnemonic {
  Kind kind;
  holo_op op;       // 0 of those that have none, and of cvt, whose operation follows from its types
  int input_count;  // operands but the result
};

// An instruction that is no map by its own name, for readers, too. T and S stand for types, r for a register, p for a
// predicate, s for a .result, v and w for any operand.
struct InstructionRow {
  const char* name;
  Mnemonic mnemonic;
  const char* form;
  const char* summary;
};
std::span<const InstructionRow> InstructionTable();

// A map by its own name: its result is of the inputs' type, and no other name is for it.
bool IsPlainMap(const ops::OpRow& row);

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
