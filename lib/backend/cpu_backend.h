// cpu_backend.h — the backend that runs operations on this CPU: a SIMD level and its kernels.
#ifndef HOLOGRAM_BACKEND_CPU_BACKEND_H_
#define HOLOGRAM_BACKEND_CPU_BACKEND_H_

#include "base/error.h"
#include "kernels/kernel_table.h"

namespace hologram::backend {

class CpuBackend {
 public:
  static constexpr const char* kName = "cpu";

  // A backend at the best level not above `cap`. A failure names no argument: its caller knows which it was.
  static base::Error Make(holo_simd_level cap, CpuBackend* backend);

  holo_simd_level level() const { return level_; }
  const kernels::KernelTable& kernels() const { return *kernels_; }

 private:
  holo_simd_level level_ = HOLO_SIMD_SCALAR;
  const kernels::KernelTable* kernels_ = nullptr;
};

}  // namespace hologram::backend

#endif  // HOLOGRAM_BACKEND_CPU_BACKEND_H_
