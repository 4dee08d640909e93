// reclaim.h — the way memory goes after a handle was destroyed. There is no lock and no waiting in it.
//
// `Retire` takes the id out of the slot (one winner) and puts the object into limbo, or flushes at once. A flush takes
// limbo, sends a barrier into every running thread (HEAVY), and reads all records: an object nobody uses is freed at
// once; one that a thread uses is mailed to that thread, which frees it, or mails it on, when its call ends.
//
// Mail is not lost. Sender: push; HEAVY; read the hazards. Holder: n := base; compiler fence; read the mail. As with
// the ids, one of the two sees the other, and the exchange that takes mail gives each letter to one of them.
//
// The set of holders only shrinks after the first HEAVY, since nobody can validate the id again.
//
// Delay: what has a release callback or 64 KiB, is in a class, or is no buffer is freed before `Retire` returns unless
// a call or guard is using it, and then when that ends; what a callback destroys, when the callback has returned. Of
// small plain buffers at most 31 and 1 MiB wait for the next flush.
#ifndef HOLOGRAM_EXECUTOR_RECLAIM_H_
#define HOLOGRAM_EXECUTOR_RECLAIM_H_

#include <cstdint>

#include "executor/record.h"

namespace hologram::executor {

// Destroys the handle `id` of kind `kind`; false if it is not live. Allocates nothing and cannot fail otherwise.
bool Retire(uint64_t id, Kind kind);

// Frees all that can be freed now: before giving up on memory.
void Flush();

// The epoch that the next retired object gets.
uint64_t RetireEpoch();

int64_t LiveHandles();
void CountNewHandle();

// In the child of a fork: gives what the other threads were about to free back to limbo.
void ReturnToLimbo(Record* dead_record);

// There too: another thread may have been between limbo and its counters.
void RecountLimbo();

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_RECLAIM_H_
