// class_pool.h — an executor's class pool: equal pieces of one allocation, each given to one buffer at a time.
//
// Which classes are in use stands in two words of bits, changed by single atomic operations: no lock, and a class that
// one thread gives back another may take at once, with all that was written to it before. The memory comes from
// outside, at first use, once: of several threads that bring some, one is taken up.
#ifndef HOLOGRAM_MEMORY_CLASS_POOL_H_
#define HOLOGRAM_MEMORY_CLASS_POOL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "hologram/buffer.h"

namespace hologram::memory {

class ClassPool {
 public:
  static constexpr int64_t kSizeBytes = int64_t{HOLO_CLASS_COUNT} * HOLO_CLASS_BYTES;
  static constexpr int32_t kNone = -1;

  ClassPool() = default;
  ClassPool(const ClassPool&) = delete;
  ClassPool& operator=(const ClassPool&) = delete;

  // Takes the class `wanted`, or for HOLO_ANY_CLASS the first that is found free. kNone if it is in use, or all are.
  int32_t Take(int32_t wanted);
  // Gives a taken one back.
  void GiveBack(int32_t taken);

  // The pool's memory; null as long as it has none.
  std::byte* memory() const { return memory_.load(std::memory_order_acquire); }
  // Takes `memory` up, kSizeBytes of it, unless there is some. Returns what the pool has now: if that is other memory,
  // `memory` is the caller's still.
  std::byte* Adopt(std::byte* memory);

 private:
  static constexpr int32_t kWordBits = 64;
  static constexpr int32_t kWords = (HOLO_CLASS_COUNT + kWordBits - 1) / kWordBits;

  // Takes the lowest free class whose bit in a word is one of `choice`.
  int32_t TakeOneOf(int32_t word, uint64_t choice);

  std::atomic<std::byte*> memory_{nullptr};
  std::atomic<uint64_t> used_[kWords] = {};
};

}  // namespace hologram::memory

#endif  // HOLOGRAM_MEMORY_CLASS_POOL_H_
