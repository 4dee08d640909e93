// backend_run.h — runs what has no kernel that the hot path could call: on an executor's chain of backends.
#ifndef HOLOGRAM_EXECUTOR_BACKEND_RUN_H_
#define HOLOGRAM_EXECUTOR_BACKEND_RUN_H_

#include "base/error.h"
#include "executor/call_check.h"
#include "hologram/types.h"

namespace hologram::executor {

// Runs a call that CheckCall has found right, on elements of `dtype`, inside its section. Of a reduction `result` becomes
// the value as its kernel writes it.
base::Error RunOnChain(const OpCall& call, const OpCallSite& site, holo_dtype dtype, void* result);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_BACKEND_RUN_H_
