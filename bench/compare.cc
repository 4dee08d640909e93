// compare.cc — the program `compare`: kernels beside their peers, or calls beside the bare kernel, measured in turns.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/dtype.h"
#include "call_path.h"
#include "compare_report.h"
#include "environment.h"
#include "kernel_case.h"
#include "matrix_case.h"
#include "mode_case.h"
#include "semantics.h"
#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

constexpr char kAll[] = "all";
constexpr char kInexact[] = "inexact";  // all operations that round more than once

struct Options {
  std::vector<std::string> ops, dtypes;
  std::vector<int64_t> sizes;
  double seconds = 0.3;
  int worst = 0;
  std::string json_file;
  bool csv = false, call_path = false, matrix = false, accuracy = false, modes = false;
};

bool Chosen(const std::vector<std::string>& chosen, const std::string& name) {
  return chosen.empty() ||
         std::any_of(chosen.begin(), chosen.end(), [&](const std::string& one) { return one == name || one == kAll; });
}

bool Chosen(const std::vector<std::string>& chosen, const ops::OpRow& op) {
  return Chosen(chosen, op.name) ||
         (op.accuracy != ops::Accuracy::kExact && std::find(chosen.begin(), chosen.end(), kInexact) != chosen.end());
}

std::vector<std::string> OpNames() {
  std::vector<std::string> names = {kAll, kInexact};
  for (const ops::OpRow& op : ops::Table()) {
    if (IsMeasured(op)) names.emplace_back(op.name);
  }
  return names;
}

