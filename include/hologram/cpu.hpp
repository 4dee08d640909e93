// cpu.hpp — what this machine's processor offers.
#ifndef HOLOGRAM_CPU_HPP_
#define HOLOGRAM_CPU_HPP_

#include "hologram/cpu.h"
#include "hologram/status.hpp"

namespace hologram {

inline Result<holo_cpu_info> try_cpu_info() noexcept {
  holo_cpu_info info = HOLO_CPU_INFO_INIT;
  const Status status(holo_cpu_info_get(&info));
  if (!status) return status;
  return info;
}

// Whether kernels of this level can run here.
inline bool supports(holo_simd_level level) noexcept {
  const Result<holo_cpu_info> info = try_cpu_info();
  return info && level > HOLO_SIMD_BEST && level < 32 && (info->levels_supported >> level & 1u) != 0;
}

#ifdef __cpp_exceptions
inline holo_cpu_info cpu_info() { return try_cpu_info().value(); }
#endif

}  // namespace hologram

#endif  // HOLOGRAM_CPU_HPP_
