// lift.cc — the instructions in order, once: each variable is the value that it holds now. Where only some lanes are
// active, what is written is a select of the new value and the old one.
#include "opt/lift.h"

#include <array>
#include <utility>

#include "opt/active_lanes.h"
#include "opt/places.h"

namespace hologram::opt {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::Value;
using isa::ValueKind;

// A loop that the instruction at hand is in. One that runs once is no loop: its body is what comes next.
struct Frame {
  int32_t begin;
  int32_t end;
  int32_t loop;
  Ref iteration;
  Ref outside;              // the lanes that came to the loop around it
  std::vector<Ref> before;  // what the variables held that are written in it
};

class Lifter {
 public:
  Lifter(const isa::Program& program, Graph* graph, Known* known)
      : program_(program),
        graph_(*graph),
        known_(*known),
        places_(program),
        values_(static_cast<size_t>(places_.variable_count()), kNone) {}

  std::vector<Effect> Run() {
    for (const Place& place : places_.all()) BeginPlace(place);
    lanes_.emplace_back(&graph_);
    outside_ = graph_.True();
    const auto size = static_cast<int32_t>(program_.instructions.size());
    for (int32_t i = 0; i < size;) {
      while (!frames_.empty() && frames_.back().end == i) Close();
      lanes_.back().Arrive(i);
      const Instruction& instruction = program_.instructions[static_cast<size_t>(i)];
      graph_.SetLine(instruction.line);
      i = instruction.kind == Kind::kLoop ? Open(instruction, i) : Step(instruction, i);
    }
    for (const Place& place : places_.all()) EndPlace(place);
    return effects_;
  }

 private:
  Ref& ValueOf(int32_t variable) { return values_[static_cast<size_t>(variable)]; }

  Ref Read(const Value& value, holo_dtype dtype) {
    if (value.kind == ValueKind::kRegister || value.kind == ValueKind::kPredicate) {
      const Ref held = Seen(ValueOf(Places::VariableOf(value, dtype)), lanes_.back().active());
      return held != kNone ? held : graph_.Number(dtype, 0);  // of a verified program there is one
    }
    if (value.kind == ValueKind::kIteration) return frames_.back().iteration;
    return graph_.Operand(value, dtype);
  }

  void Write(int32_t variable, Ref value) {
    const Ref old = ValueOf(variable);
    ValueOf(variable) = Merged(value, old);
  }

  // In active lanes the new value, in others the old one, if that may be read.
  Ref Merged(Ref value, Ref old) {
    if (old == kNone || lanes_.back().active() == graph_.True()) return value;
    return graph_.Select(lanes_.back().active(), value, old);
  }

  // kNone if all lanes are active.
  Ref Skip() {
    const Ref skip = graph_.Not(graph_.And(outside_, lanes_.back().active()));
    return skip == graph_.False() ? kNone : skip;
  }

  Ref LoadOf(const isa::Address& address, holo_dtype dtype) {
    return graph_.Load(address.parameter, dtype, graph_.Operand(address.stride, HOLO_I64),
                       graph_.Operand(address.offset, HOLO_I64));
  }

  void BeginPlace(const Place& place) {
    const int32_t variable = places_.VariableOf(place.address);
    const isa::Parameter& buffer = program_.parameters[static_cast<size_t>(place.address.parameter)];
    // What nobody may read may be anything.
    const bool can_read = isa::CanRead(buffer.kind);
    ValueOf(variable) = can_read ? LoadOf(place.address, place.dtype) : graph_.Number(place.dtype, 0);
    ValueOf(variable + 1) = graph_.False();
  }

  void EndPlace(const Place& place) {
    const int32_t variable = places_.VariableOf(place.address);
    const Ref skip = graph_.Not(ValueOf(variable + 1));
    if (skip == graph_.True()) return;
    Effect effect;
    effect.parameter = place.address.parameter;
    effect.dtype = place.dtype;
    effect.skip = skip == graph_.False() ? kNone : skip;
    effect.value = Seen(ValueOf(variable), ValueOf(variable + 1));
    effect.stride = graph_.Operand(place.address.stride, HOLO_I64);
    effect.offset = graph_.Operand(place.address.offset, HOLO_I64);
    effect.kind = Kind::kStore;
    effects_.push_back(effect);
  }

  // sel(p, x, y) = x, where only lanes in which p is set look at it; likewise y
  Ref Seen(Ref value, Ref lanes) {
    while (value != kNone && graph_[value].kind == NodeKind::kSelect) {
      const Node select = graph_[value];
      const bool is_first = Implies(lanes, select.inputs[0], 0);
      if (!is_first && !Implies(lanes, graph_.Not(select.inputs[0]), 0)) break;
      value = select.inputs[is_first ? 1 : 2];
      graph_.Note("seen_side_of_select", select.cost, value);
    }
    return value;
  }

