// op_table.cc — ops.def as data.
#include "ops/op_table.h"

#include <iterator>

namespace hologram::ops {
namespace {

// The words of ops.def that are not C++ yet.
constexpr Shape MAP1 = Shape::kMap1;
constexpr Shape MAP2 = Shape::kMap2;
constexpr Shape MAP3 = Shape::kMap3;
constexpr Shape REDUCE1 = Shape::kReduce1;
constexpr Shape REDUCE2 = Shape::kReduce2;
constexpr base::DtypeSet FLOATS = kFloats;
constexpr base::DtypeSet NUMBERS = kNumbers;
constexpr bool SAME = false;
constexpr bool WIDE = true;
constexpr Accuracy EXACT = Accuracy::kExact;
constexpr Accuracy FIXED_SUM = Accuracy::kFixedSum;
constexpr Accuracy FIXED_FMA = Accuracy::kFixedFma;

constexpr OpRow kTable[] = {
#define HOLO_OP(code, name, Functor, family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  {code, #name, #Functor, #family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary},
#include "ops/ops.def"
};

constexpr bool CodesAreContiguous() {
  holo_op next = 1;
  for (const OpRow& row : kTable) {
    if (row.code != next++) return false;
  }
  return true;
}
static_assert(CodesAreContiguous());

}  // namespace

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
  // a tree over blocks of 4096; u = 2^-24 (f32), 2^-53 (f64).
  if (row.accuracy == Accuracy::kFixedSum) return "|error| <= (70 + log2(max(1, n/4096))) u sum |x|";
  return "|error| <= (70 + log2(max(1, n/4096))) u sum |a b|";
}

}  // namespace hologram::ops
