// backend_run.h — runs what has no kernel that the hot path could call: on an executor's chain of backends.
#ifndef HOLOGRAM_EXECUTOR_BACKEND_RUN_H_
#define HOLOGRAM_EXECUTOR_BACKEND_RUN_H_

#include "base/error.h"
#include "executor/call_check.h"
#include "hologram/types.h"

namespace hologram::executor {

// Runs a call in which CheckCall has found nothing wrong, inside its section, on the first backend that supports it.
// A reduction's result goes to `result`, which has room for any type, and `result_dtype` says as what.
base::Error RunOnChain(const OpCall& call, const OpCallSite& site, void* result, holo_dtype* result_dtype);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_BACKEND_RUN_H_
