// kernel_arithmetic.h — programs, lane by lane, on the kernels of one level: what every plan of that level is compared with.
#ifndef HOLOGRAM_TESTS_ENGINE_KERNEL_ARITHMETIC_H_
#define HOLOGRAM_TESTS_ENGINE_KERNEL_ARITHMETIC_H_

#include <algorithm>

#include "backend/reference_program.h"
#include "engine/kernel_call.h"
#include "kernels/kernel_table.h"

namespace hologram::testing {

// A level's kernels, one element at a time.
class KernelArithmetic final : public backend::reference::Arithmetic {
 public:
  explicit KernelArithmetic(const kernels::KernelTable& kernels) : kernels_(kernels) {}

  void Map(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, void* result) const override {
    engine::KernelCall call = {.kernel = kernels_.Get(row.code, dtype), .n = 1, .output = result};
    call.input_count = ops::InputCount(row.shape);
    std::copy(inputs, inputs + call.input_count, call.inputs);
    call();
  }
  void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* elements, int64_t n, void* result) const override {
    kernels::KernelCast<const void*, int64_t, void*>(kernels_.Get(row.code, dtype))(elements, n, result);
  }

 private:
  const kernels::KernelTable& kernels_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_ENGINE_KERNEL_ARITHMETIC_H_
