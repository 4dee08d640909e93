// canonical.h — programs in one form: those that differ only in how they are written become the same.
//
// What never changes: the bits of every result, any NaN being equal to any NaN, and the status of a launch, if CheckLaunch
// is asked about the program as it was written: ranges of [x + lane] (also of loads that nothing needs, and that are gone
// here), counts of loops, overlaps and the number of steps are its matter. What is checked at run time stays: loads and
// stores by index, also those that nothing needs, run in just those lanes in which they ran. If one is out of range, other
// lanes and other stores may have got further than they would have.
//
// That is so in the default floating-point environment: with another rounding, say, x + -0 is not x.
//
// The one thing of a NaN that a program can see is its sign, by copysign. That of a NaN which arithmetic made is not
// defined, and may be another one here.
//
// A program that says .fast_math takes what is true of real numbers, too (fold_fast.cc): of floats its results differ, in
// rounding, and where there are zeros, infinities or NaN.
//
// What changes:
//   - branches become selects: all lanes run all loops, and only what touches memory by index is branched around;
//   - buffers are loaded from before, stored to after all computations, each element once: what is stored is kept in
//     registers until then;
//   - what does not change in a loop is computed before it;
//   - equal values are computed once, values that nothing needs never; values are rewritten by the rules of fold_*.cc;
//   - the order of instructions, of operands that may change places, registers and names follow from what is computed.
#ifndef HOLOGRAM_OPT_CANONICAL_H_
#define HOLOGRAM_OPT_CANONICAL_H_

#include <cstdint>
#include <vector>

#include "isa/instructions.h"

namespace hologram::opt {

// The result's bits of a map of ops.def whose accuracy is EXACT, on one element. Floats are in the default environment.
using ConstantArithmetic = uint64_t (*)(holo_op op, holo_dtype dtype, const uint64_t* inputs);

// A rule that was applied, to what came up first in this line. The cost, a weighted count of operations, went down.
struct Firing {
  const char* rule;
  int32_t line;
  double cost_before;
  double cost_after;
};

// The canonical form of a verified program, which is a verified program again: parameters keep their number, order, kinds
// and types. If it needed more registers, predicates or instructions than there are, the program with canonical names
// only. Time grows with the program's size, not with its square; the form of a form is itself, but for programs of thousands of
// instructions whose loops need more looks than that allows. `fired`, if not null, gets the rules that were applied.
isa::Program Canonicalize(const isa::Program& verified, ConstantArithmetic arithmetic,
                          std::vector<Firing>* fired = nullptr);

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_CANONICAL_H_
