// edge.h — the C edge: internal errors become statuses and this thread's last error; no exception passes.
//
// Every exported function that can fail runs through AtTheEdge. A second build of these sources, for a test, defines
// HOLO_EDGE_PROBE as something that throws.
#ifndef HOLOGRAM_CAPI_EDGE_H_
#define HOLOGRAM_CAPI_EDGE_H_

#include <new>
#include <type_traits>

#include "base/error.h"
#include "executor/record.h"

#ifdef HOLO_EDGE_PROBE
extern "C" void HOLO_EDGE_PROBE();
#else
#define HOLO_EDGE_PROBE() (static_cast<void>(0))
#endif

namespace hologram::capi {

inline holo_status Report(const base::CallSite& site, const base::Error& error) noexcept {
  if (error.ok()) return HOLO_OK;
  executor::KeepError(site, error);
  return error.code;
}

// `body` returns an Error, or a status whose error it has kept itself.
template <class Body>
inline holo_status AtTheEdge(const base::CallSite& site, Body body) noexcept {
  try {
    HOLO_EDGE_PROBE();
    if constexpr (std::is_same_v<decltype(body()), holo_status>) {
      return body();
    } else {
      return Report(site, body());
    }
  } catch (const std::bad_alloc&) {
    return Report(site, base::FailMemory(0));
  } catch (...) {
    return Report(site, base::Fail(HOLO_ERROR_INTERNAL, 0, base::Message::kException));
  }
}

}  // namespace hologram::capi

#endif  // HOLOGRAM_CAPI_EDGE_H_
