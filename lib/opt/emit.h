// emit.h — a graph as instructions, in an order that follows from what they compute.
#ifndef HOLOGRAM_OPT_EMIT_H_
#define HOLOGRAM_OPT_EMIT_H_

#include <vector>

#include "isa/instructions.h"
#include "opt/graph.h"
#include "opt/lift.h"

namespace hologram::opt {

// Fills `code`, whose targets are instructions of its own; false if they would be too many, or need too many registers.
// Values are computed just before the first that needs them, loads stand before the first store that may be to the same
// memory: two buffers may be one, where loads and stores have equal addresses.
bool Emit(const Graph& graph, std::vector<Effect> effects, std::vector<isa::Instruction>* code);

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_EMIT_H_
