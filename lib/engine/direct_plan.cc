// direct_plan.cc — pointers, and one indirect call.
#include "engine/direct_plan.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/moves.h"

namespace hologram::engine {

bool DirectPlan::Fits(const Steps& steps) {
  if (steps.steps.size() != 1) return false;
  const Step& step = steps.steps[0];
  const bool computes = step.kind == StepKind::kMap || step.kind == StepKind::kChain;
  if (!computes && step.kind != StepKind::kReduce) return false;
  if (computes && step.output.place != Place::kMemory) return false;
  return std::all_of(step.inputs, step.inputs + step.input_count, [&](const Operand& input) {
    return input.place == Place::kMemory ||
           (input.place == Place::kUniform && steps.uniforms[static_cast<size_t>(input.index)].IsFixed());
  });
}

DirectPlan::DirectPlan(Steps steps) : steps_(std::move(steps)), step_(steps_.steps[0]) {}

const void* DirectPlan::Input(const isa::Launch& launch, int k) const {
  const Operand& input = step_.inputs[k];
  if (input.place == Place::kMemory) return MemoryOf(steps_, launch, input);
  const Uniform& uniform = steps_.uniforms[static_cast<size_t>(input.index)];
  if (uniform.source == Uniform::Source::kConstant) return &uniform.bits;
  if (uniform.source == Uniform::Source::kLanes) return &launch.lanes;
  return &launch.arguments[static_cast<size_t>(uniform.bits)].bits;
}

void DirectPlan::RunChain(const isa::Launch& launch, void* output) const {
  alignas(64) std::byte equal[kMaxOperands][kernels::kUniformBytes];
  const void* inputs[kMaxOperands];
  uint32_t uniforms = 0;
  const int log2_size = base::Log2Size(step_.dtype);
  for (int k = 0; k < step_.input_count; ++k) {
    inputs[k] = Input(launch, k);
    if (step_.inputs[k].place == Place::kMemory) continue;
    uniforms |= 1u << k;
    FillElements(inputs[k], log2_size, kernels::kUniformBytes >> log2_size, equal[k]);
    inputs[k] = equal[k];
  }
  reinterpret_cast<kernels::ChainKernel>(step_.kernel)(inputs, uniforms, output, launch.lanes);
}

KernelCall DirectPlan::CallOf(const isa::Launch& launch) const {
  KernelCall call = {.kernel = step_.kernel, .n = launch.lanes, .output = MemoryOf(steps_, launch, step_.output)};
  for (int k = 0; k < step_.input_count; ++k) call.inputs[k] = Input(launch, k);
  call.input_count = step_.input_count;
  return call;
}

bool DirectPlan::IsOneCall(const isa::Launch& launch, KernelCall* call) const {
  if (step_.kind != StepKind::kMap) return false;
  // The call may outlive the launch: it must not read what is in that.
  for (int k = 0; k < step_.input_count; ++k) {
    const Operand& input = step_.inputs[k];
    const bool stays = input.place == Place::kMemory ||
                       steps_.uniforms[static_cast<size_t>(input.index)].source == Uniform::Source::kConstant;
    if (!stays) return false;
  }
  *call = CallOf(launch);
  return true;
}

isa::LaunchError DirectPlan::Run(const isa::Launch& launch) const {
  if (step_.kind == StepKind::kMap) {
    CallOf(launch)();
  } else if (step_.kind == StepKind::kChain) {
    RunChain(launch, MemoryOf(steps_, launch, step_.output));
  } else {
    uint64_t bits = 0;
    const void* inputs[2] = {};
    for (int k = 0; k < step_.input_count; ++k) inputs[k] = Input(launch, k);
    CallReduction(step_.kernel, inputs, step_.input_count, launch.lanes, &bits);
    launch.arguments[static_cast<size_t>(step_.result)].bits = bits;
  }
  return {};
}

}  // namespace hologram::engine
