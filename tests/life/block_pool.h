// block_pool.h — an executor's allocator without a lock, for tests that fork while other threads allocate: a
// sanitizer's own allocator may be found locked in the child (gcc 12), which glibc's malloc never is.
#ifndef HOLOGRAM_TESTS_LIFE_BLOCK_POOL_H_
#define HOLOGRAM_TESTS_LIFE_BLOCK_POOL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "hologram/executor.h"

namespace hologram::test {

// Static: it outlives every executor, whichever thread frees the last piece.
class BlockPool {
 public:
  static holo_allocator Allocator() { return {Allocate, Deallocate, nullptr}; }

 private:
  static constexpr size_t kBlocks = 256;
  static constexpr size_t kBlockBytes = 8192;

  static void* Allocate(void*, int64_t size_bytes, int64_t) {
    if (size_bytes > static_cast<int64_t>(kBlockBytes)) return nullptr;
    for (size_t i = 0; i < kBlocks; ++i) {
      if (!taken_[i].exchange(true, std::memory_order_acquire)) return memory_ + i * kBlockBytes;
    }
    return nullptr;
  }
  static void Deallocate(void*, void* memory, int64_t, int64_t) {
    const auto block = static_cast<size_t>(static_cast<std::byte*>(memory) - memory_) / kBlockBytes;
    taken_[block].store(false, std::memory_order_release);
  }

  alignas(64) static inline std::byte memory_[kBlocks * kBlockBytes];
  static inline std::atomic<bool> taken_[kBlocks];
};

}  // namespace hologram::test

#endif  // HOLOGRAM_TESTS_LIFE_BLOCK_POOL_H_
