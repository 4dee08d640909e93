// plan.cc — from a program to its plan: lowered, moves forwarded, chains fused, kernels found, tiles laid out.
#include "engine/plan.h"

#include <utility>

#include "cpu/host_cpu.h"
#include "engine/direct_plan.h"
#include "engine/forward.h"
#include "engine/fuse.h"
#include "engine/lower.h"
#include "engine/resolve.h"
#include "engine/tile_plan.h"

namespace hologram::engine {
namespace {

constexpr int64_t kUsualCacheBytes = 32768;

}  // namespace

std::unique_ptr<const Plan> MakePlan(const isa::Program& program, const PlanTarget& target) {
  Steps steps = Lower(program);
  ForwardMoves(&steps);
  Fuse(target.level, &steps);
  Resolve(target.kernels, target.level, &steps);
  if (target.tile_lanes == 0 && DirectPlan::Fits(steps)) return std::make_unique<DirectPlan>(std::move(steps));
  const int64_t cache_bytes = cpu::Info().l1d_bytes;
  Layout layout = MakeLayout(steps, target.tile_lanes, cache_bytes > 0 ? cache_bytes : kUsualCacheBytes);
  return std::make_unique<TilePlan>(std::move(steps), std::move(layout), target.kernels);
}

}  // namespace hologram::engine
