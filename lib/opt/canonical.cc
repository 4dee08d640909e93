// canonical.cc — lifts a program to a graph, as often as that finds out more about loops' variables, and writes the graph
// down; then the same with what was written, until that is as it was.
#include "opt/canonical.h"

#include <algorithm>
#include <string>
#include <utility>

#include "isa/disassembler.h"
#include "opt/emit.h"
#include "opt/graph.h"
#include "opt/lift.h"

namespace hologram::opt {
namespace {

using isa::Instruction;
using isa::Program;

// How many nodes are made, before what is found must do. Programs of some hundred instructions get by with a part of it.
constexpr int32_t kMostNodes = 1 << 16;

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

// False if the result does not fit into a program. `left` is how many more nodes may be made.
bool Rewrite(Program* program, ConstantArithmetic arithmetic, int32_t* left, std::vector<Firing>* fired) {
  Known known;
  for (;;) {
    std::vector<Firing> now;
    Graph graph(arithmetic, program->fast_math, fired == nullptr ? nullptr : &now);
    const size_t known_before = known.size();
    const std::vector<Effect> effects = Lift(*program, &graph, &known);
    *left -= graph.size();
    if (known.size() != known_before && *left > 0) continue;
    if (fired != nullptr) fired->insert(fired->end(), now.begin(), now.end());
    std::vector<Instruction> code;
    if (!Emit(graph, effects, &code)) return false;
    program->instructions = std::move(code);
    NameAll(program);
    return true;
  }
}

// Variables that are alike in all but what uses them may change places in each form: then forms come in a circle, and the
// one whose text comes first stands for it.
const Program& FirstOf(const std::vector<Program>& forms, size_t begin) {
  const auto is_before = [](const Program& a, const Program& b) { return isa::Disassemble(a) < isa::Disassemble(b); };
  return *std::min_element(forms.begin() + static_cast<std::ptrdiff_t>(begin), forms.end(), is_before);
}

}  // namespace

Program Canonicalize(const Program& verified, ConstantArithmetic arithmetic, std::vector<Firing>* fired) {
  std::vector<Program> forms = {verified};
  NameAll(&forms[0]);
  for (int32_t left = kMostNodes; left > 0;) {
    Program next = forms.back();
    const bool had_control = HasControl(next);
    if (!Rewrite(&next, arithmetic, &left, fired)) break;
    if (!had_control) return next;
    const auto found = std::find(forms.begin(), forms.end(), next);
    if (found != forms.end()) return FirstOf(forms, static_cast<size_t>(found - forms.begin()));
    forms.push_back(std::move(next));
  }
  for (Instruction& instruction : forms.back().instructions) instruction.line = instruction.column = 0;
  return std::move(forms.back());
}

}  // namespace hologram::opt
