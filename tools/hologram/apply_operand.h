// apply_operand.h — what stands behind the name of an operation: a file, an array to be generated, or a number.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_APPLY_OPERAND_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_APPLY_OPERAND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generated_array.h"
#include "mapped_file.h"
#include "npy.h"

namespace hologram::cli {

struct Operand {
  std::string text;  // as it was typed
  std::optional<MappedFile> file;
  NpyArray array;                           // of the file
  std::optional<GeneratedArray> generated;  // with neither file nor this it is a number

  bool is_number() const { return !file && !generated; }
  holo_dtype dtype() const { return file ? array.dtype : generated ? generated->dtype : 0; }
  int64_t count() const { return file ? array.count : generated ? generated->count : 0; }
};

// Opens and reads the operands: what names a file is that file, then come generated arrays and numbers; the rest are
// files that do not exist. With `numbers_only`, nothing is looked for in files. `numbers` come after `texts`. See
// ParseNpy for `read_as`.
std::vector<Operand> ReadOperands(bool numbers_only, const std::vector<std::string>& texts,
                                  const std::vector<std::string>& numbers, holo_dtype read_as);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_APPLY_OPERAND_H_
