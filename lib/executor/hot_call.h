// hot_call.h — from handles to a kernel and back in a few nanoseconds: the templates of which every form of a call is made.
//
// A call publishes its handles (record.h), compares the ids, and gathers everything that could be wrong into one
// condition: executor's kind, owners, dtypes, read-only, counts, overlap. If anything is, a cold function checks again,
// argument by argument, and finds the words. Then one indirect call. An executor whose backend is not called so has no
// kernels here: its good calls come out of the cold function too, and go to its chain of backends.
#ifndef HOLOGRAM_EXECUTOR_HOT_CALL_H_
#define HOLOGRAM_EXECUTOR_HOT_CALL_H_

#include <bit>
#include <type_traits>
#include <utility>

#include "base/overlap.h"
#include "executor/call_check.h"
#include "executor/fill.h"
#include "executor/section.h"
#include "kernels/kernel_cast.h"
#include "kernels/kernel_table.h"

namespace hologram::executor::hot {

// The operations' shapes alone, by code, in a few cache lines.
inline constexpr ops::Shape kShapes[ops::kOpCount + 1] = {
    {},
#define HOLO_OP(code, name, Functor, family, word, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  ops::words::word.shape,
#include "ops/ops.def"
};

// Which named function, or holo_apply or holo_apply_axis, is running: only failures ask.
template <bool kByCode>
const OpCallSite& Site(holo_op op, ops::Form form) {
  if (!kByCode) return SiteOf(op, form);
  return IsAxis(form) ? kApplyAxisSite : kApplySite;
}

// Keeps the error and gives its status.
[[gnu::cold]] holo_status Refuse(const OpCallSite& site, const base::Error& error);

// What the hot path refused: says why, or runs it on the executor's chain if nothing is wrong with it.
[[gnu::cold]] holo_status Explain(const OpCall& call, const OpCallSite& site);

// The top bit is set if `step` bytes between the starts of two arrays of `size` < 2^63 bytes make them overlap without
// being the same: 0 < |step| < size.
inline uint64_t OverlapBit(uint64_t step, uint64_t size) {
  const uint64_t distance = step < -step ? step : -step;
  return uint64_t{distance - 1 < size - 1 && size != 0} << 63;
}

// The top bit is set if arrays of two sizes have a byte in common.
inline uint64_t CommonBit(const void* a, uint64_t a_bytes, const void* b, uint64_t b_bytes) {
  return uint64_t{base::HaveCommonBytes(a, a_bytes, b, b_bytes)} << 63;
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
  // Of calls with indices only.
  int64_t count;  // of the buffer that they point into
  int index_dtype;
  holo_kernel maximum;  // of the indices, as unsigned numbers
};

// How the dtypes of a call's buffers hang together: kUniform, all the same; kResult, the output's follows from the
// inputs' by the table of operations; kSelect, as kUniform but for the first input, which is bool8; kIndexed, as kUniform
// but for the second input, which is i64 or i32.
enum class Typing { kUniform, kResult, kSelect, kIndexed };

// What a template needs to know of a call.
template <Typing kTypingOf, ops::Form kFormOf, bool kHasOutputOf, bool kByCodeOf, bool kMayBeInPlaceOf = true>
struct Traits {
  static constexpr Typing kTyping = kTypingOf;
  static constexpr ops::Form kForm = kFormOf;
  static constexpr bool kHasOutput = kHasOutputOf;
  static constexpr bool kByCode = kByCodeOf;
  static constexpr bool kMayBeInPlace = kMayBeInPlaceOf;
};

// What every call has, and how many elements it needs of each buffer. One buffer may count as it is, however long.
struct Head {
  static constexpr size_t kWhole = SIZE_MAX;  // which

  holo_op op;
  holo_executor executor;
  int64_t n;
  bool lacks_result = false;

