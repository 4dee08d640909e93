// allocator.cc — the default allocator, on Boost.Align.
#include "memory/allocator.h"

#include <boost/align/aligned_alloc.hpp>
#include <cstddef>

namespace hologram::memory {
namespace {

void* AllocateAligned(void*, int64_t size_bytes, int64_t alignment) {
  return boost::alignment::aligned_alloc(static_cast<std::size_t>(alignment), static_cast<std::size_t>(size_bytes));
}

void DeallocateAligned(void*, void* memory, int64_t, int64_t) { boost::alignment::aligned_free(memory); }

}  // namespace

constinit const holo_allocator kDefaultAllocator = {AllocateAligned, DeallocateAligned, nullptr};

void* Allocate(const holo_allocator& allocator, int64_t size_bytes) noexcept {
  try {
    return allocator.allocate(allocator.user, size_bytes, kAlignment);
  } catch (...) {
    return nullptr;
  }
}

void Deallocate(const holo_allocator& allocator, void* memory, int64_t size_bytes) noexcept {
  try {
    allocator.deallocate(allocator.user, memory, size_bytes, kAlignment);
  } catch (...) {  // the memory is the host's to lose
  }
}

}  // namespace hologram::memory
