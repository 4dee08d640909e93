// op_table.h — ops.def as data: one row per operation, found by code or by name.
#ifndef HOLOGRAM_OPS_OP_TABLE_H_
#define HOLOGRAM_OPS_OP_TABLE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "base/dtype.h"
#include "hologram/op.h"

namespace hologram::ops {

// kSelect: a map of three whose first input is bool8. kArray1: an array from one of as many elements, not element by
// element. kNorm2 and kNorm3: the same from two and from three, which have one element for each place of a row, and a scalar
// that comes last. kSequence: an array from two scalars. kGather and kScatter: an array and indices, of elements to read or
// to write.
enum class Shape : uint8_t {
  kMap1,
  kMap2,
  kMap3,
  kSelect,
  kArray1,
  kNorm2,
  kNorm3,
  kSequence,
  kGather,
  kScatter,
  kReduce1,
  kReduce2
};

// Whether an element of the output depends on the inputs' elements in its own place only.
constexpr bool IsMap(Shape shape) { return shape <= Shape::kSelect; }
constexpr bool IsNorm(Shape shape) { return shape == Shape::kNorm2 || shape == Shape::kNorm3; }
constexpr bool IsIndexed(Shape shape) { return shape == Shape::kGather || shape == Shape::kScatter; }
// Or else a scalar result.
constexpr bool HasOutput(Shape shape) { return shape < Shape::kReduce1; }
inline constexpr int kMaxInputs = 4;
inline constexpr int8_t kInputCounts[] = {1, 2, 3, 3, 1, 3, 4, 2, 2, 2, 1, 2};
constexpr int InputCount(Shape shape) { return kInputCounts[static_cast<int>(shape)]; }

// Which inputs of a map are scalars: none; all but the first; the first, of two. Of what is not a map, what is looked at by
// itself: all elements; each row of a matrix; each column, which only reductions do. Of a gather and a scatter, whether the indices are i32 instead of i64.
enum class Form : uint8_t { kBuffers, kScalarRest, kScalarFirst, kRows, kColumns, kIndex32 };
inline constexpr int kFormLimit = 6;
constexpr bool IsAxis(Form form) { return form == Form::kRows || form == Form::kColumns; }

// Inputs of a form that are scalars, one bit each.
constexpr uint32_t ScalarMask(Shape shape, Form form) {
  if (shape == Shape::kSequence) return 3;
  if (IsNorm(shape)) return 1u << (InputCount(shape) - 1);
  if (form != Form::kScalarRest && form != Form::kScalarFirst) return 0;
  return form == Form::kScalarFirst ? 1 : (1u << InputCount(shape)) - 2;
}

enum Law : uint32_t { kNoLaw = 0, kCommutes = 1, kAssociates = 2, kIdempotent = 4, kInvolution = 8 };

// From kFixedFma on, results on floats are the same on the levels that have FMA only.
enum class Accuracy : uint8_t {
  kExact,
  kFixedSum,
  kFixedMean,
  kFixedProduct,
  kFixedScan,
  kFixedFma,
  kFixedSquares,
  kFixedVariance,
  kFixedNorm,
  kFixedLoss,
  kLogSum,
  kUlp
};

// The word for a row's accuracy. Of kUlp also the largest error, in units in the last place of the result: of f32 on every
// input, of f64 on the inputs that were tried, and of f32 in the mode `correct`. (f16 and bf16 are computed in f32, or in
// that mode in f64, and follow from it.)
struct AccuracyWord {
  Accuracy kind;
  double f32_ulp = 0, f64_ulp = 0, correct_ulp = 0;

