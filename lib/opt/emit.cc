// emit.cc — effects in the order of their parameters; each asks for what it needs, and so on, without recursion but for
// loops: a loop is asked for by what comes of it.
#include "opt/emit.h"

#include <algorithm>
#include <compare>
#include <utility>

#include "opt/code_writer.h"
#include "opt/layout.h"
#include "opt/registers.h"

namespace hologram::opt {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::Value;
using isa::ValueKind;

bool IsLeaf(const Node& node) { return node.kind <= NodeKind::kIteration; }

// Values that follow one another in a register need no move.
void RemoveIdleMoves(std::vector<Instruction>* code) {
  const auto is_idle = [](const Instruction& i) { return i.kind == Kind::kMove && i.result == i.inputs[0]; };
  std::vector<int32_t> places;  // of instructions, in what is left
  int32_t left = 0;
  for (const Instruction& instruction : *code) {
    places.push_back(left);
    left += is_idle(instruction) ? 0 : 1;
  }
  for (Instruction& i : *code) i.target = places[static_cast<size_t>(i.target)];
  std::erase_if(*code, is_idle);
}

class Emitter {
 public:
  Emitter(const Graph& graph, const std::vector<Effect>& effects)
      : graph_(graph), effects_(effects), layout_(graph, effects) {
    places_.resize(static_cast<size_t>(graph.size()));
    readers_.resize(static_cast<size_t>(graph.size()));
    becomes_.assign(static_cast<size_t>(graph.size()), {kNoLoop, 0});
    variable_places_.resize(static_cast<size_t>(graph.loop_count()));
    CountReaders();
    FindLoads();
  }

  bool Run(std::vector<Instruction>* code) {
    for (const Effect& effect : effects_) EmitEffect(effect);
    EmitRest();
    writer_.Append(Instruction());
    *code = std::move(writer_.code());
    if (writer_.is_too_long() || !AssignRegisters(code)) return false;
    RemoveIdleMoves(code);
    return true;
  }

 private:
  Value& PlaceOf(Ref ref) { return places_[static_cast<size_t>(ref)]; }
  int32_t& ReadersOf(Ref ref) { return readers_[static_cast<size_t>(ref)]; }
  std::vector<Value>& VariablePlaces(int32_t loop) { return variable_places_[static_cast<size_t>(loop)]; }
  const Variable& VariableOf(int32_t loop, int32_t slot) const {
    return graph_.Loop(loop).variables[static_cast<size_t>(slot)];
  }

  // How often a value is still to be read.
  void CountReaders() {
    for (const Ref ref : layout_.live()) {
      const Node& node = graph_[ref];
      for (int k = 0; k < node.input_count; ++k) ++ReadersOf(node.inputs[k]);
    }
    for (int32_t loop = 0; loop < graph_.loop_count(); ++loop) {
      for (const int32_t slot : layout_.VariablesOf(loop)) {
        const Variable& variable = VariableOf(loop, slot);
        ++ReadersOf(variable.next);
        if (variable.init != kNone) ++ReadersOf(variable.init);
      }
    }
  }

  struct LoadAddress {
    Ref stride, offset;
    int log2_size;
    int16_t parameter;

    auto operator<=>(const LoadAddress&) const = default;
  };
  LoadAddress AddressOf(Ref ref) const {
    const Node& load = graph_[ref];
    return {load.inputs[0], load.inputs[1], base::Log2Size(load.dtype), load.parameter};
  }

  void FindLoads() {
    for (const Ref ref : layout_.live()) {
      if (graph_[ref].kind == NodeKind::kLoad) loads_.push_back(ref);
    }
    std::sort(loads_.begin(), loads_.end(), [this](Ref a, Ref b) { return AddressOf(a) < AddressOf(b); });
  }

  // Loads from where the store may be to.
  void DemandLoadsBefore(const Effect& store) {
    const LoadAddress address = {store.stride, store.offset, base::Log2Size(store.dtype), 0};
    auto at = std::lower_bound(loads_.begin(), loads_.end(), address,
                               [this](Ref a, const LoadAddress& b) { return AddressOf(a) < b; });
    for (; at != loads_.end(); ++at) {
      LoadAddress found = AddressOf(*at);
      found.parameter = 0;
      if (found != address) return;
      Demand(*at);
    }
  }

  Value OperandOf(Ref ref) {
    const Node& node = graph_[ref];
    switch (node.kind) {
      case NodeKind::kConstant:
        return {ValueKind::kConstant, 0, node.bits};
      case NodeKind::kScalar:
        return {ValueKind::kParameter, node.parameter};
      case NodeKind::kLane:
        return {ValueKind::kLane};
      case NodeKind::kLanes:
        return {ValueKind::kLanes};
      case NodeKind::kIteration:
        return node.loop == region_ ? Value{ValueKind::kIteration} : PlaceOf(ref);
      case NodeKind::kFinal:
        return VariablePlaces(node.loop)[static_cast<size_t>(node.slot)];
      default:
        return PlaceOf(ref);
    }
  }

