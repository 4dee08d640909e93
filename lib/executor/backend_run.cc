// backend_run.cc — asks the backends of the chain one after another, and answers for what a foreign one does.
#include "executor/backend_run.h"

#include "executor/fill.h"
#include "executor/section.h"
#include "ops/op_table.h"
#include "thread/no_cancellation.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailText;
using base::kOk;
using base::Message;

namespace {

const void* DataOf(const Slot* slot) { return slot->data.load(std::memory_order_relaxed); }
int64_t CountOf(const Slot* slot) { return slot->count.load(std::memory_order_relaxed); }

// Under a guard a slot may have been recycled, for another buffer, since its id was compared: ids do not come back, so one
// that still stands has stood all the time.
Error CheckStillLive(uint64_t id, int argument) {
  if (ReadId(SlotOf(id)) == id) return kOk;
  return Fail(HOLO_ERROR_INVALID_HANDLE, argument, Message::kStaleHandle);
}

Error CheckAllStillLive(const OpCall& call, const OpCallSite& site) {
  if constexpr (!kExchangeVariant) std::atomic_thread_fence(std::memory_order_acquire);
  for (int i = 0; i < kMaxInputs; ++i) {
    if (call.inputs[i] != nullptr) HOLO_RETURN_IF_ERROR(CheckStillLive(IdOf(call.inputs[i]), site.Input(i)));
  }
  return call.has_output ? CheckStillLive(IdOf(call.output), site.output) : kOk;
}

// Enters a section with all that the call names.
Error EnterAgain(const OpCall& call, Section* section) {
  uint64_t ids[kMaxInputs + 2] = {IdOf(call.executor)};
  size_t count = 1;
  for (holo_buffer input : call.inputs) {
    if (input != nullptr) ids[count++] = IdOf(input);
  }
  if (call.has_output) ids[count++] = IdOf(call.output);
  return section->Enter({ids, count});
}

Error RunOn(const backend::Backend& backend, const backend::BackendCall& call) {
  const holo_status status = backend.Run(call);
  if (status == HOLO_OK) return kOk;
  return FailText(base::IsStatus(status) ? status : HOLO_ERROR_INTERNAL, 0, Message::kBackendStatus, backend.name(),
                  status);
}

Error RunOnFirst(ExecutorObject* executor, const backend::BackendCall& call) {
  const thread::NoCancellation no_cancellation;
  const backend::Backend& first = executor->chain.first();
  try {
    for (const backend::Backend* backend : executor->chain) {
      if (!backend->Supports(call.op, call.form, call.dtype)) continue;
      if (backend != &first) executor->fallback_calls.fetch_add(1, std::memory_order_relaxed);
      return RunOn(*backend, call);
    }
  } catch (...) {  // only a registered backend throws, and it stands first
    return FailText(HOLO_ERROR_INTERNAL, 0, Message::kBackendThrew, first.name());
  }
  return FailText(HOLO_ERROR_UNSUPPORTED, 0, Message::kNoBackendRuns, ops::Find(call.op)->name, call.dtype);
}

}  // namespace

Error RunOnChain(const OpCall& call, const OpCallSite& site, holo_dtype dtype, void* result) {
  // Under a guard the call itself holds nothing, and the backend may release that guard.
  Section section;
  if (OwnRecord()->guarded_executor == IdOf(call.executor)) HOLO_RETURN_IF_ERROR(EnterAgain(call, &section));
  const Slot* slot = SlotOf(IdOf(call.executor));
  const void* inputs[kMaxInputs] = {};
  uint64_t elements[kMaxInputs] = {};
  for (int i = 0; i < InputCount(call.Row().shape); ++i) {
    if (call.IsScalar(i)) {
      HOLO_RETURN_IF_ERROR(FillPattern(*call.scalars[i], dtype, site.Scalar(i), &elements[i]));
      inputs[i] = &elements[i];
    } else {
      inputs[i] = DataOf(SlotOf(IdOf(call.inputs[i])));
    }
  }
  backend::BackendCall run = {};
  run.struct_size = sizeof run;
  run.op = call.op;
  run.form = static_cast<holo_form>(call.form);
  run.dtype = dtype;
  run.result_dtype = call.Row().ResultDtype(dtype);
  run.input_count = InputCount(call.Row().shape);
  run.inputs = inputs;
  if (call.has_output) run.output = SlotOf(IdOf(call.output))->data.load(std::memory_order_relaxed);
  if (!call.has_output) run.result = result;
  run.n = call.n;
  run.rows = call.rows;
  run.cols = call.cols;
  if (IsIndexed(call.Row().shape)) {
    const bool gathers = call.Row().shape == ops::Shape::kGather;
    run.count = CountOf(SlotOf(IdOf(gathers ? call.inputs[0] : call.output)));
    if (DtypeOf(SlotOf(IdOf(call.inputs[1]))->badge.load(std::memory_order_relaxed)) == HOLO_I32) {
      run.form = HOLO_FORM_INDEX_I32;
    }
  }
  HOLO_RETURN_IF_ERROR(CheckAllStillLive(call, site));
  const auto* direct = static_cast<const kernels::KernelTable*>(DataOf(slot));
  if (direct->Get(run.op, dtype, static_cast<ops::Form>(run.form)) != nullptr)
    return Fail(HOLO_ERROR_INTERNAL, 0, Message::kUnexplained);
  return RunOnFirst(static_cast<ExecutorObject*>(slot->object()), run);
}

}  // namespace hologram::executor
