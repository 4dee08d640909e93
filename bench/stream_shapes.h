// stream_shapes.h — how fast this machine moves an operation's memory: the yardstick that kernels are held against.
#ifndef HOLOGRAM_BENCH_STREAM_SHAPES_H_
#define HOLOGRAM_BENCH_STREAM_SHAPES_H_

#include <cstdint>
#include <vector>

#include "ops/op_table.h"

namespace hologram::bench {

struct Stream {
  const char* name;
  // Reads `n` elements of each input that the operation has, and writes as many if it is a map. Arrays are 64-byte
  // aligned; what is moved is rounded up to a whole vector of the narrowest elements.
  void (*run)(const void* a, const void* b, const void* c, void* y, int64_t n);
};

// Loops that differ in how far they are unrolled and, for arrays that no cache holds, in how they store.
std::vector<Stream> StreamsFor(const ops::OpRow& op, holo_dtype dtype, int64_t n);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_STREAM_SHAPES_H_
