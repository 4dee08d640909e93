// executors.cc — makes, describes and ends executors.
#include "executor/executors.h"

#include <cstddef>
#include <new>

#include "base/struct_size.h"
#include "executor/reclaim.h"
#include "executor/section.h"
#include "memory/allocator.h"

namespace hologram::base {

template <>
inline constexpr uint32_t kFirstVersionSize<holo_executor_stats> = offsetof(holo_executor_stats, fallback_calls);

}  // namespace hologram::base

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

constinit std::atomic<uint64_t> g_executors_made{0};

// Never written. Of an executor whose backend has no kernels to call directly: the hot path finds none, and leaves the
// call to the chain (backend_run.h).
constinit kernels::KernelTable g_no_kernels = {};

const char* BackendName(const holo_executor_options& options) {
  return options.backend != nullptr ? options.backend : backend::CpuBackend::kName;
}

Error CheckOptions(const holo_executor_options& options) {
  const bool allocates = options.allocator.allocate != nullptr;
  if (allocates != (options.allocator.deallocate != nullptr)) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kHalfAllocator);
  }
  if (options.accuracy != HOLO_ACCURACY_STANDARD && options.accuracy != HOLO_ACCURACY_CORRECT) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownAccuracy, options.accuracy);
  }
  if (options.fp_isolated != 0 && options.fp_isolated != 1) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kNoSwitch, options.fp_isolated);
  }
  if (!backend::IsListed(BackendName(options))) {
    return base::FailText(HOLO_ERROR_UNSUPPORTED, 1, Message::kUnknownBackend, options.backend);
  }
  return kOk;
}

}  // namespace

Error Publish(Object* object, const HotFields& fields, uint64_t* id) {
  ReservedSlot reserved;
  ReserveResult result = ReserveSlot(object->kind, &reserved);
  if (result != ReserveResult::kOk) {
    Flush();  // slots may be waiting in limbo
    result = ReserveSlot(object->kind, &reserved);
  }
  if (result == ReserveResult::kNoMemory) return base::FailMemory(int64_t{sizeof(Slot)} * kSegmentSlots);
  if (result == ReserveResult::kAllInUse) return Fail(HOLO_ERROR_LIMIT, 0, Message::kTooManyHandles, kSlotLimit - 2);
  object->handle = reserved.id;
  Slot* slot = reserved.slot;
  slot->word.store(reinterpret_cast<uintptr_t>(object), std::memory_order_relaxed);
  slot->data.store(fields.data, std::memory_order_relaxed);
  slot->count.store(fields.count, std::memory_order_relaxed);
  slot->badge.store(fields.badge, std::memory_order_relaxed);
  CountNewHandle();
  slot->id.store(reserved.id, std::memory_order_release);
  *id = reserved.id;
  return kOk;
}

Error CreateExecutor(const holo_executor_options* given, holo_executor* executor) {
  if (executor == nullptr) return FailNull(2);
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  if (given != nullptr) HOLO_RETURN_IF_ERROR(base::ReadStruct(given, 1, &options));
  HOLO_RETURN_IF_ERROR(CheckOptions(options));
  backend::CpuBackend cpu;
  if (Error error = backend::CpuBackend::Make(options.simd_cap, options.accuracy, &cpu); !error.ok()) {
    error.argument = 1;
    return error;
  }
  // The slot table must be set up before the first slot is taken.
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(std::span<const uint64_t>()));
  const holo_allocator allocator =
      options.allocator.allocate != nullptr ? options.allocator : memory::kDefaultAllocator;
  constexpr int64_t kSize = sizeof(ExecutorObject);
  void* memory = memory::Allocate(allocator, kSize);
  if (memory == nullptr) return base::FailMemory(kSize);
  auto* object = new (memory) ExecutorObject();
  object->allocator = allocator;
  object->cpu = cpu;
  object->fp_isolated = options.fp_isolated != 0;
  object->chain = backend::MakeChain(BackendName(options), object->cpu);
  object->owner = g_executors_made.fetch_add(1, std::memory_order_relaxed) + 1;
  object->flush_now = true;
  object->allocated_bytes.store(kSize, std::memory_order_relaxed);
  const kernels::KernelTable* direct = object->chain.first().DirectKernels();
  if (direct == nullptr || object->fp_isolated) direct = &g_no_kernels;
  const HotFields fields = {const_cast<kernels::KernelTable*>(direct), 0, MakeBadge(Kind::kExecutor, object->owner)};
  uint64_t id = 0;
  if (const Error error = Publish(object, fields, &id); !error.ok()) {
    DropRef(object);
    return error;
  }
  *executor = reinterpret_cast<holo_executor>(id);
  return kOk;
}

Error DestroyExecutor(holo_executor executor) {
  if (executor == nullptr) return kOk;
  if (!Retire(IdOf(executor), Kind::kExecutor)) return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kStaleHandle);
  return kOk;
}

Error GetExecutorInfo(holo_executor executor, holo_executor_info* info) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(info, 2));
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(executor)));
  ExecutorObject* object = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(executor, 1, &object));
  holo_executor_info filled = HOLO_EXECUTOR_INFO_INIT;
  filled.simd_level = object->cpu.level();
  filled.backend = object->chain.first().name();
  filled.accuracy = object->cpu.accuracy();
  filled.fp_isolated = object->fp_isolated ? 1 : 0;
  base::FillStruct(filled, info);
  return kOk;
}

Error GetExecutorStats(holo_executor executor, holo_executor_stats* stats) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(stats, 2));
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(executor)));
  ExecutorObject* object = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(executor, 1, &object));
  holo_executor_stats filled = HOLO_EXECUTOR_STATS_INIT;
  filled.buffers = object->buffers.load(std::memory_order_relaxed);
  filled.allocated_bytes = object->allocated_bytes.load(std::memory_order_relaxed);
  filled.fallback_calls = object->fallback_calls.load(std::memory_order_relaxed);
  base::FillStruct(filled, stats);
  return kOk;
}

}  // namespace hologram::executor
