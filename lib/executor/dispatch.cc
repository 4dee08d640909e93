// dispatch.cc — from handles to a kernel and back in a few nanoseconds.
//
// A call publishes its handles (record.h), compares the ids, and gathers everything that could be wrong into one
// condition: executor's kind, owners, dtypes, read-only, counts, overlap. If anything is, a cold function checks again,
// argument by argument, and finds the words. Then one indirect call. An executor whose backend is not called so has no
// kernels here: its good calls come out of the cold function too, and go to its chain of backends.
#include "executor/dispatch.h"

#include <utility>

#include "executor/backend_run.h"
#include "executor/call_check.h"
#include "executor/section.h"
#include "kernels/kernel_table.h"

namespace hologram::executor {

namespace {

// Which named function, or holo_apply, is running: only failures ask.
template <bool kByCode>
const OpCallSite& Site(holo_op op) {
  return kByCode ? kApplySite : SiteOf(op);
}

[[gnu::cold, gnu::noinline]] holo_status Refuse(const OpCallSite& site, const base::Error& error) {
  KeepError(site.names, error);
  return error.code;
}

holo_status RunUnderway(const OpCall& call, const OpCallSite& site, holo_scalar* result);

// What the hot path refused.
[[gnu::cold, gnu::noinline]] holo_status Explain(const OpCall& call, const OpCallSite& site, holo_scalar* result) {
  const base::Error error = CheckCall(call, site);
  return error.ok() ? RunUnderway(call, site, result) : Refuse(site, error);
}

// The top bit is set if `step` bytes between the starts of two arrays of `size` < 2^63 bytes make them overlap without
// being the same: 0 < |step| < size.
inline uint64_t OverlapBit(uint64_t step, uint64_t size) {
  const uint64_t distance = step < -step ? step : -step;
  return uint64_t{distance - 1 < size - 1 && size != 0} << 63;
}

// `body(0), body(1), …`, written out: gcc 12 does not unroll such short loops at -O2, and then keeps the arrays they
// index in memory.
template <size_t kCount, class Body>
[[gnu::always_inline]] inline void Unrolled(Body body) {
  [&]<size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) { (body(i), ...); }
  (std::make_index_sequence<kCount>());
}

// The slots a call works with. All fields are read after the ids; a recycled slot is found by the ids alone.
template <size_t kBuffers>
struct Operands {
  uint64_t executor_id;
  uint64_t id[kBuffers];
  const Slot* executor;
  const Slot* slot[kBuffers];

  [[gnu::always_inline]] void Find() {
    executor = SlotOf(executor_id);
    Unrolled<kBuffers>([&](size_t i) __attribute__((always_inline)) { slot[i] = SlotOf(id[i]); });
  }

  [[gnu::always_inline]] bool Live() const {
    uint64_t differ = ReadId(executor) ^ executor_id;
    Unrolled<kBuffers>([&](size_t i) __attribute__((always_inline)) { differ |= ReadId(slot[i]) ^ id[i]; });
    return differ == 0;
  }

