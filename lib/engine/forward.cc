// forward.cc — three kinds of moves, each looked at once.
#include "engine/forward.h"

#include <algorithm>

namespace hologram::engine {
namespace {

bool IsUnitStride(const isa::Address& address) {
  return !address.is_indexed && address.stride.kind == isa::ValueKind::kConstant && address.stride.bits == 1;
}

class Forwarding {
 public:
  explicit Forwarding(Steps* steps)
      : steps_(*steps), removed_(steps->steps.size()), loops_(LoopsOf(*steps)), reads_(steps->slots.size()) {}

  void Run() {
    uses_ = UsesOf(steps_);
    for (int32_t i = 0; i < Size(); ++i) {
      ForEachRead(At(i), [&](const Operand& read) {
        if (read.place == Place::kSlot) reads_[Index(read)].push_back(i);
      });
    }
    for (int32_t i = 0; i < Size(); ++i) ForwardSource(i);
    for (int32_t i = Size(); i-- > 0;) RemoveUnread(i);
    uses_ = UsesOf(steps_);
    for (int32_t i = 0; i < Size(); ++i) ForwardStore(i);
    for (int32_t i = 0; i < Size(); ++i) ForwardCopy(i);
    RemoveSteps(removed_, &steps_);
  }

 private:
  int32_t Size() const { return static_cast<int32_t>(steps_.steps.size()); }
  Step& At(int32_t i) { return steps_.steps[static_cast<size_t>(i)]; }
  static size_t Index(const Operand& operand) { return static_cast<size_t>(operand.index); }

  bool HasOneWriter(const Operand& slot) const { return slot.place == Place::kSlot && uses_[Index(slot)].writer >= 0; }

  // Of step i, a copy or a load: what its readers may read instead.
  void ForwardSource(int32_t i) {
    Step& step = At(i);
    if (!HasOneWriter(step.output)) return;
    Operand source;
    if (step.kind == StepKind::kCopy) {
      source = step.inputs[0];
      const bool stays = source.place == Place::kUniform ? steps_.uniforms[Index(source)].IsFixed()
                                                         : source.place == Place::kMemory || HasOneWriter(source);
      if (!stays) return;
    } else if (step.kind == StepKind::kLoad && IsUnitStride(step.address)) {
      source = {Place::kMemory, step.address.parameter, step.address.offset};
    } else {
      return;
    }
    const size_t slot = Index(step.output);
    if (steps_.slots[slot].is_block && !CanBeReduced(source)) return;
    int32_t end = i;
    for (const int32_t reader : reads_[slot]) end = std::max(end, EndOfUse(steps_, loops_, i, reader));
    if (source.place == Place::kMemory && IsWritten(source.index, i + 1, end)) return;
    Replace(i, source);
  }

  // A whole block of it must be there at once.
  bool CanBeReduced(const Operand& source) const {
    return source.place == Place::kMemory || (source.place == Place::kSlot && !steps_.slots[Index(source)].is_uniform);
  }

  void Replace(int32_t i, const Operand& source) {
    const size_t slot = Index(At(i).output);
    for (const int32_t reader : reads_[slot]) {
      ForEachRead(At(reader), [&](Operand& read) {
        if (read.place == Place::kSlot && Index(read) == slot) read = source;
      });
      if (source.place == Place::kSlot) reads_[Index(source)].push_back(reader);
    }
    if (source.place == Place::kSlot && steps_.slots[slot].is_block) steps_.slots[Index(source)].is_block = true;
    Remove(i);
  }

  void Remove(int32_t i) {
    removed_[static_cast<size_t>(i)] = true;
    At(i).output = {};
    At(i).input_count = 0;
  }

  // Of a gather an index may be out of range: somebody wants to know that.
  void RemoveUnread(int32_t i) {
    const Step& step = At(i);
    const bool computes = step.kind == StepKind::kMap || step.kind == StepKind::kCopy || step.kind == StepKind::kLoad;
    if (!computes || step.output.place != Place::kSlot || !reads_[Index(step.output)].empty()) return;
    ForEachRead(step, [&](const Operand& read) {
      if (read.place != Place::kSlot) return;
      std::vector<int32_t>& reads = reads_[Index(read)];
      reads.erase(std::find(reads.begin(), reads.end(), i));
    });
    Remove(i);
  }