  // Whether `condition` is set in all of the lanes, as far as a look at the last few branches tells.
  bool Implies(Ref lanes, Ref condition, int depth) const {
    constexpr int kMostBranches = 4;
    if (lanes == condition) return true;
    if (depth == kMostBranches || !graph_.Is(lanes, HOLO_OP_BIT_AND)) return false;
    const Node& both = graph_[lanes];
    return Implies(both.inputs[0], condition, depth + 1) || Implies(both.inputs[1], condition, depth + 1);
  }

  // Returns the instruction to go on at.
  int32_t Open(const Instruction& instruction, int32_t i) {
    const Value& count = instruction.inputs[0];
    const bool is_constant = count.kind == ValueKind::kConstant;
    if (instruction.target == i + 1 || (is_constant && count.bits == 0)) return instruction.target;
    if (is_constant && count.bits == 1) {
      frames_.push_back({i, instruction.target, kNoLoop, graph_.Number(HOLO_I64, 0), kNone, {}});
      return i + 1;
    }
    Frame frame = {i, instruction.target, graph_.AddLoop(loop_, count), kNone, outside_, {}};
    frame.iteration = graph_.Iteration(frame.loop);
    outside_ = graph_.And(outside_, lanes_.back().active());
    lanes_.emplace_back(&graph_);
    loop_ = frame.loop;
    for (const int32_t variable : places_.WrittenIn(i)) {
      frame.before.push_back(ValueOf(variable));
      if (const auto found = known_.find({i, variable}); found != known_.end()) {
        if (found->second != kUnchanged) ValueOf(variable) = ValueOf(found->second);
        continue;
      }
      const Ref phi = graph_.AddVariable(frame.loop, variable, ValueOf(variable));
      if (phi != kNone) ValueOf(variable) = phi;
    }
    frames_.push_back(std::move(frame));
    return i + 1;
  }

  void Close() {
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.loop == kNoLoop) return;
    lanes_.back().Arrive(frame.end);
    LoopOf& loop = graph_.Loop(frame.loop);
    for (size_t slot = 0; slot < loop.variables.size(); ++slot) {
      Variable& variable = loop.variables[slot];
      const Ref next = ValueOf(variable.number);
      if (next == kNone && variable.init == kNone) continue;
      // Where there is none, no round reads the one before: any value will do.
      const bool is_kept = next == kNone || next == variable.phi || next == variable.init;
      if (is_kept) known_.emplace(std::make_pair(frame.begin, variable.number), kUnchanged);
      graph_.SetNext(frame.loop, static_cast<int32_t>(slot), is_kept ? variable.init : next);
    }
    FindAlike(frame);
    lanes_.pop_back();
    outside_ = frame.outside;
    loop_ = loop.parent;
    AfterLoop(frame);
  }

  // Variables that begin and go on alike are one.
  void FindAlike(const Frame& frame) {
    std::map<std::pair<Ref, Ref>, int32_t> first;
    for (const Variable& variable : graph_.Loop(frame.loop).variables) {
      if (variable.next == kNone || variable.next == variable.init) continue;
      const auto [found, is_first] = first.emplace(std::make_pair(variable.init, variable.next), variable.number);
      if (!is_first) known_.emplace(std::make_pair(frame.begin, variable.number), found->second);
    }
  }

  // What the loop's variables hold now: in lanes that did not come to it, what they held before.
  void AfterLoop(const Frame& frame) {
    const std::vector<int32_t>& written = places_.WrittenIn(frame.begin);
    int32_t slot = 0;
    for (size_t k = 0; k < written.size(); ++k) {
      Ref& value = ValueOf(written[k]);
      const auto& variables = graph_.Loop(frame.loop).variables;
      const bool is_variable =
          slot < static_cast<int32_t>(variables.size()) && variables[static_cast<size_t>(slot)].number == written[k];
      if (!is_variable) {
        const int32_t alike = known_.at({frame.begin, written[k]});
        value = alike == kUnchanged ? frame.before[k] : ValueOf(alike);
        continue;
      }
      const Variable variable = variables[static_cast<size_t>(slot)];
      const bool is_known = variable.init != kNone || graph_.Loop(frame.loop).count.kind == ValueKind::kConstant;
      if (variable.next == kNone || !is_known) {
        value = kNone;
      } else if (variable.next == variable.init) {
        value = variable.init;
      } else {
        value = Merged(graph_.Final(frame.loop, slot), frame.before[k]);
      }
      ++slot;
    }
  }

