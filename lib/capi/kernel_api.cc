// kernel_api.cc — the C functions of hologram/kernel.h.
#include "hologram/kernel.h"

#include "backend/cpu_backend.h"
#include "capi/edge.h"

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::base::Fail;
using hologram::base::Message;
using hologram::capi::AtTheEdge;
namespace ops = hologram::ops;

namespace {

// `step` is by how many places `form` moves the arguments that follow it.
Error GetKernel(holo_op op, holo_form form, holo_dtype dtype, holo_simd_level cap, int step, holo_kernel* kernel) {
  if (kernel == nullptr) return hologram::base::FailNull(4 + step);
  const ops::OpRow* row = ops::Find(op);
  if (row == nullptr) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOp, op);
  if (form < 0 || form >= ops::kFormLimit) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, Message::kUnknownForm, form);
  if (!row->Has(static_cast<ops::Form>(form))) {
    return hologram::base::FailText(HOLO_ERROR_UNSUPPORTED, 2, Message::kNoForm, row->name, form);
  }
  if (!hologram::base::IsDtype(dtype)) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 2 + step, Message::kUnknownDtype, dtype);
  }
  hologram::backend::CpuBackend backend;
  if (Error error = hologram::backend::CpuBackend::Make(cap, &backend); !error.ok()) {
    error.argument = static_cast<int8_t>(3 + step);
    return error;
  }
  const holo_kernel found = backend.kernels().Get(op, dtype, static_cast<ops::Form>(form));
  if (found == nullptr) {
    return hologram::base::FailText(HOLO_ERROR_DTYPE, 2 + step, Message::kNoKernel, row->name, dtype);
  }
  *kernel = found;
  return hologram::base::kOk;
}

}  // namespace

holo_status holo_kernel_get(holo_op op, holo_dtype dtype, holo_simd_level cap, holo_kernel* kernel) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_kernel_get", "op,dtype,cap,kernel"};
  return AtTheEdge(kSite, [&] { return GetKernel(op, HOLO_FORM_BUFFERS, dtype, cap, 0, kernel); });
}

holo_status holo_kernel_form_get(holo_op op, holo_form form, holo_dtype dtype, holo_simd_level cap,
                                 holo_kernel* kernel) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_kernel_form_get", "op,form,dtype,cap,kernel"};
  return AtTheEdge(kSite, [&] { return GetKernel(op, form, dtype, cap, 1, kernel); });
}
