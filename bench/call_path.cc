// call_path.cc — all ways to call in turns, then two threads.
#include "call_path.h"

#include "call_case.h"

namespace hologram::bench {

std::vector<CallFigures> MeasureCalls(const ops::OpRow& op, int64_t n, double seconds) {
  const cli::Executor executor = cli::MakeExecutor(HOLO_SIMD_BEST);
  const CallCase calls(op, n, executor);
  Interleaver interleaver({calls.Bare(), calls.Named(), calls.Guarded(), calls.Applied()});
  interleaver.RunFor(seconds);
  calls.RequireSuccess();

  std::vector<CallFigures> figures;
  size_t i = 0;
  for (const char* way : {"handles", "in a guard", "holo_apply"}) {
    ++i;
    figures.push_back({op.name, way, n, interleaver.Ns(i), interleaver.Ns(0), interleaver.DifferenceNs(i, 0),
                       interleaver.Ratio(i, 0), interleaver.rounds(), interleaver.share_kept()});
  }
  return figures;
}

std::vector<SharedExecutorFigures> MeasureSharedExecutor(const ops::OpRow& op, int64_t n, const int (&cpus)[2],
                                                         double seconds) {
  const cli::Executor executor = cli::MakeExecutor(HOLO_SIMD_BEST);
  const CallCase first(op, n, executor), second(op, n, executor);
  const Contender named[2] = {first.Named(), second.Named()}, bare[2] = {first.Bare(), second.Bare()};
  std::vector<SharedExecutorFigures> figures = {
      {op.name, "handles", n, MeasureTogether(named, cpus, seconds / 2)},
      {op.name, "bare kernel", n, MeasureTogether(bare, cpus, seconds / 2)},
  };
  first.RequireSuccess();
  second.RequireSuccess();
  return figures;
}

}  // namespace hologram::bench
