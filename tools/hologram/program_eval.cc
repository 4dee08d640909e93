// program_eval.cc — the files say what there is to read, --out what is kept, and the expression what that is.
#include "program_eval.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "failure.h"
#include "mapped_file.h"
#include "npy.h"
#include "scalar_text.h"

namespace hologram::cli {
namespace {

using Names = std::map<std::string, std::string>;

// "in f32 x; inout f64 w; out z": arrays that are read have one layout, so that lanes are the same elements of each.
std::string Declarations(const Names& inputs, const Names& outputs) {
  std::string parameters;
  std::optional<std::pair<std::string, NpyArray>> first;
  for (const auto& [name, path] : inputs) {
    const NpyArray array = ParseNpy(path, MappedFile(path).bytes(), 0);
    if (!first) first = {path, array};
    CheckSameLayout(first->first, first->second, path, array);
    parameters += fmt::format("{} {} {}\n", outputs.contains(name) ? "inout" : "in", DtypeName(array.dtype), name);
  }
  for (const auto& [name, path] : outputs) {
    if (!inputs.contains(name)) parameters += fmt::format("out {}\n", name);
  }
  return parameters;
}

// "a = 2": numbers take the type of what they meet, as those in the expression do.
std::vector<std::string> Definitions(const std::vector<std::string>& texts) {
  std::vector<std::string> definitions;
  for (const auto& [name, value] : Assignments(texts, "--scalar")) {
    if (!IsNumber(value) || value == "true" || value == "false") {
      throw UsageError(fmt::format("--scalar {}={}: is no number", name, value));
    }
    definitions.push_back(fmt::format("{} = {}", name, value));
  }
  return definitions;
}

}  // namespace

void RunEval(const EvalOptions& options) {
  const Names inputs = Assignments(options.launch.inputs, "--in"),
              outputs = Assignments(options.launch.outputs, "--out");
  const Program program =
      ProgramOfExpression(options.expression, Definitions(options.launch.scalars), Declarations(inputs, outputs));
  if (options.show) {
    fmt::print("{}", TextOf(program));
    return;
  }
  const std::vector<holo_program_parameter> parameters = ParametersOf(program);
  if (outputs.empty() && std::none_of(parameters.begin(), parameters.end(), IsResult)) {
    throw UsageError("nothing of this is kept: give --out NAME=FILE, or reduce it, as in s = sum(x)");
  }
  LaunchOptions launch = options.launch;
  launch.scalars.clear();  // they are constants of the program
  LaunchOnFiles(program, launch);
}

}  // namespace hologram::cli
