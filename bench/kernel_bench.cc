// kernel_bench.cc — every operation, dtype and size beside its peers, as a Google Benchmark program.
//
// An iteration is a round: a batch of the kernel, of each peer and of the memory stream. The time shown is the kernel's,
// of one call; the counters are medians over the rounds.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/dtype.h"
#include "bench_main.h"
#include "kernel_case.h"
#include "semantics.h"

namespace hologram::bench {
namespace {

// About a tenth of a second in caches, a second in memory.
constexpr int RoundsFor(int64_t n) { return n <= 1 << 16 ? 301 : n <= 1 << 20 ? 51 : 11; }

void Run(benchmark::State& state, const ops::OpRow& op, holo_dtype dtype, int64_t n) {
  RequireSameResults(op, dtype);
  KernelCase kernel_case(op, dtype, n);
  while (state.KeepRunning()) state.SetIterationTime(kernel_case.Round() * 1e-9);
  const KernelFigures figures = kernel_case.Figures();
  state.counters["ours_ns"] = figures.ours_ns.median;
  state.counters["GB/s"] = figures.gb_per_s();
  state.counters["of_stream"] = figures.share_of_stream();
  state.counters["kept"] = figures.share_kept;
  if (figures.peers.empty()) return;
  const PeerFigure& best = figures.peers.front();
  state.counters["peer_ns"] = best.ns.median;
  state.counters["ratio"] = best.ratio.median;
  state.counters["ratio_low"] = best.ratio.low;
  state.counters["ratio_high"] = best.ratio.high;
  state.SetLabel("beside " + best.name);
}

}  // namespace

void RegisterBenchmarks(const Environment&) {
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsMeasured(op)) continue;
    for (const holo_dtype dtype : DtypesOf(op)) {
      for (const int64_t n : kSizes) {
        benchmark::RegisterBenchmark(fmt::format("{}/{}/{}", op.name, base::kDtypes[dtype].name, n).c_str(),
                                     [&op, dtype, n](benchmark::State& state) { Run(state, op, dtype, n); })
            ->UseManualTime()
            ->Iterations(RoundsFor(n));
      }
    }
  }
}

}  // namespace hologram::bench
