// program_pairs.h — pairs of programs from a file: of equal_programs.txt, different_programs.txt.
#ifndef HOLOGRAM_TESTS_OPT_PROGRAM_PAIRS_H_
#define HOLOGRAM_TESTS_OPT_PROGRAM_PAIRS_H_

#include <string>
#include <vector>

#include "isa/instructions.h"
#include "isa/launch.h"
#include "support/random_values.h"

namespace hologram::testing {

// A line of the file, for one of its types.
struct ProgramPair {
  std::string line;
  holo_dtype dtype;
  isa::Program a, b;
};

// Throws what is wrong with the file, or with a program in it. `sign` is what stands between the bodies.
std::vector<ProgramPair> ReadPairs(const std::string& path, const std::string& sign);

// Both run on the same memory and scalars, made by chance of few values, so that some are equal; some indices are out of
// range. "": the status and every bit are the same, any NaN being equal to any NaN.
std::string DifferenceOf(const isa::Program& a, const isa::Program& b, holo_dtype dtype, Random* random);

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_OPT_PROGRAM_PAIRS_H_
