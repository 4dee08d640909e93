// kernel_arithmetic.h — programs, lane by lane, on the kernels of one level: what every plan of that level is compared with.
#ifndef HOLOGRAM_TESTS_ENGINE_KERNEL_ARITHMETIC_H_
#define HOLOGRAM_TESTS_ENGINE_KERNEL_ARITHMETIC_H_

#include "backend/reference_program.h"
#include "engine/kernel_call.h"
#include "kernels/kernel_table.h"

namespace hologram::testing {

// A level's kernels, one element at a time.
class KernelArithmetic final : public backend::reference::Arithmetic {
 public:
  explicit KernelArithmetic(const kernels::KernelTable& kernels) : kernels_(kernels) {}

  void Map(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, void* result) const override {
    engine::CallMap(kernels_.Get(row.code, dtype), inputs, ops::InputCount(row.shape), result, 1);
  }
  void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* elements, int64_t n, void* result) const override {
    engine::CallReduction(kernels_.Get(row.code, dtype), &elements, 1, n, result);
  }

 private:
  const kernels::KernelTable& kernels_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_ENGINE_KERNEL_ARITHMETIC_H_
