// call_check.cc — the checks of an operation's arguments, one by one, with a message for each.
#include "executor/call_check.h"

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

constexpr auto MAP1 = ops::Shape::kMap1;
constexpr auto MAP2 = ops::Shape::kMap2;
constexpr auto MAP3 = ops::Shape::kMap3;
constexpr auto REDUCE1 = ops::Shape::kReduce1;
constexpr auto REDUCE2 = ops::Shape::kReduce2;

constexpr OpCallSite kSites[] = {
#define HOLO_OP(code, name, Functor, family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  MakeSite("holo_" #name, shape),
#include "ops/ops.def"
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

Error CheckDtypes(const Slot* slot, int argument, const Slot* first, int first_argument) {
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

// In place, or apart.
Error CheckOverlap(const Slot* output, int output_argument, const Slot* input, int input_argument, int64_t n) {
  const auto to = reinterpret_cast<uintptr_t>(output->data.load(std::memory_order_relaxed));
  const auto from = reinterpret_cast<uintptr_t>(input->data.load(std::memory_order_relaxed));
  const uint64_t size = static_cast<uint64_t>(n) << Log2SizeOf(BadgeOf(output));
  const uint64_t distance = to < from ? from - to : to - from;
  if (distance == 0 || distance >= size) return kOk;
  return Fail(HOLO_ERROR_OVERLAP, output_argument, Message::kOverlap, input_argument,
              to < from ? -static_cast<int64_t>(distance) : static_cast<int64_t>(distance));
}

// NOLINTEND(clang-analyzer-core.CallAndMessage)

}  // namespace

constinit const OpCallSite kApplySite = {
    {"holo_apply", "executor,op,inputs,input_count,output,n,result"}, 1, 3, 0, 5, 6, 7};

const OpCallSite& SiteOf(holo_op op) { return kSites[op - 1]; }

Error CheckCall(const OpCall& call, const OpCallSite& site) {
  const Slot* executor = nullptr;
  HOLO_RETURN_IF_ERROR(LookAt(IdOf(call.executor), Kind::kExecutor, site.executor, &executor));
  const Slot* inputs[3] = {};
  for (size_t i = 0; i < call.inputs.size(); ++i) {
    HOLO_RETURN_IF_ERROR(LookAt(IdOf(call.inputs[i]), Kind::kBuffer, site.Input(i), &inputs[i]));
    HOLO_RETURN_IF_ERROR(CheckBuffer(inputs[i], executor, site.Input(i)));
  }
  const Slot* output = nullptr;
  if (call.has_output) {
    HOLO_RETURN_IF_ERROR(LookAt(IdOf(call.output), Kind::kBuffer, site.output, &output));
    HOLO_RETURN_IF_ERROR(CheckBuffer(output, executor, site.output));
  }
  for (size_t i = 1; i < call.inputs.size(); ++i) {
    HOLO_RETURN_IF_ERROR(CheckDtypes(inputs[i], site.Input(i), inputs[0], site.Input(0)));
  }
  if (output != nullptr) HOLO_RETURN_IF_ERROR(CheckDtypes(output, site.output, inputs[0], site.Input(0)));
  const ops::OpRow& row = *ops::Find(call.op);
  const int dtype = DtypeOf(BadgeOf(inputs[0]));
  if (!row.Takes(dtype)) {
    return base::FailText(HOLO_ERROR_DTYPE, site.Input(0), Message::kNoKernel, row.name, dtype);
  }
  if (output != nullptr && (BadgeOf(output) & kReadOnlyBadge) != 0) {
    return Fail(HOLO_ERROR_READ_ONLY, site.output, Message::kReadOnly);
  }
  if (call.n < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, site.n, Message::kNegative, call.n);
  for (size_t i = 0; i < call.inputs.size(); ++i) {
    HOLO_RETURN_IF_ERROR(CheckCount(inputs[i], site.Input(i), call.n, site.n));
  }
  if (output != nullptr) HOLO_RETURN_IF_ERROR(CheckCount(output, site.output, call.n, site.n));
  if (call.lacks_result) return base::FailNull(site.result);
  for (size_t i = 0; i < call.inputs.size() && output != nullptr; ++i) {
    HOLO_RETURN_IF_ERROR(CheckOverlap(output, site.output, inputs[i], site.Input(i), call.n));
  }
  return kOk;
}

}  // namespace hologram::executor
