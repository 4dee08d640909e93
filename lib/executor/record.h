// record.h — what a thread tells the others: which handles its calls are using (hazards), and its guards.
//
// A call writes the handles it was given into its thread's record and then checks that the ids still stand in their
// slots; from there to its exit nothing they name can go. Whoever destroys an object looks through all records after
// a barrier (reclaim.h). Readers pay plain stores.
//
// Why it is right, in short. Reader: hazard := h; LIGHT; read the slot's id = h. Destroyer: id := 0; HEAVY; read the
// hazards. HEAVY makes every running thread execute a full barrier somewhere in its program order. Before the reader's
// read of the id: the reader sees 0 and fails. After its write of the hazard: the destroyer sees it. Since LIGHT keeps
// the order of the two, one of these holds. tests/executor/handles_model.py checks this exhaustively.
#ifndef HOLOGRAM_EXECUTOR_RECORD_H_
#define HOLOGRAM_EXECUTOR_RECORD_H_

#include <atomic>
#include <cstdint>

#include "base/error.h"
#include "executor/object.h"

namespace hologram::executor {

inline constexpr uint32_t kHazards = 28;
inline constexpr uint32_t kGuards = 4;

// ThreadSanitizer knows neither fences nor membarrier: there, entry and exit are sequentially consistent exchanges.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kExchangeVariant = true;
#else
inline constexpr bool kExchangeVariant = false;
#endif

struct OpenGuard {
  std::atomic<const ExecutorObject*> executor{nullptr};  // null: free
  std::atomic<uint64_t> epoch{0};                        // objects retired from then on are held
  uint64_t executor_id = 0;                              // own thread only, as are those below
  uint32_t sequence = 0;
};

struct alignas(64) Record {
  constexpr Record() = default;
  constexpr explicit Record(uint32_t hazards_in_use) : n(hazards_in_use) {}

  // The line that every call writes.
  std::atomic<uint32_t> n{0};          // hazards in use
  uint32_t open_guards = 0;            // own thread only
  uint64_t guarded_executor = 0;       // id of an executor under a guard of this thread, 0: none; own thread only
  std::atomic<Object*> mail{nullptr};  // objects that only this thread was using when they were destroyed
  std::atomic<uint64_t> hazard[kHazards] = {};

  OpenGuard guards[kGuards];
  Object* batch = nullptr;  // the list being worked on; own thread only, as are those below
  bool draining = false;
  bool drain_again = false;
  std::atomic<bool> seen_fenced{false};  // has passed a fenced entry since the fenced flag went up
  std::atomic<bool> used{false};         // belongs to a living thread
  uint32_t number = 0;
  Record* next = nullptr;  // in the list of all records; never changes
  base::ErrorRecord error;

  bool Outside() const { return n.load(std::memory_order_relaxed) == 0 && open_guards == 0; }
};

// This thread's record, null before its first call. Read it before any vector value is live: glibc before 2.40 may
// clobber vector registers in the slow path of a TLS descriptor.
[[gnu::visibility("hidden")]] extern constinit thread_local Record* t_record;

// Whether entries must be fenced because there is no barrier that a destroyer could send.
[[gnu::visibility("hidden")]] extern std::atomic<bool> g_fenced;

// What t_record points to after a call of this thread has failed for want of a record. All its hazards are in use, so
// that the hot path passes it by.
[[gnu::visibility("hidden")]] extern constinit Record g_no_record;

// Takes or makes this thread's record. Null if there is no memory for one.
Record* AttachThread();

// This thread's record if it has one, else null.
inline Record* ExistingRecord() { return t_record != &g_no_record ? t_record : nullptr; }

// This thread's record, taken or made if need be. Null if there is no memory for one.
inline Record* OwnRecord() {
  Record* record = ExistingRecord();
  return record != nullptr ? record : AttachThread();
}

// The list of all records ever made, used or not.
Record* FirstRecord();

// How many records were ever made; their numbers are below it.
uint32_t RecordsMade();

// How many threads have a record.
uint32_t LiveRecords();

// The cold part of LightFence.
void FullFence(Record* record);

// Orders a record's writes before the reads of slots that follow.
inline void LightFence(Record* record) {
  if constexpr (kExchangeVariant) return;  // the exchange in Enter did it
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (g_fenced.load(std::memory_order_relaxed)) [[unlikely]]
    FullFence(record);
}

// Raises n to `count`: the first step of an entry, before the hazards are written, so that a signal handler that calls
// the library stacks its own above them.
inline void RaiseHazards(Record* record, uint32_t count) {
  if constexpr (kExchangeVariant) {
    record->n.exchange(count, std::memory_order_seq_cst);
  } else {
    record->n.store(count, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
}

// A release store: it must not overtake the reads of the call before.
inline void WriteHazard(Record* record, uint32_t index, uint64_t id) {
  record->hazard[index].store(id, kExchangeVariant ? std::memory_order_seq_cst : std::memory_order_release);
}

inline uint64_t ReadId(const Slot* slot) {
  return slot->id.load(kExchangeVariant ? std::memory_order_seq_cst : std::memory_order_acquire);
}

// Frees what was destroyed while this thread used it.
void Collect(Record* record);

inline bool HasMail(const Record* record) {
  return record->mail.load(kExchangeVariant ? std::memory_order_seq_cst : std::memory_order_relaxed) != nullptr;
}

// Ends the entry that began at `base`.
inline void LowerHazards(Record* record, uint32_t base) {
  if constexpr (kExchangeVariant) {
    record->n.exchange(base, std::memory_order_seq_cst);
  } else {
    record->n.store(base, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  if (HasMail(record)) [[unlikely]]
    Collect(record);
}

// The error that is right when a record could not be made.
base::Error NoRecordError();

// Keeps `error` as this thread's last.
void KeepError(const base::CallSite& site, const base::Error& error);

// Says of this thread's last failure that it was in another function, whose arguments have the same places.
void RenameError(const base::CallSite& site);

// This thread's last failure; an error of HOLO_OK if there is none.
const base::ErrorRecord& LastError();

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_RECORD_H_
