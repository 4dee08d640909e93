// host_cpu.cc — detection, once per process.
#include "cpu/host_cpu.h"

#include <pthread.h>

#include <cstdlib>

#include "cpu/detect.h"
#include "cpu/simd_level.h"
#include "cpu/usable_cpus.h"

namespace hologram::cpu {
namespace {

// pthread_once and not a static local: a child that forks in the middle starts over instead of waiting for ever.
constinit pthread_once_t g_once = PTHREAD_ONCE_INIT;
constinit holo_cpu_info g_info = {};
constinit Extensions g_extensions = {};

void FindOut() {
  holo_cpu_info info = HOLO_CPU_INFO_INIT;
  Detect(&info, &g_extensions);
  info.levels_supported &= kCompiledLevels;
  info.usable_cpus = UsableCpus();
  const char* wish = std::getenv("HOLOGRAM_SIMD");
  const holo_simd_level cap = wish != nullptr ? LevelFromName(wish) : HOLO_SIMD_BEST;
  info.level_chosen = cap > HOLO_SIMD_BEST ? ChooseLevel(info.levels_supported, cap) : 0;
  if (info.level_chosen == 0) info.level_chosen = ChooseLevel(info.levels_supported, HOLO_SIMD_BEST);
  g_info = info;
}

}  // namespace

const holo_cpu_info& Info() {
  pthread_once(&g_once, FindOut);
  return g_info;
}

const Extensions& CpuExtensions() {
  pthread_once(&g_once, FindOut);
  return g_extensions;
}

}  // namespace hologram::cpu
