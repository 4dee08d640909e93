// active_lanes.h — which lanes are at a place of the program, as a predicate: what makes selects of branches.
#ifndef HOLOGRAM_OPT_ACTIVE_LANES_H_
#define HOLOGRAM_OPT_ACTIVE_LANES_H_

#include <cstdint>
#include <map>
#include <vector>

#include "opt/graph.h"

namespace hologram::opt {

// Of those lanes that began the body of a loop, or the program. Branches lead forward; a place where all come together again
// that were active before is known as such: the predicate there is the earlier one, not an `or` of many.
class ActiveLanes {
 public:
  explicit ActiveLanes(Graph* graph) : graph_(*graph), active_(graph->True()) {}

  Ref active() const { return active_; }

  // At instruction `at`, those that `condition` is set in, or all if it is kNone, leave for `target`.
  void Branch(int32_t at, int32_t target, Ref condition);

  // Those that have left for `at` are here again.
  void Arrive(int32_t at);

 private:
  // From a branch up to where all that were `active` before it have come.
  struct Region {
    int32_t begin;
    int32_t end;
    Ref active;
  };
  struct Waiting {
    Ref lanes;
    int32_t first;  // of the branches that led here
  };

  Graph& graph_;
  Ref active_;
  std::vector<Region> regions_;  // each in the one before
  std::map<int32_t, Waiting> waiting_;
};

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_ACTIVE_LANES_H_
