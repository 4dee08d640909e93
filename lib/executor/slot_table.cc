// slot_table.cc — segments that appear and stay, and a stack of free slots.
//
// The stack's head is {tag 40, slot 24}; slots are never unmapped and the tag grows with every change, so popping needs
// no lock and has no ABA problem. Fresh slots are taken in order when the stack is empty.
#include "executor/slot_table.h"

#include <cstring>
#include <new>

#include "memory/allocator.h"

#if defined(__linux__)
#include <sys/auxv.h>
#endif

namespace hologram::executor {

constinit std::atomic<Slot*> g_directory[kSlotLimit / kSegmentSlots] = {};

namespace {

constexpr uint32_t kNoSlot = kSlotLimit - 1;  // the end of the stack; this slot is never used
constexpr int kGenerationShift = 32;
constexpr int64_t kSegmentBytes = int64_t{sizeof(Slot)} * kSegmentSlots;
static_assert(alignof(Slot) <= memory::kAlignment);

constinit Slot g_first_segment[kSegmentSlots] = {};  // so that the first handles need no memory
constinit Slot g_empty_segment[kSegmentSlots] = {};  // never written: all its pages are the system's one page of zeros
constinit std::atomic<uint64_t> g_free_head{kNoSlot};
constinit std::atomic<uint32_t> g_next_fresh{1};  // slot 0 is never used: see InitSlotTable
constinit uint32_t g_salt = 0;
constinit uint32_t g_first_generation = 0;

uint64_t Mix(uint64_t x) {  // the finaliser of splitmix64 (Steele, Lea, Flood 2014)
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

uint64_t MakeId(uint32_t generation, uint32_t index, Kind kind) {
  return uint64_t{generation} << kGenerationShift | uint64_t{index} << 8 | uint64_t{g_salt} << 4 |
         static_cast<uint64_t>(kind);
}

Slot* SlotAt(uint32_t index) { return SlotOf(uint64_t{index} << 8); }

bool EnsureSegment(uint32_t index) {
  std::atomic<Slot*>& entry = g_directory[index >> kSegmentBits];
  if (entry.load(std::memory_order_acquire) != g_empty_segment) return true;
  void* memory = memory::Allocate(memory::kDefaultAllocator, kSegmentBytes);
  if (memory == nullptr) return false;
  Slot* segment = new (memory) Slot[kSegmentSlots]();
  Slot* expected = g_empty_segment;
  if (!entry.compare_exchange_strong(expected, segment, std::memory_order_acq_rel)) {
    memory::Deallocate(memory::kDefaultAllocator, segment, kSegmentBytes);
  }
  return true;
}

uint64_t NextHead(uint64_t head, uint32_t slot) { return ((head >> kSlotBits) + 1) << kSlotBits | slot; }

// The generation of a free slot, or kNoSlot's index if the stack is empty.
uint32_t PopFree(uint32_t* generation) {
  uint64_t head = g_free_head.load(std::memory_order_acquire);
  for (;;) {
    const uint32_t index = static_cast<uint32_t>(head) & kNoSlot;
    if (index == kNoSlot) return kNoSlot;
    const uint64_t word = SlotAt(index)->word.load(std::memory_order_relaxed);
    const uint32_t next = static_cast<uint32_t>(word) & kNoSlot;
    if (g_free_head.compare_exchange_weak(head, NextHead(head, next), std::memory_order_acquire)) {
      *generation = static_cast<uint32_t>(word >> kSlotBits);
      return index;
    }
  }
}

}  // namespace

uint64_t Salt() { return g_salt; }

void InitSlotTable() {
  uint64_t random[2] = {0, 0};
#if defined(__linux__)
  // Not aligned, hence memcpy.
  const void* auxv_random = reinterpret_cast<const void*>(getauxval(AT_RANDOM));
  if (auxv_random != nullptr) std::memcpy(random, auxv_random, sizeof random);
#endif
  const uint64_t hash = Mix(Mix(random[0] ^ reinterpret_cast<uintptr_t>(&g_salt)) ^ random[1]);
  g_salt = static_cast<uint32_t>(hash) & 15;
  g_first_generation = static_cast<uint32_t>(hash >> 32);
  // The null handle names slot 0. With an id there that no handle has, no call needs to look for null.
  g_first_segment[0].id.store(~uint64_t{0}, std::memory_order_relaxed);
  for (std::atomic<Slot*>& entry : g_directory) entry.store(g_empty_segment, std::memory_order_relaxed);
  g_directory[0].store(g_first_segment, std::memory_order_release);
}

ReserveResult ReserveSlot(Kind kind, ReservedSlot* reserved) {
  uint32_t generation = g_first_generation;
  uint32_t index = PopFree(&generation);
  if (index == kNoSlot) {
    index = g_next_fresh.load(std::memory_order_relaxed);
    do {
      if (index >= kNoSlot) return ReserveResult::kAllInUse;
      if (!EnsureSegment(index)) return ReserveResult::kNoMemory;
    } while (!g_next_fresh.compare_exchange_weak(index, index + 1, std::memory_order_relaxed));
    generation = g_first_generation;
  }
  reserved->slot = SlotAt(index);
  reserved->id = MakeId(generation, index, kind);
  return ReserveResult::kOk;
}

void RecycleSlot(uint64_t old_id) {
  const uint32_t generation = static_cast<uint32_t>(old_id >> kGenerationShift) + 1;
  if (generation == g_first_generation) return;  // all generations used up: retired for good
  const uint32_t index = SlotIndexOf(old_id);
  Slot* slot = SlotAt(index);
  uint64_t head = g_free_head.load(std::memory_order_relaxed);
  do {
    const uint64_t next = head & kNoSlot;
    slot->word.store(uint64_t{generation} << kSlotBits | next, std::memory_order_relaxed);
  } while (!g_free_head.compare_exchange_weak(head, NextHead(head, index), std::memory_order_release));
}

}  // namespace hologram::executor
