// array_call.cc — operations on memory that is in no buffer. What the CPU backend runs, and is right, goes to the kernel at
// once; everything else becomes a call with buffers made for it, which also knows what is wrong.
#include "executor/array_call.h"

#include <utility>

#include "base/overlap.h"
#include "executor/buffers.h"
#include "executor/dispatch.h"
#include "executor/hot_arrays.h"

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
template <size_t kInputs>
struct Ready {
  const void* in[kInputs];
  uint64_t elements[kInputs];  // the scalars
  holo_dtype dtype = 0;
  ops::Form form = ops::Form::kBuffers;
};

// Whether an array has n elements of `dtype`. (One of none that has no memory takes the other way.)
[[gnu::always_inline]] inline bool Has(const holo_array& array, holo_dtype dtype, int64_t n) {
  return array.dtype == dtype && array.count >= n && array.reserved == 0 && array.data != nullptr;
}

// The scalars, and the form that takes them in the places of `mask`; of two inputs that may change places, puts the scalar
// last.
template <size_t kInputs>
[[gnu::noinline]] bool PrepareScalars(const ArrayCall& call, uint32_t mask, Ready<kInputs>* ready) {
  const ops::OpRow& row = *ops::Find(call.op);
  int used = 0;
  for (size_t i = 0; i < kInputs; ++i) {
    if ((mask >> i & 1) == 0) continue;
    if (used == call.scalar_count || call.scalars == nullptr) return false;
    if (!Element(call.scalars + used++, ready->dtype, &ready->elements[i])) return false;
    ready->in[i] = &ready->elements[i];
  }
  if (used != call.scalar_count || !IsMap(row.shape)) return false;
  ready->form = ops::Form::kScalarRest;
  if (mask == ScalarMask(row.shape, ready->form)) return true;
  if (row.shape != ops::Shape::kMap2 || mask != 1) return false;
  if (row.scalar_first) {
    ready->form = ops::Form::kScalarFirst;
  } else if constexpr (kInputs == 2) {
    std::swap(ready->in[0], ready->in[1]);
  }
  return true;
}

// Everything but the executor. What may be wrong is gathered without a branch, as in the calls with buffers.
template <size_t kInputs>
[[gnu::always_inline]] inline bool Prepare(const ArrayCall& call, ops::Shape shape, int64_t n, Ready<kInputs>* ready) {
  const bool selects = shape == ops::Shape::kSelect;
  const holo_array* const inputs = call.inputs;
  uint32_t mask = 0;
  hot::Unrolled<kInputs>([&](size_t i) __attribute__((always_inline)) {
    ready->in[i] = inputs[i].data;
    mask |= static_cast<uint32_t>(inputs[i].dtype == 0) << i;
    if (!(selects && i == 0) && ready->dtype == 0) ready->dtype = inputs[i].dtype;
  });
  const holo_array* const output = call.output;
  if (selects && ready->dtype == 0) ready->dtype = output->dtype;
  const holo_dtype dtype = ready->dtype;
  if (static_cast<uint32_t>(dtype) - 1 >= base::kDtypeLimit - 1) return false;
  uint64_t wrong = static_cast<uint64_t>(n < 0);
  hot::Unrolled<kInputs>([&](size_t i) __attribute__((always_inline)) {
    const holo_dtype wanted = selects && i == 0 ? static_cast<holo_dtype>(HOLO_BOOL8) : dtype;
    wrong |= static_cast<uint64_t>(!Has(inputs[i], wanted, n) && (mask >> i & 1) == 0);
  });
  if (output != nullptr) {
    const holo_dtype result = ops::kResultDtypes.of[call.op][dtype];
    wrong |= static_cast<uint64_t>(!Has(*output, result, n));
    if (wrong != 0) return false;
    const uint64_t size = static_cast<uint64_t>(n) << base::Log2Size(result);
    hot::Unrolled<kInputs>([&](size_t i) __attribute__((always_inline)) {
      const int log2_size = selects && i == 0 ? 0 : base::Log2Size(dtype);
      const uint64_t in_size = (mask >> i & 1) != 0 ? 0 : static_cast<uint64_t>(n) << log2_size;
      const bool same = output->data == inputs[i].data && in_size == size;
      wrong |= static_cast<uint64_t>(!same && base::HaveCommonBytes(output->data, size, inputs[i].data, in_size));
    });
  }
  if (wrong != 0) return false;
  return mask == 0 ? call.scalar_count == 0 : PrepareScalars(call, mask, ready);
}

// Calls `body(kernels)` inside a section of a live executor that has them; else, or in another call (a signal handler's,
// say), gives false.
template <class Body>
[[gnu::always_inline]] inline bool WithKernels(holo_executor executor, Body body) {
  const uint64_t id = IdOf(executor);
  Record* record = t_record;
  if (record == nullptr || record->n.load(std::memory_order_relaxed) != 0) return false;
  RaiseHazards(record, 1);
  WriteHazard(record, 0, id);
  LightFence(record);
  const Slot* slot = SlotOf(id);
  bool done = false;
  if (KindOf(id) == Kind::kExecutor && ReadId(slot) == id) {
    done = body(*static_cast<const kernels::KernelTable*>(slot->data.load(std::memory_order_relaxed)));
  }
  LowerHazards(record, 0);
  return done;
}

