// cold_call.cc — what a call comes to that the hot path does not run itself.
#include <bit>
#include <cstring>
#include <type_traits>

#include "base/half.h"
#include "executor/backend_run.h"
#include "executor/hot_call.h"
#include "executor/object.h"
#include "thread/float_environment.h"

namespace hologram::executor::hot {
namespace {

// A good call of an executor that has no kernel to call directly.
holo_status RunUnderway(const OpCall& call, const OpCallSite& site, holo_dtype dtype) {
  const auto* executor = static_cast<const ExecutorObject*>(SlotOf(IdOf(call.executor))->object());
  const thread::DefaultFloatEnvironment environment(executor->fp_isolated);
  RawResult raw = {.i64 = 0};
  const base::Error error = RunOnChain(call, site, dtype, &raw);
  if (!error.ok()) return Refuse(site, error);
  if (call.result != nullptr) StoreResult(raw, ops::kResultDtypes.of[call.op][dtype], call.result);
  return HOLO_OK;
}

}  // namespace

holo_status Refuse(const OpCallSite& site, const base::Error& error) {
  KeepError(site.names, error);
  return error.code;
}

holo_status Explain(const OpCall& call, const OpCallSite& site) {
  holo_dtype dtype = 0;
  const base::Error error = CheckCall(call, site, &dtype);
  return error.ok() ? RunUnderway(call, site, dtype) : Refuse(site, error);
}

int64_t WidenedResult(const RawResult& raw, holo_dtype dtype) {
  return base::WithType(dtype, [&]<class T>(base::Type<T>) {
    T element;
    std::memcpy(&element, raw.bytes, sizeof element);
    if constexpr (std::is_same_v<T, base::F16>) {
      return std::bit_cast<int64_t>(base::WidenF16(element.bits));
    } else if constexpr (std::is_same_v<T, base::Bf16>) {
      return std::bit_cast<int64_t>(base::WidenBf16(element.bits));
    } else if constexpr (std::is_same_v<T, base::Bool8>) {
      return int64_t{element.byte};
    } else {
      return static_cast<int64_t>(element);
    }
  });
}

}  // namespace hologram::executor::hot
