// kernel_api.cc — the C functions of hologram/kernel.h.
#include "hologram/kernel.h"

#include "backend/cpu_backend.h"
#include "capi/edge.h"

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::capi::AtTheEdge;

holo_status holo_kernel_get(holo_op op, holo_dtype dtype, holo_simd_level cap, holo_kernel* kernel) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_kernel_get", "op,dtype,cap,kernel"};
  return AtTheEdge(kSite, [&]() -> Error {
    if (kernel == nullptr) return hologram::base::FailNull(4);
    hologram::backend::CpuBackend backend;
    if (Error error = hologram::backend::CpuBackend::Make(cap, &backend); !error.ok()) {
      error.argument = 3;
      return error;
    }
    return backend.Find(op, dtype, 1, kernel);
  });
}
