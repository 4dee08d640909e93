// lift.h — a program's instructions as a graph.
#ifndef HOLOGRAM_OPT_LIFT_H_
#define HOLOGRAM_OPT_LIFT_H_

#include <map>
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

// Of a loop, by its instruction, and of a variable of it: that it is in every round as before the loop, or the same as another
// variable with a lower number.
inline constexpr int32_t kUnchanged = -1;
using Known = std::map<std::pair<int32_t, int32_t>, int32_t>;

// Fills `graph`, which is empty. Loops' variables of which nothing is `known` may change as they like; what is found out about
// them is added to it: then another try, with a new graph, may find out more.
std::vector<Effect> Lift(const isa::Program& program, Graph* graph, Known* known);

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_LIFT_H_
