// apply.h — `hologram apply`: any operation on a person's own NumPy files.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_APPLY_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_APPLY_H_

#include <string>
#include <vector>

namespace hologram::cli {

struct ApplyOptions {
  std::string op;
  std::vector<std::string> inputs;
  std::string output;  // "" if none was asked for
  std::string simd = "best";
  bool json = false;
  bool quiet = false;
};

void RunApply(const ApplyOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_APPLY_H_
