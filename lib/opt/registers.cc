// registers.cc — a value lives from the first instruction that writes it up to the last one that names it; if that one is in
// a loop, and the value older than the loop, up to what comes after the loop.
#include "opt/registers.h"

#include <algorithm>
#include <bitset>

namespace hologram::opt {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::Value;
using isa::ValueKind;

struct Life {
  int32_t begin = -1;
  int32_t end = -1;
};

// Of registers, or of predicates.
class File {
 public:
  File(std::vector<Instruction>* code, ValueKind kind, size_t limit) : code_(*code), kind_(kind), limit_(limit) {}

  bool Assign() {
    FindLives();
    ending_.resize(code_.size());
    for (size_t value = 0; value < lives_.size(); ++value) {
      if (lives_[value].begin >= 0)
        ending_[static_cast<size_t>(lives_[value].end)].push_back(static_cast<int16_t>(value));
    }
    numbers_.assign(lives_.size(), -1);
    for (size_t i = 0; i < code_.size(); ++i) {
      if (!AssignIn(i)) return false;
    }
    return true;
  }

 private:
  template <class Visit>
  void VisitInputs(Instruction* instruction, const Visit& visit) const {
    for (Value& value : instruction->inputs) {
      if (value.kind == kind_) visit(&value);
    }
    if (instruction->address.index.kind == kind_) visit(&instruction->address.index);
  }

  void FindLives() {
    std::vector<int32_t> open;
    for (int32_t i = 0; i < static_cast<int32_t>(code_.size()); ++i) {
      Instruction& instruction = code_[static_cast<size_t>(i)];
      while (!open.empty() && code_[static_cast<size_t>(open.back())].target == i) open.pop_back();
      VisitInputs(&instruction, [&](Value* value) { Live(*value, i, open); });
      if (instruction.result.kind == kind_) Live(instruction.result, i, open);
      if (instruction.kind == Kind::kLoop) open.push_back(i);
    }
  }

  void Live(const Value& value, int32_t at, const std::vector<int32_t>& open) {
    const auto number = static_cast<size_t>(value.index);
    if (number >= lives_.size()) lives_.resize(number + 1);
    Life& life = lives_[number];
    if (life.begin < 0) life.begin = at;
    life.end = std::max(life.end, at);
    for (const int32_t loop : open) {
      if (life.begin > loop) continue;
      life.end = std::max(life.end, code_[static_cast<size_t>(loop)].target);
      return;  // the outermost one
    }
  }

  bool AssignIn(size_t i) {
    Instruction& instruction = code_[i];
    VisitInputs(&instruction, [&](Value* value) { value->index = numbers_[static_cast<size_t>(value->index)]; });
    const bool writes = instruction.result.kind == kind_;
    const int16_t written = writes ? instruction.result.index : int16_t{-1};
    for (const int16_t ended : ending_[i]) {
      if (ended != written) Free(ended);
    }
    if (!writes) return true;
    int16_t& number = numbers_[static_cast<size_t>(written)];
    if (number < 0) {
      while (lowest_free_ < limit_ && taken_[lowest_free_]) ++lowest_free_;
      if (lowest_free_ == limit_) return false;
      number = static_cast<int16_t>(lowest_free_);
      taken_[lowest_free_] = true;
    }
    instruction.result.index = number;
    if (lives_[static_cast<size_t>(written)].end == static_cast<int32_t>(i)) Free(written);
    return true;
  }

  void Free(int16_t value) {
    const auto number = static_cast<size_t>(numbers_[static_cast<size_t>(value)]);
    taken_[number] = false;
    lowest_free_ = std::min(lowest_free_, number);
  }

  std::vector<Instruction>& code_;
  ValueKind kind_;
  size_t limit_;
  std::vector<Life> lives_;
  std::vector<std::vector<int16_t>> ending_;  // by instruction: values that live up to it
  std::vector<int16_t> numbers_;
  std::bitset<isa::kRegisters> taken_;
  size_t lowest_free_ = 0;
};

}  // namespace

bool AssignRegisters(std::vector<Instruction>* code) {
  return File(code, ValueKind::kRegister, isa::kRegisters).Assign() &&
         File(code, ValueKind::kPredicate, isa::kPredicates).Assign();
}

}  // namespace hologram::opt
