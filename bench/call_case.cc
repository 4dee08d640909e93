// call_case.cc — buffers filled, and each way of calling as a loop over them.
#include "call_case.h"

#include "operands.h"

namespace hologram::bench {
namespace {

using Buffers = const holo_buffer*;

// One call of a named function, whatever its shape. They are inlined: what is timed is the call itself.
inline holo_status Call(holo_status (*f)(holo_executor, holo_buffer, holo_buffer, int64_t) noexcept, holo_executor e,
                        Buffers b, int64_t n, holo_scalar*) {
  return f(e, b[0], b[1], n);
}
inline holo_status Call(holo_status (*f)(holo_executor, holo_buffer, holo_buffer, holo_buffer, int64_t) noexcept,
                        holo_executor e, Buffers b, int64_t n, holo_scalar*) {
  return f(e, b[0], b[1], b[2], n);
}
inline holo_status Call(holo_status (*f)(holo_executor, holo_buffer, holo_buffer, holo_buffer, holo_buffer,
                                         int64_t) noexcept,
                        holo_executor e, Buffers b, int64_t n, holo_scalar*) {
  return f(e, b[0], b[1], b[2], b[3], n);
}
inline holo_status Call(holo_status (*f)(holo_executor, holo_buffer, int64_t, holo_scalar*) noexcept, holo_executor e,
                        Buffers b, int64_t n, holo_scalar* result) {
  return f(e, b[0], n, result);
}
inline holo_status Call(holo_status (*f)(holo_executor, holo_buffer, holo_buffer, int64_t, holo_scalar*) noexcept,
                        holo_executor e, Buffers b, int64_t n, holo_scalar* result) {
  return f(e, b[0], b[1], n, result);
}

inline holo_status Call(holo_status (*)(holo_executor, const holo_scalar*, const holo_scalar*, holo_buffer,
                                        int64_t) noexcept,
                        holo_executor, Buffers, int64_t, holo_scalar*) {
  throw cli::Failure("the benchmarks do not call sequences");
}
inline holo_status Call(holo_status (*)(holo_executor, holo_buffer, holo_buffer, const holo_scalar*, holo_buffer,
                                        int64_t) noexcept,
                        holo_executor, Buffers, int64_t, holo_scalar*) {
  throw cli::Failure("the calls of normalizations are not measured");
}
inline holo_status Call(holo_status (*)(holo_executor, holo_buffer, holo_buffer, holo_buffer, const holo_scalar*,
                                        holo_buffer, int64_t) noexcept,
                        holo_executor, Buffers, int64_t, holo_scalar*) {
  throw cli::Failure("the calls of normalizations are not measured");
}

// The same with scalars; an operation without them has no such function.
inline holo_status CallWithScalars(holo_status (*f)(holo_executor, holo_buffer, const holo_scalar*, holo_buffer,
                                                    int64_t) noexcept,
                                   holo_executor e, Buffers b, holo_buffer y, int64_t n, const holo_scalar* s) {
  return f(e, b[0], s, y, n);
}
inline holo_status CallWithScalars(holo_status (*f)(holo_executor, holo_buffer, const holo_scalar*, const holo_scalar*,
                                                    holo_buffer, int64_t) noexcept,
                                   holo_executor e, Buffers b, holo_buffer y, int64_t n, const holo_scalar* s) {
  return f(e, b[0], s, s, y, n);
}

// `call` gives a status; the last failure is kept in `*status`.
template <class Function>
Contender Repeated(holo_status* status, Function call) {
  return [status, call](int64_t repeats) {
    holo_status failure = HOLO_OK;
    for (; repeats > 0; --repeats) {
      if (const holo_status one = call(); one != HOLO_OK) failure = one;
    }
    if (failure != HOLO_OK) *status = failure;
  };
}

// `x` of a float dtype; of others 1.
holo_scalar ScalarOf(holo_dtype dtype, double x) {
  holo_scalar scalar = {dtype, 0, {}};
  if (base::IsFloat(dtype)) {
    scalar.value.f64 = x;
  } else {
    scalar.value.u64 = 1;
  }
  return scalar;
}

}  // namespace

CallCase::CallCase(const ops::OpRow& op, int64_t n, const cli::Executor& executor)
    : op_(op), n_(n), executor_(executor.get()) {
  const int inputs = ops::InputCount(op.shape), count = inputs + (ops::HasOutput(op.shape) ? 1 : 0);
  for (int i = 0; i < count; ++i) {
    const holo_dtype dtype = i < inputs ? op.InputDtype(i, HOLO_F32) : op.ResultDtype(HOLO_F32);
    owned_.push_back(cli::MakeBuffer(executor, dtype, n));
    buffers_.push_back(owned_.back().get());
    const holo_scalar value = ScalarOf(dtype, 1.5 + i);
    cli::Check(holo_buffer_fill(buffers_.back(), &value));
    void* data = nullptr;
    int64_t size_bytes = 0;
    cli::Check(holo_buffer_map(buffers_.back(), HOLO_ACCESS_READ_WRITE, &data, &size_bytes));
    data_.push_back(data);
    arrays_.push_back({data, n, dtype, 0});
  }
  scalar_ = ScalarOf(HOLO_F32, static_cast<double>(element_));
}

Contender CallCase::Named() const {
  switch (op_.code) {
#define HOLO_OP(code, name, ...) \
  case code:                     \
    return Repeated(&status_, [this] { return Call(&::holo_##name, executor_, buffers_.data(), n_, &result_); });
#include "ops/ops.def"
    default:
      throw cli::Failure("there is no such operation");
  }
}

Contender CallCase::Guarded() const {
  return [this, calls = Named()](int64_t repeats) {
    holo_guard guard = nullptr;
    status_ = holo_guard_acquire(executor_, nullptr, 0, &guard);
    calls(repeats);
    holo_guard_release(guard);
  };
}

Contender CallCase::Applied() const {
  const int inputs = ops::InputCount(op_.shape);
  const bool map = ops::HasOutput(op_.shape);
  return Repeated(&status_,
                  [this, inputs, output = map ? buffers_.back() : nullptr, result = map ? nullptr : &result_] {
                    return holo_apply(executor_, op_.code, buffers_.data(), inputs, nullptr, 0, output, n_, result);
                  });
}

Contender CallCase::OnArrays() const {
  const int inputs = ops::InputCount(op_.shape);
  const bool map = ops::HasOutput(op_.shape);
  return Repeated(
      &status_, [this, inputs, output = map ? &arrays_.back() : nullptr, result = map ? nullptr : &result_] {
        return holo_apply_arrays(executor_, op_.code, arrays_.data(), inputs, nullptr, 0, output, n_, result);
      });
}

Contender CallCase::Bare() const {
  void* output = ops::HasOutput(op_.shape) ? data_.back() : static_cast<void*>(&result_.value);
  return KernelCalls(op_.shape, KernelOf(op_.code, HOLO_F32), data_.data(), output, n_);
}

// The words of ops.def that stand for a form with scalars.
#define HOLO_SCALARS_MAP1(code, name)
#define HOLO_SCALARS_MAP2(code, name)                                                             \
  case code:                                                                                      \
    return Repeated(&status_, [this, y = buffers_.back()] {                                       \
      return CallWithScalars(&holo_##name##_scalar, executor_, buffers_.data(), y, n_, &scalar_); \
    });
#define HOLO_SCALARS_ORDERED2 HOLO_SCALARS_MAP2
#define HOLO_SCALARS_MAP3 HOLO_SCALARS_MAP2
#define HOLO_SCALARS_SELECT HOLO_SCALARS_MAP2
#define HOLO_SCALARS_ARRAY1 HOLO_SCALARS_MAP1
#define HOLO_SCALARS_NORM2 HOLO_SCALARS_MAP1
#define HOLO_SCALARS_NORM3 HOLO_SCALARS_MAP1
#define HOLO_SCALARS_SEQUENCE HOLO_SCALARS_MAP1
#define HOLO_SCALARS_GATHER HOLO_SCALARS_MAP1
#define HOLO_SCALARS_SCATTER HOLO_SCALARS_MAP1
#define HOLO_SCALARS_REDUCE1 HOLO_SCALARS_MAP1
#define HOLO_SCALARS_PRODUCT1 HOLO_SCALARS_MAP1
#define HOLO_SCALARS_NONEMPTY1 HOLO_SCALARS_MAP1
#define HOLO_SCALARS_REDUCE2 HOLO_SCALARS_MAP1

Contender CallCase::NamedWithScalars() const {
  switch (op_.code) {
#define HOLO_OP(code, name, Functor, family, word, ...) HOLO_SCALARS_##word(code, name)
#include "ops/ops.def"
    default:
      throw cli::Failure("the operation has no form with scalars");
  }
}

Contender CallCase::BareWithScalars() const {
  const void* value = &element_;
  const void* const inputs[] = {data_[0], value, value};
  return KernelCalls(op_.shape, KernelOf(op_.code, HOLO_F32, ops::Form::kScalarRest), inputs, data_.back(), n_);
}

void CallCase::RequireSuccess() const { cli::Check(status_); }

}  // namespace hologram::bench
