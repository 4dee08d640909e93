// buffer_api.cc — the C functions of hologram/buffer.h.
#include "hologram/buffer.h"

#include "capi/edge.h"
#include "executor/buffers.h"

using hologram::base::CallSite;
using hologram::capi::AtTheEdge;
namespace executor_room = hologram::executor;

holo_status holo_buffer_create(holo_executor executor, holo_dtype dtype, int64_t count,
                               holo_buffer* buffer) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_create", "executor,dtype,count,buffer"};
  return AtTheEdge(kSite, [&] { return executor_room::CreateBuffer(executor, dtype, count, buffer); });
}

holo_status holo_buffer_create_in_class(holo_executor executor, int32_t class_index, holo_dtype dtype, int64_t count,
                                        holo_buffer* buffer) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_create_in_class", "executor,class_index,dtype,count,buffer"};
  return AtTheEdge(kSite,
                   [&] { return executor_room::CreateBufferInClass(executor, class_index, dtype, count, buffer); });
}

holo_status holo_buffer_wrap(holo_executor executor, holo_dtype dtype, int64_t count, void* data,
                             holo_buffer_flags flags, holo_release release, void* user,
                             holo_buffer* buffer) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_wrap", "executor,dtype,count,data,flags,release,user,buffer"};
  return AtTheEdge(
      kSite, [&] { return executor_room::WrapBuffer(executor, dtype, count, data, flags, release, user, buffer); });
}

holo_status holo_buffer_view(holo_buffer buffer, int64_t offset, int64_t count, holo_buffer* view) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_view", "buffer,offset,count,view"};
  return AtTheEdge(kSite, [&] { return executor_room::ViewBuffer(buffer, offset, count, view); });
}

holo_status holo_buffer_destroy(holo_buffer buffer) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_destroy", "buffer"};
  return AtTheEdge(kSite, [&] { return executor_room::DestroyBuffer(buffer); });
}

holo_status holo_buffer_info_get(holo_buffer buffer, holo_buffer_info* info) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_info_get", "buffer,info"};
  return AtTheEdge(kSite, [&] { return executor_room::GetBufferInfo(buffer, info); });
}

holo_status holo_buffer_write(holo_buffer buffer, int64_t offset, const void* src, int64_t count) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_write", "buffer,offset,src,count"};
  return AtTheEdge(kSite, [&] { return executor_room::WriteBuffer(buffer, offset, src, count); });
}

holo_status holo_buffer_read(holo_buffer buffer, int64_t offset, void* dst, int64_t count) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_read", "buffer,offset,dst,count"};
  return AtTheEdge(kSite, [&] { return executor_room::ReadBuffer(buffer, offset, dst, count); });
}

holo_status holo_buffer_copy(holo_buffer src, int64_t src_offset, holo_buffer dst, int64_t dst_offset,
                             int64_t count) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_copy", "src,src_offset,dst,dst_offset,count"};
  return AtTheEdge(kSite, [&] { return executor_room::CopyBuffer(src, src_offset, dst, dst_offset, count); });
}

holo_status holo_buffer_convert(holo_buffer src, holo_buffer dst) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_convert", "src,dst"};
  return AtTheEdge(kSite, [&] { return executor_room::ConvertBuffer(src, dst); });
}

holo_status holo_buffer_fill(holo_buffer buffer, const holo_scalar* value) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_fill", "buffer,value"};
  return AtTheEdge(kSite, [&] { return executor_room::FillBuffer(buffer, value); });
}

holo_status holo_buffer_map(holo_buffer buffer, holo_access access, void** data, int64_t* size_bytes) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_map", "buffer,access,data,size_bytes"};
  return AtTheEdge(kSite, [&] { return executor_room::MapBuffer(buffer, access, data, size_bytes); });
}

holo_status holo_buffer_unmap(holo_buffer buffer) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_buffer_unmap", "buffer"};
  return AtTheEdge(kSite, [&] { return executor_room::UnmapBuffer(buffer); });
}
