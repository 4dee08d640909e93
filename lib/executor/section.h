// section.h — the protected part of a call that is not hot: handles go in, live objects come out until it ends.
#ifndef HOLOGRAM_EXECUTOR_SECTION_H_
#define HOLOGRAM_EXECUTOR_SECTION_H_

#include <cstdint>
#include <span>

#include "executor/record.h"
#include "hologram/program.h"

namespace hologram::executor {

template <class Handle>
uint64_t IdOf(Handle handle) {
  return reinterpret_cast<uintptr_t>(handle);
}

class Section {
 public:
  Section() = default;
  ~Section() {
    if (record_ != nullptr) LowerHazards(record_, base_);
  }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

  // Once, before the first Look.
  base::Error Enter(std::span<const uint64_t> ids) {
    Record* record = OwnRecord();
    if (record == nullptr) return NoRecordError();
    base_ = record->n.load(std::memory_order_relaxed);
    const uint32_t count = static_cast<uint32_t>(ids.size());
    if (base_ + count > kHazards) {
      return base::Fail(HOLO_ERROR_LIMIT, 0, base::Message::kTooDeep, base_);
    }
    record_ = record;
    RaiseHazards(record, base_ + count);
    for (uint32_t i = 0; i < count; ++i) WriteHazard(record, base_ + i, ids[i]);
    LightFence(record);
    return base::kOk;
  }
  base::Error Enter(uint64_t id) { return Enter(std::span<const uint64_t>(&id, 1)); }

  // The live object of an id that was given to Enter; `argument` is its place among the call's.
  base::Error Look(uint64_t id, Kind kind, int argument, Object** object) const {
    const Slot* slot = SlotOf(id);
    if (KindOf(id) != kind || ReadId(slot) != id) {
      return base::Fail(HOLO_ERROR_INVALID_HANDLE, argument,
                        id == 0 ? base::Message::kNoHandle : base::Message::kStaleHandle);
    }
    *object = slot->object();
    return base::kOk;
  }
  base::Error Look(holo_executor handle, int argument, ExecutorObject** executor) const {
    Object* object = nullptr;
    HOLO_RETURN_IF_ERROR(Look(IdOf(handle), Kind::kExecutor, argument, &object));
    *executor = static_cast<ExecutorObject*>(object);
    return base::kOk;
  }
  base::Error Look(holo_program handle, int argument, ProgramObject** program) const {
    Object* object = nullptr;
    HOLO_RETURN_IF_ERROR(Look(IdOf(handle), Kind::kProgram, argument, &object));
    *program = static_cast<ProgramObject*>(object);
    return base::kOk;
  }
  base::Error Look(holo_launch handle, int argument, LaunchObject** launch) const {
    Object* object = nullptr;
    HOLO_RETURN_IF_ERROR(Look(IdOf(handle), Kind::kLaunch, argument, &object));
    *launch = static_cast<LaunchObject*>(object);
    return base::kOk;
  }
  base::Error Look(holo_buffer handle, int argument, BufferObject** buffer) const {
    Object* object = nullptr;
    HOLO_RETURN_IF_ERROR(Look(IdOf(handle), Kind::kBuffer, argument, &object));
    *buffer = static_cast<BufferObject*>(object);
    return base::kOk;
  }

 private:
  Record* record_ = nullptr;
  uint32_t base_ = 0;
};

// A reference to the live object of a handle, which is argument `argument` of the call: for what works on more objects than
// a thread has hazards.
template <class Handle, class T>
base::Error TakeRef(Handle handle, int argument, Ref<T>* ref) {
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  T* object = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, argument, &object));
  *ref = Ref<T>(object);
  return base::kOk;
}

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_SECTION_H_
