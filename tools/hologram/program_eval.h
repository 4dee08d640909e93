// program_eval.h — the command `eval`: expressions on files, whose types are those of the files.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_EVAL_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_EVAL_H_

#include <string>

#include "program_launch.h"

namespace hologram::cli {

struct EvalOptions {
  std::string expression;
  LaunchOptions launch;
  bool show = false;
};

// Launches the program that the expression becomes, or prints it.
void RunEval(const EvalOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_EVAL_H_
