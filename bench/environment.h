// environment.h — where a benchmark runs: what must hold before it starts, and what its figures are worth little
// without.
#ifndef HOLOGRAM_BENCH_ENVIRONMENT_H_
#define HOLOGRAM_BENCH_ENVIRONMENT_H_

#include <string>
#include <vector>

namespace hologram::bench {

struct Environment {
  std::string library_version, cpu, simd_level, compiler;
  std::string peers_arch;        // what the peers are compiled for
  std::vector<int> usable_cpus;  // before pinning
  int pinned_cpu = -1;           // -1 if the system did not allow it
};

// Throws if this thread flushes subnormal numbers to zero: then all floats are faster, and wrong. Keeps the thread on
// the last of the CPUs it may use, since the first one is the busiest with interrupts.
Environment PrepareProcess();

// "libhologram 0.1.0, avx512; AMD EPYC, CPU 1; peers by gcc 12.2.0 for native"
std::string Describe(const Environment& environment);

// Keeps the calling thread on one CPU.
bool PinThread(int cpu);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_ENVIRONMENT_H_
