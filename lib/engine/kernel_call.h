// kernel_call.h — calls of kernels by how many inputs they have.
#ifndef HOLOGRAM_ENGINE_KERNEL_CALL_H_
#define HOLOGRAM_ENGINE_KERNEL_CALL_H_

#include <cstdint>

#include "kernels/kernel_cast.h"

namespace hologram::engine {

// A map's kernel.
inline void CallMap(holo_kernel kernel, const void* const* inputs, int input_count, void* output, int64_t n) {
  using In = const void*;
  using kernels::KernelCast;
  if (input_count == 1) return KernelCast<In, void*, int64_t>(kernel)(inputs[0], output, n);
  if (input_count == 2) return KernelCast<In, In, void*, int64_t>(kernel)(inputs[0], inputs[1], output, n);
  KernelCast<In, In, In, void*, int64_t>(kernel)(inputs[0], inputs[1], inputs[2], output, n);
}

// A reduction's kernel.
inline void CallReduction(holo_kernel kernel, const void* const* inputs, int input_count, int64_t n, void* result) {
  using In = const void*;
  using kernels::KernelCast;
  if (input_count == 1) return KernelCast<In, int64_t, void*>(kernel)(inputs[0], n, result);
  KernelCast<In, In, int64_t, void*>(kernel)(inputs[0], inputs[1], n, result);
}

// The call of a map's kernel, with all that it takes.
struct KernelCall {
  holo_kernel kernel = nullptr;
  int64_t n = 0;
  void* output = nullptr;
  const void* inputs[3] = {};
  int32_t input_count = 0;

  void operator()() const { CallMap(kernel, inputs, input_count, output, n); }
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_KERNEL_CALL_H_