  int64_t Need(size_t) const { return n; }
};

// Its top bit is set unless 0 <= need <= count.
inline uint64_t MissingBit(int64_t need, int64_t count) {
  return static_cast<uint64_t>(need) | (static_cast<uint64_t>(count) - static_cast<uint64_t>(need));
}

// Everything but the ids. The last buffer is the output if there is one. All that may be wrong is gathered in two words
// without a branch.
template <class T, class H, size_t kBuffers>
[[gnu::always_inline]] inline bool Resolve(const Operands<kBuffers>& operands, const H& call,
                                           Resolved<kBuffers>* resolved) {
  constexpr std::memory_order kRelaxed = std::memory_order_relaxed;
  constexpr Badge kOfLast = kOwnerBadge | kKindBadge | (T::kHasOutput ? kReadOnlyBadge : 0);
  constexpr Badge kAlike = ~(kReadOnlyBadge | kForeignMemoryBadge);
  constexpr bool kIndexed = T::kTyping == Typing::kIndexed;
  const Slot* last = operands.slot[kBuffers - 1];
  const Badge badge = last->badge.load(kRelaxed);
  resolved->data[kBuffers - 1] = last->data.load(kRelaxed);
  // Must be 0: the executor is one, the last buffer is one and belongs to it, the others are like the last.
  uint64_t differ = (operands.executor->badge.load(kRelaxed) ^ kExecutorToBuffer ^ badge) & kOfLast;
  differ |= (badge & kKindBadge) ^ MakeBadge(Kind::kBuffer, 0);  // a buffer and an executor in each other's places
  // The one whose dtype the others have; where the output's follows from it, that is checked below.
  const Badge model = T::kTyping == Typing::kResult ? operands.slot[0]->badge.load(kRelaxed) : badge;
  Badge any = badge;
  // How many elements the call works with, of each buffer.
  uint64_t counts[kBuffers];
  // Its top bit must be 0: no buffer has fewer.
  uint64_t negative = 0;
  const auto look_at_count = [&](size_t i, const Slot* slot) __attribute__((always_inline)) {
    const int64_t count = slot->count.load(kRelaxed);
    if (i == H::kWhole) resolved->count = count;
    if (i != H::kWhole) negative |= MissingBit(call.Need(i), count);
    counts[i] = static_cast<uint64_t>(i == H::kWhole ? count : call.Need(i));
  };
  look_at_count(kBuffers - 1, last);
  Badge badges[kBuffers];
  Unrolled<kBuffers - 1>([&](size_t i) __attribute__((always_inline)) {
    const Slot* slot = operands.slot[i];
    badges[i] = slot->badge.load(kRelaxed);
    any |= badges[i];
    if (T::kTyping == Typing::kSelect && i == 0) {
      differ |= (badges[i] ^ badge) & (kOwnerBadge | kKindBadge);
      differ |= static_cast<uint64_t>(DtypeOf(badges[i]) ^ HOLO_BOOL8);
    } else if (kIndexed && i == 1) {
      differ |= (badges[i] ^ badge) & (kOwnerBadge | kKindBadge);
      resolved->index_dtype = DtypeOf(badges[i]);
      differ |= static_cast<uint64_t>(resolved->index_dtype != HOLO_I64 && resolved->index_dtype != HOLO_I32);
    } else {
      differ |= (badges[i] ^ model) & kAlike;
      if (T::kTyping == Typing::kResult) differ |= (badges[i] ^ badge) & (kOwnerBadge | kKindBadge);
    }
    look_at_count(i, slot);
    resolved->data[i] = slot->data.load(kRelaxed);
  });
  resolved->dtype = DtypeOf(model);
  if constexpr (T::kTyping == Typing::kResult) {
    differ |= static_cast<uint64_t>(ops::kResultDtypes.of[call.op][resolved->dtype] ^ DtypeOf(badge));
  }
  if (T::kHasOutput && (!T::kMayBeInPlace || (any & kForeignMemoryBadge) != 0)) [[unlikely]] {
    const uint64_t size = counts[kBuffers - 1] << Log2SizeOf(badge);
    const void* const out = resolved->data[kBuffers - 1];
    Unrolled<kBuffers - 1>([&](size_t i) __attribute__((always_inline)) {
      const void* const in = resolved->data[i];
      const uint64_t in_size = counts[i] << Log2SizeOf(badges[i]);
      const bool same = T::kMayBeInPlace && (T::kTyping == Typing::kUniform || in_size == size);
      negative |= same ? OverlapBit(reinterpret_cast<uintptr_t>(out) - reinterpret_cast<uintptr_t>(in), size)
                       : CommonBit(out, size, in, in_size);
    });
  }
  if ((differ | negative >> 63) != 0) return false;
  const auto* table = static_cast<const kernels::KernelTable*>(operands.executor->data.load(kRelaxed));
  const bool short_index = kIndexed && resolved->index_dtype == HOLO_I32;
  if (kIndexed) resolved->maximum = table->Get(HOLO_OP_AMAX, short_index ? HOLO_U32 : HOLO_U64);
  resolved->kernel = table->Get(call.op, resolved->dtype, short_index ? ops::Form::kIndex32 : T::kForm);
  return resolved->kernel != nullptr;
}

// How a call is entered: kPlain, the outermost on its thread; kNested in another one (a signal handler's, say); kGuarded
// under a guard on its executor, with no hazards to write.
enum class Entry { kPlain, kNested, kGuarded };

// The whole of a call but its kernel: enters, checks, calls `run(resolved)`, leaves. The last buffer is written if the
// call has an output. `run` gives false if a scalar is wrong, and has then done nothing. `describe()` gives the arguments
// to whoever explains what was wrong with them: not before that, so that no call has to put them into memory.
template <Entry kEntry, class T, class H, class Run, class Describe, class... Buffer>
[[gnu::always_inline]] inline holo_status Call(Record* record, H call, Run run, Describe describe, Buffer... buffers) {
  constexpr size_t kBuffers = sizeof...(Buffer);
  Operands<kBuffers> operands = {IdOf(call.executor), {IdOf(buffers)...}, nullptr, {}};
  constexpr bool kGuarded = kEntry == Entry::kGuarded;
  const uint32_t base = kEntry == Entry::kNested ? record->n.load(std::memory_order_relaxed) : 0;
  if constexpr (!kGuarded) {
    if (base + kBuffers + 1 > kHazards) [[unlikely]] {
      return Refuse(Site<T::kByCode>(call.op, T::kForm),
                    base::Fail(HOLO_ERROR_LIMIT, 0, base::Message::kTooDeep, base));
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
  if (!call.lacks_result && operands.Live() && Resolve<T>(operands, call, &resolved) &&
      (!kGuarded || operands.StillLive()) && run(resolved)) [[likely]] {
    // Done.
  } else {
    status = Explain(describe(), Site<T::kByCode>(call.op, T::kForm));
  }
  if constexpr (!kGuarded) LowerHazards(record, base);
  return status;
}

// The first call of a thread, and nested ones.
template <class T, class H, class Run, class Describe, class... Buffer>
[[gnu::noinline]] holo_status CallRarely(H call, Run run, Describe describe, Buffer... buffers) {
  Record* record = OwnRecord();
  if (record == nullptr) return Refuse(Site<T::kByCode>(call.op, T::kForm), NoRecordError());
  return Call<Entry::kNested, T>(record, call, run, describe, buffers...);
}

template <class T, class H, class Run, class Describe, class... Buffer>
[[gnu::always_inline]] inline holo_status Enter(H call, Run run, Describe describe, Buffer... buffers) {
  Record* record = t_record;
  if (record != nullptr) [[likely]] {
    if (record->guarded_executor == IdOf(call.executor)) {
      return Call<Entry::kGuarded, T>(record, call, run, describe, buffers...);
    }
    if (record->n.load(std::memory_order_relaxed) == 0) [[likely]] {
      return Call<Entry::kPlain, T>(record, call, run, describe, buffers...);
    }
  }
  return CallRarely<T>(call, run, describe, buffers...);
}

using kernels::KernelCast;

// A scalar's element, as a kernel reads it. False if it is null or not one of `dtype`.
[[gnu::always_inline]] inline bool Element(const holo_scalar* scalar, holo_dtype dtype, uint64_t* element) {
  if (scalar == nullptr) return false;
  if (scalar->dtype == dtype && dtype == HOLO_F32) {
    *element = std::bit_cast<uint32_t>(static_cast<float>(scalar->value.f64));
    return true;
  }
  return FillPattern(*scalar, dtype, 0, element).ok();
}

// Inputs are buffers or scalars, as the form says, in the kernel's order.
template <Typing kTyping, ops::Form kForm, bool kByCode>
using MapTraits = Traits<kTyping, kForm, true, kByCode>;

template <class T>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              holo_buffer x) {
  const auto describe = [=] {
    return OpCall{.op = op, .executor = executor, .inputs = {x}, .output = out, .has_output = true, .n = n};
  };
  const auto run = [n](const Resolved<2>& resolved) __attribute__((always_inline)) {
    KernelCast<const void*, void*, int64_t>(resolved.kernel)(resolved.data[0], resolved.data[1], n);
    return true;
  };
  return Enter<T>(Head{op, executor, n}, run, describe, x, out);
}

template <class T>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              holo_buffer a, holo_buffer b) {
  const auto describe = [=] {
    return OpCall{.op = op, .executor = executor, .inputs = {a, b}, .output = out, .has_output = true, .n = n};
  };
  const auto run = [n](const Resolved<3>& resolved) __attribute__((always_inline)) {
    KernelCast<const void*, const void*, void*, int64_t>(resolved.kernel)(resolved.data[0], resolved.data[1],
                                                                          resolved.data[2], n);
    return true;
  };
  return Enter<T>(Head{op, executor, n}, run, describe, a, b, out);
}

template <class T>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              holo_buffer a, holo_buffer b, holo_buffer c) {
  const auto describe = [=] {
    return OpCall{.op = op, .executor = executor, .inputs = {a, b, c}, .output = out, .has_output = true, .n = n};
  };
  const auto run = [n](const Resolved<4>& resolved) __attribute__((always_inline)) {
    KernelCast<const void*, const void*, const void*, void*, int64_t>(resolved.kernel)(
        resolved.data[0], resolved.data[1], resolved.data[2], resolved.data[3], n);
    return true;
  };
  return Enter<T>(Head{op, executor, n}, run, describe, a, b, c, out);
}