  void EmitEffect(const Effect& effect) {
    const bool is_indexed = effect.index != kNone;
    if (effect.kind == Kind::kStore && !is_indexed) DemandLoadsBefore(effect);
    for (const Ref ref : {effect.index, effect.value, effect.skip}) Demand(ref);
    Instruction instruction;
    instruction.kind = effect.kind;
    instruction.op = effect.op;
    instruction.dtype = effect.dtype;
    instruction.input_count = 1;
    instruction.inputs[0] = OperandOf(effect.value);
    if (effect.kind == Kind::kReduce) {
      instruction.result = {ValueKind::kParameter, effect.parameter};
    } else {
      instruction.address.parameter = effect.parameter;
      instruction.address.is_indexed = is_indexed;
      if (is_indexed) {
        instruction.address.index = writer_.InRegister(OperandOf(effect.index), graph_[effect.index].result);
      } else {
        instruction.address.stride = OperandOf(effect.stride);
        instruction.address.offset = OperandOf(effect.offset);
      }
    }
    AppendSkipped(instruction, effect.skip);
  }

  void AppendSkipped(const Instruction& instruction, Ref skip) {
    const int32_t branch = writer_.BeginSkip(skip, skip == kNone ? Value() : OperandOf(skip));
    writer_.Append(instruction);
    writer_.EndSkip(branch);
  }

  // In the region at hand: loads by index, and loops with such, that nothing has asked for.
  void EmitRest() {
    for (const Ref gather : layout_.gathers()) {
      if (layout_.HomeOf(gather) == region_) Demand(gather);
    }
    for (int32_t loop = 0; loop < graph_.loop_count(); ++loop) {
      if (layout_.IsLoopLive(loop) && layout_.HomeOfLoop(loop) == region_) EmitLoop(loop);
    }
  }

  bool IsLoopDone(int32_t loop) { return !VariablePlaces(loop).empty(); }

  bool IsDone(Ref ref) {
    const Node& node = graph_[ref];
    if (node.kind == NodeKind::kFinal) return IsLoopDone(node.loop);
    if (IsLeaf(node) && (node.kind != NodeKind::kIteration || node.loop == region_)) return true;
    return PlaceOf(ref).kind != ValueKind::kNone;
  }

  // Appends the node, and before it what it needs that is not there.
  void Demand(Ref wanted) {
    if (wanted == kNone || IsDone(wanted)) return;
    std::vector<std::pair<Ref, bool>> stack = {{wanted, false}};  // and whether its inputs are there
    while (!stack.empty()) {
      const auto [ref, is_ready] = stack.back();
      const Node& node = graph_[ref];
      if (IsDone(ref) || is_ready) {
        stack.pop_back();
        if (!IsDone(ref)) EmitNode(ref, node);
        continue;
      }
      stack.back().second = true;
      Ref inputs[3];
      for (int k = layout_.ComputedOrder(node, inputs) - 1; k >= 0; --k) {
        if (!IsDone(inputs[k])) stack.push_back({inputs[k], false});
      }
    }
  }

  void EmitNode(Ref ref, const Node& node) {
    if (node.kind == NodeKind::kFinal) return EmitLoop(node.loop);
    for (int k = 0; k < node.input_count; ++k) --ReadersOf(node.inputs[k]);
    if (node.kind == NodeKind::kGather) return EmitGather(ref, node);
    Instruction instruction;
    instruction.dtype = node.dtype;
    if (node.kind == NodeKind::kLoad) {
      instruction.kind = Kind::kLoad;
      instruction.address.parameter = node.parameter;
      instruction.address.stride = OperandOf(node.inputs[0]);
      instruction.address.offset = OperandOf(node.inputs[1]);
    } else {
      constexpr Kind kKinds[] = {Kind::kMap, Kind::kConvert, Kind::kSet, Kind::kSelect};
      instruction.kind = kKinds[static_cast<int>(node.kind) - static_cast<int>(NodeKind::kMap)];
      instruction.op = node.op;
      instruction.input_count = node.input_count;
      for (int k = 0; k < node.input_count; ++k) instruction.inputs[k] = OperandOf(layout_.InputOf(node, k));
    }
    instruction.result = PlaceOf(ref) = PlaceFor(ref, node);
    writer_.Append(instruction);
  }

  // That of the variable which it becomes, if nothing reads that one any more.
  Value PlaceFor(Ref ref, const Node& node) {
    const auto [loop, slot] = becomes_[static_cast<size_t>(ref)];
    if (loop == kNoLoop || loop != region_ || layout_.HomeOf(ref) != loop) return writer_.NewPlace(node.result);
    const Ref phi = VariableOf(loop, slot).phi;
    const bool is_free = phi == kNone || ReadersOf(phi) == 0;
    return is_free ? VariablePlaces(loop)[static_cast<size_t>(slot)] : writer_.NewPlace(node.result);
  }

