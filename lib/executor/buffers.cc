// buffers.cc — makes, describes, reads, writes and ends buffers.
#include "executor/buffers.h"

#include <cstddef>
#include <cstring>
#include <new>

#include "base/checked.h"
#include "base/struct_size.h"
#include "executor/executors.h"
#include "executor/fill.h"
#include "executor/reclaim.h"
#include "executor/section.h"
#include "memory/allocator.h"

// It has grown: the first callers' ends here.
template <>
inline constexpr uint32_t hologram::base::kFirstVersionSize<holo_buffer_info> = offsetof(holo_buffer_info, class_index);

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

constexpr int64_t kLargeBytes = int64_t{64} << 10;  // memory that must not wait in limbo

// What a new buffer is to be.
struct Plan {
  holo_dtype dtype = 0;
  int64_t count = 0;
  int64_t size_bytes = 0;
  void* data = nullptr;
  holo_buffer_flags flags = 0;
  int32_t origin = 0;
  int32_t class_index = memory::ClassPool::kNone;
  holo_release release = nullptr;
  void* release_user = nullptr;
};

// Of two arguments that follow each other.
Error CheckDtypeAndCount(holo_dtype dtype, int64_t count, int dtype_argument) {
  if (!base::IsDtype(dtype)) return Fail(HOLO_ERROR_INVALID_ARGUMENT, dtype_argument, Message::kUnknownDtype, dtype);
  if (count < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, dtype_argument + 1, Message::kNegative, count);
  return kOk;
}

// Arguments 2 and 3, and what they make in bytes.
Error CheckSize(holo_dtype dtype, int64_t count, int64_t* size_bytes) {
  HOLO_RETURN_IF_ERROR(CheckDtypeAndCount(dtype, count, 2));
  if (!base::SizeInBytes(count, dtype, size_bytes)) {
    return Fail(HOLO_ERROR_SIZE_OVERFLOW, 3, Message::kSizeOverflow, count, int64_t{1} << base::Log2Size(dtype));
  }
  return kOk;
}

bool OwnsItsMemory(int32_t origin) { return origin == HOLO_BUFFER_OWNED || origin == HOLO_BUFFER_CLASS; }

// Makes the object of a planned buffer and its handle. Inside a section on `parent`. If it fails, the plan's data or
// class is the caller's still.
Error Make(Plan plan, Object* parent, holo_buffer* handle) {
  ExecutorObject* executor = parent->executor;
  void* memory = executor->Allocate(sizeof(BufferObject));
  if (memory == nullptr) return base::FailMemory(sizeof(BufferObject));
  if (plan.origin == HOLO_BUFFER_CLASS) {
    // After the descriptor: a pool that is made stays, and a call that finds no memory leaves nothing behind.
    plan.data = executor->ClassMemory(plan.class_index);
    if (plan.data == nullptr) {
      executor->Deallocate(memory, sizeof(BufferObject));
      return base::FailMemory(memory::ClassPool::kSizeBytes);
    }
  }
  auto* buffer = new (memory) BufferObject();
  buffer->parent = parent;
  buffer->executor = executor;
  buffer->data = plan.data;
  buffer->count = plan.count;
  buffer->size_bytes = plan.size_bytes;
  buffer->dtype = plan.dtype;
  buffer->flags = plan.flags;
  buffer->origin = plan.origin;
  buffer->class_index = plan.class_index;
  buffer->release = plan.release;
  buffer->release_user = plan.release_user;
  buffer->weight_bytes =
      static_cast<int64_t>(sizeof(BufferObject)) + (plan.origin == HOLO_BUFFER_OWNED ? plan.size_bytes : 0);
  // A view may be the last to hold its parent's memory and callback; whoever wrapped memory waits to have it back, and
  // so does who wants the class.
  buffer->flush_now = plan.origin != HOLO_BUFFER_OWNED || buffer->weight_bytes >= kLargeBytes;
  const bool read_only = (plan.flags & HOLO_BUFFER_READ_ONLY) != 0;
  const HotFields fields = {
      plan.data, plan.count,
      MakeBufferBadge(executor->owner, plan.dtype, base::Log2Size(plan.dtype), read_only, !OwnsItsMemory(plan.origin))};
  AddRef(parent);
  executor->buffers.fetch_add(1, std::memory_order_relaxed);
  uint64_t id = 0;
  if (const Error error = Publish(buffer, fields, &id); !error.ok()) {
    executor->buffers.fetch_sub(1, std::memory_order_relaxed);
    buffer->~BufferObject();
    executor->Deallocate(buffer, sizeof(BufferObject));
    DropRef(parent);
    return error;
  }
  *handle = reinterpret_cast<holo_buffer>(id);
  return kOk;
}

// `end_argument` is the one to blame for a range that goes past the end.
Error CheckRange(const BufferObject& buffer, int64_t offset, int64_t count, int offset_argument, int count_argument,
                 int end_argument) {
  if (offset < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, offset_argument, Message::kNegative, offset);
  if (count < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, count_argument, Message::kNegative, count);
  if (offset > buffer.count || count > buffer.count - offset) {
    return Fail(HOLO_ERROR_OUT_OF_RANGE, end_argument, Message::kPastEnd, offset, count, buffer.count);
  }
  return kOk;
}

