// dispatch.h — runs operations on buffers: the hot path of the library.
#ifndef HOLOGRAM_EXECUTOR_DISPATCH_H_
#define HOLOGRAM_EXECUTOR_DISPATCH_H_

#include "hologram/ops.h"

namespace hologram::executor {

// Each checks everything, runs the kernel and keeps the error of what it refuses. `op` is of that shape; it comes last
// so that the C functions pass their own arguments on where they are.
holo_status Map1(holo_executor executor, holo_buffer x, holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Map2(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer out, int64_t n, holo_op op) noexcept;
holo_status Map3(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n,
                 holo_op op) noexcept;
holo_status Reduce1(holo_executor executor, holo_buffer x, int64_t n, holo_scalar* result, holo_op op) noexcept;
holo_status Reduce2(holo_executor executor, holo_buffer a, holo_buffer b, int64_t n, holo_scalar* result,
                    holo_op op) noexcept;

// `holo_apply`.
holo_status Apply(holo_executor executor, holo_op op, const holo_buffer* inputs, int32_t input_count,
                  holo_buffer output, int64_t n, holo_scalar* result) noexcept;

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_DISPATCH_H_
