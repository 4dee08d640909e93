// peer_gcc_fast.cc — every sum of ops.def as a plain loop, compiled with -ffast-math: without leave to reorder
// additions the compiler has to make them one by one.
//
// Only this source is compiled so. Linking with -ffast-math would set flush-to-zero for the whole process.
#include <cmath>

#include "peer_lines.h"
#include "peer_loops.h"

namespace hologram::bench {
namespace {

// An FMA would keep the compiler from adding in several places.
template <>
struct Line<HOLO_OP_DOT> : OwnLine {
  template <class V>
  static V Of(V a, V b, V lane) {
    return static_cast<V>(W(lane) + W(a) * W(b));
  }
};

template <>
struct Line<HOLO_OP_NORM1> : OwnLine {
  template <class V>
  static V Of(V a, V, V lane) {
    return lane + std::fabs(a);
  }
};

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
  using namespace ops::words;
#define HOLO_OP(code, name, Functor, family, word, types, result, flaws, ilaws, accuracy, ...) \
  AddLoops<Line<code>, accuracy == FIXED_SUM || accuracy == FIXED_FMA, (word).shape, types, result>(code, table);
#include "ops/ops.def"
}

}  // namespace hologram::bench
