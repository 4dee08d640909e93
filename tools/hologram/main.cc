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
#include "op_report.h"
#include "program_bench.h"
#include "program_eval.h"
#include "program_run.h"
#include "scalar_text.h"
#include "suggest.h"

namespace hologram::cli {
namespace {

constexpr const char* kExitCodes = "Exit codes: 0 done, 1 failed, 2 the command line is wrong.";

constexpr const char* kSimdHelp = "Use no SIMD level above this one (scalar, sse4, avx2, avx512, ...)";

struct Options {
  InfoOptions info;
  OpReportOptions ops;
  ApplyOptions apply;
  EvalOptions eval;
  AsmOptions assemble, canon;
  ProgramRunOptions run;
  BenchOptions bench;
};

// The arguments, last one first, as the library for parsing wants them. It takes "-inf" for options -i, -n and -f, as it
// does "-.5", but nothing that begins with a space.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  for (std::string& argument : arguments) {
    if (argument.starts_with('-') && IsNumber(argument)) argument.insert(0, " ");
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

// Takes that space away again.
void TrimNumber(std::string& text) {
  if (text.starts_with(" -") && IsNumber(text.substr(1))) text.erase(0, 1);
}

void AddInfo(CLI::App& app, InfoOptions& options, std::function<void()>& command) {
  CLI::App* info = app.add_subcommand("info", "Show the library and this machine");
  info->add_flag("--json", options.json, "Print JSON");
  info->final_callback([&] { command = [&] { RunInfo(options); }; });
}

void AddOps(CLI::App& app, OpReportOptions& options, std::function<void()>& command) {
  CLI::App* ops = app.add_subcommand("ops", "Show the operations, or all there is to know about one");
  ops->add_option("name", options.name, "The operation to tell about; all without it")->type_name("NAME");
  ops->add_flag("--json", options.json, "Print JSON");
  ops->final_callback([&] { command = [&] { RunOpReport(options); }; });
}

constexpr const char* kApplyHelp =
    R"(Each input of the operation is one of
  FILE                      a .npy file; but for gather, all arrays have one shape
  2.5, -0x10, inf, true     one number for all elements
  random:DTYPE:COUNT        COUNT elements that no file holds: floats of [-1, 1), or integers of all
  random:DTYPE:COUNT:SEED     values; without SEED it is the input's place: 1, 2 or 3
  zeros:DTYPE:COUNT         all 0; likewise `ones`, and `iota`: 0, 1, 2, ...
A COUNT may end in K, M or G: times 1024, 1024^2 or 1024^3.

Reductions (sum, dot, ...) print their result, and write it with -o; with --axis they make an array
of the results of each column or row. All others make an array and need -o.
`reverse` and `cumsum` go over all elements in memory order (C's), as if there were one dimension.
`gather X INDEX` is NumPy's X.take(INDEX); `scatter X INDEX --count N` sets Y[INDEX] = X in N zeros.
INDEX is i64 or i32, from 0 on. `iota START STEP --count N --dtype DTYPE` makes START, START + STEP, ...
All but maps (add, sqrt, ...) take files and generated arrays whole: they make the latter in a file
without a name in $TMPDIR or /var/tmp.
bf16 is no type of NumPy: such files are as the package ml_dtypes saves them ('<V2'). After
np.load and np.save they are '|V2' or 'u2': then say --dtype bf16.

  hologram apply add a.npy b.npy -o sum.npy
  hologram apply sub 1 x.npy -o rest.npy
  hologram apply where mask.npy x.npy 0 -o kept.npy
  hologram apply clip x.npy --scalar -1 --scalar 1 -o clipped.npy
  hologram apply dot random:f32:1M random:f32:1M
  hologram apply sum matrix.npy --axis 0 -o columns.npy
  hologram apply gather x.npy index.npy -o taken.npy
  hologram apply scatter x.npy index.npy --count 1M -o placed.npy
  hologram apply iota 0 0.5 --count 1M --dtype f32 -o steps.npy)";

void AddApply(CLI::App& app, ApplyOptions& options, std::function<void()>& command) {
  CLI::App* apply = app.add_subcommand("apply", "Run an operation on NumPy .npy files, generated arrays and numbers");
  apply->add_option("op", options.op, "The operation, as add or sum; `hologram ops` lists them")->type_name("OP");
  apply->add_option("inputs", options.operands, "Files, numbers, generated arrays: one per input")->type_name("INPUT");
  apply->add_option("--scalar", options.scalars, "A number for the next input after those; may be repeated")
      ->type_name("NUMBER")
      ->allow_extra_args(false);
  apply
      ->add_option("--dtype", options.dtype,
                   "The type that iota makes, or as which raw bytes and unsigned integers are read")
      ->type_name("DTYPE");
  apply->add_option("--axis", options.axis, "Of a reduction: 0 for one result per column of a matrix, 1 per row")
      ->type_name("AXIS");
  apply->add_option("--count", options.count, "Of iota and scatter: how many elements the result has")
      ->type_name("COUNT");
  apply->add_option("-o,--output", options.output, "The .npy file to write; it may be one of the inputs")
      ->type_name("FILE");
  apply->add_option("--simd", options.simd, kSimdHelp)->type_name("LEVEL");
  apply->add_flag("--correct", options.correct,
                  "Round approximated operations (exp, tanh ...) correctly, in more time");
  apply->add_flag("--json", options.json, "Print what was done, and a reduction's result, as JSON");
  apply->add_flag("-q,--quiet", options.quiet, "Show no progress; print nothing but a reduction's result");
  apply->footer(kApplyHelp);
  apply->final_callback([&] {
    for (std::string& text : options.operands) TrimNumber(text);
    for (std::string& text : options.scalars) TrimNumber(text);
    TrimNumber(options.axis);
    TrimNumber(options.count);
    command = [&] { RunApply(options); };
  });
}

void AddLaunch(CLI::App* command, LaunchOptions& options) {
  const auto add = [&](const char* name, std::vector<std::string>& values, const char* type, const char* help) {
    command->add_option(name, values, help)->type_name(type)->allow_extra_args(false);
  };
  add("--in", options.inputs, "NAME=FILE", "The file for an array that is read; may be repeated");
  add("--out", options.outputs, "NAME=FILE", "The file for an array that is written; may be repeated");
  add("--scalar", options.scalars, "NAME=NUMBER", "A number; may be repeated");
  command->add_option("--lanes", options.lanes, "How many lanes")->type_name("COUNT");
  command->add_flag("--correct", options.correct, "Round approximated operations correctly, in more time");
  command->add_flag("-q,--quiet", options.quiet, "Show no progress");
}

constexpr const char* kEvalHelp =
    R"help(docs/isa.md tells what expressions there are. Arrays have the types of their files, what is written has the
type of its value; numbers take the type of what they meet. Results of reductions are printed.

