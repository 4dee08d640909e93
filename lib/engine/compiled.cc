// compiled.cc — two threads may make the same plan; the first one's stays.
#include "engine/compiled.h"

#include <utility>

namespace hologram::engine {

CompiledProgram::CompiledProgram(isa::Program verified) : program_(std::move(verified)) {}

CompiledProgram::~CompiledProgram() {
  for (auto& of_level : plans_) {
    for (auto& plan : of_level) delete plan.load(std::memory_order_relaxed);
  }
}

const Plan& CompiledProgram::PlanFor(const kernels::KernelTable& kernels, holo_simd_level level) const {
  std::atomic<const Plan*>& plan = plans_[level][kernels.accuracy() == HOLO_ACCURACY_CORRECT ? 1 : 0];
  const Plan* found = plan.load(std::memory_order_acquire);
  if (found != nullptr) return *found;
  std::unique_ptr<const Plan> made = MakePlan(program_, {kernels, level});
  if (plan.compare_exchange_strong(found, made.get(), std::memory_order_acq_rel)) found = made.release();
  return *found;
}

}  // namespace hologram::engine
