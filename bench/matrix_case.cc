// matrix_case.cc — lines up the contenders of one matrix.
#include "matrix_case.h"

#include <fmt/format.h>

#include <algorithm>

namespace hologram::bench {

KernelFigures MeasureMatrix(const ops::OpRow& op, holo_dtype dtype, ops::Form form, MatrixSize size, double seconds) {
  const int64_t n = size.rows * size.cols;
  const Operands operands(op, dtype, n);
  const std::vector<Stream> streams = StreamsFor(op, dtype, n);
  std::vector<double> results(static_cast<size_t>(std::max(size.rows, size.cols)));
  const auto calls = [&, x = operands.input(0), y = results.data()](MatrixKernel run) -> Contender {
    return [=](int64_t repeats) {
      for (; repeats > 0; --repeats) run(x, size.rows, size.cols, y);
    };
  };
  std::vector<Contender> contenders = {calls(reinterpret_cast<MatrixKernel>(KernelOf(op.code, dtype, form)))};
  std::vector<std::string> peers, stream_names;
  if (const MatrixKernel eigen = EigenMatrixPeer(op.code, dtype, form); eigen != nullptr) {
    peers.emplace_back("eigen");
    contenders.push_back(calls(eigen));
  }
  for (const Stream& stream : streams) {
    stream_names.emplace_back(stream.name);
    contenders.push_back(operands.Calls(stream));
  }
  Interleaver interleaver(std::move(contenders));
  interleaver.RunFor(seconds);

  KernelFigures figures;
  figures.op = fmt::format("{} {} {}x{}", op.name, form == ops::Form::kRows ? "rows" : "columns", size.rows, size.cols);
  figures.dtype = base::kDtypes[dtype].name;
  figures.n = n;
  figures.moved_bytes = operands.moved_bytes();
  figures.rounds = interleaver.rounds();
  figures.share_kept = interleaver.share_kept();
  figures.ours_ns = interleaver.Ns(0);
  figures.peers = FiguresBeside(interleaver, 0, 1, peers);
  figures.streams = FiguresBeside(interleaver, 0, 1 + peers.size(), stream_names);
  return figures;
}

}  // namespace hologram::bench
