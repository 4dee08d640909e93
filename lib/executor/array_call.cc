// array_call.cc — operations on memory that is in no buffer. What the CPU backend runs, and is right, goes to the kernel at
// once; everything else becomes a call with buffers made for it, which also knows what is wrong.
#include "executor/array_call.h"

#include <utility>

#include "executor/buffers.h"
#include "executor/dispatch.h"
#include "executor/hot_call.h"

namespace hologram::executor {

using hot::Element;
using hot::KernelCast;

constinit const base::CallSite kApplyArraysSite = {
    "holo_apply_arrays", "executor,op,inputs,input_count,scalars,scalar_count,output,n,result"};
constinit const base::CallSite kApplyArraysAxisSite = {
    "holo_apply_arrays_axis", "executor,op,inputs,input_count,scalars,scalar_count,rows,cols,axis,output"};

namespace {

constexpr int kInputsArgument = 3;

// Of a call that is right as far as can be seen without its executor.
struct Ready {
  const void* in[ops::kMaxInputs];
  uint64_t elements[ops::kMaxInputs];  // the scalars
  holo_dtype dtype;
  ops::Form form = ops::Form::kBuffers;
};

bool Fits(const holo_array& array, int64_t n) {
  return array.count >= n && array.reserved == 0 && (array.data != nullptr || array.count == 0);
}

// The form that takes scalars in the places of `mask`; of two inputs that may change places, puts the scalar last.
bool FindForm(const ops::OpRow& row, uint32_t mask, Ready* ready) {
  if (mask == 0) return true;
  if (!IsMap(row.shape)) return false;
  ready->form = ops::Form::kScalarRest;
  if (mask == ScalarMask(row.shape, ready->form)) return true;
  if (row.shape != ops::Shape::kMap2 || mask != 1) return false;
  if (row.scalar_first) {
    ready->form = ops::Form::kScalarFirst;
  } else {
    std::swap(ready->in[0], ready->in[1]);
  }
  return true;
}

// Maps, arrays and reductions of whole arrays: what runs at once. The executor is looked at later.
bool Prepare(const ArrayCall& call, int64_t n, const holo_scalar* result, Ready* ready) {
  const auto& [executor, op, inputs, input_count, scalars, scalar_count, output] = call;
  if (op < 1 || op > ops::kOpCount || inputs == nullptr || n < 0) return false;
  const ops::OpRow& row = *ops::Find(op);
  const bool plain = IsMap(row.shape) || row.shape == ops::Shape::kArray1 || !HasOutput(row.shape);
  if (!plain || input_count != InputCount(row.shape)) return false;
  if ((output != nullptr) != HasOutput(row.shape) || (result != nullptr) == HasOutput(row.shape)) return false;
  const bool selects = row.shape == ops::Shape::kSelect;
  holo_dtype dtype = 0;
  uint32_t mask = 0;
  for (int i = 0; i < input_count; ++i) {
    const holo_array& in = inputs[i];
    ready->in[i] = in.data;
    if (in.dtype == 0) {
      mask |= 1u << i;
      continue;
    }
    if (!Fits(in, n)) return false;
    if (selects && i == 0) {
      if (in.dtype != HOLO_BOOL8) return false;
    } else {
      if (dtype != 0 && in.dtype != dtype) return false;
      dtype = in.dtype;
    }
  }
  if (selects && mask != 0) dtype = output->dtype;
  if (dtype <= 0 || dtype >= base::kDtypeLimit || !row.Takes(dtype) || (row.nonempty && n == 0)) return false;
  if (output != nullptr) {
    if (!Fits(*output, n) || output->dtype != ops::kResultDtypes.of[op][dtype]) return false;
    const uint64_t size = static_cast<uint64_t>(n) << base::Log2Size(output->dtype);
    for (int i = 0; i < input_count; ++i) {
      if (inputs[i].dtype == 0) continue;
      const uint64_t in_size = static_cast<uint64_t>(n) << base::Log2Size(inputs[i].dtype);
      const auto to = reinterpret_cast<uintptr_t>(output->data);
      const auto from = reinterpret_cast<uintptr_t>(inputs[i].data);
      if (to == from && in_size == size) continue;
      if (hot::CommonBit(to, size, from, in_size) != 0) return false;
    }
  }
  ready->dtype = dtype;
  int used = 0;
  for (int i = 0; mask >> i != 0; ++i) {
    if ((mask >> i & 1) == 0) continue;
    if (used == scalar_count || scalars == nullptr || !Element(scalars + used, dtype, &ready->elements[i]))
      return false;
    ready->in[i] = &ready->elements[i];
    ++used;
  }
  return used == scalar_count && FindForm(row, mask, ready);
}

void RunKernel(holo_kernel kernel, ops::Shape shape, const Ready& ready, const ArrayCall& call, int64_t n,
               holo_scalar* result) {
  using In = const void*;
  const auto& in = ready.in;
  switch (InputCount(shape) + (HasOutput(shape) ? 0 : 10)) {
    case 1:
      return KernelCast<In, void*, int64_t>(kernel)(in[0], call.output->data, n);
    case 2:
      return KernelCast<In, In, void*, int64_t>(kernel)(in[0], in[1], call.output->data, n);
    case 3:
      return KernelCast<In, In, In, void*, int64_t>(kernel)(in[0], in[1], in[2], call.output->data, n);
    default:
      break;
  }
  hot::RawResult raw;
  if (InputCount(shape) == 1) {
    KernelCast<In, int64_t, hot::RawResult*>(kernel)(in[0], n, &raw);
  } else {
    KernelCast<In, In, int64_t, hot::RawResult*>(kernel)(in[0], in[1], n, &raw);
  }
  hot::StoreResult(raw, ops::kResultDtypes.of[call.op][ready.dtype], result);
}

// Whether it has run: on a live executor that has kernels.
bool RunAtOnce(const ArrayCall& call, int64_t n, holo_scalar* result) {
  Ready ready;
  if (!Prepare(call, n, result, &ready)) return false;
  Section section;
  ExecutorObject* executor = nullptr;
  if (!section.Enter(IdOf(call.executor)).ok() || !section.Look(call.executor, 1, &executor).ok()) return false;
  const auto* table =
      static_cast<const kernels::KernelTable*>(SlotOf(IdOf(call.executor))->data.load(std::memory_order_relaxed));
  const holo_kernel kernel = table->Get(call.op, ready.dtype, ready.form);
  if (kernel == nullptr) return false;
  RunKernel(kernel, hot::kShapes[call.op], ready, call, n, result);
  return true;
}

// Buffers of a call's arrays, for the time of the call.
class Wrapped {
 public:
  Wrapped() = default;
  ~Wrapped() {
    for (holo_buffer input : inputs) DestroyBuffer(input);
    DestroyBuffer(output);
  }
  Wrapped(const Wrapped&) = delete;
  Wrapped& operator=(const Wrapped&) = delete;

