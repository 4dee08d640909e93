// kernel_case.h — one operation on one dtype and size: the kernel, its peers and the memory stream, in turns.
#ifndef HOLOGRAM_BENCH_KERNEL_CASE_H_
#define HOLOGRAM_BENCH_KERNEL_CASE_H_

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "interleave.h"
#include "operands.h"

namespace hologram::bench {

// The sizes that figures are given for: registers, caches, their edges, memory.
inline constexpr int64_t kSizes[] = {16, 256, 1024, 3072, 4096, 16384, 65536, 1 << 20, 1 << 24};

// The dtypes that kernels exist for.
std::vector<holo_dtype> DtypesOf(const ops::OpRow& op);

struct PeerFigure {
  std::string name;
  Quartiles ns;     // of one call
  Quartiles ratio;  // the kernel's time over this one
};

struct KernelFigures {
  std::string op, family, dtype;
  int64_t n = 0;
  int64_t moved_bytes = 0;
  size_t rounds = 0;
  double share_kept = 0;  // of the batches: those in which the thread kept its CPU
  Quartiles ours_ns;
  std::vector<PeerFigure> peers;      // the fastest first; empty if there is none
  std::vector<PeerFigure> streams;    // likewise; never empty
  std::optional<PeerFigure> compute;  // see compute_limit.h

  double gb_per_s() const { return static_cast<double>(moved_bytes) / ours_ns.median; }
  double share_of_stream() const { return 1 / streams.front().ratio.median; }
  // The machine's limit: what takes longer, moving the memory or the multiplications.
  const PeerFigure& limit() const {
    const PeerFigure& stream = streams.front();
    return compute && compute->ratio.median < stream.ratio.median ? *compute : stream;
  }
  // Our time over that of the slower of the best peer and the stream: a row is behind if it is slower than both.
  double behind() const {
    const double stream = streams.front().ratio.median;
    return peers.empty() ? stream : std::min(stream, peers.front().ratio.median);
  }
};

// The contenders from `first` on, whose names these are, beside the one that is ours; the best first.
std::vector<PeerFigure> FiguresBeside(const Interleaver& interleaver, size_t ours, size_t first,
                                      const std::vector<std::string>& names);

class KernelCase {
 public:
  KernelCase(const ops::OpRow& op, holo_dtype dtype, int64_t n);

  // One batch of each; gives the time of one call of the kernel in ns.
  double Round();
  void RunFor(double seconds) { interleaver_.RunFor(seconds); }
  KernelFigures Figures() const;

 private:
  std::vector<Contender> Contenders() const;

  Operands operands_;
  std::vector<Stream> streams_;
  std::optional<Stream> compute_;
  Interleaver interleaver_;
};

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_KERNEL_CASE_H_
