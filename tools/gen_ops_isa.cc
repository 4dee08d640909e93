// gen_ops_isa.cc — a line for each instruction that is no map by its own name, and one for the maps of each number of inputs.
#include "gen_ops_isa.h"

#include <fmt/format.h>

#include <stdexcept>

#include "isa/mnemonics.h"

namespace {

using hologram::isa::InstructionRow;
using hologram::ops::OpRow;

constexpr const char* kBegin =
    "<!-- printed by tools/gen_ops from lib/isa/mnemonics.cc and lib/ops/ops.def; edit those -->\n";
constexpr const char* kEnd = "<!-- end -->\n";

std::string MapsWith(int inputs) {
  std::string names;
  for (const OpRow& row : hologram::ops::Table()) {
    if (!hologram::isa::IsPlainMap(row) || InputCount(row.shape) != inputs) continue;
    names += names.empty() ? "" : " ";
    names += row.name;
  }
  return names;
}

std::string Table() {
  std::string out = "| instruction | |\n|---|---|\n";
  for (const InstructionRow& row : hologram::isa::InstructionTable()) {
    out += fmt::format("| `{}` | {} |\n", row.form, row.summary);
  }
  out += fmt::format("| `op.T r, v` | the maps of [ops.md](ops.md) of one input: {} |\n", MapsWith(1));
  out += fmt::format("| `op.T r, v, w` | of two: {} |\n", MapsWith(2));
  return out + fmt::format("| `op.T r, u, v, w` | of three: {} |\n", MapsWith(3));
}

}  // namespace

std::string WithInstructions(const std::string& text) {
  const size_t begin = text.find(kBegin), end = text.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    throw std::runtime_error("docs/isa.md has lost the marks of its table");
  }
  return text.substr(0, begin) + kBegin + Table() + text.substr(end);
}
