// rows-inl.h — a kernel of an array, and with it the one that does the same with each row of a matrix; compiled once per SIMD
// level.

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

// In all of them the kernel is called, not copied into the loop.
template <auto kKernel>
struct RowsOf;

template <class T, class R, void (*kKernel)(const T*, int64_t, R*)>
struct RowsOf<kKernel> {
  static void Kernel(const T* x, int64_t rows, int64_t cols, R* y) {
    auto kernel = kKernel;
    __asm__("" : "+r"(kernel));
    for (int64_t row = 0; row < rows; ++row) kernel(x + row * cols, cols, y + row);
  }
};

template <class T, class R, void (*kKernel)(const T*, const T*, int64_t, R*)>
struct RowsOf<kKernel> {
  static void Kernel(const T* a, const T* b, int64_t rows, int64_t cols, R* y) {
    auto kernel = kKernel;
    __asm__("" : "+r"(kernel));
    for (int64_t row = 0; row < rows; ++row) kernel(a + row * cols, b + row * cols, cols, y + row);
  }
};

template <class T, class R, void (*kKernel)(const T*, R*, int64_t)>
struct RowsOf<kKernel> {
  static void Kernel(const T* x, int64_t rows, int64_t cols, R* y) {
    auto kernel = kKernel;
    __asm__("" : "+r"(kernel));
    for (int64_t row = 0; row < rows; ++row) kernel(x + row * cols, y + row * cols, cols);
  }
};

template <auto kKernel>
void SetWithRows(holo_op op, holo_dtype dtype, KernelTable* table) {
  table->Set(op, dtype, kKernel);
  table->Set(op, dtype, &RowsOf<kKernel>::Kernel, ops::Form::kRows);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ROWS_INL_H_
