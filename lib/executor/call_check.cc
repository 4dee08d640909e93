// call_check.cc — the checks of an operation's arguments, one by one, with a message for each.
#include "executor/call_check.h"

#include <cstddef>
#include <cstring>

#include "base/overlap.h"
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
    case ops::Shape::kArray1:
      return "executor,x,out,n";
    case ops::Shape::kNorm2:
      return "executor,x,weight,epsilon,out,n";
    case ops::Shape::kNorm3:
      return "executor,x,weight,bias,epsilon,out,n";
    case ops::Shape::kSequence:
      return "executor,start,step,out,n";
    case ops::Shape::kGather:
    case ops::Shape::kScatter:
      return "executor,x,index,out,n";
    case ops::Shape::kReduce1:
      return "executor,x,n,result";
    case ops::Shape::kReduce2:
      return "executor,a,b,n,result";
  }
  return "";
}

constexpr const char* MatrixArguments(ops::Shape shape) {
  switch (shape) {
    case ops::Shape::kArray1:
      return "executor,x,out,rows,cols";
    case ops::Shape::kNorm2:
      return "executor,x,weight,epsilon,out,rows,cols";
    case ops::Shape::kNorm3:
      return "executor,x,weight,bias,epsilon,out,rows,cols";
    case ops::Shape::kReduce1:
      return "executor,x,rows,cols,axis,out";
    case ops::Shape::kReduce2:
      return "executor,a,b,rows,cols,axis,out";
    default:
      return "";
  }
}

constexpr OpCallSite MakeSite(const char* function, ops::Shape shape, const char* arguments) {
  OpCallSite site = {{function, arguments}};
  const int after_inputs = site.first_input + InputCount(shape);
  site.output = static_cast<int8_t>(HasOutput(shape) ? after_inputs : 0);
  site.n = static_cast<int8_t>(HasOutput(shape) ? after_inputs + 1 : after_inputs);
  site.result = static_cast<int8_t>(HasOutput(shape) ? 0 : after_inputs + 1);
  return site;
}

constexpr OpCallSite MakeSite(const char* function, ops::Shape shape) {
  return MakeSite(function, shape, Arguments(shape));
}

// `functions` are those of rows and of an axis, of which the operation has one, or none.
constexpr OpCallSite MakeMatrixSite(const char* of_rows, const char* of_axis, ops::Shape shape) {
  if (HasOutput(shape)) return MakeSite(of_rows, shape, MatrixArguments(shape));
  OpCallSite site = MakeSite(of_axis, shape, MatrixArguments(shape));
  site.result = 0;
  site.output = static_cast<int8_t>(site.n + 3);
  return site;
}

using namespace ops::words;

// By kind of function and code. Functions that an operation does not have are there as well, for nobody.
constexpr OpCallSite kSites[][ops::kOpCount] = {
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
    {
#define HOLO_OP(code, name, Functor, family, word, ...) \
  MakeMatrixSite("holo_" #name "_rows", "holo_" #name "_axis", (word).shape),
#include "ops/ops.def"
    },
};
constexpr int kFunctionOf[ops::kFormLimit] = {0, 1, 2, 3, 3, 0};

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

Extent ExtentOf(const Slot* slot, int64_t count, int argument) {
  return {slot->data.load(std::memory_order_relaxed), static_cast<uint64_t>(count) << Log2SizeOf(BadgeOf(slot)),
          argument};
}

// NOLINTEND(clang-analyzer-core.CallAndMessage)

bool HaveCommonBytes(const Extent& output, const Extent& input) {
  return base::HaveCommonBytes(output.data, output.size_bytes, input.data, input.size_bytes);
}

Error FailOverlap(const Extent& output, const Extent& input) {
  return Fail(HOLO_ERROR_OVERLAP, output.argument, Message::kOverlap, input.argument,
              static_cast<const std::byte*>(output.data) - static_cast<const std::byte*>(input.data));
}

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
  if (IsIndexed(row.shape)) {
    const int index = DtypeOf(BadgeOf(found.inputs[1]));
    if (index != HOLO_I64 && index != HOLO_I32) {
      return Fail(HOLO_ERROR_DTYPE, site.Input(1), Message::kIndexDtype, index);
    }
  }
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
    if (!call.IsScalar(i) && !IsIndexed(row.shape))
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
  const ops::Shape shape = call.Row().shape;
  for (int i = 0; i < kMaxInputs; ++i) {
    if (found.inputs[i] == nullptr || (shape == ops::Shape::kGather && i == 0)) continue;
    HOLO_RETURN_IF_ERROR(CheckCount(found.inputs[i], site.Input(i), call.n, site.n));
  }
  if (found.output == nullptr || shape == ops::Shape::kScatter) return kOk;
  return CheckCount(found.output, site.output, call.n, site.n);
}

