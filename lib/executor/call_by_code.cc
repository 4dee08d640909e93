// call_by_code.cc — calls by an operation's code: the arguments' shape is checked here, the rest is the hot path's.
#include "executor/dispatch.h"
#include "executor/hot_arrays.h"

namespace hologram::executor {

using hot::Map;
using hot::MapTraits;
using hot::Reduce;
using hot::Typing;

namespace {

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

// Calls that the arguments' shape is right for, each a function of its own: together they would need one large frame, for
// which every call would pay.

template <Typing kTyping, ops::Form kForm, class... Inputs>
[[gnu::always_inline]] inline holo_status MapOf(const ApplyCall& call, Inputs... inputs) {
  return Map<MapTraits<kTyping, kForm, true>>(call.op, call.executor, call.output, call.n, inputs...);
}

[[gnu::noinline]] holo_status ApplyMap1(const ApplyCall& call) {
  return MapOf<Typing::kResult, ops::Form::kBuffers>(call, call.inputs[0]);
}
[[gnu::noinline]] holo_status ApplyMap2(const ApplyCall& call) {
  return MapOf<Typing::kResult, ops::Form::kBuffers>(call, call.inputs[0], call.inputs[1]);
}
[[gnu::noinline]] holo_status ApplyMap3(const ApplyCall& call) {
  return MapOf<Typing::kResult, ops::Form::kBuffers>(call, call.inputs[0], call.inputs[1], call.inputs[2]);
}
[[gnu::noinline]] holo_status ApplySelect(const ApplyCall& call) {
  return MapOf<Typing::kSelect, ops::Form::kBuffers>(call, call.inputs[0], call.inputs[1], call.inputs[2]);
}
[[gnu::noinline]] holo_status ApplyGather(const ApplyCall& call) {
  return hot::Indexed<0, true>(call.op, call.executor, call.inputs[0], call.inputs[1], call.output, call.n);
}
[[gnu::noinline]] holo_status ApplyScatter(const ApplyCall& call) {
  return hot::Indexed<2, true>(call.op, call.executor, call.inputs[0], call.inputs[1], call.output, call.n);
}
[[gnu::noinline]] holo_status ApplyReduce1(const ApplyCall& call) {
  return Reduce<true>(call.op, call.executor, call.n, call.result, call.inputs[0]);
}
[[gnu::noinline]] holo_status ApplyReduce2(const ApplyCall& call) {
  return Reduce<true>(call.op, call.executor, call.n, call.result, call.inputs[0], call.inputs[1]);
}

[[gnu::noinline]] holo_status ApplyScalarRest(const ApplyCall& call, holo_buffer x) {
  return MapOf<Typing::kResult, ops::Form::kScalarRest>(call, x, call.scalars);
}
[[gnu::noinline]] holo_status ApplyScalarFirst(const ApplyCall& call) {
  return MapOf<Typing::kResult, ops::Form::kScalarFirst>(call, call.scalars, call.inputs[1]);
}
[[gnu::noinline]] holo_status ApplyScalars3(const ApplyCall& call) {
  return MapOf<Typing::kResult, ops::Form::kScalarRest>(call, call.inputs[0], call.scalars, call.scalars + 1);
}
[[gnu::noinline]] holo_status ApplySelectScalars(const ApplyCall& call) {
  return MapOf<Typing::kSelect, ops::Form::kScalarRest>(call, call.inputs[0], call.scalars, call.scalars + 1);
}

[[gnu::noinline]] holo_status ApplySequence(const ApplyCall& call) {
  return hot::Sequence<true>(call.op, call.executor, call.output, call.n, call.scalars, call.scalars + 1);
}

// A call with scalars, in one of the places that CheckApply lets pass, or with something wrong.
[[gnu::noinline]] holo_status ApplyChecked(const ApplyCall& call) {
  const ops::OpRow* row = ops::Find(call.op);
  uint32_t scalar_mask = 0;
  if (const base::Error error = CheckApply(row, call, &scalar_mask); !error.ok()) return hot::Refuse(kApplySite, error);
  if (row->shape == ops::Shape::kSequence) return ApplySequence(call);
  if (row->shape == ops::Shape::kMap3) return ApplyScalars3(call);
  if (row->shape == ops::Shape::kSelect) return ApplySelectScalars(call);
  if (scalar_mask == 2) return ApplyScalarRest(call, call.inputs[0]);
  return row->scalar_first ? ApplyScalarFirst(call) : ApplyScalarRest(call, call.inputs[1]);
}

// The operations' shapes alone, by code, in a few cache lines.
constexpr ops::Shape kShapes[ops::kOpCount + 1] = {
    {},
#define HOLO_OP(code, name, Functor, family, word, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  ops::words::word.shape,
#include "ops/ops.def"
};

}  // namespace

// Checks without a frame and without words what CheckApply lets pass of a call that has no scalars, and jumps.
holo_status Apply(const ApplyCall& call) noexcept {
  if (call.op < 1 || call.op > ops::kOpCount || call.inputs == nullptr || call.scalar_count != 0) [[unlikely]] {
    return ApplyChecked(call);
  }
  const bool has_output = call.result == nullptr, is_reduction = call.output == nullptr;
  switch (kShapes[call.op]) {
    case ops::Shape::kMap1:
    case ops::Shape::kArray1:
      return call.input_count == 1 && has_output ? ApplyMap1(call) : ApplyChecked(call);
    case ops::Shape::kMap2:
      return call.input_count == 2 && has_output ? ApplyMap2(call) : ApplyChecked(call);
    case ops::Shape::kMap3:
      return call.input_count == 3 && has_output ? ApplyMap3(call) : ApplyChecked(call);
    case ops::Shape::kSelect:
      return call.input_count == 3 && has_output ? ApplySelect(call) : ApplyChecked(call);
    case ops::Shape::kGather:
      return call.input_count == 2 && has_output ? ApplyGather(call) : ApplyChecked(call);
    case ops::Shape::kScatter:
      return call.input_count == 2 && has_output ? ApplyScatter(call) : ApplyChecked(call);
    case ops::Shape::kSequence:
      return ApplyChecked(call);  // has scalars, or should have
    case ops::Shape::kReduce1:
      return call.input_count == 1 && is_reduction ? ApplyReduce1(call) : ApplyChecked(call);
    case ops::Shape::kReduce2:
      return call.input_count == 2 && is_reduction ? ApplyReduce2(call) : ApplyChecked(call);
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