  void EmitGather(Ref ref, const Node& node) {
    Instruction load;
    load.kind = Kind::kLoad;
    load.dtype = node.dtype;
    load.address.parameter = node.parameter;
    load.address.is_indexed = true;
    load.address.index = writer_.InRegister(OperandOf(node.inputs[0]), graph_[node.inputs[0]].result);
    load.result = PlaceOf(ref) = writer_.NewPlace(node.dtype);
    const Ref skip = node.input_count > 1 ? node.inputs[1] : kNone;
    if (skip != kNone) writer_.AppendMove(load.result, {ValueKind::kConstant}, node.dtype);
    AppendSkipped(load, skip);
  }

  void EmitLoop(int32_t loop) {
    if (IsLoopDone(loop)) return;
    for (const Ref outer : layout_.NeededBy(loop)) DemandOuter(outer);
    BeginVariables(loop);
    const int32_t begin = writer_.BeginLoop(graph_.Loop(loop).count);
    const int32_t around = std::exchange(region_, loop);
    for (const int32_t slot : layout_.VariablesOf(loop)) {
      const Ref next = VariableOf(loop, slot).next;
      if (layout_.IsInside(layout_.HomeOf(next), loop)) Demand(next);
    }
    EmitRest();
    EndVariables(loop);
    region_ = around;
    writer_.EndLoop(begin);
  }

  // The number of a round, too, has to be in a register for the loops inside.
  void DemandOuter(Ref ref) {
    const bool is_round = graph_[ref].kind == NodeKind::kIteration && graph_[ref].loop == region_;
    if (!is_round) return Demand(ref);
    if (PlaceOf(ref).kind == ValueKind::kNone) PlaceOf(ref) = writer_.InRegister(OperandOf(ref), HOLO_I64);
  }

  void BeginVariables(int32_t loop) {
    std::vector<Value>& places = VariablePlaces(loop);
    places.resize(graph_.Loop(loop).variables.size() + 1);  // never empty: it is done
    for (const int32_t slot : layout_.VariablesOf(loop)) {
      const Variable& variable = VariableOf(loop, slot);
      const holo_dtype dtype = graph_[variable.next].result;
      const Value place = places[static_cast<size_t>(slot)] = writer_.NewPlace(dtype);
      auto& becomes = becomes_[static_cast<size_t>(variable.next)];
      if (becomes.first == kNoLoop) becomes = {loop, slot};
      if (variable.phi != kNone) PlaceOf(variable.phi) = place;
      if (variable.init == kNone) continue;
      --ReadersOf(variable.init);
      writer_.AppendMove(place, OperandOf(variable.init), dtype);
    }
  }

  struct Move {
    Value to, from;
    holo_dtype dtype;
  };

  // All at once: what is still to be read is not written over, and a circle is broken by one place more.
  void EndVariables(int32_t loop) {
    std::vector<Move> moves;
    for (const int32_t slot : layout_.VariablesOf(loop)) {
      const Ref next = VariableOf(loop, slot).next;
      const Move move = {VariablePlaces(loop)[static_cast<size_t>(slot)], OperandOf(next), graph_[next].result};
      if (!(move.to == move.from)) moves.push_back(move);
    }
    while (!moves.empty()) AppendOneOf(&moves);
  }

  void AppendOneOf(std::vector<Move>* moves) {
    const auto is_free = [&](const Move& move) {
      return std::none_of(moves->begin(), moves->end(), [&](const Move& other) { return other.from == move.to; });
    };
    const auto found = std::find_if(moves->begin(), moves->end(), is_free);
    if (found != moves->end()) {
      writer_.AppendMove(found->to, found->from, found->dtype);
      moves->erase(found);
      return;
    }
    const Move first = moves->front();
    const Value kept = writer_.NewPlace(first.dtype);
    writer_.AppendMove(kept, first.to, first.dtype);
    for (Move& move : *moves) {
      if (move.from == first.to) move.from = kept;
    }
  }

  const Graph& graph_;
  const std::vector<Effect>& effects_;
  Layout layout_;
  CodeWriter writer_;
  std::vector<Value> places_;                         // of nodes
  std::vector<int32_t> readers_;                      // of nodes
  std::vector<std::pair<int32_t, int32_t>> becomes_;  // the loop and the slot of a variable whose next value a node is
  std::vector<std::vector<Value>> variable_places_;   // by loop and slot
  std::vector<Ref> loads_;                            // by address
  int32_t region_ = kNoLoop;                          // the loop whose body is being written
};

}  // namespace

bool Emit(const Graph& graph, std::vector<Effect> effects, std::vector<Instruction>* code) {
  const auto is_before = [](const Effect& a, const Effect& b) { return a.parameter < b.parameter; };
  std::stable_sort(effects.begin(), effects.end(), is_before);
  return Emitter(graph, effects).Run(code);
}

}  // namespace hologram::opt
