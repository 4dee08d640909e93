// reference.h — runs any operation element by element, as reference_ops.h says: slow, plain, and sharing nothing with the
// kernels, which are tested against it.
#ifndef HOLOGRAM_BACKEND_REFERENCE_H_
#define HOLOGRAM_BACKEND_REFERENCE_H_

#include <cstdint>

#include "ops/op_table.h"

namespace hologram::backend::reference {

// y[i] = op(inputs[0][i], …); an input whose bit is set in `scalar_mask` is one element. `dtype` is that of the elements
// worked on. Element i of every input is read before element i of the output is written, in ascending order.
void Map(const ops::OpRow& row, holo_dtype dtype, uint32_t scalar_mask, const void* const* inputs, void* output,
         int64_t n);

// One result of the row's result dtype, in the fixed order of the numeric contract.
void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, int64_t n, void* result);

}  // namespace hologram::backend::reference

#endif  // HOLOGRAM_BACKEND_REFERENCE_H_
