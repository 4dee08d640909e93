// call_check.h — says in words what the hot path found wrong in one glance.
#ifndef HOLOGRAM_EXECUTOR_CALL_CHECK_H_
#define HOLOGRAM_EXECUTOR_CALL_CHECK_H_

#include <cstdint>

#include "base/error.h"
#include "hologram/executor.h"
#include "hologram/types.h"
#include "ops/op_table.h"

namespace hologram::executor {

using ops::kMaxInputs;

// The arguments of one call of an operation.
struct OpCall {
  holo_op op = 0;
  ops::Form form = ops::Form::kBuffers;
  holo_executor executor = nullptr;
  holo_buffer inputs[kMaxInputs] = {};
  const holo_scalar* scalars[kMaxInputs] = {};
  holo_buffer output = nullptr;  // of a map
  bool has_output = false;
  holo_scalar* result = nullptr;  // of a reduction
  int64_t n = 0;
  int64_t rows = 0;  // of a matrix; then n = rows * cols, or is negative if these are or there is no such number
  int64_t cols = 0;

  const ops::OpRow& Row() const { return *ops::Find(op); }
  bool IsScalar(int i) const { return (ScalarMask(Row().shape, form) >> i & 1) != 0; }
};

// Their places among the C function's arguments.
struct OpCallSite {
  base::CallSite names;
  int8_t executor = 1;
  int8_t first_input = 2;
  int8_t first_scalar = 2;
  int8_t input_step = 1;  // 0 where all inputs are one argument, an array, and all scalars another
  int8_t output = 0;
  int8_t n = 0;  // of a matrix that of its rows, after which come columns and, of a reduction, axis
  int8_t result = 0;

  int Input(int i) const { return first_input + i * input_step; }
  int Count(int i) const { return n + i; }
  int Scalar(int i) const { return first_scalar + i * input_step; }
};

// Checks the call again, argument by argument; inside its section. OK if there is nothing wrong; then `*dtype` is that of
// the elements worked on.
base::Error CheckCall(const OpCall& call, const OpCallSite& site, holo_dtype* dtype);

// Memory that an argument of a call names.
struct Extent {
  const void* data;
  uint64_t size_bytes;
  int argument;
};

// As many elements of an output and of an input: in place, which takes elements of one size, or apart.
base::Error CheckApart(const Extent& output, const Extent& input);

// Of the named function of a form of an operation. Declared const, so that a call whose site is not needed does not ask for it.
[[gnu::const]] const OpCallSite& SiteOf(holo_op op, ops::Form form);

// Of `holo_apply` and `holo_apply_axis`.
extern const OpCallSite kApplySite;
extern const OpCallSite kApplyAxisSite;

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_CALL_CHECK_H_
