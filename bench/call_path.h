// call_path.h — what a call through the API costs: over the bare kernel, and with another thread calling as well.
#ifndef HOLOGRAM_BENCH_CALL_PATH_H_
#define HOLOGRAM_BENCH_CALL_PATH_H_

#include <string>
#include <vector>

#include "interleave.h"
#include "ops/op_table.h"
#include "together.h"

namespace hologram::bench {

// From the smallest call to one that fills the first-level cache.
inline constexpr int64_t kCallSizes[] = {16, 3072};

// The operations that the call path is measured with by default: a map of each number of inputs, and a reduction.
inline constexpr holo_op kCallOps[] = {HOLO_OP_ADD, HOLO_OP_RELU, HOLO_OP_FMA, HOLO_OP_SUM};

// One way to call, beside the bare kernel on the same memory.
struct CallFigures {
  std::string op, way;  // "handles", "in a guard", "holo_apply", "arrays", "scalars"; "correct" beside standard
  int64_t n = 0;
  Quartiles ns, bare_ns;
  Quartiles overhead_ns;  // over the bare kernel, round by round
  Quartiles ratio;
  size_t rounds = 0;
  double share_kept = 0;
};

std::vector<CallFigures> MeasureCalls(const ops::OpRow& op, int64_t n, double seconds);

// Two threads with buffers of their own on one executor.
struct SharedExecutorFigures {
  std::string op, way;  // "handles", "bare kernel": what the machine itself does to two threads
  int64_t n = 0;
  TogetherFigures together;
};

std::vector<SharedExecutorFigures> MeasureSharedExecutor(const ops::OpRow& op, int64_t n, const int (&cpus)[2],
                                                         double seconds);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_CALL_PATH_H_
