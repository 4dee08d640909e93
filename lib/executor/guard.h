// guard.h — pins all of an executor's objects for one thread.
#ifndef HOLOGRAM_EXECUTOR_GUARD_H_
#define HOLOGRAM_EXECUTOR_GUARD_H_

#include "base/error.h"
#include "hologram/executor.h"

namespace hologram::executor {

base::Error AcquireGuard(holo_executor executor, const holo_buffer* buffers, int32_t count, holo_guard* guard);
base::Error ReleaseGuard(holo_guard guard);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_GUARD_H_
