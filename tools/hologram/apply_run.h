// apply_run.h — does what `hologram apply` has found to be right.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_APPLY_RUN_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_APPLY_RUN_H_

#include "api.h"
#include "apply.h"
#include "apply_job.h"

namespace hologram::cli {

// Makes the output file of a job that has one. Gives the result of a reduction to one number.
holo_scalar RunJob(const Executor& executor, const ApplyJob& job, const ApplyOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_APPLY_RUN_H_
