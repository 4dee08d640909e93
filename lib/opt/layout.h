// layout.h — of a graph: what is needed, in which loop it is computed, and an order that does not depend on how the program
// was written.
#ifndef HOLOGRAM_OPT_LAYOUT_H_
#define HOLOGRAM_OPT_LAYOUT_H_

#include <cstdint>
#include <vector>

#include "opt/graph.h"
#include "opt/lift.h"

namespace hologram::opt {

class Layout {
 public:
  Layout(const Graph& graph, const std::vector<Effect>& effects);

  bool IsLive(Ref ref) const { return is_live_[static_cast<size_t>(ref)]; }
  // The innermost loop in which it changes.
  int32_t HomeOf(Ref ref) const { return homes_[static_cast<size_t>(ref)]; }
  // The loop in which a loop runs.
  int32_t HomeOfLoop(int32_t loop) const { return loop_homes_[static_cast<size_t>(loop)]; }
  bool IsInside(int32_t home, int32_t loop) const;
  // Leaves first, then what is computed, by what it is; constants last.
  uint64_t OrderOf(Ref ref) const { return orders_[static_cast<size_t>(ref)]; }

  const std::vector<Ref>& live() const { return live_; }        // ascending
  const std::vector<Ref>& gathers() const { return gathers_; }  // in order
  // Input `k`, where those that may change places are in order.
  Ref InputOf(const Node& node, int k) const;
  // Its inputs in the order in which they are computed: the one with the longest way behind it first, so that few values wait
  // for others.
  int ComputedOrder(const Node& node, Ref (&inputs)[3]) const;
  // What a loop needs and does not compute, in the order in which it comes across it.
  std::vector<Ref> NeededBy(int32_t loop) const;
  // The slots of a loop's live variables, in order.
  const std::vector<int32_t>& VariablesOf(int32_t loop) const { return variables_[static_cast<size_t>(loop)]; }
  bool IsLoopLive(int32_t loop) const { return is_loop_live_[static_cast<size_t>(loop)]; }

 private:
  void MarkLive(const std::vector<Effect>& effects);
  void Reach(Ref ref);
  void ReachVariable(const Node& node);
  void FindHomes();
  void FindHome(Ref ref);
  int32_t FindLoopHome(int32_t loop);
  void Need(int32_t loop, int32_t home);
  void FindHeights();
  void FindOrders();
  uint64_t HashOf(const Node& node, const std::vector<uint64_t>& previous) const;
  uint64_t OrderFrom(const Node& node, uint64_t hash) const;

  const Graph& graph_;
  std::vector<bool> is_live_, is_loop_live_;
  std::vector<Ref> live_, gathers_, reached_;
  std::vector<int32_t> homes_, loop_homes_, needed_;
  std::vector<uint64_t> hashes_, orders_;
  std::vector<int32_t> heights_;
  std::vector<std::vector<int32_t>> variables_;
};

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_LAYOUT_H_
