// reclaim.cc — limbo, mail, and the sweep over all records.
#include "executor/reclaim.h"

#include <utility>

#include "thread/membarrier.h"

namespace hologram::executor {
namespace {

constexpr int64_t kLimboObjects = 32;
constexpr int64_t kLimboBytes = int64_t{1} << 20;

constinit std::atomic<Object*> g_limbo{nullptr};
constinit std::atomic<int64_t> g_limbo_objects{0};
constinit std::atomic<int64_t> g_limbo_bytes{0};
constinit std::atomic<uint64_t> g_retire_epoch{1};
constinit std::atomic<int64_t> g_live_handles{0};

constexpr std::memory_order kSweepOrder = kExchangeVariant ? std::memory_order_seq_cst : std::memory_order_acquire;

void Push(std::atomic<Object*>* list, Object* object) {
  Object* head = list->load(std::memory_order_relaxed);
  do {
    object->next = head;
  } while (!list->compare_exchange_weak(head, object, std::memory_order_seq_cst, std::memory_order_relaxed));
}

void PushLimbo(Object* object) {
  g_limbo_objects.fetch_add(1, std::memory_order_relaxed);
  g_limbo_bytes.fetch_add(object->weight_bytes, std::memory_order_relaxed);
  Push(&g_limbo, object);
}

Object* TakeAll(std::atomic<Object*>* list) {
  if (list->load(std::memory_order_relaxed) == nullptr) return nullptr;
  return list->exchange(nullptr, std::memory_order_seq_cst);
}

Object* TakeLimbo() {
  Object* list = TakeAll(&g_limbo);
  int64_t objects = 0;
  int64_t bytes = 0;
  for (Object* o = list; o != nullptr; o = o->next) {
    ++objects;
    bytes += o->weight_bytes;
  }
  g_limbo_objects.fetch_sub(objects, std::memory_order_relaxed);
  g_limbo_bytes.fetch_sub(bytes, std::memory_order_relaxed);
  return list;
}

void PutBack(Object* list) {
  while (list != nullptr) {
    Object* next = list->next;
    PushLimbo(list);
    list = next;
  }
}

// A full barrier in every running thread of the process. False: nothing may be freed yet.
bool HeavyFence() {
  if constexpr (kExchangeVariant) return true;
  if (!g_fenced.load(std::memory_order_acquire)) {
    if (thread::Membarrier()) return true;
    g_fenced.store(true, std::memory_order_seq_cst);
  }
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // A thread whose last entry was not fenced may be inside a call that we cannot see.
  for (Record* r = FirstRecord(); r != nullptr; r = r->next) {
    if (r->used.load(std::memory_order_acquire) && !r->seen_fenced.load(std::memory_order_acquire)) return false;
  }
  return true;
}

// What is needed to ask who holds an object, kept apart from it: once mailed, it may be gone.
struct Wanted {
  uint64_t handle;
  const ExecutorObject* executor;  // null of a program
  uint64_t epoch;

  explicit Wanted(const Object& o) : handle(o.handle), executor(o.executor), epoch(o.retire_epoch) {}
  Wanted() = default;
};

bool Holds(const Record& record, const Wanted& wanted) {
  const uint32_t n = record.n.load(kSweepOrder);
  for (uint32_t i = 0; i < n && i < kHazards; ++i) {
    if (record.hazard[i].load(kSweepOrder) == wanted.handle) return true;
  }
  for (const OpenGuard& guard : record.guards) {
    if (wanted.executor == nullptr || guard.executor.load(kSweepOrder) != wanted.executor) continue;
    if (guard.epoch.load(kSweepOrder) <= wanted.epoch) return true;
  }
  return false;
}

// All hazards and guards at one moment, so that a batch needs one walk over the records. If they are too many, the
// records are walked for every object.
class Sweep {
 public:
  Sweep() {
    for (Record* r = FirstRecord(); r != nullptr && fits_; r = r->next) {
      const uint32_t n = r->n.load(kSweepOrder);
      for (uint32_t i = 0; i < n && i < kHazards; ++i) Note(r, r->hazard[i].load(kSweepOrder));
      for (const OpenGuard& guard : r->guards) {
        const ExecutorObject* executor = guard.executor.load(kSweepOrder);
        if (executor != nullptr) Note(r, executor, guard.epoch.load(kSweepOrder));
      }
    }
  }

