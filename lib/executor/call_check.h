// call_check.h — says in words what the hot path found wrong in one glance.
#ifndef HOLOGRAM_EXECUTOR_CALL_CHECK_H_
#define HOLOGRAM_EXECUTOR_CALL_CHECK_H_

#include <cstdint>
#include <span>

#include "base/error.h"
#include "hologram/executor.h"
#include "hologram/op.h"

namespace hologram::executor {

// The arguments of one call of an operation.
struct OpCall {
  holo_op op;
  holo_executor executor;
  std::span<const holo_buffer> inputs;
  holo_buffer output;  // of a map
  bool has_output;
  bool lacks_result;  // a reduction without a place for its result
  int64_t n;
};

// Their places among the C function's arguments.
struct OpCallSite {
  base::CallSite names;
  int8_t executor = 1;
  int8_t first_input = 2;
  int8_t input_step = 1;  // 0 where all inputs are one argument, an array
  int8_t output = 0;
  int8_t n = 0;
  int8_t result = 0;

  int Input(size_t i) const { return first_input + static_cast<int>(i) * input_step; }
};

// Checks the call again, argument by argument; inside its section. OK if there is nothing wrong.
base::Error CheckCall(const OpCall& call, const OpCallSite& site);

// Of the named function of an operation. Declared const, so that a call whose site is not needed does not ask for it.
[[gnu::const]] const OpCallSite& SiteOf(holo_op op);

// Of `holo_apply`.
extern const OpCallSite kApplySite;

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_CALL_CHECK_H_
