// convert.cc — elements of one buffer as another dtype in another buffer: the kernels of ops.def's conversions, without an
// executor's choice of backend, as copies are.
#include "executor/buffers.h"
#include "executor/call_check.h"
#include "executor/section.h"
#include "thread/float_environment.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::kOk;
using base::Message;

namespace {

// The conversions stand in the order of the dtypes.
constexpr holo_op ConversionTo(holo_dtype dtype) { return HOLO_OP_TO_F32 + (dtype - HOLO_F32); }
static_assert(ConversionTo(HOLO_F16) == HOLO_OP_TO_F16 && ConversionTo(HOLO_I64) == HOLO_OP_TO_I64 &&
              ConversionTo(HOLO_BOOL8) == HOLO_OP_TO_BOOL8);

}  // namespace

Error ConvertBuffer(holo_buffer src, holo_buffer dst) {
  Section section;
  const uint64_t ids[] = {IdOf(src), IdOf(dst)};
  HOLO_RETURN_IF_ERROR(section.Enter(ids));
  BufferObject* from = nullptr;
  BufferObject* to = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(src, 1, &from));
  HOLO_RETURN_IF_ERROR(section.Look(dst, 2, &to));
  if (to->count != from->count) {
    return Fail(HOLO_ERROR_OUT_OF_RANGE, 2, Message::kCountDiffers, to->count, 1, from->count);
  }
  if ((to->flags & HOLO_BUFFER_READ_ONLY) != 0) return Fail(HOLO_ERROR_READ_ONLY, 2, Message::kReadOnly);
  const Extent written = {to->data, static_cast<uint64_t>(to->size_bytes), 2};
  HOLO_RETURN_IF_ERROR(CheckApart(written, {from->data, static_cast<uint64_t>(from->size_bytes), 1}));
  const thread::DefaultFloatEnvironment environment(from->executor->fp_isolated);
  const holo_kernel kernel = from->executor->cpu.DirectKernels()->Get(ConversionTo(to->dtype), from->dtype);
  reinterpret_cast<void (*)(const void*, void*, int64_t)>(kernel)(from->data, to->data, to->count);
  return kOk;
}

}  // namespace hologram::executor