  // Under a guard the fields may have been read from a recycled slot of another executor: the ids are compared again,
  // after the fields.
  [[gnu::always_inline]] bool StillLive() const {
    if constexpr (kExchangeVariant) {
      std::atomic_signal_fence(std::memory_order_seq_cst);
    } else {
      std::atomic_thread_fence(std::memory_order_acquire);
    }
    return Live();
  }
};

// The executor's badge, so changed, has the kind of a buffer.
constexpr Badge kExecutorToBuffer = MakeBadge(Kind::kExecutor, 0) ^ MakeBadge(Kind::kBuffer, 0);

// What a kernel gets.
template <size_t kBuffers>
struct Resolved {
  void* data[kBuffers];
  int dtype;
  holo_kernel kernel;
};

// Everything but the ids. The last buffer is the output if there is one. All that may be wrong is gathered in two words
// without a branch.
template <bool kHasOutput, size_t kBuffers>
[[gnu::always_inline]] inline bool Resolve(const Operands<kBuffers>& operands, holo_op op, int64_t n,
                                           Resolved<kBuffers>* resolved) {
  constexpr std::memory_order kRelaxed = std::memory_order_relaxed;
  constexpr Badge kOfLast = kOwnerBadge | kKindBadge | (kHasOutput ? kReadOnlyBadge : 0);
  const uint64_t count = static_cast<uint64_t>(n);
  const Slot* last = operands.slot[kBuffers - 1];
  const Badge badge = last->badge.load(kRelaxed);
  resolved->data[kBuffers - 1] = last->data.load(kRelaxed);
  // Must be 0: the executor is one, the last buffer is one and belongs to it, the others are like the last.
  uint64_t differ = (operands.executor->badge.load(kRelaxed) ^ kExecutorToBuffer ^ badge) & kOfLast;
  differ |= (badge & kKindBadge) ^ MakeBadge(Kind::kBuffer, 0);  // a buffer and an executor in each other's places
  Badge any = badge;
  // Its top bit must be 0: 0 <= n <= count of each buffer.
  uint64_t negative = count | (static_cast<uint64_t>(last->count.load(kRelaxed)) - count);
  Unrolled<kBuffers - 1>([&](size_t i) __attribute__((always_inline)) {
    const Slot* slot = operands.slot[i];
    const Badge other = slot->badge.load(kRelaxed);
    any |= other;
    differ |= (other ^ badge) & ~(kReadOnlyBadge | kForeignMemoryBadge);
    negative |= static_cast<uint64_t>(slot->count.load(kRelaxed)) - count;
    resolved->data[i] = slot->data.load(kRelaxed);
  });
  if (kHasOutput && (any & kForeignMemoryBadge) != 0) [[unlikely]] {
    const uint64_t size = count << Log2SizeOf(badge);
    const auto out = reinterpret_cast<uintptr_t>(resolved->data[kBuffers - 1]);
    Unrolled<kBuffers - 1>([&](size_t i) __attribute__((always_inline)) {
      negative |= OverlapBit(out - reinterpret_cast<uintptr_t>(resolved->data[i]), size);
    });
  }
  if ((differ | negative >> 63) != 0) return false;
  resolved->dtype = DtypeOf(badge);
  const auto* table = static_cast<const kernels::KernelTable*>(operands.executor->data.load(kRelaxed));
  resolved->kernel = table->Get(op, resolved->dtype);
  return resolved->kernel != nullptr;
}

// How a call is entered: kPlain, the outermost on its thread; kNested in another one (a signal handler's, say); kGuarded
// under a guard on its executor, with no hazards to write.
enum class Entry { kPlain, kNested, kGuarded };

// The whole of a call but its kernel: enters, checks, calls `run(resolved)`, leaves. With kHasOutput the last buffer
// is written.
template <Entry kEntry, bool kByCode, bool kHasOutput, class Run, class... Buffer>
[[gnu::always_inline]] inline holo_status Call(Record* record, holo_op op, holo_executor executor, int64_t n,
                                               holo_scalar* result, Run run, Buffer... buffers) {
  constexpr size_t kBuffers = sizeof...(Buffer);
  const bool lacks_result = !kHasOutput && result == nullptr;
  Operands<kBuffers> operands = {IdOf(executor), {IdOf(buffers)...}, nullptr, {}};
  constexpr bool kGuarded = kEntry == Entry::kGuarded;
  const uint32_t base = kEntry == Entry::kNested ? record->n.load(std::memory_order_relaxed) : 0;
  if constexpr (!kGuarded) {
    if (base + kBuffers + 1 > kHazards) [[unlikely]] {
      return Refuse(Site<kByCode>(op), base::Fail(HOLO_ERROR_LIMIT, 0, base::Message::kTooDeep, base));
    }
    RaiseHazards(record, base + kBuffers + 1);
    WriteHazard(record, base, operands.executor_id);
    Unrolled<kBuffers>([&](size_t i) __attribute__((always_inline)) {
      WriteHazard(record, base + 1 + static_cast<uint32_t>(i), operands.id[i]);
    });
    LightFence(record);
  }
  operands.Find();
  holo_status status = HOLO_OK;
  Resolved<kBuffers> resolved;
  if (!lacks_result && operands.Live() && Resolve<kHasOutput>(operands, op, n, &resolved) &&
      (!kGuarded || operands.StillLive())) [[likely]] {
    run(resolved);
  } else {
    const holo_buffer given[kBuffers] = {buffers...};
    constexpr size_t kInputs = kHasOutput ? kBuffers - 1 : kBuffers;
    status = Explain({.op = op,
                      .executor = executor,
                      .inputs = std::span<const holo_buffer>(given, kInputs),
                      .output = kHasOutput ? given[kBuffers - 1] : nullptr,
                      .has_output = kHasOutput,
                      .lacks_result = lacks_result,
                      .n = n},
                     Site<kByCode>(op), result);
  }
  if constexpr (!kGuarded) LowerHazards(record, base);
  return status;
}

// The first call of a thread, and nested ones.
template <bool kByCode, bool kHasOutput, class Run, class... Buffer>
[[gnu::noinline]] holo_status CallRarely(holo_op op, holo_executor executor, int64_t n, holo_scalar* result, Run run,
                                         Buffer... buffers) {
  Record* record = OwnRecord();
  if (record == nullptr) return Refuse(Site<kByCode>(op), NoRecordError());
  return Call<Entry::kNested, kByCode, kHasOutput>(record, op, executor, n, result, run, buffers...);
}

template <bool kByCode, bool kHasOutput, class Run, class... Buffer>
[[gnu::always_inline]] inline holo_status Enter(holo_op op, holo_executor executor, int64_t n, holo_scalar* result,
                                                Run run, Buffer... buffers) {
  Record* record = t_record;
  if (record != nullptr) [[likely]] {
    if (record->guarded_executor == IdOf(executor)) {
      return Call<Entry::kGuarded, kByCode, kHasOutput>(record, op, executor, n, result, run, buffers...);
    }
    if (record->n.load(std::memory_order_relaxed) == 0) [[likely]] {
      return Call<Entry::kPlain, kByCode, kHasOutput>(record, op, executor, n, result, run, buffers...);
    }
  }
  return CallRarely<kByCode, kHasOutput>(op, executor, n, result, run, buffers...);
}

template <class... T>
auto KernelCast(holo_kernel kernel) {
  return reinterpret_cast<void (*)(T...)>(kernel);
}

template <bool kByCode, class... Inputs>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              Inputs... inputs) {
  constexpr size_t kBuffers = sizeof...(Inputs) + 1;
  const auto run = [n](const Resolved<kBuffers>& resolved) __attribute__((always_inline)) {
    void* const* data = resolved.data;
    if constexpr (kBuffers == 2) {
      KernelCast<const void*, void*, int64_t>(resolved.kernel)(data[0], data[1], n);
    } else if constexpr (kBuffers == 3) {
      KernelCast<const void*, const void*, void*, int64_t>(resolved.kernel)(data[0], data[1], data[2], n);
    } else {
      KernelCast<const void*, const void*, const void*, void*, int64_t>(resolved.kernel)(data[0], data[1], data[2],
                                                                                         data[3], n);
    }
  };
  return Enter<kByCode, true>(op, executor, n, nullptr, run, inputs..., out);
}

