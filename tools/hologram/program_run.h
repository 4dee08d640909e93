// program_run.h — the commands `asm`, `canon` and `run`: a program's text, checked; its canonical form; and launched
// on files.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_RUN_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_RUN_H_

#include <string>

#include "program_launch.h"

namespace hologram::cli {

struct AsmOptions {
  std::string file;
};

// Prints the program in its plainest form, or says where it is wrong.
void RunAsm(const AsmOptions& options);

// Prints the program as it is written, and its canonical form with its hash.
void RunCanon(const AsmOptions& options);

struct ProgramRunOptions {
  std::string file;
  LaunchOptions launch;
};

void RunProgramFile(const ProgramRunOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_RUN_H_
