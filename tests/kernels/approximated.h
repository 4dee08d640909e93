// approximated.h — errors of the operations that are not exact, in units in the last place of the result.
#ifndef HOLOGRAM_TESTS_KERNELS_APPROXIMATED_H_
#define HOLOGRAM_TESTS_KERNELS_APPROXIMATED_H_

#include "ops/op_table.h"
#include "support/elements.h"

namespace hologram::testing {

// An approximated map by libm in wider types, which is exact enough to measure with. Null if it is none.
struct WideFunction {
  double (*of_double)(double) = nullptr;
  long double (*of_long_double)(long double) = nullptr;
  long double (*of_two)(long double, long double) = nullptr;  // the only one of an operation of two inputs
};
WideFunction WideFunctionOf(holo_op op);

inline bool IsApproximated(const ops::OpRow& op) { return op.accuracy == ops::Accuracy::kUlp && ops::IsMap(op.shape); }

// The distance of `got`, an element of `dtype`, from `want`; infinite if one of them is NaN or zero and the other is not,
// and if zeros differ in sign. An infinite element counts as the power of two that it stands for.
double UlpError(holo_dtype dtype, double got, long double want);
double UlpErrorOfF32(float got, double want);

// The first element of `got` that is further from op(a, b) than the row's bound, or is not what the row says of a special
// value; -1 if there is none. A step of 0 takes one element for all.
struct Operand {
  const Elements* elements;
  int64_t start = 0, step = 1;
};
int64_t FirstBeyondBound(const ops::OpRow& op, const Operand& a, const Operand& b, const Elements& got);

// An element as a number: of floats, exactly; else 0.
double ValueOf(const Elements& elements, int64_t i);

// The first element of `got` that is further from what the reference computed than the row's bound allows; -1 if there is
// none.
int64_t FirstFarFromReference(const ops::OpRow& op, const Elements& got, const Elements& want);

// Random numbers for input `k` of an operation: any, or, if they are to be plain or its bound is for some only, such numbers.
Elements InputFor(const ops::OpRow& op, int k, holo_dtype dtype, bool plain, Random* random, int64_t count);

// The first element of what a normalization made of its inputs that is further from what the reference did than
// ops::AccuracyText tells; -1 if there is none.
int64_t FirstFarFromNorm(const ops::OpRow& op, const Elements (&in)[ops::kMaxInputs], const Elements& got,
                         const Elements& want);

// Element `place` of `got` is that of `want`, which the reference computed, bit by bit; or, if the row's result is made of
// squares, or of approximated terms, as near as ops::AccuracyText tells. It is that of n elements of x, `stride` apart from `first` on.
bool AgreesWithReference(const ops::OpRow& op, const Elements& got, const Elements& want, int64_t place,
                         const Elements& x, int64_t first, int64_t stride, int64_t n);

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_KERNELS_APPROXIMATED_H_
