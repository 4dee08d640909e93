// register_allocation.h — a program's own registers for values that are numbered without end.
#ifndef HOLOGRAM_ISA_REGISTER_ALLOCATION_H_
#define HOLOGRAM_ISA_REGISTER_ALLOCATION_H_

#include <vector>

#include "isa/instructions.h"

namespace hologram::isa {

// Of code without branches and loops, in which each number is written once: gives each value the first register, or predicate,
// that holds none that is read later. -1, or the first instruction for which none is left; then the code is good for nothing.
int AllocateRegisters(std::vector<Instruction>* code);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_REGISTER_ALLOCATION_H_
