// code_writer.cc — appends until there is no more room.
#include "opt/code_writer.h"

#include <limits>

namespace hologram::opt {

using isa::Instruction;
using isa::Kind;
using isa::Value;
using isa::ValueKind;

void CodeWriter::Append(const Instruction& instruction) {
  if (code_.size() == static_cast<size_t>(isa::kMaxInstructions)) is_too_long_ = true;
  if (!is_too_long_) code_.push_back(instruction);
}

void CodeWriter::AppendMove(const Value& to, const Value& from, holo_dtype dtype) {
  Instruction move;
  move.kind = Kind::kMove;
  move.dtype = dtype;
  move.input_count = 1;
  move.result = to;
  move.inputs[0] = from;
  Append(move);
}

Value CodeWriter::NewPlace(holo_dtype dtype) {
  const bool is_predicate = dtype == isa::kPredicateType;
  int16_t& count = is_predicate ? predicate_count_ : register_count_;
  if (count == std::numeric_limits<int16_t>::max()) {
    is_too_long_ = true;
    count = 0;
  }
  return {is_predicate ? ValueKind::kPredicate : ValueKind::kRegister, count++};
}

Value CodeWriter::InRegister(const Value& value, holo_dtype dtype) {
  if (value.kind == ValueKind::kRegister) return value;
  const Value place = NewPlace(dtype);
  AppendMove(place, value, dtype);
  return place;
}

int32_t CodeWriter::BeginSkip(Ref skip, const Value& condition) {
  if (skip == kNone) return -1;
  if (skip == last_skip_ && code_[static_cast<size_t>(last_branch_)].target == Here()) return last_branch_;
  const int32_t at = Here();
  Instruction branch;
  branch.kind = Kind::kBranch;
  branch.dtype = isa::kPredicateType;
  branch.input_count = 1;
  branch.inputs[0] = condition;
  Append(branch);
  if (is_too_long_) return -1;
  last_skip_ = skip;
  return last_branch_ = at;
}

void CodeWriter::EndSkip(int32_t branch) {
  if (branch >= 0) code_[static_cast<size_t>(branch)].target = Here();
}

int32_t CodeWriter::BeginLoop(const Value& count) {
  last_skip_ = kNone;
  const int32_t at = Here();
  Instruction loop;
  loop.kind = Kind::kLoop;
  loop.dtype = HOLO_I64;
  loop.input_count = 1;
  loop.inputs[0] = count;
  Append(loop);
  return is_too_long_ ? -1 : at;
}

void CodeWriter::EndLoop(int32_t loop) {
  last_skip_ = kNone;
  EndSkip(loop);
}

}  // namespace hologram::opt
