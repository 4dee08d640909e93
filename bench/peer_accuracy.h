// peer_accuracy.h — how far the kernels and their peers are from the exact results: what a comparison of times is worth
// little without.
#ifndef HOLOGRAM_BENCH_PEER_ACCURACY_H_
#define HOLOGRAM_BENCH_PEER_ACCURACY_H_

#include <string>
#include <vector>

#include "ops/op_table.h"

namespace hologram::bench {

struct AccuracyFigures {
  std::string op, dtype, name;
  double bound_ulp = 0;  // what the library promises
  // The largest errors found, in units in the last place of the exact result; infinite where a finite number was not even
  // approached. Subnormal arguments and results are left out of both.
  double range_ulp = 0;  // over all numbers
  double timed_ulp = 0;  // over values like those that times are measured on
  double worst = 0;      // the argument, of several the first, that range_ulp was found at
};

// Whether there is a bound to hold errors against, and a reference: approximated operations,
// on f32 and f64.
bool HasAccuracy(const ops::OpRow& op, holo_dtype dtype);

// The library and its peers, in this order.
std::vector<AccuracyFigures> MeasureAccuracy(const ops::OpRow& op, holo_dtype dtype);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEER_ACCURACY_H_
