// matrix_peers.h — other ways to reduce the rows or the columns of a matrix.
#ifndef HOLOGRAM_BENCH_MATRIX_PEERS_H_
#define HOLOGRAM_BENCH_MATRIX_PEERS_H_

#include <cstdint>

#include "ops/op_table.h"

namespace hologram::bench {

// The type of hologram/kernel.h with all pointers to void.
using MatrixKernel = void (*)(const void* x, int64_t rows, int64_t cols, void* y);

// Null where Eigen has no such reduction, or is not installed.
MatrixKernel EigenMatrixPeer(holo_op op, holo_dtype dtype, ops::Form form);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_MATRIX_PEERS_H_
