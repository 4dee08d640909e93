// register_allocation.cc — where each value is read last; then one pass, in which that gives its register back.
#include "isa/register_allocation.h"

#include <algorithm>
#include <vector>

namespace hologram::isa {
namespace {

// The registers of one kind.
class File {
 public:
  File(ValueKind kind, int size, const std::vector<Instruction>& code)
      : kind_(kind), in_use_(static_cast<size_t>(size)) {
    for (size_t i = 0; i < code.size(); ++i) {
      const Instruction& instruction = code[i];
      if (instruction.result.kind == kind) last_read_.push_back(i);
      for (const Value& input : instruction.inputs) {
        if (input.kind == kind) last_read_[static_cast<size_t>(input.index)] = i;
      }
    }
    place_.resize(last_read_.size());
  }

  // Inputs first: the result may have the register of one that is read here last.
  bool Rename(Instruction* instruction, size_t at) {
    for (Value& input : instruction->inputs) {
      if (input.kind != kind_) continue;
      const auto number = static_cast<size_t>(input.index);
      input.index = place_[number];
      if (last_read_[number] == at) in_use_[static_cast<size_t>(input.index)] = false;
    }
    if (instruction->result.kind != kind_) return true;
    const auto free = std::find(in_use_.begin(), in_use_.end(), false);
    if (free == in_use_.end()) return false;
    const auto number = static_cast<size_t>(instruction->result.index);
    instruction->result.index = place_[number] = static_cast<int16_t>(free - in_use_.begin());
    *free = last_read_[number] > at;
    return true;
  }

 private:
  ValueKind kind_;
  std::vector<size_t> last_read_;  // of each number; where it is written, if it is not read
  std::vector<int16_t> place_;
  std::vector<bool> in_use_;
};

}  // namespace

int AllocateRegisters(std::vector<Instruction>* code) {
  File registers(ValueKind::kRegister, kRegisters, *code), predicates(ValueKind::kPredicate, kPredicates, *code);
  for (size_t i = 0; i < code->size(); ++i) {
    Instruction& instruction = (*code)[i];
    if (!registers.Rename(&instruction, i) || !predicates.Rename(&instruction, i)) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace hologram::isa
