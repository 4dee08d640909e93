// types_api.cc — the C functions of hologram/types.h.
#include "hologram/types.h"

#include <cstddef>

#include "base/dtype.h"
#include "base/struct_size.h"
#include "capi/edge.h"
#include "ops/op_table.h"

// Before a struct of a second version is read or written.
template <>
inline constexpr uint32_t hologram::base::kFirstVersionSize<holo_op_info> = offsetof(holo_op_info, input_dtypes);

using hologram::base::CallSite;
using hologram::base::Error;
using hologram::base::Fail;
using hologram::base::Message;
using hologram::capi::AtTheEdge;

namespace {

holo_shape PublicShape(hologram::ops::Shape shape) {
  using enum hologram::ops::Shape;
  switch (shape) {
    case kMap1:
    case kMap2:
    case kMap3:
    case kSelect:
      return HOLO_SHAPE_MAP;
    case kArray1:
      return HOLO_SHAPE_ARRAY;
    case kNorm2:
    case kNorm3:
      return HOLO_SHAPE_NORM;
    case kSequence:
      return HOLO_SHAPE_SEQUENCE;
    case kGather:
      return HOLO_SHAPE_GATHER;
    case kScatter:
      return HOLO_SHAPE_SCATTER;
    case kReduce1:
    case kReduce2:
      return HOLO_SHAPE_REDUCE;
  }
  return 0;  // unreachable: the switch is complete
}

}  // namespace

holo_status holo_op_from_name(const char* name, holo_op* op) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_op_from_name", "name,op"};
  return AtTheEdge(kSite, [&]() -> Error {
    if (name == nullptr) return hologram::base::FailNull(1);
    if (op == nullptr) return hologram::base::FailNull(2);
    const hologram::ops::OpRow* row = hologram::ops::Find(std::string_view(name));
    if (row == nullptr) {
      return hologram::base::FailText(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOpName, name);
    }
    *op = row->code;
    return hologram::base::kOk;
  });
}

holo_status holo_op_info_get(holo_op op, holo_dtype dtype, holo_op_info* info) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_op_info_get", "op,dtype,info"};
  return AtTheEdge(kSite, [&]() -> Error {
    HOLO_RETURN_IF_ERROR(hologram::base::CheckOutStruct(info, 3));
    const hologram::ops::OpRow* row = hologram::ops::Find(op);
    if (row == nullptr) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kUnknownOp, op);
    if (!hologram::base::IsDtype(dtype)) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 2, Message::kUnknownDtype, dtype);
    if (!row->Takes(dtype)) {
      return hologram::base::FailText(HOLO_ERROR_DTYPE, 2, Message::kNoKernel, row->name, dtype);
    }
    holo_op_info filled = HOLO_OP_INFO_INIT;
    filled.op = op;
    filled.shape = PublicShape(row->shape);
    filled.input_count = InputCount(row->shape);
    filled.dtype = dtype;
    filled.result_dtype = row->ResultDtype(dtype);
    filled.in_place = row->InPlace(dtype) ? 1 : 0;
    filled.same_on_every_level = row->SameOnEveryLevel(dtype) ? 1 : 0;
    filled.name = row->name;
    filled.formula = row->formula;
    filled.accuracy = AccuracyText(*row, dtype);
    for (int i = 0; i < filled.input_count; ++i) filled.input_dtypes[i] = row->InputDtype(i, dtype);
    for (int form = 0; form < hologram::ops::kFormLimit; ++form) {
      if (row->Has(static_cast<hologram::ops::Form>(form))) filled.forms |= 1u << form;
    }
    filled.max_ulp_standard = MaxUlp(*row, dtype);
    filled.max_ulp_correct = MaxUlp(*row, dtype, HOLO_ACCURACY_CORRECT);
    filled.special_values = row->specials;
    filled.summary = row->summary;
    hologram::base::FillStruct(filled, info);
    return hologram::base::kOk;
  });
}

const char* holo_dtype_name(holo_dtype dtype) HOLO_NOEXCEPT {
  return hologram::base::IsDtype(dtype) ? hologram::base::kDtypes[dtype].name : nullptr;
}

int64_t holo_dtype_size(holo_dtype dtype) HOLO_NOEXCEPT {
  return hologram::base::IsDtype(dtype) ? int64_t{1} << hologram::base::Log2Size(dtype) : 0;
}
