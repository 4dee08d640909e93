// kernel_call.h — the call of a kernel of a map, with all that it takes.
#ifndef HOLOGRAM_ENGINE_KERNEL_CALL_H_
#define HOLOGRAM_ENGINE_KERNEL_CALL_H_

#include <cstdint>

#include "kernels/kernel_cast.h"

namespace hologram::engine {

struct KernelCall {
  holo_kernel kernel = nullptr;
  int64_t n = 0;
  void* output = nullptr;
  const void* inputs[3] = {};
  int32_t input_count = 0;

  void operator()() const {
    using In = const void*;
    using kernels::KernelCast;
    if (input_count == 1) return KernelCast<In, void*, int64_t>(kernel)(inputs[0], output, n);
    if (input_count == 2) return KernelCast<In, In, void*, int64_t>(kernel)(inputs[0], inputs[1], output, n);
    KernelCast<In, In, In, void*, int64_t>(kernel)(inputs[0], inputs[1], inputs[2], output, n);
  }
};

// A reduction's kernel, of one input or of two; then `others` is not null.
inline void CallReduction(holo_kernel kernel, const void* elements, const void* others, int64_t n, uint64_t* result) {
  using In = const void*;
  using kernels::KernelCast;
  if (others == nullptr) return KernelCast<In, int64_t, void*>(kernel)(elements, n, result);
  KernelCast<In, In, int64_t, void*>(kernel)(elements, others, n, result);
}

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_KERNEL_CALL_H_
