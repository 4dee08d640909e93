// backend_list.cc — the built-in backends, and a list of registered ones that only grows.
//
// A new backend walks along the list and puts itself into the first free place by one compare-exchange. It has compared
// its name with all that stand before it, and so has whoever comes later: names stay unique without a lock, which a fork
// could leave locked.
#include "backend/backend_list.h"

#include <atomic>
#include <cstring>
#include <iterator>
#include <new>

#include "backend/foreign_backend.h"
#include "backend/reference.h"
#include "memory/allocator.h"

namespace hologram::backend {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

struct BuiltIn {
  const char* name;
  const Backend* (*of_executor)(const CpuBackend& cpu);
};

// In the order of chains. A further one needs a line here and room in Chain.
constexpr BuiltIn kBuiltIn[] = {
    {CpuBackend::kName, [](const CpuBackend& cpu) -> const Backend* { return &cpu; }},
    {ReferenceBackend::kName, [](const CpuBackend&) -> const Backend* { return &kReferenceBackend; }},
};
static_assert(std::size(kBuiltIn) + 1 <= Chain::kLimit);

constinit std::atomic<const ForeignBackend*> g_registered[kRegisteredLimit] = {};

bool SameName(const char* a, const char* b) { return std::strcmp(a, b) == 0; }

const ForeignBackend* Registered(int i) { return g_registered[i].load(std::memory_order_acquire); }

const ForeignBackend* FindRegistered(const char* name) {
  for (int i = 0; i < kRegisteredLimit; ++i) {
    const ForeignBackend* backend = Registered(i);
    if (backend == nullptr) return nullptr;
    if (SameName(backend->name(), name)) return backend;
  }
  return nullptr;
}

Error NameTaken(const char* name) {
  return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kBackendNameTaken, name);
}

// Puts `backend` into the first free place.
Error Place(const ForeignBackend* backend) {
  for (std::atomic<const ForeignBackend*>& place : g_registered) {
    const ForeignBackend* there = nullptr;
    if (place.compare_exchange_strong(there, backend, std::memory_order_acq_rel)) return kOk;
    if (SameName(there->name(), backend->name())) return NameTaken(there->name());
  }
  return Fail(HOLO_ERROR_LIMIT, 0, Message::kTooManyBackends, kRegisteredLimit);
}

}  // namespace

bool IsListed(const char* name) {
  for (const BuiltIn& built_in : kBuiltIn) {
    if (SameName(built_in.name, name)) return true;
  }
  return FindRegistered(name) != nullptr;
}

Chain MakeChain(const char* name, const CpuBackend& cpu) {
  Chain chain;
  const Backend* registered = FindRegistered(name);
  if (registered != nullptr) chain.Append(registered);
  bool begun = registered != nullptr;
  for (const BuiltIn& built_in : kBuiltIn) {
    begun |= SameName(built_in.name, name);
    if (begun) chain.Append(built_in.of_executor(cpu));
  }
  return chain;
}

Error Register(const holo_backend_table* table) {
  ForeignBackend backend;
  HOLO_RETURN_IF_ERROR(backend.Read(table));
  for (const BuiltIn& built_in : kBuiltIn) {
    if (SameName(built_in.name, backend.name())) return NameTaken(built_in.name);
  }
  void* memory = memory::Allocate(memory::kDefaultAllocator, sizeof(ForeignBackend));
  if (memory == nullptr) return base::FailMemory(sizeof(ForeignBackend));
  const Error error = Place(new (memory) ForeignBackend(backend));
  if (!error.ok()) memory::Deallocate(memory::kDefaultAllocator, memory, sizeof(ForeignBackend));
  return error;
}

Error ListNames(char* buffer, int64_t capacity, int64_t* needed) {
  if (capacity < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, Message::kNegative, capacity);
  if (buffer == nullptr && capacity > 0) return FailNull(1);
  if (needed == nullptr) return FailNull(3);
  // Collected first: others may be registered meanwhile.
  const char* names[kRegisteredLimit + std::size(kBuiltIn)];
  size_t count = 0;
  for (int i = 0; i < kRegisteredLimit && Registered(i) != nullptr; ++i) names[count++] = Registered(i)->name();
  for (const BuiltIn& built_in : kBuiltIn) names[count++] = built_in.name;
  int64_t size = 1;
  for (size_t i = 0; i < count; ++i) size += static_cast<int64_t>(std::strlen(names[i])) + 1;
  if (capacity > 0 && capacity < size) {
    return Fail(HOLO_ERROR_OUT_OF_RANGE, 2, Message::kTextCapacity, capacity, size);
  }
  if (capacity > 0) {
    char* to = buffer;
    for (size_t i = 0; i < count; ++i) {
      const size_t length = std::strlen(names[i]);
      std::memcpy(to, names[i], length);
      to[length] = '\n';
      to += length + 1;
    }
    *to = '\0';
  }
  *needed = size;
  return kOk;
}

}  // namespace hologram::backend
