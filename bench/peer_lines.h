// peer_lines.h — what peers compute of one element: by default the reference's line, which a new row of ops.def has anyway.
//
// A line of a peer's own is a specialization of `Line` for its code. It is worth writing where the reference's keeps the
// compiler from making vectors of the loop.
#ifndef HOLOGRAM_BENCH_PEER_LINES_H_
#define HOLOGRAM_BENCH_PEER_LINES_H_

#include "backend/reference_ops.h"
#include "hologram/op.h"
#include "peer_values.h"

namespace hologram::bench {
namespace {

template <holo_op kOp>
struct ReferenceLine;

#define HOLO_OP(code, name, ...)                   \
  template <>                                      \
  struct ReferenceLine<code> {                     \
    template <class T>                             \
    using Value = backend::reference::WideOf<T>;   \
    template <class V>                             \
    static auto Of(V a, V b, V c) {                \
      return backend::reference::name<V>(a, b, c); \
    }                                              \
  };
#include "ops/ops.def"

template <holo_op kOp>
struct Line : ReferenceLine<kOp> {};

// What lines of a peer's own have in common. `OnMemory(T a, T b, T c)` would be taken instead of `Of` where T fits.
struct OwnLine {
  template <class T>
  using Value = ValueOf<T>;
};

}  // namespace
}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEER_LINES_H_
