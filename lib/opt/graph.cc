// graph.cc — nodes are found again by a hash table of their numbers.
#include "opt/graph.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/half.h"
#include "ops/op_table.h"
#include "opt/fold.h"

namespace hologram::opt {
namespace {

uint64_t HashOf(const Node& node) {
  uint64_t hash = Mix(static_cast<uint64_t>(node.kind), static_cast<uint64_t>(node.op) << 16 | uint64_t(node.dtype));
  hash = Mix(hash, node.bits);
  hash = Mix(hash, static_cast<uint64_t>(static_cast<uint32_t>(node.loop)) << 32 | static_cast<uint32_t>(node.slot));
  for (const Ref input : node.inputs) hash = Mix(hash, static_cast<uint64_t>(input));
  return Mix(hash, static_cast<uint64_t>(node.parameter));
}

// Constants stand last, comparisons are turned for it. Which other one is first matters only here: what is printed has
// an order of its own.
void OrderInputs(const Graph& g, Node* node) {
  if (node->input_count < 2 || (node->kind != NodeKind::kMap && node->kind != NodeKind::kSet)) return;
  if ((ops::Find(node->op)->Laws(node->dtype) & ops::kCommutes) == 0) return;
  const Ref a = node->inputs[0], b = node->inputs[1];
  const bool first = g.IsConstant(a), second = g.IsConstant(b);
  const bool is_later = first && second ? g[a].bits > g[b].bits : a > b;
  if (first != second ? first : is_later) std::swap(node->inputs[0], node->inputs[1]);
}

bool IsCleanNode(const Graph& g, const Node& node) {
  if (node.result != HOLO_BOOL8) return true;
  if (node.kind == NodeKind::kSelect) return g[node.inputs[1]].is_clean && g[node.inputs[2]].is_clean;
  return node.kind == NodeKind::kConstant || node.kind == NodeKind::kMap || node.kind == NodeKind::kConvert;
}

bool IsComputed(NodeKind kind) { return kind >= NodeKind::kMap; }

}  // namespace

uint64_t NumberBits(holo_dtype dtype, double number) {
  if (dtype == isa::kPredicateType) return number != 0 ? 1 : 0;
  return base::WithType(dtype, [number]<class T>(base::Type<T>) {
    T value = {};
    if constexpr (std::is_same_v<T, base::F16>) {
      value.bits = base::RoundToF16(number);
    } else if constexpr (std::is_same_v<T, base::Bf16>) {
      value.bits = base::RoundToBf16(number);
    } else if constexpr (std::is_same_v<T, base::Bool8>) {
      value.byte = number != 0 ? 1 : 0;
    } else if constexpr (std::is_floating_point_v<T>) {
      value = static_cast<T>(number);
    } else {
      value = static_cast<T>(static_cast<int64_t>(number));
    }
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
  });
}

bool Node::SameAs(const Node& other) const {
  return kind == other.kind && parameter == other.parameter && op == other.op && dtype == other.dtype &&
         result == other.result && inputs[0] == other.inputs[0] && inputs[1] == other.inputs[1] &&
         inputs[2] == other.inputs[2] && loop == other.loop && slot == other.slot && bits == other.bits;
}

Ref Graph::Constant(holo_dtype dtype, uint64_t bits) {
  Node node;
  node.kind = NodeKind::kConstant;
  node.dtype = node.result = dtype;
  node.bits = bits;
  return Intern(node);
}

Ref Graph::Number(holo_dtype dtype, double number) { return Constant(dtype, NumberBits(dtype, number)); }

Ref Graph::Scalar(int16_t parameter, holo_dtype dtype) {
  Node node;
  node.kind = NodeKind::kScalar;
  node.parameter = parameter;
  node.dtype = node.result = dtype;
  return Intern(node);
}

Ref Graph::Lane() {
  Node node;
  node.kind = NodeKind::kLane;
  node.dtype = node.result = HOLO_I64;
  return Intern(node);
}

Ref Graph::Lanes() {
  Node node;
  node.kind = NodeKind::kLanes;
  node.dtype = node.result = HOLO_I64;
  return Intern(node);
}

Ref Graph::Iteration(int32_t loop) {
  Node node;
  node.kind = NodeKind::kIteration;
  node.dtype = node.result = HOLO_I64;
  node.loop = loop;
  return Intern(node);
}

Ref Graph::Load(int16_t parameter, holo_dtype dtype, Ref stride, Ref offset) {
  Node node;
  node.kind = NodeKind::kLoad;
  node.parameter = parameter;
  node.dtype = node.result = dtype;
  node.input_count = 2;
  node.inputs[0] = stride;
  node.inputs[1] = offset;
  return Intern(node);
}

// One that ran before, in a loop around this one or here, has the same value: in all lanes, or in these.
Ref Graph::Gather(int16_t parameter, holo_dtype dtype, Ref index, Ref skip, int32_t loop) {
  Node node;
  node.kind = NodeKind::kGather;
  node.parameter = parameter;
  node.dtype = node.result = dtype;
  node.inputs[0] = index;
  for (const Ref skipped : {kNone, skip}) {
    node.input_count = skipped == kNone ? 1 : 2;
    node.inputs[1] = skipped;
    for (int32_t depth = 0; depth <= DepthOf(loop); ++depth) {
      node.loop = Around(loop, depth);
      if (const Ref found = Find(node); found != kNone) return found;
    }
  }
  return Intern(node);
}

Ref Graph::Map(holo_op op, holo_dtype dtype, Ref a, Ref b, Ref c) {
  Node node;
  node.kind = NodeKind::kMap;
  node.op = op;
  node.dtype = node.result = dtype;
  node.input_count = static_cast<int8_t>(c != kNone ? 3 : b != kNone ? 2 : 1);
  node.inputs[0] = a;
  node.inputs[1] = b;
  node.inputs[2] = c;
  return Add(node);
}

Ref Graph::Convert(holo_op op, holo_dtype dtype, Ref a) {
  Node node;
  node.kind = NodeKind::kConvert;
  node.op = op;
  node.dtype = dtype;
  node.result = ops::Find(op)->ResultDtype(dtype);
  node.input_count = 1;
  node.inputs[0] = a;
  return Add(node);
}

Ref Graph::Set(holo_op op, holo_dtype dtype, Ref a, Ref b) {
  Node node;
  node.kind = NodeKind::kSet;
  node.op = op;
  node.dtype = dtype;
  node.result = isa::kPredicateType;
  node.input_count = 2;
  node.inputs[0] = a;
  node.inputs[1] = b;
  return Add(node);
}

Ref Graph::Select(Ref condition, Ref a, Ref b) {
  Node node;
  node.kind = NodeKind::kSelect;
  node.dtype = node.result = (*this)[a].result;
  node.input_count = 3;
  node.inputs[0] = condition;
  node.inputs[1] = a;
  node.inputs[2] = b;
  return Add(node);
}

Ref Graph::Not(Ref a) { return Map(HOLO_OP_BIT_NOT, isa::kPredicateType, a); }
Ref Graph::And(Ref a, Ref b) { return Map(HOLO_OP_BIT_AND, isa::kPredicateType, a, b); }
Ref Graph::Or(Ref a, Ref b) { return Map(HOLO_OP_BIT_OR, isa::kPredicateType, a, b); }

int32_t Graph::AddLoop(int32_t parent, const isa::Value& count) {
  LoopOf loop;
  loop.parent = parent;
  loop.depth = DepthOf(parent) + 1;
  loop.count = count;
  loop.runs = count.kind != isa::ValueKind::kParameter;  // of lanes there is one, and a constant 0 is no loop
  loops_.push_back(std::move(loop));
  return loop_count() - 1;
}

Ref Graph::AddVariable(int32_t loop, int32_t number, Ref init) {
  LoopOf& of = Loop(loop);
  const auto slot = static_cast<int32_t>(of.variables.size());
  Ref phi = kNone;
  if (init != kNone) {
    Node node;
    node.kind = NodeKind::kPhi;
    node.loop = loop;
    node.slot = slot;
    node.dtype = node.result = (*this)[init].result;
    phi = Intern(node);
    Need(loop, DepthOf((*this)[init].home));
  }
  of.variables.push_back({number, phi, init, kNone});
  return phi;
}

void Graph::SetNext(int32_t loop, int32_t slot, Ref next) {
  LoopOf& of = Loop(loop);
  of.variables[static_cast<size_t>(slot)].next = next;
  Need(loop, DepthOf((*this)[next].home));
}

void Graph::Need(int32_t loop, int32_t depth) {
  for (; DepthOf(loop) > depth; loop = Loop(loop).parent) {
    Loop(loop).needed_depth = std::max(Loop(loop).needed_depth, depth);
  }
}

Ref Graph::Final(int32_t loop, int32_t slot) {
  const LoopOf& of = Loop(loop);
  const Variable variable = of.variables[static_cast<size_t>(slot)];
  const Ref next = variable.next;
  Node node;
  node.kind = NodeKind::kFinal;
  node.loop = loop;
  node.slot = slot;
  node.dtype = node.result = (*this)[next].result;
  node.cost = CostOf(*this, node);
  // final(x) = x's next, which no round changes, if there is a round
  if (DepthOf((*this)[next].home) < of.depth && (of.runs || variable.init != kNone)) {
    if (of.runs) {
      Note("final_of_invariant", node.cost, next);
      return next;
    }
    const Ref ran = Set(HOLO_OP_NE, HOLO_I64, Operand(of.count, HOLO_I64), Number(HOLO_I64, 0));
    const Ref chosen = Select(ran, next, variable.init);
    Note("final_of_invariant", node.cost, chosen);
    return chosen;
  }
  return Intern(node);
}

Ref Graph::Operand(const isa::Value& uniform, holo_dtype dtype) {
  if (uniform.kind == isa::ValueKind::kConstant) return Constant(dtype, uniform.bits);
  if (uniform.kind == isa::ValueKind::kLanes) return Lanes();
  return uniform.kind == isa::ValueKind::kLane ? Lane() : Scalar(uniform.index, dtype);
}

int32_t Graph::Around(int32_t loop, int32_t depth) const {
  while (DepthOf(loop) > depth) loop = Loop(loop).parent;
  return loop;
}

bool Graph::IsNumber(Ref ref, double number) const {
  const Node& node = (*this)[ref];
  return node.kind == NodeKind::kConstant && node.bits == NumberBits(node.dtype, number);
}

bool Graph::Is(Ref ref, holo_op op) const {
  const Node& node = (*this)[ref];
  return node.kind == NodeKind::kMap && node.op == op;
}

void Graph::Note(const char* rule, double before, Ref after) {
  if (fired_ != nullptr) fired_->push_back({rule, line_, before, (*this)[after].cost});
}

Ref Graph::Add(Node node) {
  OrderInputs(*this, &node);
  node.cost = CostOf(*this, node);
  const bool is_fast = fast_math_ && node.kind == NodeKind::kMap && base::IsFloat(node.dtype);
  const std::span<const Rule> fast = is_fast ? FastRules(node.op) : std::span<const Rule>();
  for (const std::span<const Rule> rules : {LawRules(), RulesOf(node), fast}) {
    for (const Rule& rule : rules) {
      const Ref simpler = rule.apply(*this, node);
      if (simpler == kNone) continue;
      Note(rule.name, node.cost, simpler);
      return simpler;
    }
  }
  return Intern(node);
}

Graph::Entry* Graph::Slot(const Node& node, uint64_t hash) {
  const size_t mask = table_.size() - 1;
  const auto tag = static_cast<uint32_t>(hash >> 32);
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    Entry& entry = table_[at];
    if (entry.ref == kNone) {
      entry.tag = tag;
      return &entry;
    }
    if (entry.tag == tag && (*this)[entry.ref].SameAs(node)) return &entry;
  }
}

