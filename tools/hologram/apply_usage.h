// apply_usage.h — what the command line of `hologram apply` says beside its inputs, checked against the operation.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_APPLY_USAGE_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_APPLY_USAGE_H_

#include <cstdint>
#include <optional>

#include "apply.h"
#include "op_list.h"

namespace hologram::cli {

struct ApplyUsage {
  std::optional<int> axis;       // 0 or 1, of a reduction
  std::optional<int64_t> count;  // elements of the result, of an operation whose inputs do not tell them
};

// Throws a UsageError for what is wrong whatever the files hold.
ApplyUsage CheckUsage(const Op& op, const ApplyOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_APPLY_USAGE_H_
