// call_check.cc — the checks of an operation's arguments, one by one, with a message for each.
#include "executor/call_check.h"

#include "executor/fill.h"
#include "executor/section.h"
#include "ops/op_table.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::kOk;
using base::Message;

namespace {

constexpr const char* Arguments(ops::Shape shape) {
  switch (shape) {
    case ops::Shape::kMap1:
      return "executor,x,out,n";
    case ops::Shape::kMap2:
      return "executor,a,b,out,n";
    case ops::Shape::kMap3:
    case ops::Shape::kSelect:
      return "executor,a,b,c,out,n";
    case ops::Shape::kReduce1:
      return "executor,x,n,result";
    case ops::Shape::kReduce2:
      return "executor,a,b,n,result";
  }
  return "";
}

constexpr OpCallSite MakeSite(const char* function, ops::Shape shape) {
  OpCallSite site = {{function, Arguments(shape)}};
  const int after_inputs = site.first_input + InputCount(shape);
  site.output = static_cast<int8_t>(IsMap(shape) ? after_inputs : 0);
  site.n = static_cast<int8_t>(IsMap(shape) ? after_inputs + 1 : after_inputs);
  site.result = static_cast<int8_t>(IsMap(shape) ? 0 : after_inputs + 1);
  return site;
}

using namespace ops::words;

// By form and code. Forms that an operation does not have are there as well, for nobody.
constexpr OpCallSite kSites[ops::kFormLimit][ops::kOpCount] = {
    {
#define HOLO_OP(code, name, Functor, family, word, ...) MakeSite("holo_" #name, (word).shape),
#include "ops/ops.def"
    },
    {
#define HOLO_OP(code, name, Functor, family, word, ...) MakeSite("holo_" #name "_scalar", (word).shape),
#include "ops/ops.def"
    },
    {
#define HOLO_OP(code, name, Functor, family, word, ...) MakeSite("holo_scalar_" #name, (word).shape),
#include "ops/ops.def"
    },
};

// The analyzer takes slots for null that LookAt has set: it always does.
// NOLINTBEGIN(clang-analyzer-core.CallAndMessage)

Badge BadgeOf(const Slot* slot) { return slot->badge.load(std::memory_order_relaxed); }

// A live object of the wanted kind, by its slot.
Error LookAt(uint64_t id, Kind kind, int argument, const Slot** slot) {
  *slot = SlotOf(id);
  Object* object = nullptr;
  return Section().Look(id, kind, argument, &object);
}

Error CheckBuffer(const Slot* slot, const Slot* executor, int argument) {
  if (((BadgeOf(slot) ^ BadgeOf(executor)) & kOwnerBadge) == 0) return kOk;
  return Fail(HOLO_ERROR_WRONG_EXECUTOR, argument, Message::kWrongExecutor);
}

Error CheckSame(const Slot* slot, int argument, const Slot* first, int first_argument) {
  const int dtype = DtypeOf(BadgeOf(slot));
  const int expected = DtypeOf(BadgeOf(first));
  if (dtype == expected) return kOk;
  return Fail(HOLO_ERROR_DTYPE, argument, Message::kDtypeMismatch, dtype, first_argument, expected);
}

Error CheckCount(const Slot* slot, int argument, int64_t n, int n_argument) {
  const int64_t count = slot->count.load(std::memory_order_relaxed);
  if (n <= count) return kOk;
  return Fail(HOLO_ERROR_OUT_OF_RANGE, n_argument, Message::kCountTooLarge, n, argument, count);
}

Error CheckOverlap(const Slot* output, int output_argument, const Slot* input, int input_argument, int64_t n) {
  const auto extent = [n](const Slot* slot, int argument) {
    return Extent{slot->data.load(std::memory_order_relaxed), static_cast<uint64_t>(n) << Log2SizeOf(BadgeOf(slot)),
                  argument};
  };
  return CheckApart(extent(output, output_argument), extent(input, input_argument));
}

// NOLINTEND(clang-analyzer-core.CallAndMessage)

// A call's buffers, found and alive.
struct Found {
  const Slot* executor = nullptr;
  const Slot* inputs[kMaxInputs] = {};  // null where a scalar stands
  const Slot* output = nullptr;
};

Error FindAll(const OpCall& call, const OpCallSite& site, int input_count, Found* found) {
  HOLO_RETURN_IF_ERROR(LookAt(IdOf(call.executor), Kind::kExecutor, site.executor, &found->executor));
  for (int i = 0; i < input_count; ++i) {
    if (call.IsScalar(i)) continue;
    HOLO_RETURN_IF_ERROR(LookAt(IdOf(call.inputs[i]), Kind::kBuffer, site.Input(i), &found->inputs[i]));
    HOLO_RETURN_IF_ERROR(CheckBuffer(found->inputs[i], found->executor, site.Input(i)));
  }
  if (!call.has_output) return kOk;
  HOLO_RETURN_IF_ERROR(LookAt(IdOf(call.output), Kind::kBuffer, site.output, &found->output));
  return CheckBuffer(found->output, found->executor, site.output);
}

// All dtypes; `*dtype` becomes that of the elements worked on.
Error CheckDtypes(const OpCall& call, const OpCallSite& site, const ops::OpRow& row, const Found& found,
                  holo_dtype* dtype) {
  const bool selects = row.shape == ops::Shape::kSelect;
  if (selects && DtypeOf(BadgeOf(found.inputs[0])) != HOLO_BOOL8) {
    return Fail(HOLO_ERROR_DTYPE, site.Input(0), Message::kDtypeInstead, DtypeOf(BadgeOf(found.inputs[0])), HOLO_BOOL8);
  }
  // The first buffer of the elements worked on: an input, or the output where all such inputs are scalars.
  int first = selects ? 1 : 0;
  while (first < InputCount(row.shape) && call.IsScalar(first)) ++first;
  const bool by_output = first == InputCount(row.shape);
  const Slot* reference = by_output ? found.output : found.inputs[first];
  const int reference_argument = by_output ? site.output : site.Input(first);
  *dtype = DtypeOf(BadgeOf(reference));
  for (int i = first + 1; i < InputCount(row.shape); ++i) {
    if (!call.IsScalar(i))
      HOLO_RETURN_IF_ERROR(CheckSame(found.inputs[i], site.Input(i), reference, reference_argument));
  }
  if (found.output != nullptr && row.result == ops::kSame) {
    HOLO_RETURN_IF_ERROR(CheckSame(found.output, site.output, reference, reference_argument));
  }
  if (!row.Takes(*dtype)) {
    return base::FailText(HOLO_ERROR_DTYPE, reference_argument, Message::kNoKernel, row.name, *dtype);
  }
  const holo_dtype result = row.ResultDtype(*dtype);
  if (found.output != nullptr && DtypeOf(BadgeOf(found.output)) != result) {
    return Fail(HOLO_ERROR_DTYPE, site.output, Message::kResultDtype, DtypeOf(BadgeOf(found.output)), result);
  }
  return kOk;
}

Error CheckScalars(const OpCall& call, const OpCallSite& site, int dtype) {
  for (int i = 0; i < kMaxInputs; ++i) {
    if (!call.IsScalar(i)) continue;
    if (call.scalars[i] == nullptr) return base::FailNull(site.Scalar(i));
    uint64_t element = 0;
    HOLO_RETURN_IF_ERROR(FillPattern(*call.scalars[i], dtype, site.Scalar(i), &element));
  }
  return kOk;
}

Error CheckCounts(const OpCall& call, const OpCallSite& site, const Found& found) {
  if (call.n < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, site.n, Message::kNegative, call.n);
  for (int i = 0; i < kMaxInputs; ++i) {
    if (found.inputs[i] != nullptr) HOLO_RETURN_IF_ERROR(CheckCount(found.inputs[i], site.Input(i), call.n, site.n));
  }
  return found.output != nullptr ? CheckCount(found.output, site.output, call.n, site.n) : kOk;
}

}  // namespace

