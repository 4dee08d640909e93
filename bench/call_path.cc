// call_path.cc — all ways to call in turns, then two threads.
#include "call_path.h"

#include "call_case.h"

namespace hologram::bench {

std::vector<CallFigures> MeasureCalls(const ops::OpRow& op, int64_t n, double seconds) {
  const cli::Executor executor = cli::MakeExecutor(HOLO_SIMD_BEST);
  const CallCase calls(op, n, executor);
  // Each way beside the bare kernel that it calls.
  std::vector<const char*> ways = {"handles", "in a guard", "holo_apply", "arrays"};
  std::vector<size_t> bare = {0, 0, 0, 0};
  std::vector<Contender> contenders = {calls.Bare(), calls.Named(), calls.Guarded(), calls.Applied(), calls.OnArrays()};
  if (calls.HasScalars()) {
    ways.push_back("scalars");
    bare.push_back(contenders.size() + 1);
    contenders.push_back(calls.NamedWithScalars());
    contenders.push_back(calls.BareWithScalars());
  }
  Interleaver interleaver(std::move(contenders));
  interleaver.RunFor(seconds);
  calls.RequireSuccess();

  std::vector<CallFigures> figures;
  for (size_t way = 0; way < ways.size(); ++way) {
    const size_t i = way + 1;
    figures.push_back({op.name, ways[way], n, interleaver.Ns(i), interleaver.Ns(bare[way]),
                       interleaver.DifferenceNs(i, bare[way]), interleaver.Ratio(i, bare[way]), interleaver.rounds(),
                       interleaver.share_kept()});
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
