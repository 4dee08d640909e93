// kernel_case.cc — lines up the contenders of one case and reads off who was how fast.
#include "kernel_case.h"

#include <algorithm>

#include "base/dtype.h"
#include "compute_limit.h"
#include "peers.h"

namespace hologram::bench {
namespace {

constexpr size_t kOurs = 0;  // among the contenders; then come the peers, the streams, and the limit of computing

template <class Row>
std::vector<std::string> NamesOf(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.emplace_back(row.name);
  return names;
}

}  // namespace

std::vector<holo_dtype> DtypesOf(const ops::OpRow& op) {
  std::vector<holo_dtype> dtypes;
  for (holo_dtype dtype = 1; dtype < base::kDtypeLimit; ++dtype) {
    if (op.Takes(dtype)) dtypes.push_back(dtype);
  }
  return dtypes;
}

KernelCase::KernelCase(const ops::OpRow& op, holo_dtype dtype, int64_t n)
    : operands_(op, dtype, n),
      streams_(StreamsFor(op, dtype, n)),
      compute_(ComputeLimitFor(op, dtype)),
      interleaver_(Contenders()) {}

std::vector<Contender> KernelCase::Contenders() const {
  const ops::OpRow& op = operands_.op();
  std::vector<Contender> contenders = {operands_.Calls(KernelOf(op.code, operands_.dtype()))};
  for (const Peer& peer : Peers().Get(op.code, operands_.dtype())) contenders.push_back(operands_.Calls(peer.run));
  for (const Stream& stream : streams_) contenders.push_back(operands_.Calls(stream));
  if (compute_) contenders.push_back(operands_.Calls(*compute_));
  return contenders;
}

double KernelCase::Round() {
  interleaver_.Round();
  return interleaver_.last_ns(kOurs);
}

std::vector<PeerFigure> FiguresBeside(const Interleaver& interleaver, size_t ours, size_t first,
                                      const std::vector<std::string>& names) {
  std::vector<PeerFigure> figures;
  for (size_t i = 0; i < names.size(); ++i) {
    figures.push_back({names[i], interleaver.Ns(first + i), interleaver.Ratio(ours, first + i)});
  }
  // By the ratios, which hold when the clock changes in the middle of a run; medians of times may then be of different
  // clocks.
  std::stable_sort(figures.begin(), figures.end(),
                   [](const PeerFigure& a, const PeerFigure& b) { return a.ratio.median > b.ratio.median; });
  return figures;
}

KernelFigures KernelCase::Figures() const {
  const ops::OpRow& op = operands_.op();
  const std::vector<Peer>& peers = Peers().Get(op.code, operands_.dtype());
  KernelFigures figures;
  figures.op = op.name;
  figures.family = op.family;
  figures.dtype = base::kDtypes[operands_.dtype()].name;
  figures.n = operands_.n();
  figures.moved_bytes = operands_.moved_bytes();
  figures.rounds = interleaver_.rounds();
  figures.share_kept = interleaver_.share_kept();
  figures.ours_ns = interleaver_.Ns(kOurs);
  figures.peers = FiguresBeside(interleaver_, kOurs, kOurs + 1, NamesOf(peers));
  const size_t first_stream = kOurs + 1 + peers.size(), compute = first_stream + streams_.size();
  figures.streams = FiguresBeside(interleaver_, kOurs, first_stream, NamesOf(streams_));
  if (compute_) figures.compute = FiguresBeside(interleaver_, kOurs, compute, {compute_->name}).front();
  return figures;
}

}  // namespace hologram::bench
