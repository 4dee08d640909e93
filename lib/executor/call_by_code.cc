// call_by_code.cc — calls by an operation's code: the arguments' shape is checked here, the rest is the hot path's.
#include "executor/dispatch.h"
#include "executor/hot_arrays.h"

namespace hologram::executor {

using hot::kShapes;
using hot::Map;
using hot::MapTraits;
using hot::Reduce;
using hot::Typing;

namespace {

// The arguments of `holo_apply`.
struct ApplyCall {
  holo_executor executor;
  holo_op op;
  const holo_buffer* inputs;
  int32_t input_count;
  const holo_scalar* scalars;
  int32_t scalar_count;
  holo_buffer output;
  int64_t n;
  holo_scalar* result;
};

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
// which every call would pay. Their arguments are in registers, but for those of three inputs.

template <Typing kTyping, ops::Form kForm, class... Inputs>
[[gnu::always_inline]] inline holo_status MapOf(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                                Inputs... inputs) {
  return Map<MapTraits<kTyping, kForm, true>>(op, executor, out, n, inputs...);
}

[[gnu::noinline]] holo_status ApplyMap1(holo_executor executor, holo_op op, holo_buffer x, holo_buffer out,
                                        int64_t n) noexcept {
  return MapOf<Typing::kResult, ops::Form::kBuffers>(op, executor, out, n, x);
}
[[gnu::noinline]] holo_status ApplyMap2(holo_executor executor, holo_op op, holo_buffer a, holo_buffer b,
                                        holo_buffer out, int64_t n) noexcept {
  return MapOf<Typing::kResult, ops::Form::kBuffers>(op, executor, out, n, a, b);
}
[[gnu::noinline]] holo_status ApplyMap3(holo_executor executor, holo_op op, holo_buffer a, holo_buffer b, holo_buffer c,
                                        holo_buffer out, int64_t n) noexcept {
  return MapOf<Typing::kResult, ops::Form::kBuffers>(op, executor, out, n, a, b, c);
}
[[gnu::noinline]] holo_status ApplySelect(holo_executor executor, holo_op op, holo_buffer a, holo_buffer b,
                                          holo_buffer c, holo_buffer out, int64_t n) noexcept {
  return MapOf<Typing::kSelect, ops::Form::kBuffers>(op, executor, out, n, a, b, c);
}
[[gnu::noinline]] holo_status ApplyGather(holo_executor executor, holo_op op, holo_buffer x, holo_buffer index,
                                          holo_buffer out, int64_t n) noexcept {
  return hot::Indexed<0, true>(op, executor, x, index, out, n);
}
[[gnu::noinline]] holo_status ApplyScatter(holo_executor executor, holo_op op, holo_buffer x, holo_buffer index,
                                           holo_buffer out, int64_t n) noexcept {
  return hot::Indexed<2, true>(op, executor, x, index, out, n);
}
[[gnu::noinline]] holo_status ApplyReduce1(holo_executor executor, holo_op op, holo_buffer x, int64_t n,
                                           holo_scalar* result) noexcept {
  return Reduce<true>(op, executor, n, result, x);
}
[[gnu::noinline]] holo_status ApplyReduce2(holo_executor executor, holo_op op, holo_buffer a, holo_buffer b, int64_t n,
                                           holo_scalar* result) noexcept {
  return Reduce<true>(op, executor, n, result, a, b);
}

template <ops::Form kForm, bool kByCode = true>
[[gnu::noinline]] holo_status ApplyNorm2(holo_executor executor, holo_op op, const holo_buffer* x, const holo_scalar* s,
                                         holo_buffer out, int64_t rows, int64_t cols) noexcept {
  return hot::Normalize<kForm, kByCode>(op, executor, s, out, rows, cols, x[0], x[1]);
}
template <ops::Form kForm, bool kByCode = true>
[[gnu::noinline]] holo_status ApplyNorm3(holo_executor executor, holo_op op, const holo_buffer* x, const holo_scalar* s,
                                         holo_buffer out, int64_t rows, int64_t cols) noexcept {
  return hot::Normalize<kForm, kByCode>(op, executor, s, out, rows, cols, x[0], x[1], x[2]);
}

// A call with scalars, in one of the places that CheckApply lets pass, or with something wrong.
holo_status ApplyChecked(const ApplyCall& call) {
  using enum ops::Form;
  const ops::OpRow* row = ops::Find(call.op);
  uint32_t scalar_mask = 0;
  if (const base::Error error = CheckApply(row, call, &scalar_mask); !error.ok()) return hot::Refuse(kApplySite, error);
  const auto& [executor, op, x, input_count, s, scalar_count, out, n, result] = call;
  switch (row->shape) {
    case ops::Shape::kSequence:
      return hot::Sequence<true>(op, executor, out, n, s, s + 1);
    case ops::Shape::kNorm2:
      return ApplyNorm2<kBuffers>(executor, op, x, s, out, 1, n);
    case ops::Shape::kNorm3:
      return ApplyNorm3<kBuffers>(executor, op, x, s, out, 1, n);
    case ops::Shape::kMap3:
      return MapOf<Typing::kResult, kScalarRest>(op, executor, out, n, x[0], s, s + 1);
    case ops::Shape::kSelect:
      return MapOf<Typing::kSelect, kScalarRest>(op, executor, out, n, x[0], s, s + 1);
    default:
      if (scalar_mask == 2) return MapOf<Typing::kResult, kScalarRest>(op, executor, out, n, x[0], s);
      if (row->scalar_first) return MapOf<Typing::kResult, kScalarFirst>(op, executor, out, n, s, x[1]);
      return MapOf<Typing::kResult, kScalarRest>(op, executor, out, n, x[1], s);
  }
}

[[gnu::noinline]] holo_status ApplySlowly(holo_executor executor, holo_op op, const holo_buffer* inputs,
                                          int32_t input_count, const holo_scalar* scalars, int32_t scalar_count,
                                          holo_buffer output, int64_t n, holo_scalar* result) noexcept {
  return ApplyChecked({executor, op, inputs, input_count, scalars, scalar_count, output, n, result});
}

}  // namespace

// Checks without a frame and without words what CheckApply lets pass of a call that has no scalars, and jumps.
holo_status Apply(holo_executor executor, holo_op op, const holo_buffer* inputs, int32_t input_count,
                  const holo_scalar* scalars, int32_t scalar_count, holo_buffer output, int64_t n,
                  holo_scalar* result) noexcept {
  const auto otherwise = [&] {
    return ApplySlowly(executor, op, inputs, input_count, scalars, scalar_count, output, n, result);
  };
  if (op < 1 || op > ops::kOpCount || inputs == nullptr || scalar_count != 0) [[unlikely]]
    return otherwise();
  const ops::Shape shape = kShapes[op];
  if (input_count != InputCount(shape) || (HasOutput(shape) ? static_cast<void*>(result) : output) != nullptr)
      [[unlikely]]
    return otherwise();
  const holo_buffer* x = inputs;
  switch (shape) {
    case ops::Shape::kMap1:
    case ops::Shape::kArray1:
      return ApplyMap1(executor, op, x[0], output, n);
    case ops::Shape::kMap2:
      return ApplyMap2(executor, op, x[0], x[1], output, n);
    case ops::Shape::kMap3:
      return ApplyMap3(executor, op, x[0], x[1], x[2], output, n);
    case ops::Shape::kSelect:
      return ApplySelect(executor, op, x[0], x[1], x[2], output, n);
    case ops::Shape::kGather:
      return ApplyGather(executor, op, x[0], x[1], output, n);
    case ops::Shape::kScatter:
      return ApplyScatter(executor, op, x[0], x[1], output, n);
    case ops::Shape::kSequence:
    case ops::Shape::kNorm2:
    case ops::Shape::kNorm3:
      return otherwise();  // has scalars, or should have
    case ops::Shape::kReduce1:
      return ApplyReduce1(executor, op, x[0], n, result);
    case ops::Shape::kReduce2:
      return ApplyReduce2(executor, op, x[0], x[1], n, result);
  }
  return HOLO_ERROR_INTERNAL;  // unreachable: the switch is complete
}

// As Apply, of a matrix. What is wrong with the arguments' shape is said in the words of `holo_apply`.
holo_status ApplyAxis(const MatrixCall& call) noexcept {
  using enum ops::Form;
  const auto& [executor, op, x, input_count, s, scalar_count, rows, cols, axis, out] = call;
  const ops::OpRow* row = ops::Find(op);
  if (row != nullptr && !row->Has(kRows)) {
    return hot::Refuse(kApplyAxisSite, base::FailText(HOLO_ERROR_UNSUPPORTED, 2, base::Message::kNotMatrix, row->name));
  }
  // An operation's output, also a reduction's, is a buffer here: there is no scalar result that could be wrong.
  const bool has_output = row != nullptr && HasOutput(row->shape);
  uint32_t scalar_mask = 0;
  const base::Error error = CheckApply(
      row, {executor, op, x, input_count, s, scalar_count, has_output ? out : nullptr, 0, nullptr}, &scalar_mask);
  if (!error.ok()) return hot::Refuse(kApplyAxisSite, error);
  if (has_output && axis != 1) {
    const int argument = kApplyAxisSite.Count(2);
    return hot::Refuse(kApplyAxisSite,
                       axis == 0 ? base::FailText(HOLO_ERROR_UNSUPPORTED, argument, base::Message::kRowsOnly, row->name)
                                 : base::Fail(HOLO_ERROR_INVALID_ARGUMENT, argument, base::Message::kNoAxis, axis));
  }
  switch (row->shape) {
    case ops::Shape::kArray1:
      return hot::Axis<kRows, true, true>(op, executor, rows, cols, out, x[0]);
    case ops::Shape::kNorm2:
      return ApplyNorm2<kRows>(executor, op, x, s, out, rows, cols);
    case ops::Shape::kNorm3:
      return ApplyNorm3<kRows>(executor, op, x, s, out, rows, cols);
    case ops::Shape::kReduce2:
      return hot::ReduceAxis<true>(op, executor, rows, cols, axis, out, x[0], x[1]);
    default:
      return hot::ReduceAxis<true>(op, executor, rows, cols, axis, out, x[0]);
  }
}

}  // namespace hologram::executor
