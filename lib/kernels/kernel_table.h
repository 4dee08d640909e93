// kernel_table.h — the kernels of one SIMD level in one accuracy mode, found by operation and dtype.
#ifndef HOLOGRAM_KERNELS_KERNEL_TABLE_H_
#define HOLOGRAM_KERNELS_KERNEL_TABLE_H_

#include "base/dtype.h"
#include "cpu/simd_level.h"
#include "hologram/kernel.h"
#include "ops/op_table.h"

namespace hologram::kernels {

class KernelTable {
 public:
  // For which mode kernels are being added.
  holo_accuracy accuracy() const { return accuracy_; }
  void set_accuracy(holo_accuracy accuracy) { accuracy_ = accuracy; }

  // Null if the operation does not take the dtype or have the form. All must be known values.
  holo_kernel Get(holo_op op, holo_dtype dtype, ops::Form form = ops::Form::kBuffers) const {
    return kernels_[static_cast<int>(form)][op][dtype];
  }

  template <class Function>
  void Set(holo_op op, holo_dtype dtype, Function* function, ops::Form form = ops::Form::kBuffers) {
    kernels_[static_cast<int>(form)][op][dtype] = reinterpret_cast<holo_kernel>(function);
  }

 private:
  holo_kernel kernels_[ops::kFormLimit][ops::kOpCount + 1][base::kDtypeLimit];
  holo_accuracy accuracy_;
};

// The table of a level that this CPU runs, filled when its mode is first asked for.
const KernelTable& TableFor(holo_simd_level level, holo_accuracy accuracy = HOLO_ACCURACY_STANDARD);

// Each family and dtype group adds its kernels of `level` in the table's mode; every one stands in a source of its own.
void AddElementwiseFloat(holo_simd_level level, KernelTable* table);
void AddElementwiseHalf(holo_simd_level level, KernelTable* table);
void AddElementwiseInt(holo_simd_level level, KernelTable* table);
void AddComparison(holo_simd_level level, KernelTable* table);
void AddSelection(holo_simd_level level, KernelTable* table);
void AddBits(holo_simd_level level, KernelTable* table);
void AddConversion(holo_simd_level level, KernelTable* table);
void AddErrorFunction(holo_simd_level level, KernelTable* table);
void AddExponential(holo_simd_level level, KernelTable* table);
void AddLogarithmic(holo_simd_level level, KernelTable* table);
void AddHyperbolic(holo_simd_level level, KernelTable* table);
void AddRoots(holo_simd_level level, KernelTable* table);
void AddTrigonometric(holo_simd_level level, KernelTable* table);
void AddPolar(holo_simd_level level, KernelTable* table);
void AddPower(holo_simd_level level, KernelTable* table);
void AddExtremes(holo_simd_level level, KernelTable* table);
void AddCounting(holo_simd_level level, KernelTable* table);
void AddMovement(holo_simd_level level, KernelTable* table);
void AddScan(holo_simd_level level, KernelTable* table);
void AddSoftmax(holo_simd_level level, KernelTable* table);
void AddLosses(holo_simd_level level, KernelTable* table);
void AddNormalization(holo_simd_level level, KernelTable* table);
void AddSequence(holo_simd_level level, KernelTable* table);
void AddColumnsFloat(holo_simd_level level, KernelTable* table);
void AddColumnsInt(holo_simd_level level, KernelTable* table);
void AddColumnsPlace(holo_simd_level level, KernelTable* table);
void AddReductionFloat(holo_simd_level level, KernelTable* table);
// In place of those, in the mode `correct`.
void AddCorrectReduction(holo_simd_level level, KernelTable* table);
void AddReductionInt(holo_simd_level level, KernelTable* table);

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_KERNEL_TABLE_H_
