// lift.h — a program's instructions as a graph.
#ifndef HOLOGRAM_OPT_LIFT_H_
#define HOLOGRAM_OPT_LIFT_H_

#include <set>
#include <utility>
#include <vector>

#include "isa/instructions.h"
#include "opt/graph.h"

namespace hologram::opt {

// What a program does to the world, once per lane, after all else: a store, or a lane's part in a reduction.
struct Effect {
  isa::Kind kind = isa::Kind::kStore;
  int16_t parameter = 0;
  holo_op op = 0;
  holo_dtype dtype = 0;
  Ref value = kNone;
  Ref skip = kNone;    // not in lanes where it is set
  Ref stride = kNone;  // of a store that has no index
  Ref offset = kNone;
  Ref index = kNone;
};

// Variables of loops that no round changes: the loop's instruction, and the variable's number.
using Unchanged = std::set<std::pair<int32_t, int32_t>>;

// Fills `graph`, which is empty. Of loops' variables, all that are not known to be `unchanged` may change; what is found to
// be so as well is added to it: then another try, with a new graph, may find more.
std::vector<Effect> Lift(const isa::Program& program, Graph* graph, Unchanged* unchanged);

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_LIFT_H_
