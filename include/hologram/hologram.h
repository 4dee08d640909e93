/* hologram.h — all of libhologram: fast vector compute on the CPU behind a stable C ABI.
 *
 * Conventions, the same in every header:
 *
 *  1. Every function that can fail returns `holo_status`; HOLO_OK is 0. `holo_last_error` tells which argument of
 *     this thread's last failing call was wrong, and with what value. A call that fails changes nothing.
 *  2. Handles (`holo_executor`, `holo_buffer`, …) are ids, never dereferenced: a null, stale, foreign or wrong-kind
 *     handle gives HOLO_ERROR_INVALID_HANDLE, never undefined behaviour. `destroy(NULL)` does nothing.
 *  3. Counts, offsets and sizes are `int64_t`; a negative one is refused. Names say the unit: `count` is elements,
 *     `size_bytes` is bytes.
 *  4. Pointers that a call fills come last. Of an op's buffers, what it writes follows what it reads, and the count
 *     `n` closes the list.
 *  5. Structs that may grow begin with `struct_size`; HOLO_..._INIT sets it. A smaller one gets defaults for its
 *     tail, a larger one is accepted when its unknown tail is zero.
 *  6. Every function may be called from any thread at any time, unless its comment says otherwise. Concurrent writes
 *     to one buffer's data are the caller's to order.
 *  7. Labels in comments: Shapes, Units, Aliasing, Errors, Threads, Ownership, Accuracy, Source, Since. */
#ifndef HOLOGRAM_HOLOGRAM_H_
#define HOLOGRAM_HOLOGRAM_H_

#include "hologram/backend.h"  /* IWYU pragma: export */
#include "hologram/buffer.h"   /* IWYU pragma: export */
#include "hologram/cpu.h"      /* IWYU pragma: export */
#include "hologram/executor.h" /* IWYU pragma: export */
#include "hologram/export.h"   /* IWYU pragma: export */
#include "hologram/kernel.h"   /* IWYU pragma: export */
#include "hologram/op.h"       /* IWYU pragma: export */
#include "hologram/ops.h"      /* IWYU pragma: export */
#include "hologram/program.h"  /* IWYU pragma: export */
#include "hologram/status.h"   /* IWYU pragma: export */
#include "hologram/types.h"    /* IWYU pragma: export */
#include "hologram/version.h"  /* IWYU pragma: export */

#endif /* HOLOGRAM_HOLOGRAM_H_ */
