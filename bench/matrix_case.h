// matrix_case.h — a reduction of the rows or the columns of a matrix: the kernel, Eigen's and the memory stream, in turns.
#ifndef HOLOGRAM_BENCH_MATRIX_CASE_H_
#define HOLOGRAM_BENCH_MATRIX_CASE_H_

#include <cstdint>

#include "kernel_case.h"
#include "matrix_peers.h"

namespace hologram::bench {

struct MatrixSize {
  int64_t rows, cols;
};

// Few of either, both in the first cache, in the second, in memory.
inline constexpr MatrixSize kMatrixSizes[] = {{1000, 10}, {10, 1000}, {64, 64}, {64, 256}, {512, 512}, {2048, 2048}};

// As of any kernel; the operation's name tells the form and the size: "sum columns 64x256".
KernelFigures MeasureMatrix(const ops::OpRow& op, holo_dtype dtype, ops::Form form, MatrixSize size, double seconds);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_MATRIX_CASE_H_
