// compiled.h — a program with the plans that were made of it, one for each level and accuracy mode that asked.
#ifndef HOLOGRAM_ENGINE_COMPILED_H_
#define HOLOGRAM_ENGINE_COMPILED_H_

#include <atomic>

#include "cpu/simd_level.h"
#include "engine/plan.h"

namespace hologram::engine {

class CompiledProgram {
 public:
  explicit CompiledProgram(isa::Program verified);
  ~CompiledProgram();
  CompiledProgram(const CompiledProgram&) = delete;
  CompiledProgram& operator=(const CompiledProgram&) = delete;

  const isa::Program& program() const { return program_; }

  // Made at the first call. Any number of threads may call at a time.
  const Plan& PlanFor(const kernels::KernelTable& kernels, holo_simd_level level) const;

 private:
  static constexpr int kModes = 2;

  const isa::Program program_;
  mutable std::atomic<const Plan*> plans_[cpu::kLevelLimit][kModes] = {};
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_COMPILED_H_
