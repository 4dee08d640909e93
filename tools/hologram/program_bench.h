// program_bench.h — `hologram bench --programs`: programs beside the sequence of kernels that do the same, in one run.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_BENCH_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_BENCH_H_

#include "bench.h"

namespace hologram::cli {

void RunProgramBench(const BenchOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_BENCH_H_
