// peer_gcc_fast.cc — every reduction of ops.def as a plain loop, compiled with -ffast-math: without leave to reorder
// additions the compiler has to make them one by one.
//
// Only this source is compiled so. Linking with -ffast-math would set flush-to-zero for the whole process.
#include "peer_loops.h"

namespace hologram::bench {
namespace {

struct Sum {
  template <class T>
  T operator()(T x) const {
    return x;
  }
};

struct Dot {
  template <class T>
  T operator()(T a, T b) const {
    return static_cast<T>(W(a) * W(b));
  }
};

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
#define HOLO_ADD_reduction(code, Functor, shape, types) AddLoops<Functor, shape, types>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::bench