bool HasOneForEachColumn(const OpCall& call, int input) { return IsNorm(call.Row().shape) && input > 0; }

Error CheckMatrix(const OpCall& call, const OpCallSite& site, const Found& found) {
  const int rows_argument = site.Count(0), cols_argument = site.Count(1);
  if (call.rows < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, rows_argument, Message::kNegative, call.rows);
  if (call.cols < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, cols_argument, Message::kNegative, call.cols);
  if (call.n < 0) return Fail(HOLO_ERROR_OUT_OF_RANGE, rows_argument, Message::kCountOverflow, call.rows, call.cols);
  const auto check_whole = [&](const Slot* slot, int argument) {
    const int64_t count = slot->count.load(std::memory_order_relaxed);
    if (call.n <= count) return kOk;
    return Fail(HOLO_ERROR_OUT_OF_RANGE, rows_argument, Message::kMatrixTooLarge, call.n, argument, count);
  };
  for (int i = 0; i < kMaxInputs; ++i) {
    if (found.inputs[i] == nullptr) continue;
    HOLO_RETURN_IF_ERROR(HasOneForEachColumn(call, i)
                             ? CheckCount(found.inputs[i], site.Input(i), call.cols, cols_argument)
                             : check_whole(found.inputs[i], site.Input(i)));
  }
  if (HasOutput(call.Row().shape)) return check_whole(found.output, site.output);
  const bool by_rows = call.form == ops::Form::kRows;
  HOLO_RETURN_IF_ERROR(
      CheckCount(found.output, site.output, by_rows ? call.rows : call.cols, by_rows ? rows_argument : cols_argument));
  if (call.Row().nonempty && call.n == 0 && (by_rows ? call.rows : call.cols) != 0) {
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, by_rows ? cols_argument : rows_argument, Message::kOfNothing,
                          call.Row().name);
  }
  return kOk;
}

int64_t ReadIndex(const void* data, bool is_short, int64_t i) {
  const auto* bytes = static_cast<const std::byte*>(data);
  int64_t index = 0;
  if (is_short) {
    int32_t narrow = 0;
    std::memcpy(&narrow, bytes + i * 4, sizeof narrow);
    index = narrow;
  } else {
    std::memcpy(&index, bytes + i * 8, sizeof index);
  }
  return index;
}

// Each index by itself: the first one that is out of range.
Error CheckIndices(const OpCall& call, const OpCallSite& site, const Found& found) {
  const Slot* into = call.Row().shape == ops::Shape::kGather ? found.inputs[0] : found.output;
  const int64_t count = into->count.load(std::memory_order_relaxed);
  const void* data = found.inputs[1]->data.load(std::memory_order_relaxed);
  const bool is_short = DtypeOf(BadgeOf(found.inputs[1])) == HOLO_I32;
  for (int64_t i = 0; i < call.n; ++i) {
    const int64_t index = ReadIndex(data, is_short, i);
    if (index < 0 || index >= count) {
      return Fail(HOLO_ERROR_OUT_OF_RANGE, site.Input(1), Message::kIndexRange, i, index, count);
    }
  }
  return kOk;
}

