// program.cc — what follows from an instruction's fields.
#include "isa/program.h"

#include <algorithm>

#include "ops/op_table.h"

namespace hologram::isa {

holo_dtype Instruction::ResultDtype() const {
  switch (kind) {
    case Kind::kSet:
      return kPredicateType;
    case Kind::kConvert:
    case Kind::kReduce:
      return ops::Find(op)->ResultDtype(dtype);
    default:
      return dtype;
  }
}

bool operator==(const Instruction& a, const Instruction& b) {
  return a.kind == b.kind && a.op == b.op && a.dtype == b.dtype && a.input_count == b.input_count &&
         a.result == b.result && std::equal(std::begin(a.inputs), std::end(a.inputs), std::begin(b.inputs)) &&
         a.address == b.address && a.target == b.target;
}

}  // namespace hologram::isa
