// op_table.cc — ops.def as data.
#include "ops/op_table.h"

#include <iterator>

namespace hologram::ops {
namespace {

using namespace words;

constexpr OpRow kTable[] = {
// clang-format off
#define HOLO_OP(code, name, Functor, family, word, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  {code, #name, #Functor, #family, (word).shape, types, (word).scalar_first, (word).nonempty, (word).of_nothing,      \
   result, flaws, ilaws, accuracy, formula, specials, summary},
#include "ops/ops.def"
    // clang-format on
};

constexpr bool CodesAreContiguous() {
  holo_op next = 1;
  for (const OpRow& row : kTable) {
    if (row.code != next++) return false;
  }
  return true;
}
static_assert(CodesAreContiguous());

constexpr ResultDtypes AllResultDtypes() {
  ResultDtypes all = {};
  for (const OpRow& row : kTable) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      if (row.Takes(dtype)) all.of[row.code][dtype] = static_cast<int8_t>(row.ResultDtype(dtype));
    }
  }
  return all;
}

}  // namespace

constinit const ResultDtypes kResultDtypes = AllResultDtypes();

std::span<const OpRow> Table() { return kTable; }

const OpRow* Find(holo_op code) {
  if (code < 1 || code > static_cast<holo_op>(std::size(kTable))) return nullptr;
  return &kTable[code - 1];
}

const OpRow* Find(std::string_view name) {
  for (const OpRow& row : kTable) {
    if (name == row.name) return &row;
  }
  return nullptr;
}

const char* AccuracyText(const OpRow& row, holo_dtype dtype) {
  if (!base::IsFloat(dtype) || row.accuracy == Accuracy::kExact) return "exact";
  // Higham, Accuracy and Stability of Numerical Algorithms, section 4.2: 64 steps in a lane, 6 over the lanes, then
  // a tree over blocks of 4096; u = 2^-24 (f32, and f16 and bf16, which are added up in f32), 2^-53 (f64).
  if (row.accuracy == Accuracy::kFixedSum) return "|error| <= (70 + log2(max(1, n/4096))) u sum |x|";
  if (row.accuracy == Accuracy::kFixedProduct)
    return "|error| <= (n - 1) u |result|, unless an end of the range is met";
  // Four steps in a group of 16, one to add what stands before it, and the groups before it one after another.
  if (row.accuracy == Accuracy::kFixedScan) return "|error| <= (5 + i/16) u (|x[0]| + … + |x[i]|)";
  return "|error| <= (70 + log2(max(1, n/4096))) u sum |a b|";
}

}  // namespace hologram::ops
