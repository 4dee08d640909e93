// status_api.cc — the C functions of hologram/status.h.
#include "hologram/status.h"

#include "base/struct_size.h"
#include "capi/edge.h"

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::capi::AtTheEdge;

const char* holo_status_name(holo_status status) HOLO_NOEXCEPT {
#define HOLO_CASE(name) \
  case name:            \
    return #name
  switch (static_cast<holo_status_code>(status)) {
    HOLO_CASE(HOLO_OK);
    HOLO_CASE(HOLO_ERROR_INVALID_ARGUMENT);
    HOLO_CASE(HOLO_ERROR_INVALID_HANDLE);
    HOLO_CASE(HOLO_ERROR_WRONG_EXECUTOR);
    HOLO_CASE(HOLO_ERROR_DTYPE);
    HOLO_CASE(HOLO_ERROR_OUT_OF_RANGE);
    HOLO_CASE(HOLO_ERROR_SIZE_OVERFLOW);
    HOLO_CASE(HOLO_ERROR_OVERLAP);
    HOLO_CASE(HOLO_ERROR_READ_ONLY);
    HOLO_CASE(HOLO_ERROR_OUT_OF_MEMORY);
    HOLO_CASE(HOLO_ERROR_UNSUPPORTED);
    HOLO_CASE(HOLO_ERROR_LIMIT);
    HOLO_CASE(HOLO_ERROR_WRONG_THREAD);
    HOLO_CASE(HOLO_ERROR_STRUCT_SIZE);
    HOLO_CASE(HOLO_ERROR_NOT_MAPPED);
    HOLO_CASE(HOLO_ERROR_INTERNAL);
  }
#undef HOLO_CASE
  return "HOLO_ERROR_UNKNOWN";
}

holo_status holo_last_error(holo_error* out) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_last_error", "out"};
  return AtTheEdge(kSite, [&]() -> Error {
    HOLO_RETURN_IF_ERROR(hologram::base::CheckOutStruct(out, 1));
    const hologram::base::ErrorRecord& last = hologram::executor::LastError();
    holo_error filled = HOLO_ERROR_INIT;
    filled.code = last.error.code;
    filled.argument = int32_t{last.error.argument};
    last.Describe(filled.message, sizeof filled.message);
    hologram::base::FillStruct(filled, out);
    return hologram::base::kOk;
  });
}