Ref Graph::Find(const Node& node) { return Slot(node, HashOf(node))->ref; }

Ref Graph::Intern(Node node) {
  if (2 * (nodes_.size() + 1) > table_.size()) Grow();
  Entry* const slot = Slot(node, HashOf(node));
  if (slot->ref != kNone) return slot->ref;
  if (!IsComputed(node.kind)) node.cost = CostOf(*this, node);
  FindHome(&node);
  node.is_clean = IsCleanNode(*this, node);
  node.line = line_;
  slot->ref = size();
  nodes_.push_back(node);
  return slot->ref;
}

void Graph::FindHome(Node* node) {
  const bool is_loops_own = node->kind == NodeKind::kPhi || node->kind == NodeKind::kIteration;
  node->home = is_loops_own || node->kind == NodeKind::kGather ? node->loop : kNoLoop;
  if (node->kind == NodeKind::kFinal) node->home = Around(node->loop, Loop(node->loop).needed_depth);
  for (int k = 0; k < node->input_count; ++k) {
    const int32_t home = (*this)[node->inputs[k]].home;
    if (DepthOf(home) > DepthOf(node->home)) node->home = home;
  }
  for (int k = 0; k < node->input_count; ++k) Need(node->home, DepthOf((*this)[node->inputs[k]].home));
  // One that must run as often as the loops around it say holds them where they are.
  if (node->kind != NodeKind::kGather) return;
  for (int32_t loop = node->loop; loop != kNoLoop; loop = Loop(loop).parent) Need(loop, Loop(loop).depth - 1);
}

void Graph::Grow() {
  table_.assign(std::max<size_t>(256, 4 * table_.size()), Entry());
  nodes_.reserve(table_.size() / 2);
  for (Ref ref = 0; ref < size(); ++ref) Slot((*this)[ref], HashOf((*this)[ref]))->ref = ref;
}

}  // namespace hologram::opt
