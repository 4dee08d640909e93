// cpu_backend.cc — chooses the SIMD level.
#include "backend/cpu_backend.h"

#include <algorithm>

#include "cpu/host_cpu.h"

namespace hologram::backend {

base::Error CpuBackend::Make(holo_simd_level cap, CpuBackend* backend) {
  if (!cpu::IsLevel(cap)) return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 0, base::Message::kUnknownLevel, cap);
  const holo_cpu_info& info = cpu::Info();
  const holo_simd_level capped = cpu::ChooseLevel(info.levels_supported, cap);
  if (capped == 0) return base::FailText(HOLO_ERROR_UNSUPPORTED, 0, base::Message::kForeignLevel, cpu::LevelName(cap));
  backend->level_ = std::min(capped, info.level_chosen);  // HOLOGRAM_SIMD holds for every executor
  backend->kernels_ = &kernels::TableFor(backend->level_);
  return base::kOk;
}

}  // namespace hologram::backend