Error CheckRange(const BufferObject& buffer, int64_t offset, int64_t count, int offset_argument, int count_argument) {
  return CheckRange(buffer, offset, count, offset_argument, count_argument, count_argument);
}

std::byte* At(const BufferObject& buffer, int64_t offset) {
  return static_cast<std::byte*>(buffer.data) + (offset << base::Log2Size(buffer.dtype));
}

size_t Bytes(const BufferObject& buffer, int64_t count) {
  return static_cast<size_t>(count) << base::Log2Size(buffer.dtype);
}

}  // namespace

Error CreateBuffer(holo_executor executor, holo_dtype dtype, int64_t count, holo_buffer* handle) {
  if (handle == nullptr) return FailNull(4);
  Plan plan = {.dtype = dtype, .count = count, .origin = HOLO_BUFFER_OWNED};
  HOLO_RETURN_IF_ERROR(CheckSize(dtype, count, &plan.size_bytes));
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(executor)));
  ExecutorObject* owner = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(executor, 1, &owner));
  if (plan.size_bytes > 0) {
    plan.data = owner->Allocate(plan.size_bytes);
    if (plan.data == nullptr) return base::FailMemory(plan.size_bytes);
  }
  const Error error = Make(plan, owner, handle);
  if (!error.ok() && plan.data != nullptr) owner->Deallocate(plan.data, plan.size_bytes);
  return error;
}

Error CreateBufferInClass(holo_executor executor, int32_t class_index, holo_dtype dtype, int64_t count,
                          holo_buffer* handle) {
  if (handle == nullptr) return FailNull(5);
  if (class_index != HOLO_ANY_CLASS && (class_index < 0 || class_index >= HOLO_CLASS_COUNT)) {
    return Fail(HOLO_ERROR_OUT_OF_RANGE, 2, Message::kUnknownClass, class_index, HOLO_CLASS_COUNT - 1);
  }
  HOLO_RETURN_IF_ERROR(CheckDtypeAndCount(dtype, count, 3));
  const int log2_size = base::Log2Size(dtype);
  if (count > HOLO_CLASS_BYTES >> log2_size) {
    return Fail(HOLO_ERROR_OUT_OF_RANGE, 4, Message::kClassTooSmall, count, int64_t{1} << log2_size, HOLO_CLASS_BYTES);
  }
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(executor)));
  ExecutorObject* owner = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(executor, 1, &owner));
  int32_t taken = owner->classes.Take(class_index);
  if (taken == memory::ClassPool::kNone) {
    Flush();  // its last buffer may be waiting in limbo
    taken = owner->classes.Take(class_index);
  }
  if (taken == memory::ClassPool::kNone) {
    if (class_index == HOLO_ANY_CLASS) return Fail(HOLO_ERROR_LIMIT, 0, Message::kClassesInUse, HOLO_CLASS_COUNT);
    return Fail(HOLO_ERROR_LIMIT, 2, Message::kClassInUse, class_index);
  }
  const Plan plan = {.dtype = dtype,
                     .count = count,
                     .size_bytes = count << log2_size,
                     .origin = HOLO_BUFFER_CLASS,
                     .class_index = taken};
  const Error error = Make(plan, owner, handle);
  if (!error.ok()) owner->classes.GiveBack(taken);
  return error;
}

Error WrapBuffer(holo_executor executor, holo_dtype dtype, int64_t count, void* data, holo_buffer_flags flags,
                 holo_release release, void* user, holo_buffer* handle) {
  if (handle == nullptr) return FailNull(8);
  Plan plan = {.dtype = dtype,
               .count = count,
               .data = data,
               .flags = flags,
               .origin = HOLO_BUFFER_WRAPPED,
               .release = release,
               .release_user = user};
  HOLO_RETURN_IF_ERROR(CheckSize(dtype, count, &plan.size_bytes));
  if (data == nullptr && count > 0) return FailNull(4);
  if ((flags & ~holo_buffer_flags{HOLO_BUFFER_READ_ONLY}) != 0) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 5, Message::kUnknownFlags, flags);
  }
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(executor)));
  ExecutorObject* owner = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(executor, 1, &owner));
  return Make(plan, owner, handle);
}

Error ViewBuffer(holo_buffer buffer, int64_t offset, int64_t count, holo_buffer* view) {
  if (view == nullptr) return FailNull(4);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(buffer)));
  BufferObject* parent = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(buffer, 1, &parent));
  HOLO_RETURN_IF_ERROR(CheckRange(*parent, offset, count, 2, 3));
  const Plan plan = {.dtype = parent->dtype,
                     .count = count,
                     .size_bytes = static_cast<int64_t>(Bytes(*parent, count)),
                     .data = parent->data == nullptr ? nullptr : At(*parent, offset),
                     .flags = parent->flags,
                     .origin = HOLO_BUFFER_VIEW,
                     .class_index = parent->class_index};
  return Make(plan, parent, view);
}

