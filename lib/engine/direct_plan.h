// direct_plan.h — the plan of a program that is one kernel: its call.
#ifndef HOLOGRAM_ENGINE_DIRECT_PLAN_H_
#define HOLOGRAM_ENGINE_DIRECT_PLAN_H_

#include <vector>

#include "engine/plan.h"
#include "engine/steps.h"

namespace hologram::engine {

class DirectPlan final : public Plan {
 public:
  // Whether it is: one step, which works in the buffers.
  static bool Fits(const Steps& steps);

  explicit DirectPlan(Steps steps);

  bool IsOneCall(const isa::Launch& launch, KernelCall* call) const override;
  isa::LaunchError Run(const isa::Launch& launch) const override;

 private:
  void RunChain(const isa::Launch& launch, void* output) const;
  const void* Input(const isa::Launch& launch, int k) const;
  KernelCall CallOf(const isa::Launch& launch) const;

  const Steps steps_;
  const Step& step_;
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_DIRECT_PLAN_H_
