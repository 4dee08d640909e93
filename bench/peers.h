// peers.h — what the library's kernels are measured against: other ways to compute the same, found by op and dtype.
#ifndef HOLOGRAM_BENCH_PEERS_H_
#define HOLOGRAM_BENCH_PEERS_H_

#include <vector>

#include "base/dtype.h"
#include "hologram/kernel.h"
#include "kernel_types.h"

namespace hologram::bench {

struct Peer {
  const char* name;
  holo_kernel run;  // of the same true type as the library's kernel
};

class PeerTable {
 public:
  template <ops::Shape kShape, class T>
  void Add(holo_op op, const char* name, KernelType<kShape, T> run) {
    Put(op, base::kDtypeOf<T>, {name, reinterpret_cast<holo_kernel>(run)});
  }

  const std::vector<Peer>& Get(holo_op op, holo_dtype dtype) const { return peers_[op][dtype]; }

 private:
  // Not inline: peers' sources are compiled for this CPU and with unsafe options, and should leave nothing of the
  // standard library behind that the linker could take for the rest of the program.
  void Put(holo_op op, holo_dtype dtype, Peer peer);

  std::vector<Peer> peers_[HOLO_OP_LAST + 1][base::kDtypeLimit];
};

// All peers of this build.
const PeerTable& Peers();

// Each of these stands in a source of its own; the first four are two sources, each compiled with and without
// unrolling.
void AddCompilerMaps(PeerTable* table);
void AddCompilerMapsUnrolled(PeerTable* table);
void AddCompilerReductions(PeerTable* table);
void AddCompilerReductionsUnrolled(PeerTable* table);
void AddEigenPeers(PeerTable* table);
void AddVolkPeers(PeerTable* table);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEERS_H_