  friend constexpr bool operator==(const AccuracyWord& a, const AccuracyWord& b) { return a.kind == b.kind; }
};

inline constexpr base::DtypeSet kFloats =
    base::Bit(HOLO_F32) | base::Bit(HOLO_F64) | base::Bit(HOLO_F16) | base::Bit(HOLO_BF16);
inline constexpr base::DtypeSet kIntegers = base::Bit(HOLO_BOOL8) - base::Bit(HOLO_I8);
inline constexpr base::DtypeSet kNumbers = kFloats | kIntegers;
inline constexpr base::DtypeSet kBits = kIntegers | base::Bit(HOLO_BOOL8);
inline constexpr base::DtypeSet kAll = kFloats | kBits;

// The word for a row's result: a dtype, or one of these.
inline constexpr holo_dtype kSame = 0;
inline constexpr holo_dtype kWide = -1;

// In what sums and products of a dtype are given.
constexpr holo_dtype WideDtype(holo_dtype dtype) {
  if (dtype == HOLO_F16 || dtype == HOLO_BF16) return HOLO_F32;
  if (base::IsFloat(dtype)) return dtype;
  return base::IsSigned(dtype) ? HOLO_I64 : HOLO_U64;
}

// The words of ops.def: a shape, whether a map of two has the form with a scalar first, whether a reduction takes no fewer
// than one element, and what it is of nothing.
struct ShapeWord {
  Shape shape;
  bool scalar_first = false;
  bool nonempty = false;
  int8_t of_nothing = 0;
};
namespace words {
inline constexpr ShapeWord MAP1 = {Shape::kMap1};
inline constexpr ShapeWord MAP2 = {Shape::kMap2};
inline constexpr ShapeWord ORDERED2 = {Shape::kMap2, true};
inline constexpr ShapeWord MAP3 = {Shape::kMap3};
inline constexpr ShapeWord SELECT = {Shape::kSelect};
inline constexpr ShapeWord ARRAY1 = {Shape::kArray1};
inline constexpr ShapeWord NORM2 = {Shape::kNorm2};
inline constexpr ShapeWord NORM3 = {Shape::kNorm3};
inline constexpr ShapeWord SEQUENCE = {Shape::kSequence};
inline constexpr ShapeWord GATHER = {Shape::kGather};
inline constexpr ShapeWord SCATTER = {Shape::kScatter};
inline constexpr ShapeWord REDUCE1 = {Shape::kReduce1};
inline constexpr ShapeWord PRODUCT1 = {Shape::kReduce1, false, false, 1};
inline constexpr ShapeWord NONEMPTY1 = {Shape::kReduce1, false, true};
inline constexpr ShapeWord REDUCE2 = {Shape::kReduce2};
inline constexpr base::DtypeSet FLOATS = kFloats;
inline constexpr base::DtypeSet INTEGERS = kIntegers;
inline constexpr base::DtypeSet NUMBERS = kNumbers;
inline constexpr base::DtypeSet BITS = kBits;
inline constexpr base::DtypeSet ALL = kAll;
inline constexpr holo_dtype SAME = kSame;
inline constexpr holo_dtype WIDE = kWide;
inline constexpr AccuracyWord EXACT = {Accuracy::kExact};
inline constexpr AccuracyWord FIXED_SUM = {Accuracy::kFixedSum};
inline constexpr AccuracyWord FIXED_PRODUCT = {Accuracy::kFixedProduct};
inline constexpr AccuracyWord FIXED_MEAN = {Accuracy::kFixedMean};
inline constexpr AccuracyWord FIXED_FMA = {Accuracy::kFixedFma};
inline constexpr AccuracyWord FIXED_SQUARES = {Accuracy::kFixedSquares};
inline constexpr AccuracyWord FIXED_VARIANCE = {Accuracy::kFixedVariance};
inline constexpr AccuracyWord FIXED_NORM = {Accuracy::kFixedNorm};
inline constexpr AccuracyWord FIXED_LOSS = {Accuracy::kFixedLoss};
inline constexpr AccuracyWord LOG_SUM = {Accuracy::kLogSum};
inline constexpr AccuracyWord FIXED_SCAN = {Accuracy::kFixedScan};
constexpr AccuracyWord ULP(double f32, double f64, double correct = 0.5) { return {Accuracy::kUlp, f32, f64, correct}; }
}  // namespace words

struct OpRow {
  holo_op code;
  const char* name;
  const char* functor;
  const char* family;
  Shape shape;
  base::DtypeSet dtypes;
  bool scalar_first;  // a map of two that has the form
  bool nonempty;      // a reduction that has no value of nothing
  int8_t of_nothing;  // else that value
  holo_dtype result;
  uint32_t float_laws;
  uint32_t integer_laws;
  Accuracy accuracy;
  double f32_ulp;  // of Accuracy::kUlp
  double f64_ulp;
  double correct_ulp;
  const char* formula;
  const char* specials;
  const char* summary;

