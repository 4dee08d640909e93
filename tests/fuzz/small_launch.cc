// small_launch.cc — the reference runs a program and its canonical form on the same random elements.
#include "fuzz/small_launch.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "backend/reference_program.h"
#include "executor/canonical_form.h"
#include "fuzz/fuzz_fault.h"
#include "isa/assembler.h"
#include "isa/constant.h"
#include "isa/disassembler.h"
#include "isa/launch.h"
#include "isa/verifier.h"
#include "support/random_arguments.h"

namespace hologram::fuzz {
namespace {

using testing::RandomArguments;

constexpr int64_t kElements = 17, kMaxSteps = 20000;

// A launch's memory: a few elements of any value for each buffer, and scalars that are small numbers, so that strides and counts
// of loops are.
class Memory {
 public:
  Memory(const isa::Program& program, testing::Random* random)
      : arguments_(program.parameters.size()), blocks_(program.parameters.size()) {
    for (size_t i = 0; i < arguments_.size(); ++i) {
      const isa::Parameter& parameter = program.parameters[i];
      if (isa::IsBuffer(parameter.kind)) {
        arguments_[i].count = kElements;
        base::WithType(parameter.dtype, [&]<class T>(base::Type<T>) {
          const std::vector<T> values = testing::AnyValues<T>(random, kElements);
          const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
          blocks_[i].assign(bytes, bytes + values.size() * sizeof(T));
        });
      } else if (parameter.kind == isa::ParameterKind::kScalar) {
        const std::string number = std::to_string(random->Below(parameter.dtype == HOLO_BOOL8 ? 2 : 4));
        isa::ParseConstant(number, false, parameter.dtype, &arguments_[i].bits);
      }
    }
  }

  std::vector<isa::Argument> Bind() {
    std::vector<isa::Argument> bound = arguments_;
    for (size_t i = 0; i < bound.size(); ++i) bound[i].data = blocks_[i].data();
    return bound;
  }

 private:
  std::vector<isa::Argument> arguments_;
  std::vector<std::vector<std::byte>> blocks_;
};

// At most: as if each loop lay in all others.
int64_t Steps(const isa::Launch& launch) {
  int64_t steps = launch.lanes * static_cast<int64_t>(launch.program.instructions.size());
  for (const isa::Instruction& instruction : launch.program.instructions) {
    if (instruction.kind != isa::Kind::kLoop) continue;
    const int64_t count = launch.Integer(instruction.inputs[0]);
    if (count > kMaxSteps || steps > kMaxSteps) return kMaxSteps + 1;
    if (count > 1) steps *= count;
  }
  return steps;
}

// The sign of a NaN is not defined, and may be another one in the canonical form.
bool SeesSignsOfNan(const isa::Program& program) {
  return std::any_of(program.instructions.begin(), program.instructions.end(),
                     [](const isa::Instruction& i) { return i.op == HOLO_OP_COPYSIGN; });
}

void CheckAlike(const isa::Program& program, const isa::Program& canonical, testing::Random* random) {
  const int64_t lanes = 1 + random->Below(5);
  Memory memory(program, random), again = memory;
  std::vector<isa::Argument> a = memory.Bind(), b = again.Bind();
  const isa::Launch launch = {program, a, lanes};
  if (Steps(launch) > kMaxSteps || !isa::CheckLaunch(launch).ok()) return;
  const isa::LaunchError first = backend::reference::RunProgram(launch);
  const isa::LaunchError second = backend::reference::RunProgram({canonical, b, lanes});
  const std::string both = ":\n" + isa::Disassemble(program) + "\n" + isa::Disassemble(canonical);
  Require(first.ok() || first.error.code == HOLO_ERROR_OUT_OF_RANGE, "a launch that was checked fails" + both);
  Require(first.error.code == second.error.code, "the canonical form has another status" + both);
  const bool comparable = first.ok() && !SeesSignsOfNan(program);
  Require(!comparable || RandomArguments::Same(program, a, b), "the canonical form has other results" + both);
}

}  // namespace

void CheckRoundTrip(const isa::Program& program) {
  const std::string text = isa::Disassemble(program);
  isa::Program again;
  Require(isa::Assemble(text, &again).ok(), "what is printed is no program:\n" + text);
  Require(again == program, "what is printed is another program:\n" + text);
  Require(isa::Disassemble(again) == text, "it is printed differently the second time:\n" + text);
}

void CheckLaunches(const isa::Program& verified) {
  const isa::Program canonical = executor::CanonicalForm(verified);
  const isa::Diagnosis diagnosis = isa::Verify(canonical);
  Require(diagnosis.ok(),
          "the canonical form is not verified: " + diagnosis.message + "\n" + isa::Disassemble(verified));
  Require(executor::CanonicalForm(canonical) == canonical,
          "the canonical form changes again:\n" + isa::Disassemble(verified));
  testing::Random random(1);
  for (int launch = 0; launch < 3; ++launch) CheckAlike(verified, canonical, &random);
}

}  // namespace hologram::fuzz