Error CheckApart(const Extent& output, const Extent& input) {
  const auto to = reinterpret_cast<uintptr_t>(output.data);
  const auto from = reinterpret_cast<uintptr_t>(input.data);
  const bool apart = to < from ? from - to >= output.size_bytes : to - from >= input.size_bytes;
  if (apart || output.size_bytes == 0 || (to == from && output.size_bytes == input.size_bytes)) return kOk;
  if (to == from) return Fail(HOLO_ERROR_OVERLAP, output.argument, Message::kInPlaceSizes, input.argument);
  return Fail(HOLO_ERROR_OVERLAP, output.argument, Message::kOverlap, input.argument,
              to < from ? -static_cast<int64_t>(from - to) : static_cast<int64_t>(to - from));
}

constinit const OpCallSite kApplySite = {
    {"holo_apply", "executor,op,inputs,input_count,scalars,scalar_count,output,n,result"}, 1, 3, 5, 0, 7, 8, 9};

const OpCallSite& SiteOf(holo_op op, ops::Form form) { return kSites[static_cast<int>(form)][op - 1]; }

Error CheckCall(const OpCall& call, const OpCallSite& site, holo_dtype* dtype) {
  const ops::OpRow& row = call.Row();
  Found found;
  HOLO_RETURN_IF_ERROR(FindAll(call, site, InputCount(row.shape), &found));
  HOLO_RETURN_IF_ERROR(CheckDtypes(call, site, row, found, dtype));
  HOLO_RETURN_IF_ERROR(CheckScalars(call, site, *dtype));
  if (found.output != nullptr && (BadgeOf(found.output) & kReadOnlyBadge) != 0) {
    return Fail(HOLO_ERROR_READ_ONLY, site.output, Message::kReadOnly);
  }
  HOLO_RETURN_IF_ERROR(CheckCounts(call, site, found));
  if (!call.has_output && call.result == nullptr) return base::FailNull(site.result);
  if (row.nonempty && call.n == 0)
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, site.n, Message::kOfNothing, row.name);
  for (int i = 0; i < kMaxInputs && found.output != nullptr; ++i) {
    if (found.inputs[i] == nullptr) continue;
    HOLO_RETURN_IF_ERROR(CheckOverlap(found.output, site.output, found.inputs[i], site.Input(i), call.n));
  }
  return kOk;
}

}  // namespace hologram::executor