  hologram eval "z = gelu(x*w + b)" --in x=x.npy --in w=w.npy --in b=b.npy --out z=z.npy
  hologram eval "s = sum((x - y)^2); most = max(x)" --in x=x.npy --in y=y.npy
  hologram eval "x = clip(x, low, 1)" --in x=x.npy --scalar low=-1 --out x=x.npy)help";

void AddEval(CLI::App& app, EvalOptions& options, std::function<void()>& command) {
  CLI::App* eval =
      app.add_subcommand("eval", "Evaluate expressions on NumPy .npy files, such as \"z = relu(2*x + y)\"");
  eval->add_option("expression", options.expression, "Statements, with ; between them")
      ->type_name("EXPRESSION")
      ->required();
  AddLaunch(eval, options.launch);
  eval->add_flag("--show", options.show, "Print the program that the expression becomes, and do nothing else");
  eval->footer(kEvalHelp);
  eval->final_callback([&] { command = [&] { RunEval(options); }; });
}

void AddAsm(CLI::App& app, AsmOptions& options, std::function<void()>& command) {
  CLI::App* assemble = app.add_subcommand("asm", "Check a program (docs/isa.md) and print it in its plainest form");
  assemble->add_option("file", options.file, "The program's text")->type_name("FILE.holo")->required();
  assemble->final_callback([&] { command = [&] { RunAsm(options); }; });
}

void AddCanon(CLI::App& app, AsmOptions& options, std::function<void()>& command) {
  CLI::App* canon =
      app.add_subcommand("canon", "Print a program, its canonical form (docs/isa.md) and that form's hash");
  canon->add_option("file", options.file, "The program's text")->type_name("FILE.holo")->required();
  canon->final_callback([&] { command = [&] { RunCanon(options); }; });
}

constexpr const char* kRunHelp =
    R"(There are as many lanes as the arrays that are read have elements, or as --lanes says.
An .inout buffer takes both --in and --out. A program's results are printed.

  hologram run axpy.holo --in x=x.npy --in y=y.npy --scalar a=2 --out z=z.npy)";

void AddRun(CLI::App& app, ProgramRunOptions& options, std::function<void()>& command) {
  CLI::App* run = app.add_subcommand("run", "Run a program (docs/isa.md) on NumPy .npy files");
  run->add_option("file", options.file, "The program's text")->type_name("FILE.holo")->required();
  AddLaunch(run, options.launch);
  run->footer(kRunHelp);
  run->final_callback([&] { command = [&] { RunProgramFile(options); }; });
}

void AddBench(CLI::App& app, BenchOptions& options, std::function<void()>& command) {
  CLI::App* bench = app.add_subcommand("bench", "Measure vector_add, or programs, on this machine");
  CLI::Option* json = bench->add_flag("--json", options.json, "Print JSON");
  CLI::Option* csv = bench->add_flag("--csv", options.csv, "Print CSV")->excludes(json);
  CLI::Option* plot = bench->add_option("--plot", options.plot, "Draw the times with gnuplot")->type_name("OUT.svg");
  bench
      ->add_flag("--programs", options.programs, "Programs beside the kernels of their operations, one after the other")
      ->excludes(csv)
      ->excludes(plot);
  bench->add_flag("--quick", options.quick, "Take 3 seconds instead of 20");
  bench->add_option("--simd", options.simd, kSimdHelp)->type_name("LEVEL");
  bench->final_callback([&] { command = [&] { options.programs ? RunProgramBench(options) : RunBench(options); }; });
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
  AddOps(app, options.ops, command);
  AddApply(app, options.apply, command);
  AddEval(app, options.eval, command);
  AddAsm(app, options.assemble, command);
  AddCanon(app, options.canon, command);
  AddRun(app, options.run, command);
  AddBench(app, options.bench, command);

  if (argc > 1) CheckCommand(app, argv[1]);
  try {
    app.parse(Arguments(argc, argv));
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
