// npy_output.h — an .npy file that is being made: it has its name when it is complete, and not before.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_NPY_OUTPUT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_NPY_OUTPUT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hologram/types.h"
#include "mapped_file.h"
#include "temp_file.h"

namespace hologram::cli {

// Has its full size and its header from the beginning; the elements are zeros.
class NpyOutput {
 public:
  NpyOutput(const std::string& path, holo_dtype dtype, bool fortran_order, const std::vector<int64_t>& shape);

  // The elements.
  char* data();
  int64_t count() const { return count_; }

  // Gives back the memory of all elements before `end`, which are done with.
  void Drop(int64_t end);

  // Unmaps the elements and gives the file its name.
  void Commit();

 private:
  TempFile file_;
  std::optional<MappedOutput> memory_;
  int64_t header_bytes_ = 0, element_bytes_ = 0, count_ = 1, dropped_ = 0;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_NPY_OUTPUT_H_
