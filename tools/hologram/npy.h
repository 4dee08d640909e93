// npy.h — NumPy's .npy files: what their headers say, checked, and headers for new ones.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_NPY_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_NPY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hologram/types.h"

namespace hologram::cli {

struct NpyArray {
  holo_dtype dtype = 0;
  bool fortran_order = false;
  std::vector<int64_t> shape;
  int64_t count = 0;
  int64_t data_offset = 0;  // where the elements begin in the file, of any alignment
};

// Reads the header of a file of format 1.0, 2.0 or 3.0 and checks that exactly its array's bytes follow. Throws a
// Failure that begins with `path`. Unsigned integers and raw bytes of the size of `read_as` are read as that type, if it
// is one. Of bf16, which NumPy does not have, files are as ml_dtypes saves them: '<V2'.
NpyArray ParseNpy(const std::string& path, std::string_view file, holo_dtype read_as);

// C and Fortran order are the same thing unless two dimensions have more than one element.
bool OrderMatters(const NpyArray& array);

// Throws a Failure with both names unless the arrays' elements stand in the same order, in one shape.
void CheckSameLayout(const std::string& first, const NpyArray& a, const std::string& second, const NpyArray& b);

// The header of a file, magic included; its size is a multiple of 64.
std::string FormatNpyHeader(holo_dtype dtype, bool fortran_order, const std::vector<int64_t>& shape);

// As Python writes a tuple: "()", "(3,)", "(3, 4)".
std::string FormatShape(const std::vector<int64_t>& shape);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_NPY_H_
