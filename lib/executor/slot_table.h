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
#include <cstddef>
#include <cstdint>

namespace hologram::executor {

struct Object;

// Guards stand in no slot, nor do backends: theirs is the executor's.
enum class Kind : uint32_t { kExecutor = 1, kBuffer = 2, kGuard = 3, kBackend = 4, kProgram = 5, kLaunch = 6 };

inline constexpr int kSlotBits = 24;
inline constexpr uint32_t kSlotLimit = uint32_t{1} << kSlotBits;
inline constexpr int kSegmentBits = 12;
inline constexpr uint32_t kSegmentSlots = uint32_t{1} << kSegmentBits;

constexpr Kind KindOf(uint64_t id) { return static_cast<Kind>(id & 15); }
constexpr uint32_t SlotIndexOf(uint64_t id) { return static_cast<uint32_t>(id >> 8) & (kSlotLimit - 1); }

// What a call compares of an object, in one word: dtype 4 | log2 of the element's size 3 | read-only 1 | kind 4 | foreign
// memory 1 (wrapped or a view: only such can overlap another buffer) | 3 free | owner 48, a number that no two executors of the process share.
using Badge = uint64_t;
inline constexpr Badge kReadOnlyBadge = Badge{1} << 7;
inline constexpr Badge kKindBadge = Badge{15} << 8;
inline constexpr Badge kForeignMemoryBadge = Badge{1} << 12;
inline constexpr int kOwnerShift = 16;
inline constexpr Badge kOwnerBadge = ~Badge{0} << kOwnerShift;
constexpr Badge MakeBadge(Kind kind, uint64_t owner) { return owner << kOwnerShift | static_cast<Badge>(kind) << 8; }
constexpr Badge MakeBufferBadge(uint64_t owner, int dtype, int log2_size, bool read_only, bool foreign_memory) {
  return MakeBadge(Kind::kBuffer, owner) | static_cast<Badge>(dtype) | static_cast<Badge>(log2_size) << 4 |
         (read_only ? kReadOnlyBadge : 0) | (foreign_memory ? kForeignMemoryBadge : 0);
}
constexpr int DtypeOf(Badge badge) { return static_cast<int>(badge & 15); }
constexpr int Log2SizeOf(Badge badge) { return static_cast<int>(badge >> 4 & 7); }

struct alignas(64) Slot {
  std::atomic<uint64_t> id;
  std::atomic<uint64_t> word;  // live: the Object*; free: generation << 24 | next free slot
  std::atomic<void*> data;     // a buffer's data; an executor's kernel table
  std::atomic<int64_t> count;  // a buffer's elements
  std::atomic<Badge> badge;

  Object* object() const { return reinterpret_cast<Object*>(word.load(std::memory_order_relaxed)); }
};

[[gnu::visibility("hidden")]] extern std::atomic<Slot*> g_directory[kSlotLimit / kSegmentSlots];

// The slot that an id, any number at all, names. Once InitSlotTable has run there always is one: where no segment was
// made yet, the directory names one that stays empty.
inline Slot* SlotOf(uint64_t id) {
  // Relaxed: the segment is reached through an id that was published after it.
  Slot* segment = g_directory[SlotIndexOf(id) >> kSegmentBits].load(std::memory_order_relaxed);
  // The index within the segment, scaled to bytes in one shift.
  static_assert(sizeof(Slot) == 1 << 6);
  constexpr uint64_t kOffsetMask = uint64_t{kSegmentSlots - 1} << 6;
  return reinterpret_cast<Slot*>(reinterpret_cast<std::byte*>(segment) + (id >> (8 - 6) & kOffsetMask));
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

// This copy of the library, in 4 bits.
uint64_t Salt();

// Salt and first generation; once per process, before the first slot.
void InitSlotTable();

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_SLOT_TABLE_H_
