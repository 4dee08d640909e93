// operands.h — the arrays that a kernel and its peers work on, in turns.
#ifndef HOLOGRAM_BENCH_OPERANDS_H_
#define HOLOGRAM_BENCH_OPERANDS_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "hologram/kernel.h"
#include "interleave.h"
#include "ops/op_table.h"
#include "stream_shapes.h"

namespace hologram::bench {

enum class Values {
  kOrdinary,  // no NaN, infinity, subnormal number, or division by zero
  kSpecial    // besides those all combinations of the values at which semantics differ
};

// Whether the benchmarks know how to run an operation: one whose arrays all have n elements.
constexpr bool IsMeasured(const ops::OpRow& op) {
  return op.shape != ops::Shape::kSequence && !ops::IsIndexed(op.shape);
}

// Inputs with fixed random values, and the output, of one operation on n elements. Arrays are 64-byte aligned; their
// places within a page differ, so that no load is taken for one of what was just stored 4096 bytes further on.
class Operands {
 public:
  Operands(const ops::OpRow& op, holo_dtype dtype, int64_t n, Values values = Values::kOrdinary);

  Contender Calls(holo_kernel kernel) const;
  Contender Calls(const Stream& stream) const;

  const ops::OpRow& op() const { return op_; }
  holo_dtype dtype() const { return dtype_; }
  int64_t n() const { return n_; }
  const void* input(int i) const { return inputs_[i]; }
  // A map's array, or where a reduction's result goes.
  void* output() const { return output_; }
  holo_dtype result_dtype() const { return op_.ResultDtype(dtype_); }
  int64_t moved_bytes() const;  // what a call has to read and write
  int64_t output_size_bytes() const;

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };

  const ops::OpRow& op_;
  holo_dtype dtype_;
  int64_t n_;
  std::unique_ptr<std::byte, Free> memory_;
  void* inputs_[ops::kMaxInputs] = {};
  void* output_ = nullptr;
};

// Calls of a function that takes what kernels of this shape take.
Contender KernelCalls(ops::Shape shape, holo_kernel kernel, const void* const* inputs, void* output, int64_t n);

// The library's own kernel, at the best SIMD level. Throws what the library says.
holo_kernel KernelOf(holo_op op, holo_dtype dtype, ops::Form form = ops::Form::kBuffers);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_OPERANDS_H_