// A reduction's result as its kernel writes it.
union RawResult {
  float f32;
  double f64;
  int64_t i64;
};

void StoreResult(const RawResult& raw, holo_dtype dtype, holo_scalar* result) {
  holo_scalar scalar = {dtype, 0, {.i64 = raw.i64}};
  if (dtype == HOLO_F32) scalar.value.f64 = raw.f32;
  if (dtype == HOLO_F64) scalar.value.f64 = raw.f64;
  *result = scalar;
}

// A good call of an executor whose backend has no kernel to call directly.
holo_status RunUnderway(const OpCall& call, const OpCallSite& site, holo_scalar* result) {
  RawResult raw = {.i64 = 0};
  holo_dtype dtype = 0;
  const base::Error error = RunOnChain(call, site, &raw, &dtype);
  if (!error.ok()) return Refuse(site, error);
  if (result != nullptr) StoreResult(raw, dtype, result);
  return HOLO_OK;
}

template <bool kByCode, class... Inputs>
[[gnu::always_inline]] inline holo_status Reduce(holo_op op, holo_executor executor, int64_t n, holo_scalar* result,
                                                 Inputs... inputs) {
  constexpr size_t kBuffers = sizeof...(Inputs);
  const auto run = [=](const Resolved<kBuffers>& resolved) __attribute__((always_inline)) {
    RawResult raw;
    if constexpr (kBuffers == 1) {
      KernelCast<const void*, int64_t, RawResult*>(resolved.kernel)(resolved.data[0], n, &raw);
    } else {
      KernelCast<const void*, const void*, int64_t, RawResult*>(resolved.kernel)(resolved.data[0], resolved.data[1], n,
                                                                                 &raw);
    }
    StoreResult(raw, ops::Table()[static_cast<size_t>(op - 1)].ResultDtype(resolved.dtype), result);
  };
  return Enter<kByCode, false>(op, executor, n, result, run, inputs...);
}

