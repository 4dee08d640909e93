// apply.h — `hologram apply`: any operation on a person's own NumPy files.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_APPLY_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_APPLY_H_

#include <string>
#include <vector>

namespace hologram::cli {

struct ApplyOptions {
  std::string op;
  std::vector<std::string> operands;  // files, generated arrays, numbers
  std::vector<std::string> scalars;   // numbers for the inputs after those
  std::string dtype;                  // "" if none was given
  std::string axis;                   // likewise
  std::string count;                  // likewise
  std::string output;                 // "" if none was asked for
  std::string simd = "best";
  bool correct = false;
  bool json = false;
  bool quiet = false;
};

void RunApply(const ApplyOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_APPLY_H_
