// mode_case.h — the accuracy mode `correct` beside `standard`: the same call of executors of both, in turns.
#ifndef HOLOGRAM_BENCH_MODE_CASE_H_
#define HOLOGRAM_BENCH_MODE_CASE_H_

#include "call_path.h"
#include "ops/op_table.h"

namespace hologram::bench {

// Whether the mode makes a difference that is measured: maps that are computed in f64 and rounded once.
constexpr bool HasModes(const ops::OpRow& op, holo_dtype dtype) {
  return ops::IsMap(op.shape) && op.accuracy == ops::Accuracy::kUlp && dtype != HOLO_F64;
}

// What `correct` costs; the bare time is that of `standard`.
CallFigures MeasureModes(const ops::OpRow& op, holo_dtype dtype, int64_t n, double seconds);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_MODE_CASE_H_
