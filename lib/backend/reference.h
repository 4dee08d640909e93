// reference.h — runs any operation element by element, as reference_ops.h says: slow, plain, and sharing nothing with the
// kernels, which are tested against it.
#ifndef HOLOGRAM_BACKEND_REFERENCE_H_
#define HOLOGRAM_BACKEND_REFERENCE_H_

#include <cstdint>

#include "backend/backend_interface.h"
#include "ops/op_table.h"

namespace hologram::backend::reference {

// y[i] = op(inputs[0][i], …); an input whose bit is set in `scalar_mask` is one element. `dtype` is that of the elements
// worked on. Element i of every input is read before element i of the output is written, in ascending order.
void Map(const ops::OpRow& row, holo_dtype dtype, uint32_t scalar_mask, const void* const* inputs, void* output,
         int64_t n);

// One result of the row's result dtype, in the fixed order of the numeric contract.
void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, int64_t n, void* result);

// The same for each row or each column of matrices, row after row in memory.
void ReduceAxis(const ops::OpRow& row, holo_dtype dtype, ops::Form form, const void* const* inputs, int64_t rows,
                int64_t cols, void* y);

// Of shape kArray1, of each row of a matrix; `y` may be `x` if the elements have one size.
void Array(const ops::OpRow& row, holo_dtype dtype, const void* x, int64_t rows, int64_t cols, void* y);

// Normalizations of each row of a matrix; `y` may be its first input.
void Normalize(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, int64_t rows, int64_t cols, void* y);

// n elements from a start and a step.
void Sequence(const ops::OpRow& row, holo_dtype dtype, const void* start, const void* step, void* y, int64_t n);

// Gather and scatter. x of a gather, y of a scatter has `count` elements; indices are i64 or, as the form says, i32.
void Indexed(const ops::OpRow& row, holo_dtype dtype, ops::Form form, const void* x, const void* index, void* y,
             int64_t n, int64_t count);

}  // namespace hologram::backend::reference

namespace hologram::backend {

// The backend "reference": every operation, one element at a time.
class ReferenceBackend final : public Backend {
 public:
  static constexpr const char* kName = "reference";

  const char* name() const override { return kName; }
  bool Supports(holo_op op, holo_form form, holo_dtype dtype) const override;
  holo_status Run(const BackendCall& call) const override;
  const engine::Plan* PlanFor(const engine::CompiledProgram&) const override;
  const void* Query(int32_t, int32_t) const override { return nullptr; }
};

extern const ReferenceBackend kReferenceBackend;

}  // namespace hologram::backend

#endif  // HOLOGRAM_BACKEND_REFERENCE_H_
