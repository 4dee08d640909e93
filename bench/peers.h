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
  holo_kernel run;  // called as the library's kernel
};

class PeerTable {
 public:
  template <ops::Shape kShape>
  void Add(holo_op op, holo_dtype dtype, const char* name, KernelType<kShape> run) {
    Put(op, dtype, {name, reinterpret_cast<holo_kernel>(run)});
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

// Compilations of peer_gcc.cc, each for some dtypes, with and without unrolling, of peer_gcc_approximated.cc, of
// peer_gcc_fast.cc and of peer_gcc_moments.cc.
void AddCompilerFloatMaps(PeerTable* table);
void AddCompilerFloatMapsUnrolled(PeerTable* table);
void AddCompilerIntegerMaps(PeerTable* table);
void AddCompilerIntegerMapsUnrolled(PeerTable* table);
void AddCompilerApproximated(PeerTable* table);
void AddCompilerReductions(PeerTable* table);
void AddCompilerReductionsUnrolled(PeerTable* table);
void AddCompilerMoments(PeerTable* table);
void AddCompilerMomentsUnrolled(PeerTable* table);
// Each of these stands in a source of its own.
void AddEigenPeers(PeerTable* table);
void AddEigenApproximatedPeers(PeerTable* table);
void AddVolkPeers(PeerTable* table);
void AddSleefPeers(PeerTable* table);
void AddHighwayPeers(PeerTable* table);
void AddXnnpackPeers(PeerTable* table);
void AddOneDnnPeers(PeerTable* table);
void AddNumpyPeers(PeerTable* table);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEERS_H_
