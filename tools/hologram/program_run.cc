// program_run.cc — programs from files.
#include "program_run.h"

#include <fmt/format.h>

namespace hologram::cli {

void RunAsm(const AsmOptions& options) { fmt::print("{}", TextOf(ReadProgram(options.file))); }

void RunCanon(const AsmOptions& options) {
  const Program program = ReadProgram(options.file);
  uint64_t hash[2];
  Check(holo_program_canonical_hash(program.get(), hash));
  fmt::print("; as written\n{}\n; canonical, {:016x}{:016x}\n{}", TextOf(program), hash[1], hash[0],
             TextOf(program, holo_program_canonical_text));
}

void RunProgramFile(const ProgramRunOptions& options) { LaunchOnFiles(ReadProgram(options.file), options.launch); }

}  // namespace hologram::cli
