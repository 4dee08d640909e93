// executors.h — makes, describes and ends executors.
#ifndef HOLOGRAM_EXECUTOR_EXECUTORS_H_
#define HOLOGRAM_EXECUTOR_EXECUTORS_H_

#include "base/error.h"
#include "executor/object.h"

namespace hologram::executor {

// The functions of executor.h's header, of the same names; numbers of arguments are those of the C functions.
base::Error CreateExecutor(const holo_executor_options* options, holo_executor* executor);
base::Error DestroyExecutor(holo_executor executor);
base::Error GetExecutorInfo(holo_executor executor, holo_executor_info* info);
base::Error GetExecutorStats(holo_executor executor, holo_executor_stats* stats);

// Gives a new object its slot and makes it live. Fields of `object` must be final. On failure nothing has changed.
struct HotFields {
  void* data;
  int64_t count;
  Badge badge;
};
base::Error Publish(Object* object, const HotFields& fields, uint64_t* id);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_EXECUTORS_H_
