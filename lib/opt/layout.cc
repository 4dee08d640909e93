// layout.cc — goes over the needed nodes a few times in ascending order, where inputs come before their nodes.
#include "opt/layout.h"

#include <algorithm>

#include "ops/op_table.h"

namespace hologram::opt {
namespace {

constexpr int32_t kUnknown = -2;

bool Commutes(const Node& node) {
  const bool is_map = node.kind == NodeKind::kMap || node.kind == NodeKind::kSet;
  return is_map && node.input_count > 1 && (ops::Find(node.op)->Laws(node.dtype) & ops::kCommutes) != 0;
}

}  // namespace

Layout::Layout(const Graph& graph, const std::vector<Effect>& effects) : graph_(graph) {
  MarkLive(effects);
  FindHomes();
  FindHeights();
  FindOrders();
}

bool Layout::IsInside(int32_t home, int32_t loop) const {
  while (home != loop && home != kNoLoop) home = HomeOfLoop(home);
  return home == loop;
}

void Layout::MarkLive(const std::vector<Effect>& effects) {
  is_live_.resize(static_cast<size_t>(graph_.size()));
  is_loop_live_.resize(static_cast<size_t>(graph_.loop_count()));
  variables_.resize(static_cast<size_t>(graph_.loop_count()));
  for (const Effect& effect : effects) {
    for (const Ref ref : {effect.value, effect.skip, effect.stride, effect.offset, effect.index}) Reach(ref);
  }
  for (Ref ref = 0; ref < graph_.size(); ++ref) {
    if (graph_[ref].kind != NodeKind::kGather) continue;
    Reach(ref);
    for (int32_t loop = graph_[ref].loop; loop != kNoLoop; loop = graph_.Loop(loop).parent) {
      is_loop_live_[static_cast<size_t>(loop)] = true;
    }
  }
  while (!reached_.empty()) {
    const Node& node = graph_[reached_.back()];
    reached_.pop_back();
    for (int k = 0; k < node.input_count; ++k) Reach(node.inputs[k]);
    if (node.kind == NodeKind::kPhi || node.kind == NodeKind::kFinal) ReachVariable(node);
    if (node.loop != kNoLoop) is_loop_live_[static_cast<size_t>(node.loop)] = true;
  }
  for (Ref ref = 0; ref < graph_.size(); ++ref) {
    if (IsLive(ref)) live_.push_back(ref);
  }
}

void Layout::Reach(Ref ref) {
  if (ref == kNone || IsLive(ref)) return;
  is_live_[static_cast<size_t>(ref)] = true;
  reached_.push_back(ref);
}

void Layout::ReachVariable(const Node& node) {
  const Variable& variable = graph_.Loop(node.loop).variables[static_cast<size_t>(node.slot)];
  Reach(variable.next);
  Reach(variable.init);
  variables_[static_cast<size_t>(node.loop)].push_back(node.slot);
}

void Layout::FindHomes() {
  homes_.assign(static_cast<size_t>(graph_.size()), kNoLoop);
  loop_homes_.assign(static_cast<size_t>(graph_.loop_count()), kUnknown);
  needed_.assign(static_cast<size_t>(graph_.loop_count()), 0);
  for (const Ref ref : live_) FindHome(ref);
  for (int32_t loop = 0; loop < graph_.loop_count(); ++loop) {
    if (IsLoopLive(loop)) FindLoopHome(loop);
  }
}

void Layout::FindHome(Ref ref) {
  const Node& node = graph_[ref];
  int32_t& home = homes_[static_cast<size_t>(ref)];
  const bool is_loops_own = node.kind == NodeKind::kPhi || node.kind == NodeKind::kIteration;
  if (is_loops_own || node.kind == NodeKind::kGather) home = node.loop;
  if (node.kind == NodeKind::kFinal) home = FindLoopHome(node.loop);
  for (int k = 0; k < node.input_count; ++k) {
    const int32_t other = HomeOf(node.inputs[k]);
    if (graph_.DepthOf(other) > graph_.DepthOf(home)) home = other;
  }
  for (int k = 0; k < node.input_count; ++k) Need(home, HomeOf(node.inputs[k]));
  if (node.kind != NodeKind::kGather) return;
  for (int32_t loop = node.loop; loop != kNoLoop; loop = graph_.Loop(loop).parent) Need(loop, graph_.Loop(loop).parent);
}

// All that runs in the loop is older than what comes of it.
int32_t Layout::FindLoopHome(int32_t loop) {
  int32_t& home = loop_homes_[static_cast<size_t>(loop)];
  if (home != kUnknown) return home;
  const LoopOf& of = graph_.Loop(loop);
  for (const int32_t slot : VariablesOf(loop)) {
    const Variable& variable = of.variables[static_cast<size_t>(slot)];
    Need(loop, HomeOf(variable.next));
    if (variable.init != kNone) Need(loop, HomeOf(variable.init));
  }
  home = graph_.Around(loop, needed_[static_cast<size_t>(loop)]);
  return home;
}

// That `loop`, and with it those around it, depends on what changes in `home`, which may be a loop around it.
void Layout::Need(int32_t loop, int32_t home) {
  const int32_t depth = graph_.DepthOf(home);
  for (; graph_.DepthOf(loop) > depth; loop = graph_.Loop(loop).parent) {
    int32_t& needed = needed_[static_cast<size_t>(loop)];
    needed = std::max(needed, depth);
  }
}

// What a phi is shows in what its loop makes of it: each round tells apart what differs one step further.
void Layout::FindOrders() {
  constexpr int kRounds = 4;
  hashes_.resize(static_cast<size_t>(graph_.size()));
  orders_.resize(static_cast<size_t>(graph_.size()));
  const bool has_loops = std::find(is_loop_live_.begin(), is_loop_live_.end(), true) != is_loop_live_.end();
  std::vector<uint64_t> previous;
  for (int round = 0; round < (has_loops ? kRounds : 1); ++round) {
    for (const Ref ref : live_) hashes_[static_cast<size_t>(ref)] = HashOf(graph_[ref], previous);
    previous = hashes_;
  }
  for (const Ref ref : live_) {
    orders_[static_cast<size_t>(ref)] = OrderFrom(graph_[ref], hashes_[static_cast<size_t>(ref)]);
    if (graph_[ref].kind == NodeKind::kGather) gathers_.push_back(ref);
  }
  const auto is_before = [this](Ref a, Ref b) { return OrderOf(a) < OrderOf(b); };
  std::stable_sort(gathers_.begin(), gathers_.end(), is_before);
  for (int32_t loop = 0; loop < graph_.loop_count(); ++loop) {
    const auto key = [&](int32_t slot) {
      const Variable& variable = graph_.Loop(loop).variables[static_cast<size_t>(slot)];
      const uint64_t init = variable.init == kNone ? 0 : hashes_[static_cast<size_t>(variable.init)];
      return std::make_pair(init, hashes_[static_cast<size_t>(variable.next)]);
    };
    std::vector<int32_t>& slots = variables_[static_cast<size_t>(loop)];
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    std::stable_sort(slots.begin(), slots.end(), [&](int32_t a, int32_t b) { return key(a) < key(b); });
  }
}

Ref Layout::InputOf(const Node& node, int k) const {
  if (k > 1 || !Commutes(node) || OrderOf(node.inputs[0]) <= OrderOf(node.inputs[1])) return node.inputs[k];
  return node.inputs[1 - k];
}

void Layout::FindHeights() {
  heights_.resize(static_cast<size_t>(graph_.size()));
  for (const Ref ref : live_) {
    int32_t& height = heights_[static_cast<size_t>(ref)];
    for (int k = 0; k < graph_[ref].input_count; ++k) {
      height = std::max(height, heights_[static_cast<size_t>(graph_[ref].inputs[k])] + 1);
    }
  }
}

// Of a select's inputs the last one first: it is often the select before.
int Layout::ComputedOrder(const Node& node, Ref (&inputs)[3]) const {
  for (int k = 0; k < node.input_count; ++k) inputs[k] = InputOf(node, k);
  if (node.kind == NodeKind::kSelect) std::swap(inputs[0], inputs[2]);
  const auto is_before = [this](Ref a, Ref b) {
    return heights_[static_cast<size_t>(a)] > heights_[static_cast<size_t>(b)];
  };
  for (int k = 1; k < node.input_count; ++k) {
    for (int j = k; j > 0 && is_before(inputs[j], inputs[j - 1]); --j) std::swap(inputs[j], inputs[j - 1]);
  }
  return node.input_count;
}

std::vector<Ref> Layout::NeededBy(int32_t loop) const {
  std::vector<Ref> needed, stack;
  std::vector<bool> seen(static_cast<size_t>(graph_.size()));
  for (auto gather = gathers_.rbegin(); gather != gathers_.rend(); ++gather) {
    if (IsInside(HomeOf(*gather), loop)) stack.push_back(*gather);
  }
  const auto push_variable = [&](int32_t of, int32_t slot) {
    const Variable& variable = graph_.Loop(of).variables[static_cast<size_t>(slot)];
    stack.push_back(variable.next);
    if (variable.init != kNone) stack.push_back(variable.init);
  };
  const std::vector<int32_t>& slots = VariablesOf(loop);
  for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot) push_variable(loop, *slot);
  while (!stack.empty()) {
    const Ref ref = stack.back();
    stack.pop_back();
    if (seen[static_cast<size_t>(ref)]) continue;
    seen[static_cast<size_t>(ref)] = true;
    const Node& node = graph_[ref];
    if (!IsInside(HomeOf(ref), loop)) {
      if (node.input_count > 0 || node.kind >= NodeKind::kIteration) needed.push_back(ref);
      continue;
    }
    if (node.kind == NodeKind::kPhi || node.kind == NodeKind::kFinal) push_variable(node.loop, node.slot);
    for (int k = node.input_count - 1; k >= 0; --k) stack.push_back(InputOf(node, k));
  }
  return needed;
}

