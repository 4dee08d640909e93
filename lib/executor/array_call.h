// array_call.h — operations on memory that is in no buffer.
#ifndef HOLOGRAM_EXECUTOR_ARRAY_CALL_H_
#define HOLOGRAM_EXECUTOR_ARRAY_CALL_H_

#include "base/error.h"
#include "hologram/ops.h"

namespace hologram::executor {

// What the two functions take alike.
struct ArrayCall {
  holo_executor executor;
  holo_op op;
  const holo_array* inputs;
  int32_t input_count;
  const holo_scalar* scalars;
  int32_t scalar_count;
  const holo_array* output;
};

// Each checks everything, runs the kernel and keeps the error of what it refuses.
holo_status ApplyArrays(const ArrayCall& call, int64_t n, holo_scalar* result) noexcept;
holo_status ApplyArraysAxis(const ArrayCall& call, int64_t rows, int64_t cols, int32_t axis) noexcept;

extern const base::CallSite kApplyArraysSite;
extern const base::CallSite kApplyArraysAxisSite;

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_ARRAY_CALL_H_
