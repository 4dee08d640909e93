// program_launch.cc — names on the command line find parameters; then the launch.
#include "program_launch.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "failure.h"
#include "program_arrays.h"
#include "progress.h"
#include "scalar_text.h"

namespace hologram::cli {
namespace {

// Lanes per launch: enough that a launch costs nothing, few enough that all arrays' chunks are but a few MB.
constexpr int64_t kChunk = int64_t{1} << 18;

// Exactly one for each parameter that `wanted` is true of.
std::map<std::string, std::string> AssignedTo(const std::vector<holo_program_parameter>& parameters,
                                              bool (*wanted)(const holo_program_parameter&),
                                              const std::vector<std::string>& texts, const char* option) {
  std::map<std::string, std::string> found = Assignments(texts, option);
  const auto is_one = [&](const std::string& name) {
    return std::any_of(parameters.begin(), parameters.end(),
                       [&](const holo_program_parameter& p) { return wanted(p) && name == p.name; });
  };
  for (const holo_program_parameter& parameter : parameters) {
    if (!wanted(parameter) || found.contains(parameter.name)) continue;
    throw UsageError(fmt::format("{} {}=… is missing", option, parameter.name));
  }
  for (const auto& [name, value] : found) {
    if (!is_one(name)) throw UsageError(fmt::format("{}: the program has no \"{}\" for it", option, name));
  }
  return found;
}

void CheckApart(const std::map<std::string, std::string>& outputs) {
  std::set<std::string> files;
  for (const auto& [name, path] : outputs) {
    if (!files.insert(path).second)
      throw UsageError(fmt::format("--out {}={}: the file is another output, too", name, path));
  }
}

struct Launch {
  const Executor& executor;
  const Program& program;
  const std::vector<holo_program_parameter>& parameters;
  std::vector<holo_scalar> scalars;
  std::vector<holo_scalar> results;

  void Run(const std::vector<holo_buffer>& buffers, int64_t lanes) {
    Check(holo_program_launch(executor.get(), program.get(), buffers.data(), static_cast<int32_t>(buffers.size()),
                              scalars.data(), static_cast<int32_t>(scalars.size()), lanes, results.data(),
                              static_cast<int32_t>(results.size())));
  }

  void RunWhole(const ProgramArrays& arrays, int64_t lanes) {
    std::vector<holo_buffer> buffers;
    for (const holo_program_parameter& parameter : parameters) {
      if (IsBuffer(parameter)) buffers.push_back(arrays.Get(parameter.name));
    }
    Run(buffers, lanes);
  }

  void RunInChunks(ProgramArrays* arrays, int64_t lanes, bool quiet) {
    Progress progress("lanes", lanes, quiet);
    for (int64_t offset = 0; offset < lanes; offset += kChunk) {
      const int64_t count = std::min(kChunk, lanes - offset);
      std::vector<Buffer> views;
      std::vector<holo_buffer> buffers;
      for (const holo_program_parameter& parameter : parameters) {
        if (!IsBuffer(parameter)) continue;
        views.push_back(arrays->Chunk(parameter.name, offset, count));
        buffers.push_back(views.back().get());
      }
      Run(buffers, count);
      arrays->Drop(offset + count);
      progress.Update(offset + count);
    }
  }

  void PrintResults() const {
    size_t k = 0;
    for (const holo_program_parameter& parameter : parameters) {
      if (!IsResult(parameter)) continue;
      const std::string name = results.size() > 1 ? std::string(parameter.name) + " " : "";
      fmt::print("{}{}\n", name, FormatScalar(results[k++]));
    }
  }
};

}  // namespace

std::map<std::string, std::string> Assignments(const std::vector<std::string>& texts, const char* option) {
  std::map<std::string, std::string> found;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) throw UsageError(fmt::format("{} {}: write NAME=VALUE", option, text));
    const std::string name = text.substr(0, equals);
    if (!found.emplace(name, text.substr(equals + 1)).second) {
      throw UsageError(fmt::format("{}: \"{}\" is given twice", option, name));
    }
  }
  return found;
}

void LaunchOnFiles(const Program& program, const LaunchOptions& options) {
  const std::vector<holo_program_parameter> parameters = ParametersOf(program);
  const auto inputs = AssignedTo(parameters, IsRead, options.inputs, "--in");
  const auto outputs = AssignedTo(parameters, IsWritten, options.outputs, "--out");
  CheckApart(outputs);
  const auto numbers = AssignedTo(parameters, IsScalar, options.scalars, "--scalar");

  const Executor executor =
      MakeExecutor(HOLO_SIMD_BEST, options.correct ? HOLO_ACCURACY_CORRECT : HOLO_ACCURACY_STANDARD);
  ProgramArrays arrays(executor);
  Launch launch = {executor, program, parameters, {}, {}};
  for (const holo_program_parameter& parameter : parameters) {
    if (IsRead(parameter)) arrays.Read(parameter, inputs.at(parameter.name));
    if (IsScalar(parameter)) launch.scalars.push_back(ParseScalar(numbers.at(parameter.name), parameter.dtype));
    if (IsResult(parameter)) launch.results.emplace_back();
  }
  const int64_t lanes = arrays.Lanes(options.lanes);
  for (const holo_program_parameter& parameter : parameters) {
    if (IsWritten(parameter)) arrays.Make(parameter, outputs.at(parameter.name), lanes);
  }
  if (lanes > kChunk && arrays.HaveElements(lanes) && IsLaneByLane(program)) {
    launch.RunInChunks(&arrays, lanes, options.quiet);
  } else {
    launch.RunWhole(arrays, lanes);
  }
  arrays.Commit();
  launch.PrintResults();
}

}  // namespace hologram::cli
