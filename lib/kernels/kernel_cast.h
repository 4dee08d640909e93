// kernel_cast.h — a kernel as the function that it is.
#ifndef HOLOGRAM_KERNELS_KERNEL_CAST_H_
#define HOLOGRAM_KERNELS_KERNEL_CAST_H_

#include "hologram/kernel.h"

namespace hologram::kernels {

template <class... T>
auto KernelCast(holo_kernel kernel) {
  return reinterpret_cast<void (*)(T...)>(kernel);
}

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_KERNEL_CAST_H_