  bool IsWritten(int32_t parameter, int32_t from, int32_t to) {
    for (int32_t i = from; i <= to; ++i) {
      if (!removed_[static_cast<size_t>(i)] && WritesMemoryOf(steps_, At(i), parameter)) return true;
    }
    return false;
  }

  bool IsReadOrWritten(int32_t parameter, int32_t from, int32_t to) {
    for (int32_t i = from; i <= to; ++i) {
      const Step& step = At(i);
      if (removed_[static_cast<size_t>(i)]) continue;
      bool reads = (step.kind == StepKind::kLoad || step.kind == StepKind::kGather) &&
                   MayBeOne(steps_, step.address.parameter, parameter);
      ForEachRead(step, [&](const Operand& read) {
        reads = reads || (read.place == Place::kMemory && MayBeOne(steps_, read.index, parameter));
      });
      if (reads || WritesMemoryOf(steps_, step, parameter)) return true;
    }
    return false;
  }

  // Of a store at step i: that what makes the value makes it there.
  void ForwardStore(int32_t i) {
    Step& store = At(i);
    if (store.kind != StepKind::kStore || store.mask.place != Place::kNone || !IsUnitStride(store.address)) return;
    const Operand memory = {Place::kMemory, store.address.parameter, store.address.offset};
    const int32_t maker = OnlyMaker(i);
    if (maker >= 0 && !IsReadOrWritten(memory.index, maker + 1, i - 1)) return MakeThere(maker, i, memory);
    store.kind = StepKind::kCopy;
    store.output = memory;
  }

  // The same of a copy into a slot that others write to, too: where a loop's values come back to its begin.
  void ForwardCopy(int32_t i) {
    const Step& copy = At(i);
    if (copy.kind != StepKind::kCopy || copy.output.place != Place::kSlot) return;
    const int32_t maker = OnlyMaker(i);
    if (maker < 0) return;
    const bool in_place = At(maker).kind == StepKind::kMap;  // what it reads it may write
    for (int32_t k = maker; k < i; ++k) {
      const Step& step = At(k);
      bool touches = k != maker && step.output == copy.output;
      ForEachRead(step, [&](const Operand& read) {
        touches = touches || (read == copy.output && !(k == maker && in_place && !IsOfOtherSize(step, copy.output)));
      });
      if (touches && !removed_[static_cast<size_t>(k)]) return;
    }
    MakeThere(maker, i, copy.output);
  }

  bool IsOfOtherSize(const Step& step, const Operand& slot) const {
    return base::Log2Size(step.dtype) != base::Log2Size(steps_.slots[Index(slot)].dtype);
  }

  // The step that makes what step i alone reads, in the same loop and for all lanes; -1 if there is none.
  int32_t OnlyMaker(int32_t i) const {
    const Operand& value = steps_.steps[static_cast<size_t>(i)].inputs[0];
    if (value.place != Place::kSlot || !uses_[Index(value)].IsPassedOn()) return -1;
    const Slot& slot = steps_.slots[Index(value)];
    const int32_t writer = uses_[Index(value)].writer;
    const bool is_alone = !slot.is_uniform && !slot.is_block && writer < i &&
                          steps_.steps[static_cast<size_t>(writer)].mask.place == Place::kNone;
    return is_alone && loops_[static_cast<size_t>(writer)] == loops_[static_cast<size_t>(i)] ? writer : -1;
  }

  void MakeThere(int32_t maker, int32_t i, const Operand& place) {
    At(maker).output = place;
    Remove(i);
  }

  Steps& steps_;
  std::vector<bool> removed_;
  std::vector<int32_t> loops_;
  std::vector<Use> uses_;
  std::vector<std::vector<int32_t>> reads_;  // of each slot
};

}  // namespace

void ForwardMoves(Steps* steps) { Forwarding(steps).Run(); }

}  // namespace hologram::engine
