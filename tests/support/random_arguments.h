// random_arguments.h — arguments that fit a program, made by chance.
#ifndef HOLOGRAM_TESTS_SUPPORT_RANDOM_ARGUMENTS_H_
#define HOLOGRAM_TESTS_SUPPORT_RANDOM_ARGUMENTS_H_

#include <cstddef>
#include <vector>

#include "isa/launch.h"
#include "support/random_values.h"

namespace hologram::testing {

// Memory and scalars for a launch. Some buffers may be one and the same, where the program may run so.
class RandomArguments {
 public:
  // Elements of bool8 are 0 and 1, as they should be, or any bytes, of which kernels and the reference make different things.
  enum class Bools { kClean, kAnyBytes };
  RandomArguments(Random* random, const isa::Program& program, int64_t lanes, Bools bools);

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

#endif  // HOLOGRAM_TESTS_SUPPORT_RANDOM_ARGUMENTS_H_
