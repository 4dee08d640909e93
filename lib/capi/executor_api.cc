// executor_api.cc — the C functions of hologram/executor.h.
#include "hologram/executor.h"

#include "capi/edge.h"
#include "executor/executors.h"
#include "executor/guard.h"
#include "executor/reclaim.h"

using hologram::base::CallSite;
using hologram::capi::AtTheEdge;
namespace executor_room = hologram::executor;

holo_status holo_executor_create(const holo_executor_options* options, holo_executor* executor) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_executor_create", "options,executor"};
  return AtTheEdge(kSite, [&] { return executor_room::CreateExecutor(options, executor); });
}

holo_status holo_executor_destroy(holo_executor executor) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_executor_destroy", "executor"};
  return AtTheEdge(kSite, [&] { return executor_room::DestroyExecutor(executor); });
}

holo_status holo_executor_info_get(holo_executor executor, holo_executor_info* info) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_executor_info_get", "executor,info"};
  return AtTheEdge(kSite, [&] { return executor_room::GetExecutorInfo(executor, info); });
}

holo_status holo_executor_stats_get(holo_executor executor, holo_executor_stats* stats) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_executor_stats_get", "executor,stats"};
  return AtTheEdge(kSite, [&] { return executor_room::GetExecutorStats(executor, stats); });
}

int64_t holo_live_handles(void) HOLO_NOEXCEPT { return executor_room::LiveHandles(); }

holo_status holo_guard_acquire(holo_executor executor, const holo_buffer* buffers, int32_t count,
                               holo_guard* guard) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_guard_acquire", "executor,buffers,count,guard"};
  return AtTheEdge(kSite, [&] { return executor_room::AcquireGuard(executor, buffers, count, guard); });
}

holo_status holo_guard_release(holo_guard guard) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_guard_release", "guard"};
  return AtTheEdge(kSite, [&] { return executor_room::ReleaseGuard(guard); });
}