uint64_t Layout::HashOf(const Node& node, const std::vector<uint64_t>& previous) const {
  uint64_t hash = Mix(static_cast<uint64_t>(node.kind) + 1, static_cast<uint64_t>(node.op) << 8 | uint64_t(node.dtype));
  hash = Mix(Mix(hash, node.bits), static_cast<uint64_t>(node.parameter));
  uint64_t in[3] = {};
  for (int k = 0; k < node.input_count; ++k) in[k] = hashes_[static_cast<size_t>(node.inputs[k])];
  if (Commutes(node) && in[1] < in[0]) std::swap(in[0], in[1]);
  for (int k = 0; k < node.input_count; ++k) hash = Mix(hash, in[k]);
  if (node.loop == kNoLoop || node.kind == NodeKind::kGather) return hash;
  const LoopOf& loop = graph_.Loop(node.loop);
  hash =
      Mix(Mix(hash, static_cast<uint64_t>(loop.count.kind)), loop.count.bits + static_cast<uint64_t>(loop.count.index));
  if (node.kind == NodeKind::kIteration) return hash;
  const Variable& variable = loop.variables[static_cast<size_t>(node.slot)];
  if (variable.init != kNone) hash = Mix(hash, hashes_[static_cast<size_t>(variable.init)]);
  if (node.kind == NodeKind::kFinal) return Mix(hash, hashes_[static_cast<size_t>(variable.next)]);
  return previous.empty() ? hash : Mix(hash, previous[static_cast<size_t>(variable.next)]);
}

uint64_t Layout::OrderFrom(const Node& node, uint64_t hash) const {
  const uint64_t parameter = static_cast<uint64_t>(node.parameter) << 52;
  switch (node.kind) {
    case NodeKind::kLoad:
    case NodeKind::kScalar:
      return parameter | hash >> 12;
    case NodeKind::kLane:
    case NodeKind::kLanes:
    case NodeKind::kIteration:
      return uint64_t{1} << 62 | hash >> 2;
    case NodeKind::kConstant:
      return uint64_t{3} << 62 | hash >> 2;
    default:
      return uint64_t{2} << 62 | hash >> 2;
  }
}

}  // namespace hologram::opt