template <class T>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              holo_buffer a, const holo_scalar* b) {
  const auto describe = [=] {
    return OpCall{.op = op,
                  .form = T::kForm,
                  .executor = executor,
                  .inputs = {a},
                  .scalars = {nullptr, b},
                  .output = out,
                  .has_output = true,
                  .n = n};
  };
  const auto run = [ n, b ](const Resolved<2>& resolved) __attribute__((always_inline)) {
    uint64_t element;
    if (!Element(b, resolved.dtype, &element)) return false;
    KernelCast<const void*, const void*, void*, int64_t>(resolved.kernel)(resolved.data[0], &element, resolved.data[1],
                                                                          n);
    return true;
  };
  return Enter<T>(Head{op, executor, n}, run, describe, a, out);
}

template <class T>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              const holo_scalar* a, holo_buffer b) {
  const auto describe = [=] {
    return OpCall{.op = op,
                  .form = T::kForm,
                  .executor = executor,
                  .inputs = {nullptr, b},
                  .scalars = {a},
                  .output = out,
                  .has_output = true,
                  .n = n};
  };
  const auto run = [ n, a ](const Resolved<2>& resolved) __attribute__((always_inline)) {
    uint64_t element;
    if (!Element(a, resolved.dtype, &element)) return false;
    KernelCast<const void*, const void*, void*, int64_t>(resolved.kernel)(&element, resolved.data[0], resolved.data[1],
                                                                          n);
    return true;
  };
  return Enter<T>(Head{op, executor, n}, run, describe, b, out);
}

