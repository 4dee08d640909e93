/* buffer.h — typed memory behind a handle: owned, in the executor's class pool, foreign (wrapped), or a part of another
 * buffer (view). */
#ifndef HOLOGRAM_BUFFER_H_
#define HOLOGRAM_BUFFER_H_

#include <stdint.h>

#include "hologram/executor.h"
#include "hologram/export.h"
#include "hologram/status.h"
#include "hologram/types.h"

HOLO_BEGIN_DECLS

/* Makes a buffer of `count` elements, 64-byte aligned. Its contents are unspecified until written. A count of 0 is
 * fine.
 *
 * Ownership  end it with `holo_buffer_destroy`, before or after its executor.
 * Errors     HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT (dtype, negative count, null `buffer`);
 *            HOLO_ERROR_SIZE_OVERFLOW; HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_buffer_create(holo_executor executor, holo_dtype dtype, int64_t count,
                                        holo_buffer* buffer) HOLO_NOEXCEPT;

/* The class pool: each executor has HOLO_CLASS_COUNT pieces of memory, HOLO_CLASS_BYTES each and 64-byte aligned, which
 * hold one buffer each at a time. It is made at first use, in one allocation, and goes with the executor. */
enum holo_class {
  HOLO_ANY_CLASS = -1, /* one that is free */
  HOLO_CLASS_COUNT = 96,
  HOLO_CLASS_BYTES = 12288
};

/* Makes a buffer of `count` elements in a class of the executor's pool: at a known place, and after the first one
 * without an allocation for its data. Its contents are unspecified until written. A count of 0 is fine; it takes the
 * class, too.
 *
 * Ownership  as `holo_buffer_create`. The class is free again when the buffer is destroyed and no view, call or guard
 *            uses it any more; if a release callback destroys it, when that has returned.
 * Errors     HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT (dtype, negative count, null `buffer`);
 *            HOLO_ERROR_OUT_OF_RANGE if `class_index` is neither HOLO_ANY_CLASS nor in [0, HOLO_CLASS_COUNT), or the
 *            size exceeds HOLO_CLASS_BYTES; HOLO_ERROR_LIMIT if the class is in use, or all are;
 *            HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_buffer_create_in_class(holo_executor executor, int32_t class_index, holo_dtype dtype,
                                                 int64_t count, holo_buffer* buffer) HOLO_NOEXCEPT;

typedef uint32_t holo_buffer_flags;
enum holo_buffer_flag {
  HOLO_BUFFER_READ_ONLY = 1u /* every write through the handle is refused */
};

/* Called exactly once when the library has done with wrapped memory, on any thread, with no lock held. It may call
 * the library; it must return normally. */
typedef void (*holo_release)(void* user, void* data);

/* Makes a buffer of memory that the caller owns: `count` elements at `data`, of any alignment.
 *
 * Ownership  `data` must stay valid until `release` runs: after the buffer and all its views are destroyed and no
 *            call uses them. `release` may be null; then that moment is the return of the last such destroy or call.
 *            If this function fails, `release` does not run.
 * Errors     as `holo_buffer_create`; HOLO_ERROR_INVALID_ARGUMENT if `data` is null with count > 0, or for an
 *            unknown flag. */
HOLO_API holo_status holo_buffer_wrap(holo_executor executor, holo_dtype dtype, int64_t count, void* data,
                                      holo_buffer_flags flags, holo_release release, void* user,
                                      holo_buffer* buffer) HOLO_NOEXCEPT;

/* Makes a buffer of the elements [offset, offset + count) of another one, sharing its memory and keeping it alive.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT (null `view`, negative offset or count);
 *          HOLO_ERROR_OUT_OF_RANGE; HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_buffer_view(holo_buffer buffer, int64_t offset, int64_t count,
                                      holo_buffer* view) HOLO_NOEXCEPT;

/* Ends the handle at once and never blocks; the memory goes when no call, view or guard needs it. Null does nothing.
 * Allowed inside guards, callbacks and finalizers. */
HOLO_API holo_status holo_buffer_destroy(holo_buffer buffer) HOLO_NOEXCEPT;

/* Where a buffer's memory comes from. */
enum holo_buffer_origin {
  HOLO_BUFFER_OWNED = 1,
  HOLO_BUFFER_WRAPPED = 2,
  HOLO_BUFFER_VIEW = 3,
  HOLO_BUFFER_CLASS = 4 /* the class pool */
};

