// apply_job.h — what `hologram apply` is to do, checked before anything is done.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_APPLY_JOB_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_APPLY_JOB_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "apply.h"
#include "apply_operand.h"
#include "op_list.h"

namespace hologram::cli {

struct ApplyJob {
  const Op* op = nullptr;
  holo_op_info types = HOLO_OP_INFO_INIT;
  std::vector<Operand> operands;
  std::vector<holo_scalar> scalars;  // one per operand; of those that are numbers
  std::vector<int64_t> shape;        // of the files, else of the generated arrays; of indices if there are such
  bool fortran_order = false;
  int64_t count = 0;                  // elements of that shape
  std::optional<int> axis;            // of a reduction along one, as NumPy counts them
  std::vector<int64_t> result_shape;  // of no dimensions if the result is a number

  bool is_map() const { return op->shape == HOLO_SHAPE_MAP; }
  bool makes_array() const { return op->shape != HOLO_SHAPE_REDUCE || axis; }
  bool fortran_result() const { return fortran_order && result_shape == shape; }
  // Whether the library takes the numbers as scalars where they stand.
  bool has_form() const;
};

// Throws a UsageError for what the command line alone shows to be wrong, a Failure for what the files do.
ApplyJob PrepareJob(const Op& op, const ApplyOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_APPLY_JOB_H_