// The output apart from every input, as wherever elements change places.
Error CheckDisjoint(const OpCall& call, const OpCallSite& site, const Found& found) {
  const auto whole = [](const Slot* slot) { return slot->count.load(std::memory_order_relaxed); };
  const ops::Shape shape = call.Row().shape;
  int64_t written = call.form == ops::Form::kRows ? call.rows : call.cols;
  if (IsIndexed(shape)) written = shape == ops::Shape::kScatter ? whole(found.output) : call.n;
  const Extent output = ExtentOf(found.output, written, site.output);
  for (int i = 0; i < InputCount(shape); ++i) {
    const int64_t read = shape == ops::Shape::kGather && i == 0 ? whole(found.inputs[i]) : call.n;
    const Extent input = ExtentOf(found.inputs[i], read, site.Input(i));
    if (HaveCommonBytes(output, input)) return FailOverlap(output, input);
  }
  return kOk;
}

// The output in the place of an input as long as itself, or apart from it.
Error CheckRowsApart(const OpCall& call, const OpCallSite& site, const Found& found) {
  const Extent output = ExtentOf(found.output, call.n, site.output);
  for (int i = 0; i < kMaxInputs; ++i) {
    if (found.inputs[i] == nullptr) continue;
    const int64_t count = HasOneForEachColumn(call, i) ? call.cols : call.n;
    const Extent input = ExtentOf(found.inputs[i], count, site.Input(i));
    if (count == call.n) {
      HOLO_RETURN_IF_ERROR(CheckApart(output, input));
    } else if (HaveCommonBytes(output, input)) {
      return FailOverlap(output, input);
    }
  }
  return kOk;
}

}  // namespace

Error CheckApart(const Extent& output, const Extent& input) {
  const bool same = output.data == input.data;
  if (!HaveCommonBytes(output, input) || (same && output.size_bytes == input.size_bytes)) return kOk;
  if (same) return Fail(HOLO_ERROR_OVERLAP, output.argument, Message::kInPlaceSizes, input.argument);
  return FailOverlap(output, input);
}

constinit const OpCallSite kApplyAxisSite = {
    {"holo_apply_axis", "executor,op,inputs,input_count,scalars,scalar_count,rows,cols,axis,output"},
    1,
    3,
    5,
    0,
    10,
    7,
    0};

constinit const OpCallSite kApplySite = {
    {"holo_apply", "executor,op,inputs,input_count,scalars,scalar_count,output,n,result"}, 1, 3, 5, 0, 7, 8, 9};

const OpCallSite& SiteOf(holo_op op, ops::Form form) { return kSites[kFunctionOf[static_cast<int>(form)]][op - 1]; }

Error CheckCall(const OpCall& call, const OpCallSite& site, holo_dtype* dtype) {
  const ops::OpRow& row = call.Row();
  Found found;
  HOLO_RETURN_IF_ERROR(FindAll(call, site, InputCount(row.shape), &found));
  HOLO_RETURN_IF_ERROR(CheckDtypes(call, site, row, found, dtype));
  HOLO_RETURN_IF_ERROR(CheckScalars(call, site, *dtype));
  if (found.output != nullptr && (BadgeOf(found.output) & kReadOnlyBadge) != 0) {
    return Fail(HOLO_ERROR_READ_ONLY, site.output, Message::kReadOnly);
  }
  if (IsAxis(call.form)) {
    HOLO_RETURN_IF_ERROR(CheckMatrix(call, site, found));
    return HasOutput(row.shape) ? CheckRowsApart(call, site, found) : CheckDisjoint(call, site, found);
  }
  HOLO_RETURN_IF_ERROR(CheckCounts(call, site, found));
  if (IsIndexed(row.shape)) {
    HOLO_RETURN_IF_ERROR(CheckDisjoint(call, site, found));
    return CheckIndices(call, site, found);
  }
  if (!call.has_output && call.result == nullptr) return base::FailNull(site.result);
  if (row.nonempty && call.n == 0)
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, site.n, Message::kOfNothing, row.name);
  for (int i = 0; i < kMaxInputs && found.output != nullptr; ++i) {
    if (found.inputs[i] == nullptr) continue;
    HOLO_RETURN_IF_ERROR(
        CheckApart(ExtentOf(found.output, call.n, site.output), ExtentOf(found.inputs[i], call.n, site.Input(i))));
  }
  return kOk;
}

}  // namespace hologram::executor
