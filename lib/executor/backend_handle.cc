// backend_handle.cc — a backend's handle is its executor's with another kind: it lives as long, and has no slot.
#include "executor/backend_handle.h"

#include "executor/section.h"
#include "thread/no_cancellation.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

constexpr uint64_t kOtherKind = static_cast<uint64_t>(Kind::kExecutor) ^ static_cast<uint64_t>(Kind::kBackend);

uint64_t ExecutorIdOf(holo_backend backend) { return IdOf(backend) ^ kOtherKind; }

// The executor of a backend, argument 1, in a section that was entered with its ExecutorIdOf.
Error LookAtOwner(const Section& section, holo_backend backend, ExecutorObject** executor) {
  if (backend == nullptr) return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kNoHandle);
  Object* object = nullptr;  // of the kind of executors only if the handle was of the kind of backends
  HOLO_RETURN_IF_ERROR(section.Look(ExecutorIdOf(backend), Kind::kExecutor, 1, &object));
  *executor = static_cast<ExecutorObject*>(object);
  return kOk;
}

Error NoInterface(const backend::Backend& backend, int32_t interface_id, int32_t min_version) {
  return base::FailText(HOLO_ERROR_UNSUPPORTED, 1, Message::kNoInterface, backend.name(), interface_id, min_version);
}

// The CPU backend of an executor whose first backend it is: the table of the CPU interface may be used with any handle.
Error LookAtCpu(const ExecutorObject& executor, const backend::CpuBackend** cpu) {
  const backend::Backend& first = executor.chain.first();
  if (&first != &executor.cpu) return NoInterface(first, HOLO_INTERFACE_CPU, HOLO_CPU_INTERFACE_VERSION);
  *cpu = &executor.cpu;
  return kOk;
}

}  // namespace

Error GetBackend(holo_executor handle, holo_backend* backend) {
  if (backend == nullptr) return FailNull(2);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
  ExecutorObject* executor = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(handle, 1, &executor));
  *backend = reinterpret_cast<holo_backend>(IdOf(handle) ^ kOtherKind);
  return kOk;
}

Error QueryBackend(holo_backend handle, int32_t interface_id, int32_t min_version, const void** table) {
  if (table == nullptr) return FailNull(4);
  if (min_version < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 3, Message::kNegative, min_version);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(ExecutorIdOf(handle)));
  ExecutorObject* executor = nullptr;
  HOLO_RETURN_IF_ERROR(LookAtOwner(section, handle, &executor));
  const backend::Backend& backend = executor->chain.first();
  const thread::NoCancellation no_cancellation;
  const void* found = nullptr;
  try {
    found = backend.Query(interface_id, min_version);
  } catch (...) {
    return base::FailText(HOLO_ERROR_INTERNAL, 1, Message::kBackendThrew, backend.name());
  }
  if (found == nullptr) return NoInterface(backend, interface_id, min_version);
  *table = found;
  return kOk;
}

Error GetSimdLevel(holo_backend handle, holo_simd_level* level) {
  if (level == nullptr) return FailNull(2);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(ExecutorIdOf(handle)));
  ExecutorObject* executor = nullptr;
  const backend::CpuBackend* cpu = nullptr;
  HOLO_RETURN_IF_ERROR(LookAtOwner(section, handle, &executor));
  HOLO_RETURN_IF_ERROR(LookAtCpu(*executor, &cpu));
  *level = cpu->level();
  return kOk;
}

Error GetKernel(holo_backend handle, holo_op op, holo_form form, holo_dtype dtype, holo_kernel* kernel) {
  if (kernel == nullptr) return FailNull(5);
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(ExecutorIdOf(handle)));
  ExecutorObject* executor = nullptr;
  const backend::CpuBackend* cpu = nullptr;
  HOLO_RETURN_IF_ERROR(LookAtOwner(section, handle, &executor));
  HOLO_RETURN_IF_ERROR(LookAtCpu(*executor, &cpu));
  return cpu->Find(op, form, dtype, 2, 4, kernel);
}

Error GetData(holo_backend handle, holo_buffer buffer, holo_access access, void** data, int64_t* count) {
  if (access == 0 || (access & ~holo_access{HOLO_ACCESS_READ_WRITE}) != 0) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, 3, Message::kUnknownAccess, access);
  }
  if (data == nullptr) return FailNull(4);
  if (count == nullptr) return FailNull(5);
  const uint64_t ids[] = {ExecutorIdOf(handle), IdOf(buffer)};
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(ids));
  ExecutorObject* executor = nullptr;
  const backend::CpuBackend* cpu = nullptr;
  BufferObject* object = nullptr;
  HOLO_RETURN_IF_ERROR(LookAtOwner(section, handle, &executor));
  HOLO_RETURN_IF_ERROR(LookAtCpu(*executor, &cpu));
  HOLO_RETURN_IF_ERROR(section.Look(buffer, 2, &object));
  if (object->executor != executor) return Fail(HOLO_ERROR_WRONG_EXECUTOR, 2, Message::kWrongExecutor);
  if ((access & HOLO_ACCESS_WRITE) != 0 && (object->flags & HOLO_BUFFER_READ_ONLY) != 0) {
    return Fail(HOLO_ERROR_READ_ONLY, 2, Message::kReadOnly);
  }
  *data = object->data;
  *count = object->count;
  return kOk;
}

}  // namespace hologram::executor
