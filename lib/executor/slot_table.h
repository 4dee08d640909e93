// slot_table.h — handles are ids into a table of slots that never move.
//
//   id, 64 bit   generation 32 | slot 24 | salt 4 | kind 4; a kind is >= 1, so an id is never null
//
// A slot is one cache line: the id that stands there now (0: none), and what a call needs of a live object, so that
// it touches nothing else. The fields are written before the id is; a reader compares the id first, whole, which
// checks kind, salt, slot and generation at once. Slots are never unmapped and generations never repeat (a slot whose
// generation comes round is retired), so a stale id cannot pass. The salt and the first generation differ between two
// copies of the library in one process.
#ifndef HOLOGRAM_EXECUTOR_SLOT_TABLE_H_
#define HOLOGRAM_EXECUTOR_SLOT_TABLE_H_

#include <atomic>
#include <cstdint>

namespace hologram::executor {

struct Object;

enum class Kind : uint32_t { kExecutor = 1, kBuffer = 2 };

inline constexpr int kSlotBits = 24;
inline constexpr uint32_t kSlotLimit = uint32_t{1} << kSlotBits;
inline constexpr int kSegmentBits = 12;
inline constexpr uint32_t kSegmentSlots = uint32_t{1} << kSegmentBits;

constexpr Kind KindOf(uint64_t id) { return static_cast<Kind>(id & 15); }
constexpr uint32_t SlotIndexOf(uint64_t id) { return static_cast<uint32_t>(id >> 8) & (kSlotLimit - 1); }

// Kind, element type and flags of an object in one word, so that a call compares them at once.
using Traits = uint32_t;
inline constexpr Traits kReadOnlyTrait = 1u << 16;
inline constexpr Traits kKindTraits = 0xfu << 12;
inline constexpr Traits kBufferTraits = static_cast<Traits>(Kind::kBuffer) << 12;
constexpr Traits MakeTraits(Kind kind, int dtype, int log2_size, bool read_only) {
  return static_cast<Traits>(dtype) | static_cast<Traits>(log2_size) << 8 | static_cast<Traits>(kind) << 12 |
         (read_only ? kReadOnlyTrait : 0);
}
inline constexpr Traits kExecutorTraits = MakeTraits(Kind::kExecutor, 0, 0, false);
constexpr int DtypeOf(Traits traits) { return static_cast<int>(traits & 0xff); }
constexpr int Log2SizeOf(Traits traits) { return static_cast<int>(traits >> 8 & 0xf); }
constexpr Kind KindOfTraits(Traits traits) { return static_cast<Kind>(traits >> 12 & 0xf); }

struct alignas(64) Slot {
  std::atomic<uint64_t> id;
  std::atomic<uint64_t> word;         // live: the Object*; free: generation << 24 | next free slot
  std::atomic<void*> data;            // a buffer's data; an executor's kernel table
  std::atomic<int64_t> count;         // a buffer's elements
  std::atomic<const Object*> owner;   // the executor's object, of an executor its own
  std::atomic<Traits> traits;

  Object* object() const { return reinterpret_cast<Object*>(word.load(std::memory_order_relaxed)); }
};

[[gnu::visibility("hidden")]] extern std::atomic<Slot*> g_directory[kSlotLimit / kSegmentSlots];

// Null if no slot was ever made there.
inline Slot* SlotOf(uint64_t id) {
  const uint32_t index = SlotIndexOf(id);
  // Relaxed: the segment is reached through an id that was published after it.
  Slot* segment = g_directory[index >> kSegmentBits].load(std::memory_order_relaxed);
  return segment == nullptr ? nullptr : segment + (index & (kSegmentSlots - 1));
}

// A slot of one's own, not yet published, and the id it will have.
struct ReservedSlot {
  Slot* slot = nullptr;
  uint64_t id = 0;
};

enum class ReserveResult { kOk, kNoMemory, kAllInUse };
ReserveResult ReserveSlot(Kind kind, ReservedSlot* reserved);

// Puts a slot back, its id already 0, under the next generation.
void RecycleSlot(uint64_t old_id);

// Salt and first generation; once per process, before the first slot.
void InitSlotTable();

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_SLOT_TABLE_H_
