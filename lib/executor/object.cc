// object.cc — how objects end.
#include "executor/object.h"

#include <new>

#include "executor/reclaim.h"
#include "memory/allocator.h"
#include "thread/no_cancellation.h"

namespace hologram::executor {
namespace {

void Dispose(BufferObject* buffer) {
  ExecutorObject* executor = buffer->executor;
  if (buffer->origin == HOLO_BUFFER_OWNED && buffer->data != nullptr) {
    executor->Deallocate(buffer->data, buffer->size_bytes);
  }
  if (buffer->origin == HOLO_BUFFER_CLASS) executor->classes.GiveBack(buffer->class_index);
  const holo_release release = buffer->release;
  void* const user = buffer->release_user;
  void* const data = buffer->data;
  buffer->~BufferObject();
  executor->Deallocate(buffer, sizeof(BufferObject));
  executor->buffers.fetch_sub(1, std::memory_order_relaxed);
  if (release == nullptr) return;
  try {
    release(user, data);
  } catch (...) {  // it must not throw; if it does, what is being freed is still freed, and once
  }
}

void Dispose(ExecutorObject* executor) {
  const holo_allocator allocator = executor->allocator;
  std::byte* const classes = executor->classes.memory();
  if (classes != nullptr) memory::Deallocate(allocator, classes, memory::ClassPool::kSizeBytes);
  executor->~ExecutorObject();
  memory::Deallocate(allocator, executor, sizeof(ExecutorObject));
}

// A program, a launch.
template <class T>
void DisposeOfNoExecutors(T* object) {
  object->~T();
  memory::Deallocate(memory::kDefaultAllocator, object, sizeof(T));
}

}  // namespace

ParameterCounts::ParameterCounts(const isa::Program& program) {
  for (const isa::Parameter& parameter : program.parameters) {
    ++(isa::IsBuffer(parameter.kind) ? buffers : parameter.kind == isa::ParameterKind::kScalar ? scalars : results);
  }
}

void* ExecutorObject::Allocate(int64_t size_bytes) {
  void* memory = memory::Allocate(allocator, size_bytes);
  if (memory == nullptr) {
    Flush();
    memory = memory::Allocate(allocator, size_bytes);
  }
  if (memory != nullptr) allocated_bytes.fetch_add(size_bytes, std::memory_order_relaxed);
  return memory;
}

void ExecutorObject::Deallocate(void* memory, int64_t size_bytes) {
  allocated_bytes.fetch_sub(size_bytes, std::memory_order_relaxed);
  memory::Deallocate(allocator, memory, size_bytes);
}

std::byte* ExecutorObject::ClassMemory(int32_t class_index) {
  std::byte* pool = classes.memory();
  if (pool == nullptr) {
    auto* fresh = static_cast<std::byte*>(Allocate(memory::ClassPool::kSizeBytes));
    if (fresh == nullptr) return nullptr;
    pool = classes.Adopt(fresh);
    if (pool != fresh) Deallocate(fresh, memory::ClassPool::kSizeBytes);  // another thread was first
  }
  return pool + int64_t{class_index} * HOLO_CLASS_BYTES;
}

void DropRef(Object* object) {
  // A loop and not recursion: chains of views may be long.
  while (object != nullptr && object->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    Object* parent = object->parent;
    const thread::NoCancellation no_cancellation;
    if (object->kind == Kind::kBuffer) {
      Dispose(static_cast<BufferObject*>(object));
    } else if (object->kind == Kind::kProgram) {
      DisposeOfNoExecutors(static_cast<ProgramObject*>(object));
    } else if (object->kind == Kind::kLaunch) {
      DisposeOfNoExecutors(static_cast<LaunchObject*>(object));
    } else {
      Dispose(static_cast<ExecutorObject*>(object));
    }
    object = parent;
  }
}

}  // namespace hologram::executor
