// fusion.h — what may be fused: who alone makes what who alone reads, with nothing between them that matters.
#ifndef HOLOGRAM_ENGINE_FUSION_H_
#define HOLOGRAM_ENGINE_FUSION_H_

#include <vector>

#include "engine/steps.h"

namespace hologram::engine {

class Fusion {
 public:
  explicit Fusion(Steps* steps)
      : steps_(*steps), uses_(UsesOf(*steps)), loops_(LoopsOf(*steps)), removed_(steps->steps.size()) {}

  int32_t size() const { return static_cast<int32_t>(steps_.steps.size()); }
  const Step& At(int32_t i) const { return steps_.steps[static_cast<size_t>(i)]; }

  // Whether an operand is the same in all lanes.
  bool IsUniform(const Operand& operand) const { return engine::IsUniform(steps_, operand); }

  // Whether a step anywhere writes to what may be a parameter's memory.
  bool IsWritten(int32_t parameter) const;
  // The step that alone makes a slot, if step i alone reads it, in whatever loop they are; else -1.
  int32_t OnlyMakerOfSlot(int32_t slot, int32_t i) const {
    const Use& use = uses_[static_cast<size_t>(slot)];
    return use.reader == i && use.writer >= 0 ? use.writer : -1;
  }
  bool HasOneMaker(int32_t slot) const { return uses_[static_cast<size_t>(slot)].writer >= 0; }
  // That a whole block of it is kept.
  void KeepBlock(int32_t slot) { steps_.slots[static_cast<size_t>(slot)].is_block = true; }

  // The step that makes an input of step i for it alone, and in the same loop; -1 if there is none.
  int32_t OnlyMaker(int32_t i, int place) const;

  // Puts `fused` where step i is, and takes out those that it stands for. False, and nothing is done, if one of them would
  // then read something else.
  bool Replace(const std::vector<int32_t>& others, int32_t i, const Step& fused);

  void Finish() { RemoveSteps(removed_, &steps_); }

 private:
  bool CanMove(int32_t from, int32_t to) const;

  Steps& steps_;
  std::vector<Use> uses_;
  std::vector<int32_t> loops_;
  std::vector<bool> removed_;
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_FUSION_H_
