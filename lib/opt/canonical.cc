// canonical.cc — lifts a program to a graph, as often as that finds out more about loops' variables, and writes the graph
// down; then the same with what was written, until that is as it was.
#include "opt/canonical.h"

#include <algorithm>
#include <string>
#include <utility>

#include "opt/emit.h"
#include "opt/graph.h"
#include "opt/lift.h"

namespace hologram::opt {
namespace {

using isa::Instruction;
using isa::Program;

// Both are reached only by programs made for it.
constexpr int kMaxLifts = 8;
constexpr int kMaxRounds = 4;

bool HasControl(const Program& program) {
  const auto& code = program.instructions;
  return std::any_of(code.begin(), code.end(), [](const Instruction& instruction) {
    return instruction.kind == isa::Kind::kLoop || instruction.kind == isa::Kind::kBranch;
  });
}

// Parameters a0, a1, …, labels l0, l1, … where there is a target.
void NameAll(Program* program) {
  program->name = "canonical";
  for (size_t i = 0; i < program->parameters.size(); ++i) program->parameters[i].name = "a" + std::to_string(i);
  std::vector<int32_t> targets;
  for (const Instruction& instruction : program->instructions) {
    const bool has_target = instruction.kind == isa::Kind::kLoop || instruction.kind == isa::Kind::kBranch;
    if (has_target) targets.push_back(instruction.target);
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  program->labels.clear();
  for (const int32_t target : targets) {
    program->labels.push_back({target, "l" + std::to_string(program->labels.size())});
  }
}

// False if the result does not fit into a program.
bool Rewrite(Program* program, ConstantArithmetic arithmetic, std::vector<Firing>* fired) {
  Known known;
  for (int lift = 1;; ++lift) {
    std::vector<Firing> now;
    Graph graph(arithmetic, program->fast_math, fired == nullptr ? nullptr : &now);
    const size_t known_before = known.size();
    const std::vector<Effect> effects = Lift(*program, &graph, &known);
    if (known.size() != known_before && lift < kMaxLifts) continue;
    if (fired != nullptr) fired->insert(fired->end(), now.begin(), now.end());
    std::vector<Instruction> code;
    if (!Emit(graph, effects, &code)) return false;
    program->instructions = std::move(code);
    NameAll(program);
    return true;
  }
}

}  // namespace

Program Canonicalize(const Program& verified, ConstantArithmetic arithmetic, std::vector<Firing>* fired) {
  Program program = verified;
  NameAll(&program);
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::vector<Instruction> before = program.instructions;
    const bool had_control = HasControl(program);
    if (!Rewrite(&program, arithmetic, fired)) break;
    if (!had_control || program.instructions == before) return program;
  }
  for (Instruction& instruction : program.instructions) instruction.line = instruction.column = 0;
  return program;
}

}  // namespace hologram::opt
