// zero_cost.cc — the same calls in C++ and in C, for zero_cost_test.py to compare what a compiler makes of them.
#include "hologram/hologram.hpp"

using hologram::Buffer;
using hologram::Executor;

// What a Buffer<float> looks like, for the C side; the test would see another layout as other instructions.
struct PlainBuffer {
  holo_buffer handle;
  float* data;
  int64_t size;
};

extern "C" {

[[noreturn]] void refuse(holo_status status);

void add_in_c(const holo_executor* ex, const PlainBuffer* a, const PlainBuffer* b, const PlainBuffer* out) {
  const holo_status status = holo_add(*ex, a->handle, b->handle, out->handle, out->size);
  if (status != HOLO_OK) [[unlikely]] {
    refuse(status);
  }
}
void add_in_cpp(const Executor& ex, const Buffer<float>& a, const Buffer<float>& b, const Buffer<float>& out) {
  ex.add(a, b, out);
}

holo_status try_add_in_c(const holo_executor* ex, const PlainBuffer* a, const PlainBuffer* b, const PlainBuffer* out) {
  return holo_add(*ex, a->handle, b->handle, out->handle, out->size);
}
holo_status try_add_in_cpp(const Executor& ex, const Buffer<float>& a, const Buffer<float>& b,
                           const Buffer<float>& out) {
  return ex.try_add(a, b, out).code();
}

float sum_in_c(const holo_executor* ex, const PlainBuffer* x) {
  holo_scalar result;
  const holo_status status = holo_sum(*ex, x->handle, x->size, &result);
  if (status != HOLO_OK) [[unlikely]] {
    refuse(status);
  }
  return static_cast<float>(result.value.f64);
}
float sum_in_cpp(const Executor& ex, const Buffer<float>& x) { return ex.sum(x); }

void scale_in_c(const holo_executor* ex, const PlainBuffer* x, float factor, const PlainBuffer* out) {
  const holo_scalar scalar = {HOLO_F32, 0, {.f64 = static_cast<double>(factor)}};
  const holo_status status = holo_mul_scalar(*ex, x->handle, &scalar, out->handle, out->size);
  if (status != HOLO_OK) [[unlikely]] {
    refuse(status);
  }
}
void scale_in_cpp(const Executor& ex, const Buffer<float>& x, float factor, const Buffer<float>& out) {
  ex.mul(x, factor, out);
}

holo_status try_clip_in_c(const holo_executor* ex, const PlainBuffer* x, const PlainBuffer* out) {
  const holo_scalar scalars[] = {{HOLO_F32, 0, {.f64 = 0}}, {HOLO_F32, 0, {.f64 = 6}}};
  return holo_clip_scalar(*ex, x->handle, &scalars[0], &scalars[1], out->handle, out->size);
}
holo_status try_clip_in_cpp(const Executor& ex, const Buffer<float>& x, const Buffer<float>& out) {
  return ex.try_clip(x, 0, 6, out).code();
}

holo_status try_raise_in_c(const holo_executor* ex, const PlainBuffer* x, const PlainBuffer* out) {
  const holo_scalar scalar = {HOLO_F32, 0, {.f64 = 1.5}};
  return holo_add_scalar(*ex, x->handle, &scalar, out->handle, out->size);
}
holo_status try_raise_in_cpp(const Executor& ex, const Buffer<float>& x, const Buffer<float>& out) {
  return ex.try_add(x, 1.5f, out).code();
}

// A wrapper as it should not be, so that the test is seen to notice: one more call, and one more load and compare.
void costly_add_in_cpp(const Executor& ex, const Buffer<float>& a, const Buffer<float>& b, const Buffer<float>& out) {
  if (a.try_info()) ex.add(a, b, out);
}
void wary_add_in_cpp(const Executor& ex, const Buffer<float>& a, const Buffer<float>& b, const Buffer<float>& out) {
  if (a.size() > 0) ex.add(a, b, out);
}

}  // extern "C"
