// together.h — how much two threads slow each other down: each of them alone against both at once, in turns.
#ifndef HOLOGRAM_BENCH_TOGETHER_H_
#define HOLOGRAM_BENCH_TOGETHER_H_

#include <cstddef>

#include "interleave.h"

namespace hologram::bench {

struct TogetherFigures {
  struct Thread {
    Quartiles alone_ns, both_ns;  // of one call
    Quartiles slowdown;           // both / alone, round by round
  };
  Thread threads[2];
  size_t rounds = 0;
  double share_kept = 0;
};

// Runs `contenders[i]` on a thread of its own on `cpus[i]`, for about `seconds`. The thread that is not at work spins:
// a sleeping CPU would let the other one's clock rise.
TogetherFigures MeasureTogether(const Contender (&contenders)[2], const int (&cpus)[2], double seconds);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_TOGETHER_H_
