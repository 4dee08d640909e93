// small_launch.cc — scalars are small numbers, so that strides, offsets and counts of loops are.
#include "fuzz/small_launch.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "backend/reference_program.h"
#include "base/dtype.h"
#include "fuzz/fuzz_fault.h"
#include "isa/assembler.h"
#include "isa/constant.h"
#include "isa/disassembler.h"
#include "isa/launch.h"

namespace hologram::fuzz {
namespace {

constexpr int64_t kLanes = 5, kElements = 17, kMaxSteps = 20000;

uint64_t SmallNumber(holo_dtype dtype, int number) {
  uint64_t bits = 0;
  isa::ParseConstant(std::to_string(dtype == HOLO_BOOL8 ? number % 2 : number), false, dtype, &bits);
  return bits;
}

// At most: as if each loop lay in all others.
int64_t Steps(const isa::Launch& launch) {
  int64_t steps = kLanes * static_cast<int64_t>(launch.program.instructions.size());
  for (const isa::Instruction& instruction : launch.program.instructions) {
    if (instruction.kind != isa::Kind::kLoop) continue;
    const int64_t count = launch.Integer(instruction.inputs[0]);
    if (count > kMaxSteps || steps > kMaxSteps) return kMaxSteps + 1;
    if (count > 1) steps *= count;
  }
  return steps;
}

}  // namespace

void CheckRoundTrip(const isa::Program& program) {
  const std::string text = isa::Disassemble(program);
  isa::Program again;
  Require(isa::Assemble(text, &again).ok(), "what is printed is no program:\n" + text);
  Require(again == program, "what is printed is another program:\n" + text);
  Require(isa::Disassemble(again) == text, "it is printed differently the second time:\n" + text);
}

void LaunchSmall(const isa::Program& program) {
  std::vector<isa::Argument> arguments(program.parameters.size());
  std::vector<std::unique_ptr<std::byte[]>> blocks;
  int number = 0;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const isa::Parameter& parameter = program.parameters[i];
    if (isa::IsBuffer(parameter.kind)) {
      const size_t bytes = static_cast<size_t>(kElements) << base::Log2Size(parameter.dtype);
      blocks.push_back(std::make_unique<std::byte[]>(bytes));
      for (size_t k = 0; k < bytes; ++k) blocks.back()[k] = static_cast<std::byte>(k % 5 == 0 ? k : 0);
      arguments[i] = {blocks.back().get(), kElements, 0};
    } else if (parameter.kind == isa::ParameterKind::kScalar) {
      arguments[i].bits = SmallNumber(parameter.dtype, ++number % 4);
    }
  }
  const isa::Launch launch = {program, arguments, kLanes};
  if (Steps(launch) > kMaxSteps || !isa::CheckLaunch(launch).ok()) return;
  const isa::LaunchError error = backend::reference::RunProgram(launch);
  Require(error.ok() || error.error.code == HOLO_ERROR_OUT_OF_RANGE, "a launch that was checked fails");
}

}  // namespace hologram::fuzz
