// kernel_api.cc — the C functions of hologram/kernel.h.
#include "hologram/kernel.h"

#include "backend/cpu_backend.h"
#include "capi/edge.h"

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::capi::AtTheEdge;

namespace {

// `cap` and `kernel` are the arguments after `dtype_argument`.
Error GetKernel(holo_op op, holo_form form, holo_dtype dtype, holo_simd_level cap, int dtype_argument,
                holo_kernel* kernel) {
  if (kernel == nullptr) return hologram::base::FailNull(dtype_argument + 2);
  hologram::backend::CpuBackend backend;
  if (Error error = hologram::backend::CpuBackend::Make(cap, HOLO_ACCURACY_STANDARD, &backend); !error.ok()) {
    error.argument = static_cast<int8_t>(dtype_argument + 1);
    return error;
  }
  return backend.Find(op, form, dtype, 1, dtype_argument, kernel);
}

}  // namespace

holo_status holo_kernel_get(holo_op op, holo_dtype dtype, holo_simd_level cap, holo_kernel* kernel) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_kernel_get", "op,dtype,cap,kernel"};
  return AtTheEdge(kSite, [&] { return GetKernel(op, HOLO_FORM_BUFFERS, dtype, cap, 2, kernel); });
}

holo_status holo_kernel_form_get(holo_op op, holo_form form, holo_dtype dtype, holo_simd_level cap,
                                 holo_kernel* kernel) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_kernel_form_get", "op,form,dtype,cap,kernel"};
  return AtTheEdge(kSite, [&] { return GetKernel(op, form, dtype, cap, 3, kernel); });
}
