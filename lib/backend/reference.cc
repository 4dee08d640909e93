// reference.cc — maps: the loop around the lines of reference_ops.h; and the backend.
#include "backend/reference.h"

#include <bit>

#include "backend/reference_elements.h"
#include "backend/reference_program.h"

namespace hologram::backend::reference {
namespace {

// The one line that f32 is too narrow for: a b + c of 16-bit floats, exact or, if not, with its last bit set, so that it
// can still be rounded.
double OddMultiplyAdd(double a, double b, double c) {
  const double product = a * b;  // exact
  const double sum = product + c;
  const double part = sum - product;
  const double error = (product - (sum - part)) + (c - part);
  const uint64_t bits = std::bit_cast<uint64_t>(sum);
  if (!(error < 0 || error > 0) || (bits & 1) != 0) return sum;
  return std::bit_cast<double>((error > 0) == (sum > 0) ? bits + 1 : bits - 1);
}

template <class T, class R>
void MapAs(const ops::OpRow& row, uint32_t scalar_mask, const void* const* inputs, void* output, int64_t n) {
  using V = WideOf<T>;
  const Line<V> line = LineOf<V>(row.code);
  const int count = InputCount(row.shape);
  const auto input = [&](int k, int64_t i) {
    if (k >= count) return V(0);
    const int64_t at = (scalar_mask >> k & 1) != 0 ? 0 : i;
    if (row.InputDtype(k, 0) == HOLO_BOOL8) return static_cast<V>(Get<uint8_t>(inputs[k], at) != 0);
    return Widen(Get<T>(inputs[k], at));
  };
  for (int64_t i = 0; i < n; ++i) {
    const V a = input(0, i), b = input(1, i), c = input(2, i);
    if constexpr (base::kIsHalf<T>) {
      if (row.code == HOLO_OP_FMA) {
        Put(output, i, As<R>(OddMultiplyAdd(a, b, c)));
        continue;
      }
    }
    Put(output, i, As<R>(line(a, b, c)));
  }
}

}  // namespace

void Map(const ops::OpRow& row, holo_dtype dtype, uint32_t scalar_mask, const void* const* inputs, void* output,
         int64_t n) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    if (row.result == ops::kSame) return MapAs<T, T>(row, scalar_mask, inputs, output, n);
    base::WithType(row.result, [&]<class R>(base::Type<R>) { MapAs<T, R>(row, scalar_mask, inputs, output, n); });
  });
}

}  // namespace hologram::backend::reference

namespace hologram::backend {

constinit const ReferenceBackend kReferenceBackend;

bool ReferenceBackend::Supports(holo_op op, holo_form form, holo_dtype dtype) const {
  const ops::OpRow* row = ops::Find(op);
  return row != nullptr && row->Has(static_cast<ops::Form>(form)) && row->Takes(dtype);
}

const engine::Plan* ReferenceBackend::PlanFor(const engine::CompiledProgram&) const {
  return &reference::LaneByLanePlan();
}

holo_status ReferenceBackend::Run(const BackendCall& call) const {
  const ops::OpRow& row = *ops::Find(call.op);
  const auto form = static_cast<ops::Form>(call.form);
  const void* const* in = call.inputs;
  // All elements are one row, if it is not said otherwise.
  const int64_t row_count = IsAxis(form) ? call.rows : 1, row_length = IsAxis(form) ? call.cols : call.n;
  switch (row.shape) {
    case ops::Shape::kMap1:
    case ops::Shape::kMap2:
    case ops::Shape::kMap3:
    case ops::Shape::kSelect:
      reference::Map(row, call.dtype, ScalarMask(row.shape, form), in, call.output, call.n);
      return HOLO_OK;
    case ops::Shape::kArray1:
      reference::Array(row, call.dtype, in[0], row_count, row_length, call.output);
      return HOLO_OK;
    case ops::Shape::kNorm2:
    case ops::Shape::kNorm3:
      reference::Normalize(row, call.dtype, in, row_count, row_length, call.output);
      return HOLO_OK;
    case ops::Shape::kSequence:
      reference::Sequence(row, call.dtype, in[0], in[1], call.output, call.n);
      return HOLO_OK;
    case ops::Shape::kGather:
    case ops::Shape::kScatter:
      reference::Indexed(row, call.dtype, form, in[0], in[1], call.output, call.n, call.count);
      return HOLO_OK;
    case ops::Shape::kReduce1:
    case ops::Shape::kReduce2:
      if (IsAxis(form)) {
        reference::ReduceAxis(row, call.dtype, form, in, call.rows, call.cols, call.output);
      } else {
        reference::Reduce(row, call.dtype, in, call.n, call.result);
      }
      return HOLO_OK;
  }
  return HOLO_ERROR_INTERNAL;  // unreachable: the switch is complete
}

}  // namespace hologram::backend
