// cpu_backend.h — the backend that runs operations on this CPU: a SIMD level and its kernels.
#ifndef HOLOGRAM_BACKEND_CPU_BACKEND_H_
#define HOLOGRAM_BACKEND_CPU_BACKEND_H_

#include "backend/backend_interface.h"
#include "base/error.h"

namespace hologram::backend {

class CpuBackend final : public Backend {
 public:
  static constexpr const char* kName = "cpu";

  // A backend at the best level not above `cap`. A failure names no argument: its caller knows which it was.
  static base::Error Make(holo_simd_level cap, holo_accuracy accuracy, CpuBackend* backend);

  holo_simd_level level() const { return level_; }
  holo_accuracy accuracy() const { return kernels_->accuracy(); }

  // The kernel of a form of `op` on `dtype`, any numbers. They are arguments `op_argument`, the one after it, and
  // `dtype_argument`.
  base::Error Find(holo_op op, holo_form form, holo_dtype dtype, int op_argument, int dtype_argument,
                   holo_kernel* kernel) const;

  const char* name() const override { return kName; }
  bool Supports(holo_op op, holo_form form, holo_dtype dtype) const override {
    return kernels_->Get(op, dtype, static_cast<ops::Form>(form)) != nullptr;
  }
  holo_status Run(const BackendCall& call) const override;
  const void* Query(int32_t interface_id, int32_t min_version) const override;
  const engine::Plan* PlanFor(const engine::CompiledProgram& compiled) const override {
    return &compiled.PlanFor(*kernels_, level_);
  }
  const kernels::KernelTable* DirectKernels() const override { return kernels_; }

 private:
  holo_simd_level level_ = HOLO_SIMD_SCALAR;
  const kernels::KernelTable* kernels_ = nullptr;
};

// HOLO_INTERFACE_CPU. Its functions take handles and are called from C, so that they stand at the edge: backend_api.cc.
extern const holo_cpu_interface kCpuInterface;

}  // namespace hologram::backend

#endif  // HOLOGRAM_BACKEND_CPU_BACKEND_H_
