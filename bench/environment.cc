// environment.cc — looks at the CPU, its modes, and which part of it is ours.
#include "environment.h"

#include <fmt/format.h>
#include <sched.h>

#include "tools/hologram/api.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hologram::bench {
namespace {

#if defined(__clang__)
constexpr const char kCompiler[] = "clang " __clang_version__;
#else
constexpr const char kCompiler[] = "gcc " __VERSION__;
#endif

bool FlushesSubnormals() {
#if defined(__x86_64__)
  constexpr unsigned kFlushToZero = 1u << 15, kSubnormalsAreZero = 1u << 6;
  return (_mm_getcsr() & (kFlushToZero | kSubnormalsAreZero)) != 0;
#else
  const volatile double smallest = 0x1p-1022;
  const volatile double half = smallest / 2;
  return half == 0;
#endif
}

std::vector<int> UsableCpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

}  // namespace

Environment PrepareProcess() {
  if (FlushesSubnormals()) {
    throw cli::Failure(
        "subnormal numbers are flushed to zero in this process: something was linked with -ffast-math. No figure "
        "would mean anything");
  }
  const holo_cpu_info info = cli::CpuInfo();
  const std::vector<int> cpus = UsableCpus();
  Environment environment = {cli::LibraryVersion(), info.brand, cli::SimdLevelName(info.level_chosen), kCompiler,
                             HOLO_BENCH_ARCH,       cpus};
  if (!cpus.empty() && PinThread(cpus.back())) environment.pinned_cpu = cpus.back();
  return environment;
}

std::string Describe(const Environment& environment) {
  const std::string place = environment.pinned_cpu < 0 ? "not pinned" : fmt::format("CPU {}", environment.pinned_cpu);
  return fmt::format("libhologram {}, {}; {}, {}; peers by {} for {}", environment.library_version,
                     environment.simd_level, environment.cpu, place, environment.compiler, environment.peers_arch);
}

bool PinThread(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof(set), &set) == 0;
}

}  // namespace hologram::bench