  int32_t Step(const Instruction& instruction, int32_t i) {
    switch (instruction.kind) {
      case Kind::kBranch:
        lanes_.back().Branch(i, instruction.target,
                             instruction.input_count == 0 ? kNone : Read(instruction.inputs[0], isa::kPredicateType));
        break;
      case Kind::kStore:
        Store(instruction);
        break;
      case Kind::kReduce:
        effects_.push_back({Kind::kReduce, instruction.result.index, instruction.op, instruction.dtype,
                            Read(instruction.inputs[0], instruction.dtype)});
        break;
      case Kind::kExit:
        break;
      default:
        WriteResult(instruction, Computed(instruction));
    }
    return i + 1;
  }

  void WriteResult(const Instruction& instruction, Ref value) {
    const holo_dtype dtype = instruction.ResultDtype();
    Write(Places::VariableOf(instruction.result, dtype), value);
    if (instruction.result.kind == ValueKind::kRegister) held_[static_cast<size_t>(instruction.result.index)] = dtype;
  }

  // Which integers an index is one of, the verifier has seen to be the same on every way.
  Ref Index(const isa::Address& address) {
    return WithoutWidening(Read(address.index, held_[static_cast<size_t>(address.index.index)]));
  }

  void Store(const Instruction& store) {
    const Ref value = Read(store.inputs[0], store.dtype);
    if (!store.address.is_indexed) {
      const int32_t variable = places_.VariableOf(store.address);
      Write(variable, value);
      Write(variable + 1, graph_.True());
      return;
    }
    Effect effect;
    effect.kind = Kind::kStore;
    effect.parameter = store.address.parameter;
    effect.dtype = store.dtype;
    effect.skip = Skip();
    if (effect.skip == graph_.True()) return;
    effect.value = value;
    effect.index = Index(store.address);
    effects_.push_back(effect);
  }

  Ref Computed(const Instruction& instruction) {
    Ref in[3] = {kNone, kNone, kNone};
    for (int k = 0; k < instruction.input_count; ++k) {
      const bool is_condition = instruction.kind == Kind::kSelect && k == 0;
      in[k] = Read(instruction.inputs[k], is_condition ? isa::kPredicateType : instruction.dtype);
    }
    switch (instruction.kind) {
      case Kind::kMap:
        return graph_.Map(instruction.op, instruction.dtype, in[0], in[1], in[2]);
      case Kind::kConvert:
        return graph_.Convert(instruction.op, instruction.dtype, in[0]);
      case Kind::kSet:
        return graph_.Set(instruction.op, instruction.dtype, in[0], in[1]);
      case Kind::kSelect:
        return graph_.Select(in[0], in[1], in[2]);
      case Kind::kMove:
        return in[0];
      default:
        return Loaded(instruction);
    }
  }

  Ref Loaded(const Instruction& load) {
    if (!load.address.is_indexed) {
      const int32_t variable = places_.VariableOf(load.address);
      return variable < 0 ? LoadOf(load.address, load.dtype) : ValueOf(variable);
    }
    const Ref skip = Skip();
    if (skip == graph_.True()) return graph_.Number(load.dtype, 0);  // no lane comes here
    const Ref index = Index(load.address);
    return graph_.Gather(load.address.parameter, load.dtype, index, skip, WhereItMustRun(index, skip));
  }

  // [x + cvt.i64.i32(r)] = [x + r]
  Ref WithoutWidening(Ref index) {
    const Node node = graph_[index];
    if (node.kind != NodeKind::kConvert || node.result != HOLO_I64 || node.dtype != HOLO_I32) return index;
    graph_.Note("index_without_widening", node.cost, node.inputs[0]);
    return node.inputs[0];
  }

  // Not in a loop that runs anyway and changes neither: then once, before it, will do.
  int32_t WhereItMustRun(Ref index, Ref skip) const {
    int32_t loop = loop_;
    while (loop != kNoLoop && graph_.Loop(loop).runs) {
      const int32_t depth = graph_.Loop(loop).depth;
      if (graph_.DepthOf(graph_[index].home) >= depth) break;
      if (skip != kNone && graph_.DepthOf(graph_[skip].home) >= depth) break;
      loop = graph_.Loop(loop).parent;
    }
    return loop;
  }

  const isa::Program& program_;
  Graph& graph_;
  Known& known_;
  Places places_;
  std::vector<Ref> values_;                            // of variables
  std::array<holo_dtype, isa::kRegisters> held_ = {};  // by registers: the type that was written last
  std::vector<Effect> effects_;
  std::vector<Frame> frames_;
  std::vector<ActiveLanes> lanes_;  // of the program, and of each loop
  Ref outside_ = kNone;             // the lanes that came to the innermost loop
  int32_t loop_ = kNoLoop;          // the innermost
};

}  // namespace

std::vector<Effect> Lift(const isa::Program& program, Graph* graph, Known* known) {
  return Lifter(program, graph, known).Run();
}

}  // namespace hologram::opt
