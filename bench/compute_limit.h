// compute_limit.h — how fast this machine does an operation's multiplications: the other yardstick, beside its memory's.
#ifndef HOLOGRAM_BENCH_COMPUTE_LIMIT_H_
#define HOLOGRAM_BENCH_COMPUTE_LIMIT_H_

#include <optional>

#include "stream_shapes.h"

namespace hologram::bench {

// A loop that reads and writes the map's arrays and does to each vector as many independent FMAs as the shortest method we
// know needs slots of the FMA pipes; nothing where that has not been counted.
std::optional<Stream> ComputeLimitFor(const ops::OpRow& op, holo_dtype dtype);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_COMPUTE_LIMIT_H_
