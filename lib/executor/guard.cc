// guard.cc — a guard stands in its thread's record and in no table: its handle says where, and which one.
//
//   handle, 64 bit   sequence 32 | record number 22 | guard slot 2 | salt 4 | kind 4
//
// While a guard is open, calls on its executor write no hazards; instead they compare the ids once more after reading
// the fields, because until the owner is known a buffer may belong to another executor, which the guard does not pin.
#include "executor/guard.h"

#include "executor/reclaim.h"
#include "executor/section.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

static_assert(kGuards == 4);
constexpr int kSlotShift = 8;
constexpr int kNumberShift = 10;
constexpr uint32_t kNumberLimit = uint32_t{1} << 22;
constexpr int kSequenceShift = 32;
constexpr uint64_t kKindAndSalt = (uint64_t{1} << kSlotShift) - 1;

uint64_t KindAndSalt() { return Salt() << 4 | static_cast<uint64_t>(Kind::kGuard); }

uint64_t MakeGuardHandle(const Record& record, uint32_t slot) {
  return uint64_t{record.guards[slot].sequence} << kSequenceShift | uint64_t{record.number} << kNumberShift |
         uint64_t{slot} << kSlotShift | KindAndSalt();
}

Error CheckBuffers(const Section& section, const ExecutorObject* executor, const holo_buffer* buffers, int32_t count) {
  for (int32_t i = 0; i < count; ++i) {
    Section one;
    HOLO_RETURN_IF_ERROR(one.Enter(IdOf(buffers[i])));
    BufferObject* buffer = nullptr;
    HOLO_RETURN_IF_ERROR(section.Look(buffers[i], 2, &buffer));
    if (buffer->executor != executor) return Fail(HOLO_ERROR_WRONG_EXECUTOR, 2, Message::kWrongExecutor);
  }
  return kOk;
}

int FreeGuard(const Record& record) {
  for (uint32_t i = 0; i < kGuards; ++i) {
    if (record.guards[i].executor.load(std::memory_order_relaxed) == nullptr) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

Error AcquireGuard(holo_executor executor, const holo_buffer* buffers, int32_t count, holo_guard* guard) {
  if (count < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 3, Message::kNegative, count);
  if (buffers == nullptr && count > 0) return FailNull(2);
  if (guard == nullptr) return FailNull(4);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(executor)));
  ExecutorObject* object = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(executor, 1, &object));
  HOLO_RETURN_IF_ERROR(CheckBuffers(section, object, buffers, count));
  Record* record = t_record;
  const int slot = FreeGuard(*record);
  if (slot < 0) return Fail(HOLO_ERROR_LIMIT, 0, Message::kTooManyGuards, kGuards);
  AddRef(object);
  OpenGuard& open = record->guards[slot];
  ++open.sequence;
  open.executor_id = IdOf(executor);
  constexpr std::memory_order kOrder = kExchangeVariant ? std::memory_order_seq_cst : std::memory_order_release;
  open.epoch.store(RetireEpoch(), kOrder);
  open.executor.store(object, kOrder);
  LightFence(record);
  ++record->open_guards;
  record->guarded_executor = open.executor_id;
  *guard = reinterpret_cast<holo_guard>(MakeGuardHandle(*record, static_cast<uint32_t>(slot)));
  return kOk;
}

Error ReleaseGuard(holo_guard guard) {
  if (guard == nullptr) return kOk;
  const uint64_t handle = reinterpret_cast<uintptr_t>(guard);
  Record* record = OwnRecord();
  if (record == nullptr) return NoRecordError();
  const uint32_t slot = static_cast<uint32_t>(handle >> kSlotShift) & (kGuards - 1);
  const uint32_t number = static_cast<uint32_t>(handle >> kNumberShift) & (kNumberLimit - 1);
  if ((handle & kKindAndSalt) != KindAndSalt() || number >= RecordsMade()) {
    return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kGuardReleased);
  }
  if (record->number != number) return Fail(HOLO_ERROR_WRONG_THREAD, 1, Message::kGuardThread);
  OpenGuard& open = record->guards[slot];
  ExecutorObject* object = const_cast<ExecutorObject*>(open.executor.load(std::memory_order_relaxed));
  if (object == nullptr || MakeGuardHandle(*record, slot) != handle) {
    return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kGuardReleased);
  }
  open.executor.store(nullptr, kExchangeVariant ? std::memory_order_seq_cst : std::memory_order_release);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  --record->open_guards;
  record->guarded_executor = 0;
  for (const OpenGuard& other : record->guards) {
    if (other.executor.load(std::memory_order_relaxed) != nullptr) record->guarded_executor = other.executor_id;
  }
  DropRef(object);
  if (HasMail(record)) Collect(record);
  return kOk;
}

}  // namespace hologram::executor