  constexpr bool Takes(holo_dtype dtype) const { return (dtypes & base::Bit(dtype)) != 0; }
  constexpr uint32_t Laws(holo_dtype dtype) const { return base::IsFloat(dtype) ? float_laws : integer_laws; }
  constexpr holo_dtype ResultDtype(holo_dtype dtype) const {
    if (result == kSame) return dtype;
    return result == kWide ? WideDtype(dtype) : result;
  }
  // That of input `i`; `dtype` is that of the elements worked on.
  constexpr holo_dtype InputDtype(int i, holo_dtype dtype, Form form = Form::kBuffers) const {
    if (IsIndexed(shape) && i == 1) return form == Form::kIndex32 ? holo_dtype{HOLO_I32} : holo_dtype{HOLO_I64};
    return shape == Shape::kSelect && i == 0 ? holo_dtype{HOLO_BOOL8} : dtype;
  }
  constexpr bool Has(Form form) const {
    if (form == Form::kBuffers) return true;
    if (form == Form::kScalarFirst) return scalar_first;
    if (form == Form::kColumns) return !HasOutput(shape);
    if (form == Form::kRows) return !HasOutput(shape) || shape == Shape::kArray1 || IsNorm(shape);
    if (form == Form::kIndex32) return IsIndexed(shape);
    return IsMap(shape) && InputCount(shape) > 1;
  }
  // Whether the output may be an input.
  constexpr bool InPlace(holo_dtype dtype) const {
    return (IsMap(shape) || shape == Shape::kArray1 || IsNorm(shape)) &&
           base::Log2Size(ResultDtype(dtype)) == base::Log2Size(dtype);
  }
  constexpr bool SameOnEveryLevel(holo_dtype dtype) const {
    return accuracy < Accuracy::kFixedFma || !base::IsFloat(dtype);
  }
};

// How many operations there are. HOLO_OP_LAST is printed from the table, and may be older than it while gen_ops is made.
inline constexpr holo_op kOpCount = 0
#define HOLO_OP(...) +1
#include "ops/ops.def"
    ;

// ResultDtype of each operation, by code and dtype, for those in a hurry; 0 where the operation does not take the dtype.
struct ResultDtypes {
  int8_t of[kOpCount + 1][base::kDtypeLimit];
};
[[gnu::visibility("hidden")]] extern const ResultDtypes kResultDtypes;

// All operations; the one with code c stands at c - 1.
std::span<const OpRow> Table();

// Null if there is none.
const OpRow* Find(holo_op code);
const OpRow* Find(std::string_view name);

// The largest error in units in the last place; -1 where the bound is of another kind.
constexpr double MaxUlp(const OpRow& row, holo_dtype dtype, holo_accuracy accuracy = HOLO_ACCURACY_STANDARD) {
  if (!base::IsFloat(dtype)) return 0;
  if (row.accuracy != Accuracy::kUlp) return row.accuracy == Accuracy::kExact ? 0.5 : -1;
  if (dtype == HOLO_F64) return row.f64_ulp;
  if (accuracy == HOLO_ACCURACY_CORRECT) return row.correct_ulp;
  // A result of f32 is rounded once more; a unit of f16 is 2^13 of its own, one of bf16 2^16.
  if (dtype == HOLO_F16) return 0.5 + row.f32_ulp / (1 << 13);
  return dtype == HOLO_BF16 ? 0.5 + row.f32_ulp / (1 << 16) : row.f32_ulp;
}

// "exact", or the bound of the error on this dtype.
const char* AccuracyText(const OpRow& row, holo_dtype dtype);

}  // namespace hologram::ops

#endif  // HOLOGRAM_OPS_OP_TABLE_H_