// Whether it has run.
template <size_t kInputs>
[[gnu::noinline]] bool RunAtOnce(const ArrayCall& call, ops::Shape shape, int64_t n, holo_scalar* result) {
  using In = const void*;
  Ready<kInputs> ready;
  if (!Prepare(call, shape, n, &ready)) return false;
  const auto& in = ready.in;
  return WithKernels(
      call.executor, [&](const kernels::KernelTable& table) __attribute__((always_inline)) {
        const holo_kernel kernel = table.Get(call.op, ready.dtype, ready.form);
        if (kernel == nullptr) return false;
        if (call.output != nullptr) {
          if constexpr (kInputs == 1) KernelCast<In, void*, int64_t>(kernel)(in[0], call.output->data, n);
          if constexpr (kInputs == 2) KernelCast<In, In, void*, int64_t>(kernel)(in[0], in[1], call.output->data, n);
          if constexpr (kInputs == 3) {
            KernelCast<In, In, In, void*, int64_t>(kernel)(in[0], in[1], in[2], call.output->data, n);
          }
          return true;
        }
        hot::RawResult raw = {.i64 = 0};
        if constexpr (kInputs == 1) KernelCast<In, int64_t, hot::RawResult*>(kernel)(in[0], n, &raw);
        if constexpr (kInputs == 2) KernelCast<In, In, int64_t, hot::RawResult*>(kernel)(in[0], in[1], n, &raw);
        hot::StoreResult(raw, ops::kResultDtypes.of[call.op][ready.dtype], result);
        return true;
      });
}

// Maps, arrays and reductions of whole arrays.
bool RunAtOnce(const ArrayCall& call, int64_t n, holo_scalar* result) {
  if (call.op < 1 || call.op > ops::kOpCount || call.inputs == nullptr) return false;
  const ops::Shape shape = hot::kShapes[call.op];
  const bool reduces = !HasOutput(shape);
  if (!IsMap(shape) && shape != ops::Shape::kArray1 && !reduces) return false;
  if (call.input_count != InputCount(shape)) return false;
  if ((call.output == nullptr) != reduces || (result != nullptr) != reduces) return false;
  if (reduces && n == 0) return false;  // not every operation has a value of nothing
  if (call.input_count == 1) return RunAtOnce<1>(call, shape, n, result);
  if (call.input_count == 2) return RunAtOnce<2>(call, shape, n, result);
  return RunAtOnce<3>(call, shape, n, result);
}

// The rows or columns of matrices, of arrays and reductions. What is rarer, normalizations say, takes the other way.
template <size_t kInputs>
[[gnu::noinline]] bool RunMatrixAtOnce(const ArrayCall& call, ops::Shape shape, int64_t rows, int64_t cols,
                                       ops::Form form) {
  using In = const void*;
  const bool is_array = shape == ops::Shape::kArray1;
  const int64_t n = hot::MatrixCount(rows, cols);
  const int64_t results = is_array ? n : form == ops::Form::kRows ? rows : cols;
  const holo_array& output = *call.output;
  const holo_dtype dtype = call.inputs[0].dtype;
  if (n <= 0 || call.scalar_count != 0 || static_cast<uint32_t>(dtype) - 1 >= base::kDtypeLimit - 1) return false;
  const holo_dtype result = ops::kResultDtypes.of[call.op][dtype];
  const uint64_t out_size = static_cast<uint64_t>(results) << base::Log2Size(result);
  const uint64_t in_size = static_cast<uint64_t>(n) << base::Log2Size(dtype);
  bool fits = Has(output, result, results);
  for (size_t i = 0; i < kInputs; ++i) {
    const holo_array& in = call.inputs[i];
    const bool same = is_array && in.data == output.data && in_size == out_size;
    fits = fits && Has(in, dtype, n) && (same || !base::HaveCommonBytes(output.data, out_size, in.data, in_size));
  }
  if (!fits) return false;
  return WithKernels(
      call.executor, [&](const kernels::KernelTable& table) __attribute__((always_inline)) {
        const holo_kernel kernel = table.Get(call.op, dtype, form);
        if (kernel == nullptr) return false;
        if constexpr (kInputs == 1) {
          KernelCast<In, int64_t, int64_t, void*>(kernel)(call.inputs[0].data, rows, cols, output.data);
        } else {
          KernelCast<In, In, int64_t, int64_t, void*>(kernel)(call.inputs[0].data, call.inputs[1].data, rows, cols,
                                                              output.data);
        }
        return true;
      });
}

bool RunMatrixAtOnce(const ArrayCall& call, int64_t rows, int64_t cols, int32_t axis) {
  if (call.op < 1 || call.op > ops::kOpCount || call.inputs == nullptr || call.output == nullptr) return false;
  const ops::Shape shape = hot::kShapes[call.op];
  if (call.input_count != InputCount(shape) || (axis != 0 && axis != 1)) return false;
  const ops::Form form = axis == 1 ? ops::Form::kRows : ops::Form::kColumns;
  if (shape == ops::Shape::kReduce2) return RunMatrixAtOnce<2>(call, shape, rows, cols, form);
  const bool takes_axis = shape == ops::Shape::kReduce1 || (shape == ops::Shape::kArray1 && axis == 1);
  return takes_axis && RunMatrixAtOnce<1>(call, shape, rows, cols, form);
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
  if (RunMatrixAtOnce(call, rows, cols, axis)) return HOLO_OK;
  return RunAsBuffers(call, kApplyArraysAxisSite, true, 10, [&](const Wrapped& wrapped) {
    return ApplyAxis({call.executor, call.op, call.inputs == nullptr ? nullptr : wrapped.inputs, call.input_count,
                      call.scalars, call.scalar_count, rows, cols, axis, wrapped.output});
  });
}

}  // namespace hologram::executor
