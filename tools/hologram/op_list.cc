// op_list.cc — asks the library for its operations.
#include "op_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>

#include "api.h"
#include "failure.h"
#include "suggest.h"
#include "text_layout.h"

namespace hologram::cli {
namespace {

// All dtypes that `code` takes; none if there is no such operation.
std::vector<holo_op_info> ListTypes(holo_op code) {
  std::vector<holo_op_info> types;
  for (holo_dtype dtype = 1; holo_dtype_name(dtype) != nullptr; ++dtype) {
    holo_op_info info = HOLO_OP_INFO_INIT;
    const holo_status status = holo_op_info_get(code, dtype, &info);
    if (status == HOLO_ERROR_INVALID_ARGUMENT) break;
    if (status == HOLO_ERROR_DTYPE) continue;
    Check(status);
    types.push_back(info);
  }
  return types;
}

}  // namespace

std::vector<Op> ListOps() {
  std::vector<Op> ops;
  for (holo_op code = 1;; ++code) {
    std::vector<holo_op_info> types = ListTypes(code);
    if (types.empty()) return ops;
    const holo_op_info& info = types.front();
    ops.push_back({code, info.name, info.shape, info.input_count, info.formula, std::move(types)});
  }
}

const Op& FindOp(const std::vector<Op>& ops, const std::string& name) {
  const auto found = std::find_if(ops.begin(), ops.end(), [&](const Op& op) { return op.name == name; });
  if (found != ops.end()) return *found;

  std::vector<std::string> names;
  names.reserve(ops.size());
  for (const Op& op : ops) names.push_back(op.name);
  const std::string list = fmt::format("The operations are: {}", fmt::join(names, " "));
  throw UsageError(fmt::format("there is no operation '{}'{}\n{}", name, Suggest(name, names),
                               fmt::join(WrapText(list, TerminalColumns(STDERR_FILENO)), "\n")));
}

std::string ShapeName(holo_shape shape) {
  switch (shape) {
    case HOLO_SHAPE_MAP:
      return "map";
    case HOLO_SHAPE_REDUCE:
      return "reduce";
    case HOLO_SHAPE_ARRAY:
      return "array";
    case HOLO_SHAPE_SEQUENCE:
      return "sequence";
    case HOLO_SHAPE_GATHER:
      return "gather";
    case HOLO_SHAPE_SCATTER:
      return "scatter";
    case HOLO_SHAPE_NORM:
      return "norm";
    default:
      return std::to_string(shape);
  }
}

bool HasForm(const Op& op, holo_form form) { return (op.types.front().forms >> form & 1u) != 0; }

bool IsIndex(const Op& op, int k) {
  return k == 1 && (op.shape == HOLO_SHAPE_GATHER || op.shape == HOLO_SHAPE_SCATTER);
}

}  // namespace hologram::cli
