// backend_case.h — an executor of a named backend, its buffers full of random values, and what its calls leave behind.
#ifndef HOLOGRAM_TESTS_BACKEND_BACKEND_CASE_H_
#define HOLOGRAM_TESTS_BACKEND_BACKEND_CASE_H_

#include <cstdint>
#include <cstring>
#include <vector>

#include "capi/op_call.h"
#include "support/elements.h"
#include "support/random_values.h"
#include "support/session.h"

namespace hologram::testing {

inline holo_executor_options OptionsFor(const char* backend, holo_simd_level cap = HOLO_SIMD_BEST) {
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.backend = backend;
  options.simd_cap = cap;
  return options;
}

struct BackendSession : test::Session {
  explicit BackendSession(const char* backend) : test::Session(OptionsFor(backend)) {}

  int64_t FallbackCalls() const {
    holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
    test::Must(holo_executor_stats_get(*this, &stats));
    return stats.fallback_calls;
  }

  holo_backend Backend() const {
    holo_backend backend = nullptr;
    test::Must(holo_executor_backend(*this, &backend));
    return backend;
  }
};

using Bytes = std::vector<unsigned char>;

// `count` values of a type, of all kinds.
inline Bytes RandomContents(holo_dtype dtype, int64_t count, Random* random) {
  const Elements elements = Elements::Any(dtype, random, count);
  Bytes bytes(static_cast<size_t>(count * elements.size()));
  if (count > 0) std::memcpy(bytes.data(), elements.At(0), bytes.size());
  return bytes;
}

// What a call has given: the whole output buffer, or the scalar's bytes.
inline Bytes RunOnce(const ops::OpRow& op, ops::Form form, bool by_code, holo_dtype dtype, holo_executor executor,
                     const std::vector<Bytes>& inputs, int64_t n) {
  OpCall call;
  holo_scalar result;
  std::memset(&result, 0, sizeof result);
  call.op = &op;
  call.form = form;
  call.by_code = by_code;
  call.executor = executor;
  call.n = n;
  const holo_scalar scalar = SmallScalar(dtype, 3);
  for (int i = 0; i < call.InputCount(); ++i) {
    if (call.IsScalar(i)) {
      call.scalars[i] = &scalar;
      continue;
    }
    test::Must(holo_buffer_create(executor, op.InputDtype(i, dtype), n, &call.in[i]));
    if (ops::IsIndexed(op.shape) && i == 1) {
      std::vector<int64_t> backwards;
      for (int64_t k = n; k > 0; --k) backwards.push_back(k - 1);
      test::Must(holo_buffer_write(call.in[i], 0, backwards.data(), n));
      continue;
    }
    test::Must(holo_buffer_write(call.in[i], 0, inputs[static_cast<size_t>(i)].data(), n));
  }
  Bytes given(sizeof result);
  if (call.HasOutput()) {
    const holo_dtype result_dtype = op.ResultDtype(dtype);
    given.assign(static_cast<size_t>(n * holo_dtype_size(result_dtype)), 0);
    test::Must(holo_buffer_create(executor, result_dtype, n, &call.out));
    test::Must(call.Run());
    test::Must(holo_buffer_read(call.out, 0, given.data(), n));
  } else {
    call.result = &result;
    test::Must(call.Run());
    std::memcpy(given.data(), &result, sizeof result);
  }
  for (holo_buffer buffer : call.in) holo_buffer_destroy(buffer);
  holo_buffer_destroy(call.out);
  return given;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_BACKEND_BACKEND_CASE_H_
