// random_program.h — programs made by chance that pass the verifier, with every kind of instruction.
#ifndef HOLOGRAM_TESTS_SUPPORT_RANDOM_PROGRAM_H_
#define HOLOGRAM_TESTS_SUPPORT_RANDOM_PROGRAM_H_

#include "isa/instructions.h"
#include "support/random_values.h"

namespace hologram::testing {

struct RandomProgramOptions {
  int instructions = 24;  // about so many
  int loop_depth = 2;     // 0: no loops
  bool branches = true;
  bool by_index = true;  // loads and stores by index
  bool reductions = true;
  bool exact_only = false;  // only operations that give the same bits on every level
};

// The sign of a NaN that was computed is not defined: it is never what copysign takes.
isa::Program RandomProgram(Random* random, const RandomProgramOptions& options);

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_RANDOM_PROGRAM_H_
