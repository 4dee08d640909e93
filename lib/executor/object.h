// object.h — what stands behind a handle, and how it goes: one reference for the handle, one per child and guard.
#ifndef HOLOGRAM_EXECUTOR_OBJECT_H_
#define HOLOGRAM_EXECUTOR_OBJECT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "backend/backend_list.h"
#include "engine/loaded.h"
#include "executor/slot_table.h"
#include "hologram/buffer.h"
#include "hologram/executor.h"
#include "isa/instructions.h"
#include "memory/class_pool.h"

namespace hologram::executor {

struct ExecutorObject;

struct Object {
  Kind kind;
  bool flush_now = false;  // its memory or callback must not wait for others
  std::atomic<int64_t> refs{1};
  uint64_t handle = 0;
  Object* parent = nullptr;  // kept alive: a buffer's executor, a view's buffer
  ExecutorObject* executor = nullptr;
  Object* next = nullptr;  // in limbo or in a thread's mail
  uint64_t retire_epoch = 0;
  int64_t weight_bytes = 0;  // memory that waits while the object is in limbo

  explicit Object(Kind object_kind) : kind(object_kind) {}
};

struct ExecutorObject : Object {
  holo_allocator allocator = {};
  backend::CpuBackend cpu;
  bool fp_isolated = false;  // then it has no kernels for the hot path: its calls come out of the cold one
  backend::Chain chain;      // of which `cpu` is one
  uint64_t owner = 0;        // its number: see Badge
  // What every create and destroy touches, apart from what calls read.
  alignas(64) std::atomic<int64_t> buffers{0};
  std::atomic<int64_t> allocated_bytes{0};
  memory::ClassPool classes;
  std::atomic<int64_t> fallback_calls{0};

  ExecutorObject() : Object(Kind::kExecutor) { executor = this; }

  // Memory from the executor's allocator, counted; null if there is none even after a flush.
  void* Allocate(int64_t size_bytes);
  void Deallocate(void* memory, int64_t size_bytes);

  // The memory of a class, the pool being made at the first call; null if there is none for it.
  std::byte* ClassMemory(int32_t class_index);
};

struct BufferObject : Object {
  void* data = nullptr;
  int64_t count = 0;
  int64_t size_bytes = 0;
  holo_dtype dtype = 0;
  holo_buffer_flags flags = 0;
  int32_t origin = 0;
  int32_t class_index = memory::ClassPool::kNone;  // of the pool, where its data is
  holo_release release = nullptr;
  void* release_user = nullptr;
  std::atomic<int64_t> maps{0};

  BufferObject() : Object(Kind::kBuffer) {}
};

// How many parameters of each kind a program has.
struct ParameterCounts {
  int32_t buffers = 0, scalars = 0, results = 0;

  explicit ParameterCounts(const isa::Program& program);
};

// Of no executor: its memory is the default allocator's, and text and vectors in it are C++'s.
struct ProgramObject : Object {
  const std::shared_ptr<const engine::LoadedProgram> loaded;
  const isa::Program& program;  // its
  const ParameterCounts counts;

  explicit ProgramObject(std::shared_ptr<const engine::LoadedProgram> made)
      : Object(Kind::kProgram), loaded(std::move(made)), program(loaded->program), counts(program) {
    flush_now = true;
  }
};

// Takes one more reference; the caller knows that there is one.
inline void AddRef(Object* object) { object->refs.fetch_add(1, std::memory_order_relaxed); }

// Drops one. At the last, releases what the object holds, frees it, and goes on with its parent.
void DropRef(Object* object);

// One reference to an object, or to none.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) { AddRef(object); }
  ~Ref() {
    if (object_ != nullptr) DropRef(object_);
  }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }

 private:
  T* object_ = nullptr;
};

// A program bound to what it runs on.
struct Bound {
  Ref<ExecutorObject> executor;
  Ref<ProgramObject> program;
  std::vector<Ref<BufferObject>> buffers;
  mutable std::vector<isa::Argument> arguments;  // of buffers; those of scalars and results are each run's own
  const engine::Plan* plan = nullptr;
};

// Of no executor, as ProgramObject.
struct LaunchObject : Object {
  const Bound bound;
  const int64_t lanes;
  const bool checks_scalars;  // at each run: what it touches depends on them
  // What a run is, if it is nothing but that.
  engine::KernelCall call;
  bool is_one_call = false;

  LaunchObject(Bound made, int64_t lane_count, bool checks)
      : Object(Kind::kLaunch), bound(std::move(made)), lanes(lane_count), checks_scalars(checks) {
    flush_now = true;
  }
};

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_OBJECT_H_
