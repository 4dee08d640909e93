// launches.h — runs programs: at once, or bound to buffers and then again and again.
#ifndef HOLOGRAM_EXECUTOR_LAUNCHES_H_
#define HOLOGRAM_EXECUTOR_LAUNCHES_H_

#include "base/error.h"
#include "hologram/program.h"

namespace hologram::executor {

// What a program is to run on: the arguments that `holo_program_launch` and `holo_launch_create` share.
struct LaunchBuffers {
  holo_executor executor;
  holo_program program;
  const holo_buffer* buffers;
  int32_t buffer_count;
};

// And what comes with each run.
struct LaunchScalars {
  const holo_scalar* scalars;
  int32_t scalar_count;
  holo_scalar* results;
  int32_t result_count;
};

// The functions of the public header; numbers of arguments are those of the C functions.
base::Error LaunchProgram(const LaunchBuffers& on, int64_t lanes, const LaunchScalars& with);
base::Error CreateLaunch(const LaunchBuffers& on, int64_t lanes, holo_launch* launch);
base::Error RunLaunch(holo_launch launch, const LaunchScalars& with);
base::Error DestroyLaunch(holo_launch launch);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_LAUNCHES_H_
