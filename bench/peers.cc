// peers.cc — puts the peers that this build has into one table.
#include "peers.h"

namespace hologram::bench {

void PeerTable::Put(holo_op op, holo_dtype dtype, Peer peer) { peers_[op][dtype].push_back(peer); }

const PeerTable& Peers() {
  static const PeerTable table = [] {
    PeerTable all;
    AddCompilerFloatMaps(&all);
    AddCompilerFloatMapsUnrolled(&all);
    AddCompilerIntegerMaps(&all);
    AddCompilerIntegerMapsUnrolled(&all);
    AddCompilerApproximated(&all);
    AddCompilerReductions(&all);
    AddCompilerReductionsUnrolled(&all);
    AddCompilerMoments(&all);
    AddCompilerMomentsUnrolled(&all);
#ifdef HOLO_BENCH_EIGEN
    AddEigenPeers(&all);
    AddEigenApproximatedPeers(&all);
#endif
#ifdef HOLO_BENCH_VOLK
    AddVolkPeers(&all);
#endif
#ifdef HOLO_BENCH_SLEEF
    AddSleefPeers(&all);
#endif
#ifdef HOLO_BENCH_HIGHWAY
    AddHighwayPeers(&all);
#endif
#ifdef HOLO_BENCH_XNNPACK
    AddXnnpackPeers(&all);
#endif
#ifdef HOLO_BENCH_ONEDNN
    AddOneDnnPeers(&all);
#endif
#ifdef HOLO_BENCH_NUMPY
    AddNumpyPeers(&all);
#endif
    return all;
  }();
  return table;
}

}  // namespace hologram::bench
