/* executor.h — an executor owns a backend and the memory of its buffers; every operation runs on one. */
#ifndef HOLOGRAM_EXECUTOR_H_
#define HOLOGRAM_EXECUTOR_H_

#include <stdint.h>

#include "hologram/cpu.h"
#include "hologram/export.h"
#include "hologram/status.h"
#include "hologram/types.h"

HOLO_BEGIN_DECLS

typedef struct holo_executor_s* holo_executor;
typedef struct holo_buffer_s* holo_buffer;
typedef struct holo_guard_s* holo_guard;

/* Where an executor's memory comes from: it sees every byte of the executor, its buffers and their data. Both
 * functions may be called from any thread; they must not throw. `allocate` returns null when it has no memory. Either
 * both are null (the library's own) or neither. */
typedef struct holo_allocator {
  void* (*allocate)(void* user, int64_t size_bytes, int64_t alignment); /* alignment: a power of two, at most 64 */
  void (*deallocate)(void* user, void* memory, int64_t size_bytes, int64_t alignment);
  void* user;
} holo_allocator;

/* Zero means the default for every field but struct_size.
 *
 * Accuracy and special values are promised for the default floating-point environment: round to nearest, subnormals
 * kept, exceptions masked. Calls run in that of the calling thread and never change it. With `fp_isolated` each call sets
 * the default one and then restores the caller's, and goes by a slower way: some 65 ns more per call. */
typedef struct holo_executor_options {
  uint32_t struct_size;
  holo_simd_level simd_cap; /* use no SIMD level above this one */
  const char* backend;      /* "cpu", the default, or another of holo_backend_list */
  holo_allocator allocator;
  holo_accuracy accuracy; /* of approximated operations */
  int32_t fp_isolated;    /* 1: calls run in the default floating-point environment, and restore the caller's */
} holo_executor_options;

#define HOLO_EXECUTOR_OPTIONS_INIT \
  { sizeof(holo_executor_options), 0, 0, {0, 0, 0}, 0, 0 }

/* Makes an executor. `options` may be null: defaults for all.
 *
 * Ownership  end it with `holo_executor_destroy`. Its buffers may outlive it.
 * Errors     HOLO_ERROR_INVALID_ARGUMENT, HOLO_ERROR_STRUCT_SIZE, HOLO_ERROR_OUT_OF_MEMORY; HOLO_ERROR_UNSUPPORTED
 *            if there is no such backend, or `simd_cap` is a level of another architecture. */
HOLO_API holo_status holo_executor_create(const holo_executor_options* options, holo_executor* executor) HOLO_NOEXCEPT;

/* Ends the handle at once and never blocks: calls that are inside finish first, and its memory goes when the last of
 * them and the last of its buffers are gone. Null does nothing. Allowed inside guards, callbacks and finalizers. */
HOLO_API holo_status holo_executor_destroy(holo_executor executor) HOLO_NOEXCEPT;

typedef struct holo_executor_info {
  uint32_t struct_size;
  holo_simd_level simd_level; /* the level its kernels run at */
  const char* backend;        /* the name of its first backend; lives as long as the library */
  holo_accuracy accuracy;     /* as it was made with, as is the next */
  int32_t fp_isolated;
} holo_executor_info;

#define HOLO_EXECUTOR_INFO_INIT \
  { sizeof(holo_executor_info), 0, 0, 0, 0 }

/* Errors   HOLO_ERROR_INVALID_HANDLE, HOLO_ERROR_INVALID_ARGUMENT if `info` is null, HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_executor_info_get(holo_executor executor, holo_executor_info* info) HOLO_NOEXCEPT;

/* What the executor's allocator has handed out and not got back, and what its backend has not run. */
typedef struct holo_executor_stats {
  uint32_t struct_size;
  int32_t reserved;
  int64_t buffers;         /* buffers whose memory is still held, destroyed ones in use by a call included */
  int64_t allocated_bytes; /* data and descriptors; the executor's own and its class pool included */
  int64_t fallback_calls;  /* operations that its first backend does not support and another one of its chain has run */
} holo_executor_stats;

#define HOLO_EXECUTOR_STATS_INIT \
  { sizeof(holo_executor_stats), 0, 0, 0, 0 }

/* Errors   HOLO_ERROR_INVALID_HANDLE, HOLO_ERROR_INVALID_ARGUMENT if `stats` is null, HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_executor_stats_get(holo_executor executor, holo_executor_stats* stats) HOLO_NOEXCEPT;

/* How many executors and buffers of this process have not been destroyed: 0 at the end of a program that leaks none. */
HOLO_API int64_t holo_live_handles(void) HOLO_NOEXCEPT;

/* Pins the executor and all its buffers for this thread until the guard is released: memory behind pointers got by
 * `holo_buffer_map` stays even if another thread destroys the buffer. The handles themselves can still be destroyed; then
 * they are invalid at once. Calls on this executor cost the same. `buffers`, `count` of them,
 * are checked to be alive and of this executor; 0 and null are fine.
 *
 * Threads  the guard belongs to this thread; up to four may be open on a thread, released in any order.
 * Errors   HOLO_ERROR_INVALID_HANDLE, HOLO_ERROR_WRONG_EXECUTOR, HOLO_ERROR_INVALID_ARGUMENT,
 *          HOLO_ERROR_OUT_OF_MEMORY; HOLO_ERROR_LIMIT if four are open. */
HOLO_API holo_status holo_guard_acquire(holo_executor executor, const holo_buffer* buffers, int32_t count,
                                        holo_guard* guard) HOLO_NOEXCEPT;

/* Null does nothing.
 *
 * Errors   HOLO_ERROR_WRONG_THREAD if another thread acquired it; HOLO_ERROR_INVALID_HANDLE if it was released. */
HOLO_API holo_status holo_guard_release(holo_guard guard) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_EXECUTOR_H_ */
