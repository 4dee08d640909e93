// ops_api.cc — one C function per row of ops.def.
#include "hologram/ops.h"

#include "capi/edge.h"
#include "executor/call_check.h"
#include "executor/dispatch.h"

using hologram::capi::AtTheEdge;
namespace executor_room = hologram::executor;

#define HOLO_PARAMETERS_MAP1 holo_buffer x, holo_buffer out, int64_t n
#define HOLO_PARAMETERS_MAP2 holo_buffer a, holo_buffer b, holo_buffer out, int64_t n
#define HOLO_PARAMETERS_MAP3 holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n
#define HOLO_PARAMETERS_REDUCE1 holo_buffer x, int64_t n, holo_scalar *result
#define HOLO_PARAMETERS_REDUCE2 holo_buffer a, holo_buffer b, int64_t n, holo_scalar *result

#define HOLO_RUN_MAP1(code) executor_room::Map1(executor, x, out, n, code)
#define HOLO_RUN_MAP2(code) executor_room::Map2(executor, a, b, out, n, code)
#define HOLO_RUN_MAP3(code) executor_room::Map3(executor, a, b, c, out, n, code)
#define HOLO_RUN_REDUCE1(code) executor_room::Reduce1(executor, x, n, result, code)
#define HOLO_RUN_REDUCE2(code) executor_room::Reduce2(executor, a, b, n, result, code)

#define HOLO_OP(code, name, Functor, family, shape, types, result_, flaws, ilaws, accuracy, formula, specials, \
                summary)                                                                                       \
  extern "C" HOLO_API holo_status holo_##name(holo_executor executor, HOLO_PARAMETERS_##shape) HOLO_NOEXCEPT { \
    return AtTheEdge(executor_room::SiteOf(code).names, [&] { return HOLO_RUN_##shape(code); });               \
  }
#include "ops/ops.def"

extern "C" HOLO_API holo_status holo_apply(holo_executor executor, holo_op op, const holo_buffer* inputs,
                                           int32_t input_count, holo_buffer output, int64_t n,
                                           holo_scalar* result) HOLO_NOEXCEPT {
  return AtTheEdge(executor_room::kApplySite.names,
                   [&] { return executor_room::Apply(executor, op, inputs, input_count, output, n, result); });
}