  base::Error Wrap(const ArrayCall& call, bool needs_output, int output_argument) {
    for (int i = 0; i < call.input_count && i < ops::kMaxInputs && call.inputs != nullptr; ++i) {
      if (call.inputs[i].dtype == 0 && call.scalar_count != 0) continue;
      HOLO_RETURN_IF_ERROR(WrapOne(call, call.inputs[i], kInputsArgument, HOLO_BUFFER_READ_ONLY, &inputs[i]));
    }
    if (call.output == nullptr) return needs_output ? base::FailNull(output_argument) : base::kOk;
    return WrapOne(call, *call.output, output_argument, 0, &output);
  }

  holo_buffer inputs[ops::kMaxInputs] = {};
  holo_buffer output = nullptr;

 private:
  static base::Error WrapOne(const ArrayCall& call, const holo_array& array, int argument, holo_buffer_flags flags,
                             holo_buffer* buffer) {
    if (array.reserved != 0) {
      return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, argument, base::Message::kReserved, array.reserved);
    }
    base::Error error =
        WrapBuffer(call.executor, array.dtype, array.count, array.data, flags, nullptr, nullptr, buffer);
    if (error.argument > 1) error.argument = static_cast<int8_t>(argument);  // not the executor
    return error;
  }
};

holo_status Refuse(const base::CallSite& site, const base::Error& error) {
  KeepError(site, error);
  return error.code;
}

// `run(wrapped)` keeps the error of what it refuses, in the words of the function with buffers.
template <class Run>
holo_status RunAsBuffers(const ArrayCall& call, const base::CallSite& site, bool needs_output, int output_argument,
                         Run run) {
  Wrapped wrapped;
  if (const base::Error error = wrapped.Wrap(call, needs_output, output_argument); !error.ok())
    return Refuse(site, error);
  const holo_status status = run(wrapped);
  if (status != HOLO_OK) RenameError(site);
  return status;
}

}  // namespace

holo_status ApplyArrays(const ArrayCall& call, int64_t n, holo_scalar* result) noexcept {
  if (RunAtOnce(call, n, result)) [[likely]]
    return HOLO_OK;
  const ops::OpRow* row = ops::Find(call.op);
  const bool needs_output = row != nullptr && HasOutput(row->shape);
  return RunAsBuffers(call, kApplyArraysSite, needs_output, 7, [&](const Wrapped& wrapped) {
    return Apply(call.executor, call.op, call.inputs == nullptr ? nullptr : wrapped.inputs, call.input_count,
                 call.scalars, call.scalar_count, wrapped.output, n, result);
  });
}

holo_status ApplyArraysAxis(const ArrayCall& call, int64_t rows, int64_t cols, int32_t axis) noexcept {
  return RunAsBuffers(call, kApplyArraysAxisSite, true, 10, [&](const Wrapped& wrapped) {
    return ApplyAxis({call.executor, call.op, call.inputs == nullptr ? nullptr : wrapped.inputs, call.input_count,
                      call.scalars, call.scalar_count, rows, cols, axis, wrapped.output});
  });
}

}  // namespace hologram::executor
