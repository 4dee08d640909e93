// bench_main.h — what a Google Benchmark program brings to bench_main.cc.
#ifndef HOLOGRAM_BENCH_BENCH_MAIN_H_
#define HOLOGRAM_BENCH_BENCH_MAIN_H_

#include "environment.h"

namespace hologram::bench {

// Registers the program's benchmarks; the process is prepared already.
void RegisterBenchmarks(const Environment& environment);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_BENCH_MAIN_H_
