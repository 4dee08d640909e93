// mnemonics.cc — names, both ways.
#include "isa/mnemonics.h"

#include <cstring>

#include "ops/op_table.h"

namespace hologram::isa {
namespace {

struct Named {
  const char* name;
  Mnemonic mnemonic;
};

// Those that are no map's own name.
constexpr Named kNamed[] = {
    {"ldg", {Kind::kLoad, 0, 0}},
    {"stg", {Kind::kStore, 0, 1}},
    {"mov", {Kind::kMove, 0, 1}},
    {"movi", {Kind::kMove, 0, 1}},
    {"cvt", {Kind::kConvert, 0, 1}},
    {"sel", {Kind::kSelect, 0, 3}},
    {"bra", {Kind::kBranch, 0, 0}},
    {"loop", {Kind::kLoop, 0, 1}},
    {"exit", {Kind::kExit, 0, 0}},
    {"and", {Kind::kMap, HOLO_OP_BIT_AND, 2}},
    {"or", {Kind::kMap, HOLO_OP_BIT_OR, 2}},
    {"xor", {Kind::kMap, HOLO_OP_BIT_XOR, 2}},
    {"not", {Kind::kMap, HOLO_OP_BIT_NOT, 1}},
    {"shl", {Kind::kMap, HOLO_OP_SHIFT_LEFT, 2}},
    {"shr", {Kind::kMap, HOLO_OP_SHIFT_RIGHT, 2}},
    {"seteq", {Kind::kSet, HOLO_OP_EQ, 2}},
    {"setne", {Kind::kSet, HOLO_OP_NE, 2}},
    {"setlt", {Kind::kSet, HOLO_OP_LT, 2}},
    {"setle", {Kind::kSet, HOLO_OP_LE, 2}},
    {"setgt", {Kind::kSet, HOLO_OP_GT, 2}},
    {"setge", {Kind::kSet, HOLO_OP_GE, 2}},
    {"red.add", {Kind::kReduce, HOLO_OP_SUM, 1}},
    {"red.mul", {Kind::kReduce, HOLO_OP_PROD, 1}},
    {"red.min", {Kind::kReduce, HOLO_OP_AMIN, 1}},
    {"red.max", {Kind::kReduce, HOLO_OP_AMAX, 1}},
    {"red.argmin", {Kind::kReduce, HOLO_OP_ARGMIN, 1}},
    {"red.argmax", {Kind::kReduce, HOLO_OP_ARGMAX, 1}},
};

const Named* NamedOf(Kind kind, holo_op op) {
  for (const Named& named : kNamed) {
    if (named.mnemonic.kind == kind && (op == 0 || named.mnemonic.op == op)) return &named;
  }
  return nullptr;
}

// A map by its own name: its result is of the inputs' type, and no other name is for it.
bool IsPlainMap(const ops::OpRow& row) {
  return ops::IsMap(row.shape) && row.shape != ops::Shape::kSelect && row.result == ops::kSame &&
         NamedOf(Kind::kMap, row.code) == nullptr;
}

}  // namespace

std::optional<Mnemonic> FindMnemonic(std::string_view name) {
  for (const Named& named : kNamed) {
    if (name == named.name) return named.mnemonic;
  }
  const ops::OpRow* row = ops::Find(name);
  if (row == nullptr || !IsPlainMap(*row)) return std::nullopt;
  return Mnemonic{Kind::kMap, row->code, InputCount(row->shape)};
}

std::string MnemonicOf(const Instruction& instruction) {
  if (instruction.kind == Kind::kMove && instruction.inputs[0].kind == ValueKind::kConstant) return "movi";
  const Named* named = NamedOf(instruction.kind, instruction.kind == Kind::kConvert ? 0 : instruction.op);
  if (named != nullptr) return named->name;
  return ops::Find(instruction.op)->name;
}

const char* ParameterKindName(ParameterKind kind) {
  static constexpr const char* kNames[] = {"in", "out", "inout", "scalar", "result"};
  return kNames[static_cast<int>(kind)];
}

std::optional<ParameterKind> FindParameterKind(std::string_view name) {
  for (int kind = 0; kind <= static_cast<int>(ParameterKind::kResult); ++kind) {
    if (name == ParameterKindName(static_cast<ParameterKind>(kind))) return static_cast<ParameterKind>(kind);
  }
  return std::nullopt;
}

bool IsReduction(holo_op op) { return op != 0 && NamedOf(Kind::kReduce, op) != nullptr; }

holo_op ConversionTo(holo_dtype dtype) {
  static_assert(HOLO_OP_TO_BOOL8 - HOLO_OP_TO_F32 == HOLO_BOOL8 - HOLO_F32);
  return HOLO_OP_TO_F32 + dtype - HOLO_F32;
}

const char* TypeName(holo_dtype dtype) { return dtype == kPredicateType ? "pred" : base::kDtypes[dtype].name; }

holo_dtype FindType(std::string_view name) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if (name == base::kDtypes[dtype].name) return dtype;
  }
  return name == "pred" ? kPredicateType : holo_dtype{0};
}

}  // namespace hologram::isa
