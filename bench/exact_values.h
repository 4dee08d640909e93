// exact_values.h — approximated operations in double, near enough to the exact value for errors of f32 to be told.
#ifndef HOLOGRAM_BENCH_EXACT_VALUES_H_
#define HOLOGRAM_BENCH_EXACT_VALUES_H_

#include <vector>

#include "hologram/op.h"

namespace hologram::bench {

// A map of `x`, or of `x` and `y`. libm's double functions are within 2^-28 units in the last place of a float; where a
// formula would lose digits another one is taken. Throws for an operation it does not know.
double ExactValue(holo_op op, double x, double y);

// softmax or log_softmax of a row.
std::vector<double> ExactRow(holo_op op, const std::vector<float>& row);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_EXACT_VALUES_H_
