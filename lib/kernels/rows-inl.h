// rows-inl.h — a reduction's kernel, and with it the one that reduces each row of a matrix; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ROWS_INL_H_
#undef HOLOGRAM_KERNELS_ROWS_INL_H_
#else
#define HOLOGRAM_KERNELS_ROWS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

template <auto kKernel>
struct RowsOf {};  // of two inputs: there are no rows

template <class T, class R, void (*kKernel)(const T*, int64_t, R*)>
struct RowsOf<kKernel> {
  static void Kernel(const T* x, int64_t rows, int64_t cols, R* y) {
    auto kernel = kKernel;
    __asm__("" : "+r"(kernel));  // called, not copied into the loop
    for (int64_t row = 0; row < rows; ++row) kernel(x + row * cols, cols, y + row);
  }
};

template <auto kKernel>
void SetReduction(holo_op op, holo_dtype dtype, KernelTable* table) {
  table->Set(op, dtype, kKernel);
  if constexpr (requires { &RowsOf<kKernel>::Kernel; }) {
    table->Set(op, dtype, &RowsOf<kKernel>::Kernel, ops::Form::kRows);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ROWS_INL_H_
