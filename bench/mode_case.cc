// mode_case.cc — calls on arrays, whose values are those that kernels are measured with.
#include "mode_case.h"

#include "operands.h"
#include "tools/hologram/api.h"

namespace hologram::bench {

CallFigures MeasureModes(const ops::OpRow& op, holo_dtype dtype, int64_t n, double seconds) {
  const Operands operands(op, dtype, n);
  const int inputs = ops::InputCount(op.shape);
  holo_array arrays[ops::kMaxInputs] = {};
  for (int i = 0; i < inputs; ++i) {
    arrays[i] = {const_cast<void*>(operands.input(i)), n, op.InputDtype(i, dtype), 0};
  }
  const holo_array output = {operands.output(), n, operands.result_dtype(), 0};
  holo_status status = HOLO_OK;
  const auto calls = [&](const cli::Executor& executor) -> Contender {
    return [&, handle = executor.get()](int64_t repeats) {
      for (; repeats > 0 && status == HOLO_OK; --repeats) {
        status = holo_apply_arrays(handle, op.code, arrays, inputs, nullptr, 0, &output, n, nullptr);
      }
    };
  };
  const cli::Executor standard = cli::MakeExecutor(HOLO_SIMD_BEST);
  const cli::Executor correct = cli::MakeExecutor(HOLO_SIMD_BEST, HOLO_ACCURACY_CORRECT);
  Interleaver interleaver({calls(standard), calls(correct)});
  interleaver.RunFor(seconds);
  cli::Check(status);
  return {op.name,
          "correct",
          n,
          interleaver.Ns(1),
          interleaver.Ns(0),
          interleaver.DifferenceNs(1, 0),
          interleaver.Ratio(1, 0),
          interleaver.rounds(),
          interleaver.share_kept()};
}

}  // namespace hologram::bench