Error DestroyBuffer(holo_buffer buffer) {
  if (buffer == nullptr) return kOk;
  if (!Retire(IdOf(buffer), Kind::kBuffer)) return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kStaleHandle);
  return kOk;
}

Error GetBufferInfo(holo_buffer handle, holo_buffer_info* info) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(info, 2));
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  BufferObject* buffer = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &buffer));
  holo_buffer_info filled = HOLO_BUFFER_INFO_INIT;
  filled.dtype = buffer->dtype;
  filled.count = buffer->count;
  filled.size_bytes = buffer->size_bytes;
  filled.origin = buffer->origin;
  filled.flags = buffer->flags;
  filled.class_index = buffer->class_index;
  base::FillStruct(filled, info);
  return kOk;
}

Error WriteBuffer(holo_buffer handle, int64_t offset, const void* src, int64_t count) {
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  BufferObject* buffer = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &buffer));
  HOLO_RETURN_IF_ERROR(CheckRange(*buffer, offset, count, 2, 4));
  if ((buffer->flags & HOLO_BUFFER_READ_ONLY) != 0) return Fail(HOLO_ERROR_READ_ONLY, 1, Message::kReadOnly);
  if (count == 0) return kOk;
  if (src == nullptr) return FailNull(3);
  std::memmove(At(*buffer, offset), src, Bytes(*buffer, count));
  return kOk;
}

Error ReadBuffer(holo_buffer handle, int64_t offset, void* dst, int64_t count) {
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  BufferObject* buffer = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &buffer));
  HOLO_RETURN_IF_ERROR(CheckRange(*buffer, offset, count, 2, 4));
  if (count == 0) return kOk;
  if (dst == nullptr) return FailNull(3);
  std::memmove(dst, At(*buffer, offset), Bytes(*buffer, count));
  return kOk;
}

Error CopyBuffer(holo_buffer src, int64_t src_offset, holo_buffer dst, int64_t dst_offset, int64_t count) {
  Section section;
  const uint64_t ids[] = {IdOf(src), IdOf(dst)};
  HOLO_RETURN_IF_ERROR(section.Enter(ids));
  BufferObject* from = nullptr;
  BufferObject* to = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(src, 1, &from));
  HOLO_RETURN_IF_ERROR(section.Look(dst, 3, &to));
  if (to->dtype != from->dtype) return Fail(HOLO_ERROR_DTYPE, 3, Message::kDtypeMismatch, to->dtype, 1, from->dtype);
  HOLO_RETURN_IF_ERROR(CheckRange(*from, src_offset, count, 2, 5, 2));
  HOLO_RETURN_IF_ERROR(CheckRange(*to, dst_offset, count, 4, 5, 4));
  if ((to->flags & HOLO_BUFFER_READ_ONLY) != 0) return Fail(HOLO_ERROR_READ_ONLY, 3, Message::kReadOnly);
  if (count > 0) std::memmove(At(*to, dst_offset), At(*from, src_offset), Bytes(*to, count));
  return kOk;
}

Error FillBuffer(holo_buffer handle, const holo_scalar* value) {
  if (value == nullptr) return FailNull(2);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  BufferObject* buffer = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &buffer));
  uint64_t pattern = 0;
  HOLO_RETURN_IF_ERROR(FillPattern(*value, buffer->dtype, 2, &pattern));
  if ((buffer->flags & HOLO_BUFFER_READ_ONLY) != 0) return Fail(HOLO_ERROR_READ_ONLY, 1, Message::kReadOnly);
  FillElements(buffer->data, buffer->count, base::Log2Size(buffer->dtype), pattern);
  return kOk;
}

Error MapBuffer(holo_buffer handle, holo_access access, void** data, int64_t* size_bytes) {
  if (access == 0 || (access & ~holo_access{HOLO_ACCESS_READ_WRITE}) != 0) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, Message::kUnknownAccess, access);
  }
  if (data == nullptr) return FailNull(3);
  if (size_bytes == nullptr) return FailNull(4);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  BufferObject* buffer = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &buffer));
  if ((access & HOLO_ACCESS_WRITE) != 0 && (buffer->flags & HOLO_BUFFER_READ_ONLY) != 0) {
    return Fail(HOLO_ERROR_READ_ONLY, 1, Message::kReadOnly);
  }
  buffer->maps.fetch_add(1, std::memory_order_relaxed);
  *data = buffer->data;
  *size_bytes = buffer->size_bytes;
  return kOk;
}

Error UnmapBuffer(holo_buffer handle) {
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  BufferObject* buffer = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &buffer));
  int64_t maps = buffer->maps.load(std::memory_order_relaxed);
  do {
    if (maps == 0) return Fail(HOLO_ERROR_NOT_MAPPED, 1, Message::kNotMapped);
  } while (!buffer->maps.compare_exchange_weak(maps, maps - 1, std::memory_order_relaxed));
  return kOk;
}

}  // namespace hologram::executor
