// registers.h — numbers of registers and predicates for values that have been put in order.
#ifndef HOLOGRAM_OPT_REGISTERS_H_
#define HOLOGRAM_OPT_REGISTERS_H_

#include <vector>

#include "isa/instructions.h"

namespace hologram::opt {

// On entry every value has a number of its own, registers and predicates each counted from 0. On return they have those of
// registers and predicates, the lowest that is free where a value begins; false if there are too few.
bool AssignRegisters(std::vector<isa::Instruction>* code);

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_REGISTERS_H_
