// hard_cases.h — arguments whose f32 result lies so near the middle of two f32 that the error of f64 rounds it wrong.
#ifndef HOLOGRAM_KERNELS_HARD_CASES_H_
#define HOLOGRAM_KERNELS_HARD_CASES_H_

#include <cstdint>

#include "hologram/op.h"

namespace hologram::kernels {

// Where x[i], an f32, is a known hard case of `op`, result[i] becomes the f32 that the exact result rounds to.
void SettleHardCases(holo_op op, const double* x, int64_t n, double* result);

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_HARD_CASES_H_
