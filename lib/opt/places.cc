// places.cc — found by sorting.
#include "opt/places.h"

#include <algorithm>
#include <tuple>

namespace hologram::opt {
namespace {

using isa::Instruction;
using isa::Kind;

bool IsBefore(const isa::Address& a, const isa::Address& b) {
  const auto key = [](const isa::Address& x) {
    return std::make_tuple(x.parameter, x.stride.kind, x.stride.index, static_cast<int64_t>(x.stride.bits),
                           x.offset.kind, x.offset.index, static_cast<int64_t>(x.offset.bits));
  };
  return key(a) < key(b);
}

bool IsPlaceBefore(const Place& a, const Place& b) { return IsBefore(a.address, b.address); }

}  // namespace

Places::Places(const isa::Program& program) {
  FindPlaces(program);
  FindWritten(program);
}

void Places::FindPlaces(const isa::Program& program) {
  for (const Instruction& store : program.instructions) {
    if (store.kind == Kind::kStore && !store.address.is_indexed) places_.push_back({store.address, store.dtype});
  }
  std::sort(places_.begin(), places_.end(), IsPlaceBefore);
  const auto same = [](const Place& a, const Place& b) { return a.address == b.address; };
  places_.erase(std::unique(places_.begin(), places_.end(), same), places_.end());
}

int32_t Places::VariableOf(const isa::Address& address) const {
  const auto found = std::lower_bound(places_.begin(), places_.end(), Place{address, 0}, IsPlaceBefore);
  if (found == places_.end() || !(found->address == address)) return -1;
  return kFirst + 2 * static_cast<int32_t>(found - places_.begin());
}

void Places::FindWritten(const isa::Program& program) {
  written_.resize(program.instructions.size());
  std::vector<int32_t> open;
  const auto& code = program.instructions;
  for (int32_t i = 0; i < static_cast<int32_t>(code.size()); ++i) {
    const Instruction& instruction = code[static_cast<size_t>(i)];
    while (!open.empty() && code[static_cast<size_t>(open.back())].target == i) open.pop_back();
    int32_t variable = -1;
    const isa::ValueKind result = instruction.result.kind;
    if (result == isa::ValueKind::kRegister || result == isa::ValueKind::kPredicate) {
      variable = VariableOf(instruction.result, instruction.ResultDtype());
    } else if (instruction.kind == Kind::kStore && !instruction.address.is_indexed) {
      variable = VariableOf(instruction.address);
    }
    for (const int32_t loop : open) {
      if (variable < 0) break;
      written_[static_cast<size_t>(loop)].push_back(variable);
      if (variable >= kFirst) written_[static_cast<size_t>(loop)].push_back(variable + 1);
    }
    if (instruction.kind == Kind::kLoop && instruction.target > i + 1) open.push_back(i);
  }
  for (std::vector<int32_t>& variables : written_) {
    std::sort(variables.begin(), variables.end());
    variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
  }
}

}  // namespace hologram::opt
