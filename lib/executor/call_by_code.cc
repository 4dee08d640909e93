// call_by_code.cc — calls by an operation's code: the arguments' shape is checked here, the rest is the hot path's.
#include "executor/dispatch.h"
#include "executor/hot_arrays.h"

namespace hologram::executor {

using hot::Map;
using hot::MapTraits;
using hot::Reduce;
using hot::Typing;

namespace {

// The shape's Map with traits of the right typing. Those of code calls are good for any result.
template <ops::Form kForm, class... Inputs>
holo_status MapByCode(holo_op op, holo_executor executor, holo_buffer out, int64_t n, Inputs... inputs) {
  return Map<MapTraits<Typing::kResult, kForm, true>>(op, executor, out, n, inputs...);
}
template <ops::Form kForm, class... Inputs>
holo_status SelectByCode(holo_op op, holo_executor executor, holo_buffer out, int64_t n, Inputs... inputs) {
  return Map<MapTraits<Typing::kSelect, kForm, true>>(op, executor, out, n, inputs...);
}

// The arguments of `holo_apply`, checked as far as the operation's shape goes: `*scalar_mask` has the inputs that are
// scalars.
base::Error CheckApply(const ops::OpRow* row, const ApplyCall& call, uint32_t* scalar_mask) {
  if (row == nullptr) return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, base::Message::kUnknownOp, call.op);
  const int taken = InputCount(row->shape);
  if (call.input_count != taken) {
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, 4, base::Message::kInputCount, row->name, call.input_count,
                          taken);
  }
  if (call.inputs == nullptr) return base::FailNull(3);
  if (call.scalar_count < 0) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 6, base::Message::kNegative, call.scalar_count);
  }
  if (HasOutput(row->shape) && call.result != nullptr) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 9, base::Message::kNotNull);
  }
  if (!HasOutput(row->shape) && call.output != nullptr) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 7, base::Message::kNotNull);
  }
  *scalar_mask = 0;
  const uint32_t always = ScalarMask(row->shape, ops::Form::kBuffers);
  if (call.scalar_count == 0 && always == 0) return base::kOk;  // a null input is a null handle
  if (call.scalars == nullptr && call.scalar_count != 0) return base::FailNull(5);
  int nulls = 0;
  for (int i = 0; i < taken; ++i) {
    if (call.inputs[i] != nullptr) continue;
    *scalar_mask |= 1u << i;
    ++nulls;
  }
  if (nulls != call.scalar_count) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 6, base::Message::kScalarCount, call.scalar_count, nulls);
  }
  const bool exchangeable = row->shape == ops::Shape::kMap2 && *scalar_mask == 1;
  const bool rest = IsMap(row->shape) && *scalar_mask == ScalarMask(row->shape, ops::Form::kScalarRest);
  if (!rest && !exchangeable && *scalar_mask != always) {
    return base::FailText(HOLO_ERROR_UNSUPPORTED, 3, base::Message::kScalarPlaces, row->name);
  }
  return base::kOk;
}

// A call by code with scalars, in one of the places that CheckApply lets pass.
holo_status ApplyScalars(const ops::OpRow& row, const ApplyCall& call, uint32_t scalar_mask) {
  using enum ops::Form;
  const holo_scalar* s = call.scalars;
  const holo_buffer* x = call.inputs;
  switch (row.shape) {
    case ops::Shape::kMap2:
      if (scalar_mask == 2) return MapByCode<kScalarRest>(call.op, call.executor, call.output, call.n, x[0], s);
      if (row.scalar_first) return MapByCode<kScalarFirst>(call.op, call.executor, call.output, call.n, s, x[1]);
      return MapByCode<kScalarRest>(call.op, call.executor, call.output, call.n, x[1], s);
    case ops::Shape::kMap3:
      return MapByCode<kScalarRest>(call.op, call.executor, call.output, call.n, x[0], s, s + 1);
    case ops::Shape::kSequence:
      return hot::Sequence<true>(call.op, call.executor, call.output, call.n, s, s + 1);
    default:
      return SelectByCode<kScalarRest>(call.op, call.executor, call.output, call.n, x[0], s, s + 1);
  }
}

}  // namespace

holo_status Apply(const ApplyCall& call) noexcept {
  const ops::OpRow* row = ops::Find(call.op);
  uint32_t scalar_mask = 0;
  if (const base::Error error = CheckApply(row, call, &scalar_mask); !error.ok()) return hot::Refuse(kApplySite, error);
  if (scalar_mask != 0) return ApplyScalars(*row, call, scalar_mask);
  using enum ops::Form;
  const holo_buffer* x = call.inputs;
  switch (row->shape) {
    case ops::Shape::kMap1:
    case ops::Shape::kArray1:
      return MapByCode<kBuffers>(call.op, call.executor, call.output, call.n, x[0]);
    case ops::Shape::kMap2:
      return MapByCode<kBuffers>(call.op, call.executor, call.output, call.n, x[0], x[1]);
    case ops::Shape::kMap3:
      return MapByCode<kBuffers>(call.op, call.executor, call.output, call.n, x[0], x[1], x[2]);
    case ops::Shape::kSelect:
      return SelectByCode<kBuffers>(call.op, call.executor, call.output, call.n, x[0], x[1], x[2]);
    case ops::Shape::kGather:
      return hot::Indexed<0, true>(call.op, call.executor, x[0], x[1], call.output, call.n);
    case ops::Shape::kScatter:
      return hot::Indexed<2, true>(call.op, call.executor, x[0], x[1], call.output, call.n);
    case ops::Shape::kSequence:
      break;  // always has scalars
    case ops::Shape::kReduce1:
      return Reduce<true>(call.op, call.executor, call.n, call.result, x[0]);
    case ops::Shape::kReduce2:
      return Reduce<true>(call.op, call.executor, call.n, call.result, x[0], x[1]);
  }
  return HOLO_ERROR_INTERNAL;  // unreachable: the switch is complete
}

holo_status ApplyAxis(holo_executor executor, holo_op op, holo_buffer x, int64_t rows, int64_t cols, int32_t axis,
                      holo_buffer out) noexcept {
  const ops::OpRow* row = ops::Find(op);
  if (row == nullptr) {
    return hot::Refuse(kApplyAxisSite, base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, base::Message::kUnknownOp, op));
  }
  if (!row->Has(ops::Form::kRows)) {
    return hot::Refuse(kApplyAxisSite, base::FailText(HOLO_ERROR_UNSUPPORTED, 2, base::Message::kNotMatrix, row->name));
  }
  return hot::ReduceAxis<true>(op, executor, x, rows, cols, axis, out);
}

}  // namespace hologram::executor
