// allocator.h — where an executor's memory comes from: the host's functions or Boost.Align.
#ifndef HOLOGRAM_MEMORY_ALLOCATOR_H_
#define HOLOGRAM_MEMORY_ALLOCATOR_H_

#include <cstdint>

#include "hologram/executor.h"

namespace hologram::memory {

// What buffers' data is aligned to: a cache line, and the widest vector.
inline constexpr int64_t kAlignment = 64;

// The library's own allocator, which aligns as asked.
extern const holo_allocator kDefaultAllocator;

// Aligned to kAlignment; null if there is no memory. A host's function must not throw; one that does has no memory.
void* Allocate(const holo_allocator& allocator, int64_t size_bytes) noexcept;
void Deallocate(const holo_allocator& allocator, void* memory, int64_t size_bytes) noexcept;

}  // namespace hologram::memory

#endif  // HOLOGRAM_MEMORY_ALLOCATOR_H_
