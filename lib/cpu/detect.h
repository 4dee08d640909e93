// detect.h — what an architecture's detection finds out; one source per architecture implements it.
#ifndef HOLOGRAM_CPU_DETECT_H_
#define HOLOGRAM_CPU_DETECT_H_

#include "cpu/host_cpu.h"
#include "cpu/simd_level.h"
#include "hologram/cpu.h"

namespace hologram::cpu {

// Sets vendor, brand, levels_supported (of the CPU and its system) and the cache sizes it knows; the rest is 0. Besides,
// the extensions of a level that kernels ask for.
void Detect(holo_cpu_info* info, Extensions* extensions);

// A cache size that could be true, else 0: detection by tables misnames CPUs that are newer than it.
constexpr int64_t PlausibleCache(int64_t size_bytes, int64_t least, int64_t most) {
  return size_bytes >= least && size_bytes <= most ? size_bytes : 0;
}

}  // namespace hologram::cpu

#endif  // HOLOGRAM_CPU_DETECT_H_
