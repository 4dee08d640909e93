// npy_literal.h — the Python dictionary in the header of a .npy file.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_NPY_LITERAL_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_NPY_LITERAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hologram::cli {

struct NpyDictionary {
  std::string descr;
  bool fortran_order = false;
  std::vector<int64_t> shape;  // at most 64 extents, none negative
};

// Throws a Failure unless `text` is exactly such a dictionary, with each key once, in any order.
NpyDictionary ParseNpyDictionary(std::string_view text);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_NPY_LITERAL_H_
