// main.cc — the `hologram` program: reads the command line, runs one command, turns failures into exit codes.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "api.h"
#include "apply.h"
#include "bench.h"
#include "failure.h"
#include "info.h"
#include "suggest.h"

namespace hologram::cli {
namespace {

constexpr const char* kExitCodes = "Exit codes: 0 done, 1 failed, 2 the command line is wrong.";

constexpr const char* kSimdHelp = "Use no SIMD level above this one (scalar, sse4, avx2, avx512, ...)";

struct Options {
  InfoOptions info;
  ApplyOptions apply;
  BenchOptions bench;
};

void AddInfo(CLI::App& app, InfoOptions& options, std::function<void()>& command) {
  CLI::App* info = app.add_subcommand("info", "Show the library, this machine and the operations");
  info->add_flag("--json", options.json, "Print JSON");
  info->final_callback([&] { command = [&] { RunInfo(options); }; });
}

void AddApply(CLI::App& app, ApplyOptions& options, std::function<void()>& command) {
  CLI::App* apply = app.add_subcommand("apply", "Run an operation on NumPy .npy files");
  apply->add_option("op", options.op, "The operation, as add or sum; `hologram info` lists them")->type_name("OP");
  apply->add_option("inputs", options.inputs, "One .npy file per input; all of one type and shape")->type_name("FILE");
  apply->add_option("-o,--output", options.output, "The .npy file to write; it may be one of the inputs")
      ->type_name("FILE");
  apply->add_option("--simd", options.simd, kSimdHelp)->type_name("LEVEL");
  apply->add_flag("--json", options.json, "Print what was done, and a reduction's result, as JSON");
  apply->add_flag("-q,--quiet", options.quiet, "Show no progress; print nothing but a reduction's result");
  apply->footer(
      "Maps (add, sqrt, ...) need -o. Reductions (sum, dot, ...) print their result, and write it with -o.\n"
      "Example: hologram apply add a.npy b.npy -o sum.npy");
  apply->final_callback([&] { command = [&] { RunApply(options); }; });
}

void AddBench(CLI::App& app, BenchOptions& options, std::function<void()>& command) {
  CLI::App* bench = app.add_subcommand("bench", "Measure vector_add on this machine");
  CLI::Option* json = bench->add_flag("--json", options.json, "Print JSON");
  bench->add_flag("--csv", options.csv, "Print CSV")->excludes(json);
  bench->add_option("--plot", options.plot, "Draw the times with gnuplot")->type_name("OUT.svg");
  bench->add_flag("--quick", options.quick, "Take 3 seconds instead of 20");
  bench->add_option("--simd", options.simd, kSimdHelp)->type_name("LEVEL");
  bench->final_callback([&] { command = [&] { RunBench(options); }; });
}

// The library for parsing has a poor message for this.
void CheckCommand(const CLI::App& app, const std::string& argument) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  if (argument.starts_with('-') || std::find(names.begin(), names.end(), argument) != names.end()) return;
  throw UsageError(fmt::format("there is no command '{}'{}\nThe commands are: {}", argument, Suggest(argument, names),
                               fmt::join(names, " ")));
}

int Report(const char* message, int exit_code) {
  std::fprintf(stderr, "hologram: %s\n", message);
  return exit_code;
}

int Main(int argc, char** argv) {
  CLI::App app("Fast vector compute on the CPU: what libhologram does, on your files and your machine.", "hologram");
  app.set_version_flag("--version", "hologram " + LibraryVersion());
  app.require_subcommand(0, 1);
  app.footer(std::string(kExitCodes) + "\n`hologram COMMAND --help` tells more.");
  Options options;
  std::function<void()> command;
  AddInfo(app, options.info, command);
  AddApply(app, options.apply, command);
  AddBench(app, options.bench, command);

  if (argc > 1) CheckCommand(app, argv[1]);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    Report(error.what(), kExitUsage);
    std::fputs("Run `hologram --help` for the commands and their options.\n", stderr);
    return kExitUsage;
  }
  if (!command) throw UsageError("a command is missing\n\n" + app.help());
  command();
  // What it printed is only done when it has left the program.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw SystemFailure("standard output");
  return kExitOk;
}

}  // namespace
}  // namespace hologram::cli

int main(int argc, char** argv) {
  using namespace hologram::cli;
  try {
    return Main(argc, argv);
  } catch (const UsageError& error) {
    return Report(error.what(), kExitUsage);
  } catch (const std::exception& error) {
    return Report(error.what(), kExitFailure);
  }
}