  // Null if nobody holds it.
  Record* HolderOf(const Wanted& wanted) const {
    if (!fits_) return Walk(wanted);
    for (int i = 0; i < hazards_; ++i) {
      if (hazard_[i].id == wanted.handle) return hazard_[i].record;
    }
    for (int i = 0; i < guards_; ++i) {
      if (guard_[i].executor == wanted.executor && guard_[i].epoch <= wanted.epoch) return guard_[i].record;
    }
    return nullptr;
  }

 private:
  static Record* Walk(const Wanted& wanted) {
    for (Record* r = FirstRecord(); r != nullptr; r = r->next) {
      if (Holds(*r, wanted)) return r;
    }
    return nullptr;
  }

  void Note(Record* record, uint64_t id) {
    fits_ = fits_ && hazards_ < kMostHazards;
    if (fits_) hazard_[hazards_++] = {id, record};
  }

  void Note(Record* record, const ExecutorObject* executor, uint64_t epoch) {
    fits_ = fits_ && guards_ < kMostGuards;
    if (fits_) guard_[guards_++] = {executor, epoch, record};
  }

  static constexpr int kMostHazards = 256;
  static constexpr int kMostGuards = 64;
  struct Hazard {
    uint64_t id;
    Record* record;
  };
  struct Guard {
    const ExecutorObject* executor;
    uint64_t epoch;
    Record* record;
  };
  bool fits_ = true;
  int hazards_ = 0;
  int guards_ = 0;
  Hazard hazard_[kMostHazards];
  Guard guard_[kMostGuards];
};

// Nobody uses it any more: its slot may name something else, and the handle's reference goes.
void Finish(Object* object) {
  RecycleSlot(object->handle);
  DropRef(object);
}

// A letter that was sent: after the next barrier the receiver may have gone without seeing it.
struct Sent {
  Wanted wanted;
  Record* to;
};

// Frees what nobody holds of the list and mails the rest. Letters to others are noted in `sent`; false when that is
// full: the rest of the list stays in record->batch.
class Letters {
 public:
  bool Full() const { return count_ == kMost; }
  void Add(const Wanted& wanted, Record* to) { sent_[count_++] = {wanted, to}; }
  bool Empty() const { return count_ == 0; }

  // Second look: takes back the mail of receivers that hold their object no more.
  Object* TakeBackMissed() {
    Object* missed = nullptr;
    for (int i = 0; i < count_; ++i) {
      if (Holds(*sent_[i].to, sent_[i].wanted)) continue;
      Object* list = TakeAll(&sent_[i].to->mail);
      while (list != nullptr) {
        Object* next = list->next;
        list->next = missed;
        missed = list;
        list = next;
      }
    }
    count_ = 0;
    return missed;
  }

