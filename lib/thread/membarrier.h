// membarrier.h — one thread puts a full memory barrier into every running thread of the process (Linux membarrier).
//
// With it a reader needs no fence of its own on its fast path: the rare writer pays for both.
#ifndef HOLOGRAM_THREAD_MEMBARRIER_H_
#define HOLOGRAM_THREAD_MEMBARRIER_H_

namespace hologram::thread {

// Whether the system offers it. Registers nothing: registration can take 25 ms in a busy process, so it waits for the
// first barrier.
bool MembarrierOffered();

// False if there is no barrier to be had (any more: a sandbox may take it away).
bool Membarrier();

}  // namespace hologram::thread

#endif  // HOLOGRAM_THREAD_MEMBARRIER_H_
