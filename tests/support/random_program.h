// random_program.h — programs made by chance that pass the verifier, with every kind of instruction, and arguments that fit.
#ifndef HOLOGRAM_TESTS_SUPPORT_RANDOM_PROGRAM_H_
#define HOLOGRAM_TESTS_SUPPORT_RANDOM_PROGRAM_H_

#include <cstddef>
#include <vector>

#include "isa/instructions.h"
#include "isa/launch.h"
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

// Memory and scalars for a launch. Some buffers may be one and the same, where the program may run so.
class RandomArguments {
 public:
  RandomArguments(Random* random, const isa::Program& program, int64_t lanes);

  // On memory of its own, which lives as long as this.
  std::vector<isa::Argument> Bind();
  // A launch's arguments have the same bits as those of `other`, any NaN being equal to any NaN.
  static bool Same(const isa::Program& program, const std::vector<isa::Argument>& a,
                   const std::vector<isa::Argument>& b);

 private:
  std::vector<std::vector<std::byte>> memory_;
  std::vector<int> memory_of_;  // by parameter, -1 for none
  std::vector<isa::Argument> arguments_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_RANDOM_PROGRAM_H_