 private:
  static constexpr int kMost = 64;
  int count_ = 0;
  Sent sent_[kMost];
};

void FreeOrMail(Record* record, Letters* letters) {
  const Sweep sweep;
  while (record->batch != nullptr && !letters->Full()) {
    Object* object = record->batch;
    // Moved on before the object is finished: a fork in the middle may leak it in the child, never free it twice.
    record->batch = object->next;
    const Wanted wanted(*object);
    Record* holder = sweep.HolderOf(wanted);
    if (holder == nullptr) {
      Finish(object);
      continue;
    }
    if (holder != record) letters->Add(wanted, holder);
    Push(&holder->mail, object);
  }
}

void AppendToBatch(Record* record, Object* list) {
  while (list != nullptr) {
    Object* next = list->next;
    list->next = record->batch;
    record->batch = list;
    list = next;
  }
}

// Works off record->batch.
void Process(Record* record) {
  Letters letters;
  while (record->batch != nullptr) {
    FreeOrMail(record, &letters);
    if (letters.Empty()) continue;
    HeavyFence();  // a false answer only delays: the receivers' next exits look
    AppendToBatch(record, letters.TakeBackMissed());
  }
}

// The loop of all freeing: this thread's mail; then, if so asked, `retired` (an object or null) and limbo. Nested calls
// (from release callbacks) only ask for another round.
void Drain(Record* record, bool limbo_too, Object* retired) {
  if (record->draining) {
    if (retired != nullptr) PushLimbo(retired);
    record->drain_again = record->drain_again || limbo_too;
    return;
  }
  record->draining = true;
  do {
    record->drain_again = false;
    if (record->Outside()) {
      // What was mailed here had no other holder: no barrier is needed.
      AppendToBatch(record, TakeAll(&record->mail));
      Process(record);
    }
    if (!limbo_too && !record->drain_again) break;
    limbo_too = true;
    Object* list = TakeLimbo();
    if (retired != nullptr) {
      retired->next = list;
      list = std::exchange(retired, nullptr);
    }
    if (list == nullptr) continue;
    const uint32_t own = record == t_record ? 1 : 0;
    if (LiveRecords() > own && !HeavyFence()) {
      PutBack(list);
      break;
    }
    AppendToBatch(record, list);
    Process(record);
  } while (record->drain_again);
  record->draining = false;
}

void DrainHere(Object* retired) {
  Record* record = ExistingRecord();
  if (record != nullptr) {
    Drain(record, /*limbo_too=*/true, retired);
    return;
  }
  Record borrowed;  // a thread without a record: no memory was to be had, or it never called
  Drain(&borrowed, /*limbo_too=*/true, retired);
}

bool MustFlush(const Object& object) {
  if (object.flush_now) return true;
  if (g_limbo_objects.load(std::memory_order_relaxed) + 1 >= kLimboObjects) return true;
  if (g_limbo_bytes.load(std::memory_order_relaxed) + object.weight_bytes >= kLimboBytes) return true;
  return LiveRecords() <= (ExistingRecord() != nullptr ? 1u : 0u);
}

}  // namespace

bool Retire(uint64_t id, Kind kind) {
  if (KindOf(id) != kind) return false;
  if (t_record == nullptr) AttachThread();  // sets the table up; that there may be no memory for a record is no matter
  Slot* slot = SlotOf(id);
  // While the id stands there, and until the handle's reference is dropped, which only the winner can cause, the slot
  // names this object.
  if (!slot->id.compare_exchange_strong(id, 0, std::memory_order_seq_cst)) return false;
  Object* object = slot->object();
  g_live_handles.fetch_sub(1, std::memory_order_relaxed);
  object->retire_epoch = g_retire_epoch.fetch_add(1, std::memory_order_seq_cst);
  if (MustFlush(*object)) {
    // Not by way of limbo: another thread that flushes would take it from there, and it would have to wait for that
    // thread's barrier and callbacks.
    DrainHere(object);
    return true;
  }
  const uint64_t executor_id = object->executor->handle;
  PushLimbo(object);
  // An executor that is destroyed must not linger, with its host's allocator, for a buffer in limbo: its own destroy
  // empties limbo after taking its id away, and whoever comes later sees that the id is gone.
  if (SlotOf(executor_id)->id.load(std::memory_order_seq_cst) != executor_id) Flush();
  return true;
}

void Flush() { DrainHere(nullptr); }

void Collect(Record* record) {
  if (record->Outside()) Drain(record, /*limbo_too=*/false, nullptr);
}

uint64_t RetireEpoch() { return g_retire_epoch.load(std::memory_order_seq_cst); }

int64_t LiveHandles() { return g_live_handles.load(std::memory_order_relaxed); }
void CountNewHandle() { g_live_handles.fetch_add(1, std::memory_order_relaxed); }

void ReturnToLimbo(Record* dead_record) {
  PutBack(TakeAll(&dead_record->mail));
  PutBack(dead_record->batch);
  dead_record->batch = nullptr;
}

void RecountLimbo() {
  Object* list = g_limbo.exchange(nullptr, std::memory_order_relaxed);
  g_limbo_objects.store(0, std::memory_order_relaxed);
  g_limbo_bytes.store(0, std::memory_order_relaxed);
  PutBack(list);
}

}  // namespace hologram::executor
