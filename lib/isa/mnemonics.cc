// mnemonics.cc — names, both ways.
#include "isa/mnemonics.h"

#include <cstring>

#include "ops/op_table.h"

namespace hologram::isa {
namespace {

using Row = InstructionRow;

// Those that are no map's own name.
constexpr Row kRows[] = {
    {"ldg", {Kind::kLoad, 0, 0}, "ldg.T r, [x + lane]", "loads"},
    {"stg", {Kind::kStore, 0, 1}, "stg.T [z + lane], v", "stores"},
    {"mov", {Kind::kMove, 0, 1}, "mov.T r, v", "copies"},
    {"movi", {Kind::kMove, 0, 1}, "movi.T r, 1", "the same of a constant"},
    {"cvt", {Kind::kConvert, 0, 1}, "cvt.T.S r, v", "converts S to T, as `to_T` does"},
    {"sel", {Kind::kSelect, 0, 3}, "sel.T r, p, v, w", "v in lanes where p is set, else w"},
    {"bra",
     {Kind::kBranch, 0, 0},
     "bra p, label",
     "goes on at the label, which comes later, in lanes where p is set; `bra label` in all"},
    {"loop",
     {Kind::kLoop, 0, 1},
     "loop n, label",
     "runs what is up to the label n times: a number, an i64 scalar, or `lanes`; 0 is none"},
    {"exit", {Kind::kExit, 0, 0}, "exit", "the end: last, once"},
    {"and", {Kind::kMap, HOLO_OP_BIT_AND, 2}, "and.T r, v, w", "`bit_and`; of predicates, too: `and.pred p2, p0, p1`"},
    {"or", {Kind::kMap, HOLO_OP_BIT_OR, 2}, "or.T r, v, w", "`bit_or`; of predicates, too"},
    {"xor", {Kind::kMap, HOLO_OP_BIT_XOR, 2}, "xor.T r, v, w", "`bit_xor`; of predicates, too"},
    {"not", {Kind::kMap, HOLO_OP_BIT_NOT, 1}, "not.T r, v", "`bit_not`; of predicates, too"},
    {"shl", {Kind::kMap, HOLO_OP_SHIFT_LEFT, 2}, "shl.T r, v, w", "`shift_left`"},
    {"shr", {Kind::kMap, HOLO_OP_SHIFT_RIGHT, 2}, "shr.T r, v, w", "`shift_right`"},
    {"seteq", {Kind::kSet, HOLO_OP_EQ, 2}, "seteq.T p, v, w", "whether v = w"},
    {"setne", {Kind::kSet, HOLO_OP_NE, 2}, "setne.T p, v, w", "whether v ≠ w"},
    {"setlt", {Kind::kSet, HOLO_OP_LT, 2}, "setlt.T p, v, w", "whether v < w"},
    {"setle", {Kind::kSet, HOLO_OP_LE, 2}, "setle.T p, v, w", "whether v ≤ w"},
    {"setgt", {Kind::kSet, HOLO_OP_GT, 2}, "setgt.T p, v, w", "whether v > w"},
    {"setge", {Kind::kSet, HOLO_OP_GE, 2}, "setge.T p, v, w", "whether v ≥ w"},
    {"red.add", {Kind::kReduce, HOLO_OP_SUM, 1}, "red.add.T s, v", "adds up v of all lanes, as `holo_sum` does"},
    {"red.mul", {Kind::kReduce, HOLO_OP_PROD, 1}, "red.mul.T s, v", "multiplies them, as `holo_prod`"},
    {"red.min", {Kind::kReduce, HOLO_OP_AMIN, 1}, "red.min.T s, v", "the smallest, as `holo_amin`"},
    {"red.max", {Kind::kReduce, HOLO_OP_AMAX, 1}, "red.max.T s, v", "the largest, as `holo_amax`"},
    {"red.argmin",
     {Kind::kReduce, HOLO_OP_ARGMIN, 1},
     "red.argmin.T s, v",
     "the first lane that has the smallest, as `holo_argmin`: i64"},
    {"red.argmax",
     {Kind::kReduce, HOLO_OP_ARGMAX, 1},
     "red.argmax.T s, v",
     "the first that has the largest, as `holo_argmax`: i64"},
};

const Row* RowOf(Kind kind, holo_op op) {
  for (const Row& named : kRows) {
    if (named.mnemonic.kind == kind && (op == 0 || named.mnemonic.op == op)) return &named;
  }
  return nullptr;
}

}  // namespace

std::span<const InstructionRow> InstructionTable() { return kRows; }

bool IsPlainMap(const ops::OpRow& row) {
  return ops::IsMap(row.shape) && row.shape != ops::Shape::kSelect && row.result == ops::kSame &&
         RowOf(Kind::kMap, row.code) == nullptr;
}

std::optional<Mnemonic> FindMnemonic(std::string_view name) {
  for (const Row& named : kRows) {
    if (name == named.name) return named.mnemonic;
  }
  const ops::OpRow* row = ops::Find(name);
  if (row == nullptr || !IsPlainMap(*row)) return std::nullopt;
  return Mnemonic{Kind::kMap, row->code, InputCount(row->shape)};
}

std::string MnemonicOf(const Instruction& instruction) {
  if (instruction.kind == Kind::kMove && instruction.inputs[0].kind == ValueKind::kConstant) return "movi";
  const Row* named = RowOf(instruction.kind, instruction.kind == Kind::kConvert ? 0 : instruction.op);
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

bool IsReduction(holo_op op) { return op != 0 && RowOf(Kind::kReduce, op) != nullptr; }

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
