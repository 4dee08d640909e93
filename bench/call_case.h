// call_case.h — one operation called in every way the API offers, on the same memory: through handles, under a guard,
// by code, on arrays, and as a bare kernel.
#ifndef HOLOGRAM_BENCH_CALL_CASE_H_
#define HOLOGRAM_BENCH_CALL_CASE_H_

#include <vector>

#include "interleave.h"
#include "ops/op_table.h"
#include "tools/hologram/api.h"

namespace hologram::bench {

// Buffers on an executor; elements worked on are f32. Neither copied nor moved: contenders point into it, and must not outlive it. Two of them
// share no cache line, so that two threads can have one each.
class alignas(128) CallCase {
 public:
  CallCase(const ops::OpRow& op, int64_t n, const cli::Executor& executor);
  CallCase(const CallCase&) = delete;
  CallCase& operator=(const CallCase&) = delete;

  Contender Named() const;     // holo_add(…)
  Contender Guarded() const;   // the same; a batch stands in one guard
  Contender Applied() const;   // holo_apply(…)
  Contender OnArrays() const;  // holo_apply_arrays(…)
  Contender Bare() const;      // what holo_kernel_get hands out

  // The form with scalars for all inputs but the first, if there is one: holo_add_scalar(…), and its kernel.
  bool HasScalars() const { return op_.Has(ops::Form::kScalarRest); }
  Contender NamedWithScalars() const;
  Contender BareWithScalars() const;

  // Throws if a call since the beginning was refused.
  void RequireSuccess() const;

 private:
  const ops::OpRow& op_;
  int64_t n_;
  holo_executor executor_;
  std::vector<cli::Buffer> owned_;
  std::vector<holo_buffer> buffers_;  // inputs, then the output if there is one
  std::vector<void*> data_;
  std::vector<holo_array> arrays_;  // the same as arrays
  float element_ = 2.5F;            // the scalar, as kernels take it
  holo_scalar scalar_ = {};
  mutable holo_scalar result_ = {};
  mutable holo_status status_ = HOLO_OK;
};

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_CALL_CASE_H_
