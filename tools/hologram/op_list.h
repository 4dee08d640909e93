// op_list.h — the operations of the loaded library, which may know more than this program was built with.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_OP_LIST_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_OP_LIST_H_

#include <string>
#include <vector>

#include "hologram/types.h"

namespace hologram::cli {

struct Op {
  holo_op code = 0;
  std::string name;
  holo_shape shape = 0;
  int input_count = 0;
  std::string formula;
  std::vector<holo_op_info> types;  // one per dtype that it takes, at least one
};

std::vector<Op> ListOps();

// The operation of that name; a UsageError suggests what may have been meant.
const Op& FindOp(const std::vector<Op>& ops, const std::string& name);

// "map", "reduce", …, or the number of a shape this program does not know.
std::string ShapeName(holo_shape shape);

bool HasForm(const Op& op, holo_form form);

// Whether input `k` says where elements are, and so has a type of its own: i64 or, with HOLO_FORM_INDEX_I32, i32.
bool IsIndex(const Op& op, int k);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_OP_LIST_H_
