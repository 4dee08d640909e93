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

}  // namespace

CallCase::CallCase(const ops::OpRow& op, int64_t n, const cli::Executor& executor)
    : op_(op), n_(n), executor_(executor.get()) {
  const int count = ops::InputCount(op.shape) + (ops::IsMap(op.shape) ? 1 : 0);
  for (int i = 0; i < count; ++i) {
    owned_.push_back(cli::MakeBuffer(executor, HOLO_F32, n));
    buffers_.push_back(owned_.back().get());
    holo_scalar value = {HOLO_F32, 0, {}};
    value.value.f64 = 1.5 + i;
    cli::Check(holo_buffer_fill(buffers_.back(), &value));
    void* data = nullptr;
    int64_t size_bytes = 0;
    cli::Check(holo_buffer_map(buffers_.back(), HOLO_ACCESS_READ_WRITE, &data, &size_bytes));
    data_.push_back(data);
  }
}

Contender CallCase::Named() const {
  switch (op_.code) {
#define HOLO_OP(code, name, functor, family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  case code:                                                                                                           \
    return Repeated(&status_, [this] { return Call(&holo_##name, executor_, buffers_.data(), n_, &result_); });
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
  const bool map = ops::IsMap(op_.shape);
  return Repeated(&status_,
                  [this, inputs, output = map ? buffers_.back() : nullptr, result = map ? nullptr : &result_] {
                    return holo_apply(executor_, op_.code, buffers_.data(), inputs, output, n_, result);
                  });
}

Contender CallCase::Bare() const {
  void* output = ops::IsMap(op_.shape) ? data_.back() : static_cast<void*>(&result_.value);
  return KernelCalls(op_, HOLO_F32, KernelOf(op_.code, HOLO_F32), data_.data(), output, n_);
}

void CallCase::RequireSuccess() const { cli::Check(status_); }

}  // namespace hologram::bench