typedef struct holo_buffer_info {
  uint32_t struct_size;
  holo_dtype dtype;
  int64_t count;
  int64_t size_bytes;
  int32_t origin;          /* enum holo_buffer_origin */
  holo_buffer_flags flags; /* a view has its parent's */
  int32_t class_index;     /* of the class pool, -1 if its memory is not there; a view has its parent's */
  int32_t reserved;        /* 0 */
} holo_buffer_info;

#define HOLO_BUFFER_INFO_INIT \
  { sizeof(holo_buffer_info), 0, 0, 0, 0, 0, -1, 0 }

/* Errors   HOLO_ERROR_INVALID_HANDLE, HOLO_ERROR_INVALID_ARGUMENT if `info` is null, HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_buffer_info_get(holo_buffer buffer, holo_buffer_info* info) HOLO_NOEXCEPT;

/* Copies `count` elements from `src`, which has the buffer's dtype, to the elements [offset, offset + count).
 *
 * Aliasing  `src` may overlap the buffer.
 * Errors    HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT (negative offset or count, null `src` with
 *           count > 0); HOLO_ERROR_OUT_OF_RANGE; HOLO_ERROR_READ_ONLY. */
HOLO_API holo_status holo_buffer_write(holo_buffer buffer, int64_t offset, const void* src,
                                       int64_t count) HOLO_NOEXCEPT;

/* Copies the elements [offset, offset + count) to `dst`.
 *
 * Errors   as `holo_buffer_write`, but for HOLO_ERROR_READ_ONLY. */
HOLO_API holo_status holo_buffer_read(holo_buffer buffer, int64_t offset, void* dst, int64_t count) HOLO_NOEXCEPT;

/* Copies `count` elements from those of `src` at `src_offset` to those of `dst` at `dst_offset`. Both have the same
 * dtype; they may belong to different executors.
 *
 * Aliasing  the two may overlap, also within one buffer.
 * Errors    HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT (negative offset or count); HOLO_ERROR_DTYPE;
 *           HOLO_ERROR_OUT_OF_RANGE; HOLO_ERROR_READ_ONLY if `dst` is. */
HOLO_API holo_status holo_buffer_copy(holo_buffer src, int64_t src_offset, holo_buffer dst, int64_t dst_offset,
                                      int64_t count) HOLO_NOEXCEPT;

/* Converts every element of `src` to the dtype of `dst`, which has as many: floats round to nearest even; to integers they
 * truncate and saturate, NaN becoming 0; integers wrap; bool8 is whether an element is not zero. The buffers may belong to
 * different executors.
 *
 * Aliasing  `dst` may be `src`'s memory if elements have one size; any other overlap is refused.
 * Errors    HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_OUT_OF_RANGE if the counts differ; HOLO_ERROR_READ_ONLY;
 *           HOLO_ERROR_OVERLAP.
 * Accuracy  exact, as of the operations to_f32, …, to_bool8. */
HOLO_API holo_status holo_buffer_convert(holo_buffer src, holo_buffer dst) HOLO_NOEXCEPT;

/* Sets every element to `value`, whose dtype must be the buffer's (HOLO_F16 and HOLO_BF16: the value in `f64`,
 * rounded to nearest even).
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT if `value` is null; HOLO_ERROR_DTYPE;
 *          HOLO_ERROR_OUT_OF_RANGE if an integer does not fit its type; HOLO_ERROR_READ_ONLY. */
HOLO_API holo_status holo_buffer_fill(holo_buffer buffer, const holo_scalar* value) HOLO_NOEXCEPT;

typedef uint32_t holo_access;
enum holo_access_flag { HOLO_ACCESS_READ = 1u, HOLO_ACCESS_WRITE = 2u, HOLO_ACCESS_READ_WRITE = 3u };

/* Gives the raw pointer to the buffer's data. It stays valid until the buffer is destroyed (under a guard: until that
 * is released). Maps are counted; end each with `holo_buffer_unmap`. `data` is null for an empty buffer that has no
 * memory.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT (access, null pointers); HOLO_ERROR_READ_ONLY. */
HOLO_API holo_status holo_buffer_map(holo_buffer buffer, holo_access access, void** data,
                                     int64_t* size_bytes) HOLO_NOEXCEPT;

/* Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_NOT_MAPPED if there is no map left to end. */
HOLO_API holo_status holo_buffer_unmap(holo_buffer buffer) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_BUFFER_H_ */
