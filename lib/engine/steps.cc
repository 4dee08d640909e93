// steps.cc — who writes and who reads what.
#include "engine/steps.h"

namespace hologram::engine {

std::byte* MemoryOf(const Steps& steps, const isa::Launch& launch, const Operand& operand) {
  const auto parameter = static_cast<size_t>(operand.index);
  auto* const data = static_cast<std::byte*>(launch.arguments[parameter].data);
  // Of no lanes nobody has asked whether there is such an element.
  if (launch.lanes == 0) return data;
  return data + (launch.Integer(operand.offset) << base::Log2Size(steps.parameters[parameter].dtype));
}

bool IsUniform(const Steps& steps, const Operand& operand) {
  return operand.place == Place::kUniform ||
         (operand.place == Place::kSlot && steps.slots[static_cast<size_t>(operand.index)].is_uniform);
}

std::vector<Use> UsesOf(const Steps& steps) {
  std::vector<Use> uses(steps.slots.size());
  const auto note = [](int32_t* of, int32_t step) { *of = *of == -1 || *of == step ? step : -2; };
  for (size_t i = 0; i < steps.steps.size(); ++i) {
    const Step& step = steps.steps[i];
    const auto number = static_cast<int32_t>(i);
    ForEachRead(step, [&](const Operand& read) {
      if (read.place == Place::kSlot) note(&uses[static_cast<size_t>(read.index)].reader, number);
    });
    if (step.output.place == Place::kSlot) note(&uses[static_cast<size_t>(step.output.index)].writer, number);
  }
  return uses;
}

std::vector<int32_t> LoopsOf(const Steps& steps) {
  std::vector<int32_t> loops(steps.steps.size());
  std::vector<int32_t> open = {-1};
  for (size_t i = 0; i < loops.size(); ++i) {
    if (steps.steps[i].kind == StepKind::kLoopEnd) open.pop_back();
    loops[i] = open.back();
    if (steps.steps[i].kind == StepKind::kLoopBegin) open.push_back(static_cast<int32_t>(i));
  }
  return loops;
}

int32_t EndOfUse(const Steps& steps, const std::vector<int32_t>& loops, int32_t writer, int32_t reader) {
  int32_t end = reader;
  for (int32_t loop = loops[static_cast<size_t>(reader)]; loop >= 0; loop = loops[static_cast<size_t>(loop)]) {
    const int32_t loop_end = steps.steps[static_cast<size_t>(loop)].target;
    if (writer < loop || writer > loop_end) end = loop_end;
  }
  return end;
}

void RemoveSteps(const std::vector<bool>& marked, Steps* steps) {
  std::vector<int32_t> moved(marked.size());
  int32_t kept = 0;
  for (size_t i = 0; i < marked.size(); ++i) {
    moved[i] = kept;
    if (marked[i]) continue;
    if (static_cast<size_t>(kept) != i) steps->steps[static_cast<size_t>(kept)] = steps->steps[i];
    ++kept;
  }
  steps->steps.resize(static_cast<size_t>(kept));
  MoveTargets(moved, steps);
}

void MoveTargets(const std::vector<int32_t>& moved, Steps* steps) {
  for (Step& step : steps->steps) {
    const bool jumps = step.kind == StepKind::kLoopBegin || step.kind == StepKind::kLoopEnd;
    if (jumps) step.target = moved[static_cast<size_t>(step.target)];
  }
}

bool MayBeOne(const Steps& steps, int32_t a, int32_t b) {
  return a == b || base::Log2Size(steps.parameters[static_cast<size_t>(a)].dtype) ==
                       base::Log2Size(steps.parameters[static_cast<size_t>(b)].dtype);
}

bool WritesMemoryOf(const Steps& steps, const Step& step, int32_t parameter) {
  if (step.output.place == Place::kMemory) return MayBeOne(steps, step.output.index, parameter);
  const bool stores = step.kind == StepKind::kStore || step.kind == StepKind::kScatter;
  return stores && MayBeOne(steps, step.address.parameter, parameter);
}

}  // namespace hologram::engine
