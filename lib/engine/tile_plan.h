// tile_plan.h — the plan that fits every program: its steps, one tile after the other.
#ifndef HOLOGRAM_ENGINE_TILE_PLAN_H_
#define HOLOGRAM_ENGINE_TILE_PLAN_H_

#include <atomic>

#include "engine/plan.h"
#include "engine/tile_layout.h"

namespace hologram::engine {

class TileMemory;

class TilePlan final : public Plan {
 public:
  TilePlan(Steps steps, Layout layout, const kernels::KernelTable& kernels);
  ~TilePlan() override;

  isa::LaunchError Run(const isa::Launch& launch) const override;

 private:
  const Steps steps_;
  const size_t step_count_;  // without reductions
  const Layout layout_;
  const kernels::KernelTable& kernels_;
  // Of the run before: the next one takes it, so that one at a time allocates nothing.
  mutable std::atomic<TileMemory*> memory_{nullptr};
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_TILE_PLAN_H_
