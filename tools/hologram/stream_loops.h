// stream_loops.h — how fast this machine moves memory in vector_add's pattern: two loads, one store.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_STREAM_LOOPS_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_STREAM_LOOPS_H_

#include <cstdint>
#include <vector>

#include "plain_loop.h"

namespace hologram::cli {

// Every stream loop works on a multiple of so many elements, in 64-byte aligned arrays.
inline constexpr int64_t kStreamStep = 64;

// Loops of several shapes, written for speed alone, for the best of the levels in `levels_supported` (bits as in
// holo_cpu_info); none for a CPU without wide vectors. With `beyond_caches` one of them stores past the caches.
std::vector<AddLoop> StreamLoops(uint32_t levels_supported, bool beyond_caches);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_STREAM_LOOPS_H_
