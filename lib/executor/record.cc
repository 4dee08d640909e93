// record.cc — records are taken from unused ones or made, reused by later threads, and never freed.
//
// Everything here is lock-free. The first use in a process goes through pthread_once, which glibc restarts in a child
// whose fork interrupted it. Of fork there is only a child handler: nothing can be found locked.
#include "executor/record.h"

#include <pthread.h>

#include <new>

#include "executor/reclaim.h"
#include "memory/allocator.h"
#include "thread/membarrier.h"

namespace hologram::executor {

constinit thread_local Record* t_record = nullptr;
constinit std::atomic<bool> g_fenced{false};
constinit Record g_no_record{kHazards};

namespace {

static_assert(alignof(Record) <= memory::kAlignment);

constexpr uint32_t kStaticRecords = 4;  // so that the first threads need no memory

constinit Record g_static_records[kStaticRecords];
constinit std::atomic<uint32_t> g_records_made{0};
constinit std::atomic<Record*> g_first_record{nullptr};
constinit std::atomic<uint32_t> g_live_records{0};

constinit pthread_once_t g_once = PTHREAD_ONCE_INIT;
constinit pthread_key_t g_key = 0;
constinit bool g_has_key = false;  // without one (1024 are in use) records of ended threads are not reused

void CloseGuards(Record* record) {
  for (OpenGuard& guard : record->guards) {
    ExecutorObject* executor = const_cast<ExecutorObject*>(guard.executor.load(std::memory_order_relaxed));
    if (executor == nullptr) continue;
    guard.executor.store(nullptr, std::memory_order_release);
    DropRef(executor);
  }
  record->open_guards = 0;
  record->guarded_executor = 0;
}

// At a thread's end. Calls from later destructors of other keys take a record again, and glibc runs this once more.
void DetachThread(void* value) {
  Record* record = static_cast<Record*>(value);
  record->n.store(0, std::memory_order_release);
  CloseGuards(record);
  Collect(record);
  t_record = nullptr;
  g_live_records.fetch_sub(1, std::memory_order_release);
  record->used.store(false, std::memory_order_release);
}

// The other threads are gone; what they were using is not.
void AfterForkInChild() {
  const Record* own = ExistingRecord();
  uint32_t live = 0;
  RecountLimbo();
  for (Record* r = FirstRecord(); r != nullptr; r = r->next) {
    if (r == own) {
      live = 1;
      continue;
    }
    if (!r->used.load(std::memory_order_relaxed)) continue;
    r->n.store(0, std::memory_order_relaxed);
    r->draining = false;
    r->drain_again = false;
    CloseGuards(r);
    ReturnToLimbo(r);
    r->used.store(false, std::memory_order_relaxed);
  }
  g_live_records.store(live, std::memory_order_seq_cst);
}

void InitProcess() {
  InitSlotTable();
  g_fenced.store(!kExchangeVariant && !thread::MembarrierOffered(), std::memory_order_relaxed);
  g_has_key = pthread_key_create(&g_key, DetachThread) == 0;
  pthread_atfork(nullptr, nullptr, AfterForkInChild);  // without memory for it a child leaks, no worse
}

Record* TakeUnused() {
  for (Record* r = FirstRecord(); r != nullptr; r = r->next) {
    bool expected = false;
    if (!r->used.load(std::memory_order_relaxed) &&
        r->used.compare_exchange_strong(expected, true, std::memory_order_acquire)) {
      return r;
    }
  }
  return nullptr;
}

Record* MakeRecord() {
  Record* record = nullptr;
  const uint32_t number = g_records_made.fetch_add(1, std::memory_order_relaxed);
  if (number < kStaticRecords) {
    record = &g_static_records[number];
  } else {
    void* memory = memory::Allocate(memory::kDefaultAllocator, sizeof(Record));
    if (memory == nullptr) return nullptr;  // the number is lost, which does no harm
    record = new (memory) Record();
  }
  record->number = number;
  record->used.store(true, std::memory_order_relaxed);
  Record* head = g_first_record.load(std::memory_order_relaxed);
  do {
    record->next = head;
  } while (!g_first_record.compare_exchange_weak(head, record, std::memory_order_release, std::memory_order_relaxed));
  return record;
}

}  // namespace

Record* AttachThread() {
  pthread_once(&g_once, InitProcess);
  Record* record = TakeUnused();
  if (record == nullptr) record = MakeRecord();
  if (record == nullptr) return nullptr;
  if (g_has_key && pthread_setspecific(g_key, record) != 0) {
    record->used.store(false, std::memory_order_release);
    return nullptr;
  }
  record->error = LastError();  // of a thread that had no record: none, or that it had none
  record->seen_fenced.store(g_fenced.load(std::memory_order_relaxed), std::memory_order_relaxed);
  // A destroyer that counts one live record sends no barrier: it must see this thread, or this thread its zeroed id.
  g_live_records.fetch_add(1, std::memory_order_seq_cst);
  if constexpr (!kExchangeVariant) std::atomic_thread_fence(std::memory_order_seq_cst);
  t_record = record;
  return record;
}

Record* FirstRecord() { return g_first_record.load(std::memory_order_acquire); }
uint32_t RecordsMade() { return g_records_made.load(std::memory_order_relaxed); }
uint32_t LiveRecords() { return g_live_records.load(std::memory_order_seq_cst); }

void FullFence(Record* record) {
  if constexpr (!kExchangeVariant) std::atomic_thread_fence(std::memory_order_seq_cst);
  record->seen_fenced.store(true, std::memory_order_release);
}

base::Error NoRecordError() { return base::Fail(HOLO_ERROR_OUT_OF_MEMORY, 0, base::Message::kNoRecord); }

namespace {

constexpr base::CallSite kAnyFunction = {"libhologram", ""};
constinit const base::ErrorRecord kNoFailure = {};
constinit const base::ErrorRecord kNoRecordFailure = {
    base::Fail(HOLO_ERROR_OUT_OF_MEMORY, 0, base::Message::kNoRecord), &kAnyFunction, {}};

}  // namespace

void KeepError(const base::CallSite& site, const base::Error& error) {
  Record* record = OwnRecord();
  if (record == nullptr) {
    t_record = &g_no_record;
    return;
  }
  record->error.Set(site, error);
}

void RenameError(const base::CallSite& site) {
  if (t_record != nullptr && t_record != &g_no_record) t_record->error.site = &site;
}

const base::ErrorRecord& LastError() {
  if (t_record == nullptr) return kNoFailure;
  return t_record == &g_no_record ? kNoRecordFailure : t_record->error;
}

}  // namespace hologram::executor
