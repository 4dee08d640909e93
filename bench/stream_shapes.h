// stream_shapes.h — how fast this machine moves an operation's memory: the yardstick that kernels are held against.
#ifndef HOLOGRAM_BENCH_STREAM_SHAPES_H_
#define HOLOGRAM_BENCH_STREAM_SHAPES_H_

#include <cstdint>
#include <vector>

#include "ops/op_table.h"

namespace hologram::bench {

struct Stream {
  const char* name;
  // Reads `size_bytes` of each input that the shape has, and writes as many if it has an output. Arrays are 64-byte
  // aligned; a size is rounded up to whole vectors.
  void (*run)(const void* a, const void* b, const void* c, void* y, int64_t size_bytes);
};

// Loops that differ in how far they are unrolled and, for outputs that no cache holds, in how they store.
std::vector<Stream> StreamsFor(ops::Shape shape, int64_t size_bytes);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_STREAM_SHAPES_H_
