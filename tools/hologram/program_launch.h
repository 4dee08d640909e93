// program_launch.h — programs on arrays in files.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_LAUNCH_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_LAUNCH_H_

#include <map>
#include <string>
#include <vector>

#include "program_source.h"

namespace hologram::cli {

// What a command line says of a launch.
struct LaunchOptions {
  std::vector<std::string> inputs, scalars, outputs;  // "x=x.npy", "a=2"
  std::string lanes;
  bool correct = false;
  bool quiet = false;
};

// "x=x.npy" by name; `option` is what it stands behind. Throws a UsageError if one has no name, or that of another.
std::map<std::string, std::string> Assignments(const std::vector<std::string>& texts, const char* option);

// Launches the program once, or in chunks of lanes if it is one for which that makes no difference; writes the files, and
// prints the results.
void LaunchOnFiles(const Program& program, const LaunchOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_LAUNCH_H_
