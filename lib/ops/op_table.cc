// op_table.cc — ops.def as data.
#include "ops/op_table.h"

#include <algorithm>
#include <iterator>

namespace hologram::ops {
namespace {

using namespace words;

constexpr OpRow kTable[] = {
// clang-format off
#define HOLO_OP(code, name, Functor, family, word, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  {code, #name, #Functor, #family, (word).shape, types, (word).scalar_first, (word).nonempty, (word).of_nothing,      \
   result, flaws, ilaws, (accuracy).kind, (accuracy).f32_ulp, (accuracy).f64_ulp, (accuracy).correct_ulp, formula, specials, summary},
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

// "|error| <= 0.99 ulp": a bound in units in the last place, in digits, rounded up after the fourth.
struct UlpText {
  char text[24] = "|error| <= ";

  constexpr UlpText() = default;
  explicit constexpr UlpText(double bound) {
    int64_t digits = static_cast<int64_t>(bound * 10000);
    if (static_cast<double>(digits) < bound * 10000 - 1e-6) ++digits;
    char* to = text + 11;
    *to++ = static_cast<char>('0' + digits / 10000);
    digits %= 10000;
    if (digits != 0) *to++ = '.';
    for (int64_t place = 1000; digits != 0; digits %= place, place /= 10) {
      *to++ = static_cast<char>('0' + digits / place);
    }
    for (const char* unit = " ulp"; *unit != 0; ++unit) *to++ = *unit;
  }
};

constexpr int kUlpRows = [] {
  int count = 0;
  for (const OpRow& row : kTable) count += row.accuracy == Accuracy::kUlp ? 1 : 0;
  return count;
}();

// Of the rows with such a bound, one after another, for each dtype of floats.
struct UlpTexts {
  UlpText of[kUlpRows][HOLO_BF16 + 1];

  constexpr UlpTexts() {
    int i = 0;
    for (const OpRow& row : kTable) {
      if (row.accuracy != Accuracy::kUlp) continue;
      for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BF16; ++dtype) of[i][dtype] = UlpText(MaxUlp(row, dtype));
      ++i;
    }
  }
};
constexpr UlpTexts kUlpTexts;

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
  switch (row.accuracy) {
    // Higham, Accuracy and Stability of Numerical Algorithms, section 4.2: 64 steps in a lane, 6 over the lanes, then
    // a tree over blocks of 4096; u = 2^-24 (f32, and f16 and bf16, which are added up in f32), 2^-53 (f64).
    case Accuracy::kExact:
    case Accuracy::kFixedSum:
      return "|error| <= (70 + log2(max(1, n/4096))) u sum |x|";
    case Accuracy::kFixedFma:
      return "|error| <= (70 + log2(max(1, n/4096))) u sum |a b|";
    // One more for the quotient, one for n as a float; two for a difference that is squared.
    case Accuracy::kFixedMean:
      return "|error| <= (72 + log2(max(1, n/4096))) u sum |x| / n";
    case Accuracy::kFixedSquares:
      return "|error| <= (74 + log2(max(1, n/4096))) u result, if that is a normal number";
    // The sum of squared distances from a number is least from the mean, and n times as much more as its error squared.
    case Accuracy::kFixedVariance:
      return "|error| <= (74 + log2(max(1, n/4096))) u result + (that of mean)^2, if that is a normal number";
    // The mean of squares counts by half its error, and so does the mean by as much as it is beside the elements.
    case Accuracy::kFixedNorm:
      return "|error| <= (80 + log2(max(1, n/4096))) u (|weight| (|x| + mean |x|) / the root + |result| + |bias|)";
    // Four units for a term, all of which have one sign.
    case Accuracy::kFixedLoss:
      return "|error| <= (80 + log2(max(1, n/4096))) u result, if b is in [0, 1]";
    case Accuracy::kLogSum:
      return "|error| <= 4 u (|largest x| + |result| + log n)";
    case Accuracy::kFixedProduct:
      return "|error| <= (n - 1) u |result|, unless an end of the range is met";
    // Four steps in a group of 16, one to add what stands before it, and the groups before it one after another.
    case Accuracy::kFixedScan:
      return "|error| <= (5 + i/16) u (|x[0]| + … + |x[i]|)";
    case Accuracy::kUlp:
      break;
  }
  const auto place = std::count_if(kTable, &row, [](const OpRow& r) { return r.accuracy == Accuracy::kUlp; });
  return kUlpTexts.of[place][dtype].text;
}

}  // namespace hologram::ops
