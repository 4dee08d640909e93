// fusion.cc — moves steps past others only if they read the same there.
#include "engine/fusion.h"

#include <algorithm>

namespace hologram::engine {

int32_t Fusion::OnlyMaker(int32_t i, int place) const {
  const Step& reader = At(i);
  const Operand& read = reader.inputs[place];
  if (read.place != Place::kSlot) return -1;
  const auto slot = static_cast<size_t>(read.index);
  const Use& use = uses_[slot];
  if (use.reader != i || use.writer < 0 || use.writer >= i) return -1;
  if (steps_.slots[slot].is_uniform || steps_.slots[slot].is_block) return -1;
  if (std::count(reader.inputs, reader.inputs + reader.input_count, read) != 1) return -1;
  return loops_[static_cast<size_t>(use.writer)] == loops_[static_cast<size_t>(i)] ? use.writer : -1;
}

bool Fusion::IsWritten(int32_t parameter) const {
  for (int32_t i = 0; i < size(); ++i) {
    if (!removed_[static_cast<size_t>(i)] && WritesMemoryOf(steps_, At(i), parameter)) return true;
  }
  return false;
}

bool Fusion::CanMove(int32_t from, int32_t to) const {
  const Step& moved = At(from);
  for (int32_t i = from + 1; i < to; ++i) {
    if (removed_[static_cast<size_t>(i)]) continue;
    bool writes = false;
    ForEachRead(moved, [&](const Operand& read) {
      writes = writes || (read.place == Place::kMemory && WritesMemoryOf(steps_, At(i), read.index)) ||
               (read.place == Place::kSlot && At(i).output == read) ||
               (read.place == Place::kUniform && At(i).kind == StepKind::kLoopBegin);
    });
    if (writes) return false;
  }
  return true;
}

bool Fusion::Replace(const std::vector<int32_t>& others, int32_t i, const Step& fused) {
  if (!std::all_of(others.begin(), others.end(), [&](int32_t other) { return CanMove(other, i); })) return false;
  for (const int32_t other : others) removed_[static_cast<size_t>(other)] = true;
  steps_.steps[static_cast<size_t>(i)] = fused;
  for (int k = 0; k < fused.input_count; ++k) {
    const Operand& read = fused.inputs[k];
    if (read.place != Place::kSlot) continue;
    int32_t& reader = uses_[static_cast<size_t>(read.index)].reader;
    if (std::count(others.begin(), others.end(), reader) != 0) reader = i;
  }
  return true;
}

}  // namespace hologram::engine
