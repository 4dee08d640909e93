// semantics.h — whether a peer computes what the kernel computes: only then is a comparison of their times one.
#ifndef HOLOGRAM_BENCH_SEMANTICS_H_
#define HOLOGRAM_BENCH_SEMANTICS_H_

#include "ops/op_table.h"

namespace hologram::bench {

// Runs the kernel and every peer of an operation, and throws if a peer's results differ: in any bit of a map, special
// values included (any NaN equals any NaN), or in a float reduction by more than its order of additions can explain.
void RequireSameResults(const ops::OpRow& op, holo_dtype dtype);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_SEMANTICS_H_