std::vector<std::string> DtypeNames() {
  std::vector<std::string> names = {kAll};
  for (const ops::OpRow& op : ops::Table()) {
    for (const holo_dtype dtype : DtypesOf(op)) {
      const std::string name = base::kDtypes[dtype].name;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

// Long runs are watched.
void Print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

std::vector<std::pair<const ops::OpRow*, holo_dtype>> ChosenCases(const Options& options) {
  std::vector<std::pair<const ops::OpRow*, holo_dtype>> cases;
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsMeasured(op) || !Chosen(options.ops, op)) continue;
    for (const holo_dtype dtype : DtypesOf(op)) {
      if (Chosen(options.dtypes, base::kDtypes[dtype].name)) cases.emplace_back(&op, dtype);
    }
  }
  return cases;
}

Json CompareKernels(const Options& options) {
  Json results = Json::array();
  std::vector<KernelFigures> all;
  const auto cases = ChosenCases(options);
  // All before the first: a long run should not fail at its end.
  for (const auto& [op, dtype] : cases) RequireSameResults(*op, dtype);
  Print(options.csv ? KernelCsvHead() : KernelTableHead());
  for (const auto& [op, dtype] : cases) {
    for (const int64_t n : options.sizes) {
      KernelCase kernel_case(*op, dtype, n);
      kernel_case.RunFor(options.seconds);
      const KernelFigures figures = kernel_case.Figures();
      Print(options.csv ? KernelCsvRow(figures) : KernelTableRow(figures));
      results.push_back(ToJson(figures));
      if (options.worst > 0) all.push_back(figures);
    }
  }
  if (options.worst > 0) Print(WorstTable(std::move(all), static_cast<size_t>(options.worst)));
  return results;
}

Json CompareMatrices(const Options& options) {
  Json results = Json::array();
  Print(KernelTableHead());
  for (const ops::OpRow& op : ops::Table()) {
    for (const holo_dtype dtype : DtypesOf(op)) {
      if (!op.Has(ops::Form::kRows) || !Chosen(options.ops, op) || !Chosen(options.dtypes, base::kDtypes[dtype].name)) {
        continue;
      }
      for (const ops::Form form : {ops::Form::kColumns, ops::Form::kRows}) {
        for (const MatrixSize size : kMatrixSizes) {
          const KernelFigures figures = MeasureMatrix(op, dtype, form, size, options.seconds);
          Print(KernelTableRow(figures));
          results.push_back(ToJson(figures));
        }
      }
    }
  }
  return results;
}

Json CompareAccuracy(const Options& options) {
  Json results = Json::array();
  Print(AccuracyTableHead());
  for (const auto& [op, dtype] : ChosenCases(options)) {
    if (!HasAccuracy(*op, dtype)) continue;
    for (const AccuracyFigures& figures : MeasureAccuracy(*op, dtype)) {
      Print(AccuracyTableRow(figures));
      results.push_back(ToJson(figures));
    }
  }
  return results;
}

Json CompareModes(const Options& options) {
  Json results = Json::array();
  Print(CallTableHead());
  for (const auto& [op, dtype] : ChosenCases(options)) {
    if (!HasModes(*op, dtype)) continue;
    for (const int64_t n : options.sizes) {
      const CallFigures figures = MeasureModes(*op, dtype, n, options.seconds);
      Print(CallTableRow(figures));
      results.push_back(ToJson(figures));
    }
  }
  return results;
}

std::vector<const ops::OpRow*> CallOps(const Options& options) {
  std::vector<const ops::OpRow*> chosen;
  for (const ops::OpRow& op : ops::Table()) {
    const bool usual = std::find(std::begin(kCallOps), std::end(kCallOps), op.code) != std::end(kCallOps);
    if (IsMeasured(op) && op.Takes(HOLO_F32) && (options.ops.empty() ? usual : Chosen(options.ops, op))) {
      chosen.push_back(&op);
    }
  }
  return chosen;
}

Json CompareCalls(const Options& options) {
  Json results = Json::array();
  Print(CallTableHead());
  for (const ops::OpRow* op : CallOps(options)) {
    for (const int64_t n : options.sizes) {
      for (const CallFigures& figures : MeasureCalls(*op, n, options.seconds)) {
        Print(CallTableRow(figures));
        results.push_back(ToJson(figures));
      }
    }
  }
  return results;
}

Json CompareThreads(const Options& options, const std::vector<int>& usable_cpus) {
  Json results = Json::array();
  if (usable_cpus.size() < 2) {
    Print("\nTwo threads need two CPUs, and this process may use one only: not measured.\n");
    return results;
  }
  const int cpus[] = {usable_cpus[0], usable_cpus[1]};
  Print(fmt::format("\nTwo threads on CPUs {} and {}, own buffers of one executor\n{}", cpus[0], cpus[1],
                    SharedExecutorTableHead()));
  for (const ops::OpRow* op : CallOps(options)) {
    for (const int64_t n : options.sizes) {
      for (const SharedExecutorFigures& figures : MeasureSharedExecutor(*op, n, cpus, options.seconds)) {
        Print(SharedExecutorTableRow(figures));
        results.push_back(ToJson(figures));
      }
    }
  }
  return results;
}

void Compare(Options options) {
  const Environment environment = PrepareProcess();
  if (!options.csv) Print(Describe(environment) + "\n\n");
  if (options.sizes.empty()) {
    if (options.call_path) {
      options.sizes.assign(std::begin(kCallSizes), std::end(kCallSizes));
    } else {
      options.sizes.assign(std::begin(kSizes), std::end(kSizes));
    }
  }
  Json json = {{"environment", ToJson(environment)}};
  if (options.call_path) {
    json["calls"] = CompareCalls(options);
    json["threads"] = CompareThreads(options, environment.usable_cpus);
  } else if (options.matrix) {
    json["matrices"] = CompareMatrices(options);
  } else if (options.accuracy) {
    json["accuracy"] = CompareAccuracy(options);
  } else if (options.modes) {
    json["modes"] = CompareModes(options);
  } else {
    json["kernels"] = CompareKernels(options);
  }
  if (options.json_file.empty()) return;
  std::ofstream file(options.json_file);
  file << json.dump(2) << '\n';
  if (!file.flush()) throw cli::SystemFailure(options.json_file);
}

int Main(int argc, char** argv) {
  CLI::App app("Measures libhologram's kernels beside other ways to compute the same, in turns.", "compare");
  Options options;
  app.add_option("--op", options.ops, "only these operations (add,sum), or all that are inexact; all is the default")
      ->delimiter(',')
      ->check(CLI::IsMember(OpNames()));
  app.add_option("--dtype", options.dtypes, "only these element types (f32,i64)")
      ->delimiter(',')
      ->check(CLI::IsMember(DtypeNames()));
  app.add_option("--sizes", options.sizes, "elements (256,1024)")
      ->delimiter(',')
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 28));
  app.add_option("--seconds", options.seconds, "time per row")->check(CLI::Range(0.001, 3600.0))->capture_default_str();
  app.add_option("--worst", options.worst, "in the end list so many rows, those furthest behind first")
      ->check(CLI::Range(0, 100000));
  app.add_option("--json", options.json_file, "also write everything measured to this file");
  CLI::Option* csv = app.add_flag("--csv", options.csv, "print CSV");
  CLI::Option* matrix = app.add_flag("--matrix", options.matrix, "reductions of the rows and the columns of matrices");
  matrix->excludes(csv);
  app.add_flag("--accuracy", options.accuracy,
               "the largest errors found, ours and the peers', instead of times (f32, f64)")
      ->excludes(csv)
      ->excludes(matrix);
  app.add_flag("--modes", options.modes, "what the accuracy mode `correct` costs beside `standard`")
      ->excludes(csv)
      ->excludes(matrix);
  app.add_flag("--call-path", options.call_path,
               "what a call through handles costs over the bare kernel, and what two threads cost each other")
      ->excludes(csv)
      ->excludes(matrix);
  try {
    app.parse(argc, argv);
    Compare(options);
    return cli::kExitOk;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::kExitOk : cli::kExitUsage;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "compare: {}\n", failure.what());
    return cli::kExitFailure;
  }
}

}  // namespace
}  // namespace hologram::bench

int main(int argc, char** argv) { return hologram::bench::Main(argc, argv); }