template <class T>
[[gnu::always_inline]] inline holo_status Map(holo_op op, holo_executor executor, holo_buffer out, int64_t n,
                                              holo_buffer a, const holo_scalar* b, const holo_scalar* c) {
  const auto describe = [=] {
    return OpCall{.op = op,
                  .form = T::kForm,
                  .executor = executor,
                  .inputs = {a},
                  .scalars = {nullptr, b, c},
                  .output = out,
                  .has_output = true,
                  .n = n};
  };
  const auto run = [ n, b, c ](const Resolved<2>& resolved) __attribute__((always_inline)) {
    uint64_t elements[2];
    if (!Element(b, resolved.dtype, &elements[0]) || !Element(c, resolved.dtype, &elements[1])) return false;
    KernelCast<const void*, const void*, const void*, void*, int64_t>(resolved.kernel)(
        resolved.data[0], &elements[0], &elements[1], resolved.data[1], n);
    return true;
  };
  return Enter<T>(Head{op, executor, n}, run, describe, a, out);
}

// A reduction's result as its kernel writes it.
union RawResult {
  float f32;
  double f64;
  int64_t i64;
  unsigned char bytes[8];
};

// The value of a result of any type but f32 and the 64-bit ones, as a scalar holds it.
int64_t WidenedResult(const RawResult& raw, holo_dtype dtype);

inline void StoreResult(const RawResult& raw, holo_dtype dtype, holo_scalar* result) {
  holo_scalar scalar = {dtype, 0, {.i64 = raw.i64}};
  if (dtype == HOLO_F32) {
    scalar.value.f64 = raw.f32;
  } else if (base::Log2Size(dtype) < 3) {
    scalar.value.i64 = WidenedResult(raw, dtype);
  }
  *result = scalar;
}

template <bool kByCode, class... Inputs>
[[gnu::always_inline]] inline holo_status Reduce(holo_op op, holo_executor executor, int64_t n, holo_scalar* result,
                                                 Inputs... inputs) {
  constexpr size_t kBuffers = sizeof...(Inputs);
  const auto describe = [=] {
    return OpCall{.op = op, .executor = executor, .inputs = {inputs...}, .result = result, .n = n};
  };
  const auto run = [=](const Resolved<kBuffers>& resolved) __attribute__((always_inline)) {
    if (n == 0 && ops::Find(op)->nonempty) [[unlikely]]
      return false;
    RawResult raw;
    if constexpr (kBuffers == 1) {
      KernelCast<const void*, int64_t, RawResult*>(resolved.kernel)(resolved.data[0], n, &raw);
    } else {
      KernelCast<const void*, const void*, int64_t, RawResult*>(resolved.kernel)(resolved.data[0], resolved.data[1], n,
                                                                                 &raw);
    }
    StoreResult(raw, ops::kResultDtypes.of[op][resolved.dtype], result);
    return true;
  };
  return Enter<Traits<Typing::kUniform, ops::Form::kBuffers, false, kByCode>>(Head{op, executor, n, result == nullptr},
                                                                              run, describe, inputs...);
}

}  // namespace hologram::executor::hot

#endif  // HOLOGRAM_EXECUTOR_HOT_CALL_H_
