// plan.h — how a program runs on one level's kernels: made once, run on any arguments, by any number of threads at a time.
#ifndef HOLOGRAM_ENGINE_PLAN_H_
#define HOLOGRAM_ENGINE_PLAN_H_

#include <cstdint>
#include <memory>

#include "engine/kernel_call.h"
#include "isa/launch.h"
#include "kernels/kernel_table.h"

namespace hologram::engine {

class Plan {
 public:
  constexpr Plan() = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  constexpr virtual ~Plan() = default;

  // If a launch without scalars and results is a single kernel's call: that call, for as long as the plan and the buffers live.
  virtual bool IsOneCall(const isa::Launch&, KernelCall*) const { return false; }

  // Runs a checked launch of the plan's program; results come into the bits of its arguments. It fails for an index out
  // of range, of which it then tells one, and for want of memory.
  virtual isa::LaunchError Run(const isa::Launch& launch) const = 0;
};

// What a plan is made for.
struct PlanTarget {
  const kernels::KernelTable& kernels;
  holo_simd_level level;  // theirs
  // How many lanes go through a program together: a power of two up to 4096, 0 for as many as fit into the cache with what
  // they need.
  int64_t tile_lanes = 0;
};

// Of a verified program; it is not needed any more then.
std::unique_ptr<const Plan> MakePlan(const isa::Program& program, const PlanTarget& target);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_PLAN_H_
