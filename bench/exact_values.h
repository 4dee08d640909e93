// exact_values.h — approximated operations in more precision than their results have, for errors to be told.
#ifndef HOLOGRAM_BENCH_EXACT_VALUES_H_
#define HOLOGRAM_BENCH_EXACT_VALUES_H_

#include <cstddef>
#include <vector>

#include "hologram/op.h"

namespace hologram::bench {

// A map of `x`, or of `x` and `y`; X is double for results in f32, long double (64 bits of mantissa on x86) for f64. libm
// is within few units in the last place of X; where a formula would lose digits another one is taken. Throws for an
// operation it does not know.
template <class X>
X ExactValue(holo_op op, X x, X y);

// softmax or log_softmax of a row.
template <class T, class X>
std::vector<X> ExactRow(holo_op op, const T* row, size_t n);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_EXACT_VALUES_H_
