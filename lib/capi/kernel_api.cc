// kernel_api.cc — the C functions of hologram/kernel.h.
#include "hologram/kernel.h"

#include "backend/cpu_backend.h"
#include "capi/edge.h"

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::base::Fail;
using hologram::base::Message;
using hologram::capi::AtTheEdge;

holo_status holo_kernel_get(holo_op op, holo_dtype dtype, holo_simd_level cap, holo_kernel* kernel) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_kernel_get", "op,dtype,cap,kernel"};
  return AtTheEdge(kSite, [&]() -> Error {
    if (kernel == nullptr) return hologram::base::FailNull(4);
    const hologram::ops::OpRow* row = hologram::ops::Find(op);
    if (row == nullptr) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOp, op);
    if (!hologram::base::IsDtype(dtype)) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, Message::kUnknownDtype, dtype);
    hologram::backend::CpuBackend backend;
    if (Error error = hologram::backend::CpuBackend::Make(cap, &backend); !error.ok()) {
      error.argument = 3;
      return error;
    }
    const holo_kernel found = backend.kernels().Get(op, dtype);
    if (found == nullptr) {
      return hologram::base::FailText(HOLO_ERROR_DTYPE, 2, Message::kNoKernel, row->name, dtype);
    }
    *kernel = found;
    return hologram::base::kOk;
  });
}
