// buffers.h — makes, describes, reads, writes and ends buffers.
#ifndef HOLOGRAM_EXECUTOR_BUFFERS_H_
#define HOLOGRAM_EXECUTOR_BUFFERS_H_

#include "base/error.h"
#include "hologram/buffer.h"

namespace hologram::executor {

// The functions of the public header; numbers of arguments are those of the C functions.
base::Error CreateBuffer(holo_executor executor, holo_dtype dtype, int64_t count, holo_buffer* buffer);
base::Error CreateBufferInClass(holo_executor executor, int32_t class_index, holo_dtype dtype, int64_t count,
                                holo_buffer* buffer);
base::Error WrapBuffer(holo_executor executor, holo_dtype dtype, int64_t count, void* data, holo_buffer_flags flags,
                       holo_release release, void* user, holo_buffer* buffer);
base::Error ViewBuffer(holo_buffer buffer, int64_t offset, int64_t count, holo_buffer* view);
base::Error DestroyBuffer(holo_buffer buffer);
base::Error GetBufferInfo(holo_buffer buffer, holo_buffer_info* info);
base::Error WriteBuffer(holo_buffer buffer, int64_t offset, const void* src, int64_t count);
base::Error ReadBuffer(holo_buffer buffer, int64_t offset, void* dst, int64_t count);
base::Error CopyBuffer(holo_buffer src, int64_t src_offset, holo_buffer dst, int64_t dst_offset, int64_t count);
base::Error ConvertBuffer(holo_buffer src, holo_buffer dst);
base::Error FillBuffer(holo_buffer buffer, const holo_scalar* value);
base::Error MapBuffer(holo_buffer buffer, holo_access access, void** data, int64_t* size_bytes);
base::Error UnmapBuffer(holo_buffer buffer);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_BUFFERS_H_
