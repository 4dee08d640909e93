// host_cpu.h — what this process knows about its CPU: found out once, at first use.
#ifndef HOLOGRAM_CPU_HOST_CPU_H_
#define HOLOGRAM_CPU_HOST_CPU_H_

#include "hologram/cpu.h"

namespace hologram::cpu {

// Detected at the first call (about 1 ms under a hypervisor, where CPUID traps), the same ever after.
const holo_cpu_info& Info();

// Instructions beyond a level's that some of its CPUs have.
struct Extensions {
  bool avx512_bit_counts = false;  // AVX512_VPOPCNTDQ and AVX512_BITALG
};
const Extensions& CpuExtensions();

}  // namespace hologram::cpu

#endif  // HOLOGRAM_CPU_HOST_CPU_H_
