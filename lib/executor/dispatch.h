// dispatch.h — runs operations on buffers: the hot path of the library.
#ifndef HOLOGRAM_EXECUTOR_DISPATCH_H_
#define HOLOGRAM_EXECUTOR_DISPATCH_H_

#include "hologram/ops.h"

namespace hologram::executor {

// Each checks everything, runs the kernel and keeps the error of what it refuses. `op` is of that shape and has the form;
// it comes last so that the C functions pass their own arguments on where they are. Those with To take operations whose
// result has another dtype than the inputs.
holo_status Map1(holo_executor executor, holo_buffer x, holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Map2(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Map2ScalarRest(holo_executor executor, holo_buffer a, const holo_scalar* b, holo_buffer out, int64_t n,
                           holo_op op) noexcept;
holo_status Map2ScalarFirst(holo_executor executor, const holo_scalar* a, holo_buffer b, holo_buffer out, int64_t n,
                            holo_op op) noexcept;
holo_status Map1To(holo_executor executor, holo_buffer x, holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Map2To(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer out, int64_t n,
                   holo_op op) noexcept;
holo_status Map2ScalarRestTo(holo_executor executor, holo_buffer a, const holo_scalar* b, holo_buffer out, int64_t n,
                             holo_op op) noexcept;
holo_status Map2ScalarFirstTo(holo_executor executor, const holo_scalar* a, holo_buffer b, holo_buffer out, int64_t n,
                              holo_op op) noexcept;
holo_status Map3(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n,
                 holo_op op) noexcept;
holo_status Map3ScalarRest(holo_executor executor, holo_buffer a, const holo_scalar* b, const holo_scalar* c,
                           holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Select(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n,
                   holo_op op) noexcept;
holo_status SelectScalarRest(holo_executor executor, holo_buffer a, const holo_scalar* b, const holo_scalar* c,
                             holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Reduce1(holo_executor executor, holo_buffer x, int64_t n, holo_scalar* result, holo_op op) noexcept;
holo_status Reduce2(holo_executor executor, holo_buffer a, holo_buffer b, int64_t n, holo_scalar* result,
                    holo_op op) noexcept;
holo_status Sequence(holo_executor executor, const holo_scalar* start, const holo_scalar* step, holo_buffer out,
                     int64_t n, holo_op op) noexcept;
holo_status Gather(holo_executor executor, holo_buffer x, holo_buffer index, holo_buffer out, int64_t n,
                   holo_op op) noexcept;
holo_status Scatter(holo_executor executor, holo_buffer x, holo_buffer index, holo_buffer out, int64_t n,
                    holo_op op) noexcept;
holo_status Norm2(holo_executor executor, holo_buffer x, holo_buffer weight, const holo_scalar* epsilon,
                  holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Norm3(holo_executor executor, holo_buffer x, holo_buffer weight, holo_buffer bias,
                  const holo_scalar* epsilon, holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Array1Rows(holo_executor executor, holo_buffer x, holo_buffer out, int64_t rows, int64_t cols,
                       holo_op op) noexcept;
holo_status Norm2Rows(holo_executor executor, holo_buffer x, holo_buffer weight, const holo_scalar* epsilon,
                      holo_buffer out, int64_t rows, int64_t cols, holo_op op) noexcept;
holo_status Norm3Rows(holo_executor executor, holo_buffer x, holo_buffer weight, holo_buffer bias,
                      const holo_scalar* epsilon, holo_buffer out, int64_t rows, int64_t cols, holo_op op) noexcept;
holo_status Reduce1Axis(holo_executor executor, holo_buffer x, int64_t rows, int64_t cols, int32_t axis,
                        holo_buffer out, holo_op op) noexcept;
holo_status Reduce2Axis(holo_executor executor, holo_buffer a, holo_buffer b, int64_t rows, int64_t cols, int32_t axis,
                        holo_buffer out, holo_op op) noexcept;

// `holo_apply_axis`.
struct MatrixCall {
  holo_executor executor;
  holo_op op;
  const holo_buffer* inputs;
  int32_t input_count;
  const holo_scalar* scalars;
  int32_t scalar_count;
  int64_t rows;
  int64_t cols;
  int32_t axis;
  holo_buffer output;
};
holo_status ApplyAxis(const MatrixCall& call) noexcept;

// `holo_apply`.
holo_status Apply(holo_executor executor, holo_op op, const holo_buffer* inputs, int32_t input_count,
                  const holo_scalar* scalars, int32_t scalar_count, holo_buffer output, int64_t n,
                  holo_scalar* result) noexcept;

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_DISPATCH_H_
