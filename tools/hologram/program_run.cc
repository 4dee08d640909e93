// program_run.cc — programs from files.
#include "program_run.h"

#include <fmt/format.h>

namespace hologram::cli {

void RunAsm(const AsmOptions& options) { fmt::print("{}", TextOf(ReadProgram(options.file))); }

void RunProgramFile(const ProgramRunOptions& options) { LaunchOnFiles(ReadProgram(options.file), options.launch); }

}  // namespace hologram::cli
