// verifier.h — whether a program may run.
#ifndef HOLOGRAM_ISA_VERIFIER_H_
#define HOLOGRAM_ISA_VERIFIER_H_

#include "isa/program.h"

namespace hologram::isa {

// A program that passes cannot touch memory that it was not given, whatever its inputs: what is left to check at a launch
// are counts, indices, overlaps and the number of steps. In particular, in such a program
//
//   - types fit: what an instruction reads has its type, on every way that leads there;
//   - every register and predicate is written before it is read, on every way;
//   - only .in and .inout are loaded from, only .out and .inout stored to;
//   - no lane reads what another one has written, nor do two write to one element, but for a single .stg by index, or with
//     no stride, outside of loops, of which the highest lane's stays: results do not depend on the lanes' order;
//   - branches lead forward, to a place in the body of the same loop or to its end; loops lie in one another or apart;
//   - each .result is the result of one reduction, that all lanes pass once;
//   - the last instruction is the only exit.
Diagnosis Verify(const Program& program);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_VERIFIER_H_
