// class_pool.cc — takes and gives back classes: the lowest free bit, or a given one.
#include "memory/class_pool.h"

#include <bit>

#include "memory/allocator.h"

namespace hologram::memory {

static_assert(HOLO_CLASS_BYTES % kAlignment == 0, "each class is aligned as the pool is");

int32_t ClassPool::Take(int32_t wanted) {
  if (wanted != HOLO_ANY_CLASS) return TakeOneOf(wanted / kWordBits, uint64_t{1} << wanted % kWordBits);
  int32_t taken = kNone;
  for (int32_t word = 0; word < kWords && taken == kNone; ++word) {
    const int32_t left = HOLO_CLASS_COUNT - word * kWordBits;
    taken = TakeOneOf(word, left >= kWordBits ? ~uint64_t{0} : (uint64_t{1} << left) - 1);
  }
  return taken;
}

int32_t ClassPool::TakeOneOf(int32_t word, uint64_t choice) {
  uint64_t used = used_[word].load(std::memory_order_relaxed);
  while ((choice & ~used) != 0) {
    const int32_t bit = std::countr_zero(choice & ~used);
    // Acquire: what the last holder read and wrote comes before what the next one writes.
    if (used_[word].compare_exchange_weak(used, used | uint64_t{1} << bit, std::memory_order_acquire,
                                          std::memory_order_relaxed)) {
      return word * kWordBits + bit;
    }
  }
  return kNone;
}

void ClassPool::GiveBack(int32_t taken) {
  used_[taken / kWordBits].fetch_and(~(uint64_t{1} << taken % kWordBits), std::memory_order_release);
}

std::byte* ClassPool::Adopt(std::byte* memory) {
  std::byte* had = nullptr;
  const bool taken_up =
      memory_.compare_exchange_strong(had, memory, std::memory_order_acq_rel, std::memory_order_acquire);
  return taken_up ? memory : had;
}

}  // namespace hologram::memory
