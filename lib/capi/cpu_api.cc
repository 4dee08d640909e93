// cpu_api.cc — the C functions of hologram/cpu.h.
#include "cpu/host_cpu.h"

#include "base/struct_size.h"
#include "capi/edge.h"
#include "cpu/simd_level.h"

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::capi::AtTheEdge;

holo_status holo_cpu_info_get(holo_cpu_info* info) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_cpu_info_get", "info"};
  return AtTheEdge(kSite, [&]() -> Error {
    HOLO_RETURN_IF_ERROR(hologram::base::CheckOutStruct(info, 1));
    hologram::base::FillStruct(hologram::cpu::Info(), info);
    return hologram::base::kOk;
  });
}

const char* holo_simd_level_name(holo_simd_level level) HOLO_NOEXCEPT { return hologram::cpu::LevelName(level); }