base::Error CheckApply(const ops::OpRow* row, holo_op op, const holo_buffer* inputs, int32_t input_count,
                       holo_buffer output, const holo_scalar* result) {
  if (row == nullptr) return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, base::Message::kUnknownOp, op);
  const int taken = InputCount(row->shape);
  if (input_count != taken) {
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, 4, base::Message::kInputCount, row->name, input_count, taken);
  }
  if (inputs == nullptr) return base::FailNull(3);
  if (IsMap(row->shape) && result != nullptr) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 7, base::Message::kNotNull);
  }
  if (!IsMap(row->shape) && output != nullptr) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 5, base::Message::kNotNull);
  }
  return base::kOk;
}

}  // namespace

holo_status Map1(holo_executor executor, holo_buffer x, holo_buffer out, int64_t n, holo_op op) noexcept {
  return Map<false>(op, executor, out, n, x);
}

holo_status Map2(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer out, int64_t n,
                 holo_op op) noexcept {
  return Map<false>(op, executor, out, n, a, b);
}

holo_status Map3(holo_executor executor, holo_buffer a, holo_buffer b, holo_buffer c, holo_buffer out, int64_t n,
                 holo_op op) noexcept {
  return Map<false>(op, executor, out, n, a, b, c);
}

holo_status Reduce1(holo_executor executor, holo_buffer x, int64_t n, holo_scalar* result, holo_op op) noexcept {
  return Reduce<false>(op, executor, n, result, x);
}

holo_status Reduce2(holo_executor executor, holo_buffer a, holo_buffer b, int64_t n, holo_scalar* result,
                    holo_op op) noexcept {
  return Reduce<false>(op, executor, n, result, a, b);
}

holo_status Apply(holo_executor executor, holo_op op, const holo_buffer* x, int32_t input_count, holo_buffer output,
                  int64_t n, holo_scalar* result) noexcept {
  const ops::OpRow* row = ops::Find(op);
  if (const base::Error error = CheckApply(row, op, x, input_count, output, result); !error.ok()) {
    return Refuse(kApplySite, error);
  }
  switch (row->shape) {
    case ops::Shape::kMap1:
      return Map<true>(op, executor, output, n, x[0]);
    case ops::Shape::kMap2:
      return Map<true>(op, executor, output, n, x[0], x[1]);
    case ops::Shape::kMap3:
      return Map<true>(op, executor, output, n, x[0], x[1], x[2]);
    case ops::Shape::kReduce1:
      return Reduce<true>(op, executor, n, result, x[0]);
    case ops::Shape::kReduce2:
      return Reduce<true>(op, executor, n, result, x[0], x[1]);
  }
  return HOLO_ERROR_INTERNAL;  // unreachable: the switch is complete
}

}  // namespace hologram::executor
