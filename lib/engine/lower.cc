// lower.cc — walks through a program once, with the lanes that are there.
#include "engine/lower.h"

#include <algorithm>
#include <utility>

namespace hologram::engine {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::Program;
using isa::Value;
using isa::ValueKind;

constexpr int32_t kNoSlot = -1;

// Which lanes are at a place: all that the loop was entered with, none, or those whose element of a mask is set.
struct Lanes {
  enum class Which : uint8_t { kAll, kNone, kMasked };
  Which which = Which::kAll;
  int32_t mask = kNoSlot;

  static Lanes Of(int32_t mask) { return {Which::kMasked, mask}; }
};

// Lanes that wait at a branch's target.
struct Waiting {
  int32_t target;
  Lanes lanes;
};

// A register's or a predicate's value that a loop writes to, and the slot where it is at the begin of each round.
struct Carried {
  int32_t* current;
  int32_t home;
};

// What is around an instruction: a loop's body, or the whole program.
struct Region {
  int32_t end;
  int32_t begin_step;  // of a loop
  int loop;            // its number
  Lanes entered;
  std::vector<Waiting> waiting;
  std::vector<Carried> carried;
};

Operand SlotOperand(int32_t slot) { return {Place::kSlot, slot, {}}; }

class Lowering {
 public:
  explicit Lowering(const Program& program) : program_(program) {
    steps_.parameters = program.parameters;
    std::fill(&registers_[0][0], &registers_[0][0] + isa::kRegisters * base::kDtypeLimit, kNoSlot);
    std::fill(predicates_, predicates_ + isa::kPredicates, kNoSlot);
  }

  Steps Run() {
    const auto size = static_cast<int32_t>(program_.instructions.size());
    regions_.push_back({size, -1, -1, {}, {}, {}});
    int32_t i = 0;
    while (i < size) {
      Arrive(i);
      const Instruction& instruction = program_.instructions[static_cast<size_t>(i)];
      instruction_ = i;
      const bool skips_loop = instruction.kind == Kind::kLoop && !EnterLoop(instruction);
      if (instruction.kind != Kind::kLoop && here_.which != Lanes::Which::kNone) Take(instruction);
      i = skips_loop ? instruction.target : i + 1;
    }
    steps_.steps.insert(steps_.steps.end(), reductions_.begin(), reductions_.end());
    return std::move(steps_);
  }

 private:
  // --- control ---

  // Loops that end at `i`, and lanes that waited for it.
  void Arrive(int32_t i) {
    for (;;) {
      Region& region = regions_.back();
      Join(&region, i);
      if (region.end != i || region.begin_step < 0) return;
      for (const Carried& carried : region.carried) Carry(carried);
      Step step = {.kind = StepKind::kLoopEnd, .target = region.begin_step, .instruction = i};
      steps_.steps[static_cast<size_t>(region.begin_step)].target = static_cast<int32_t>(steps_.steps.size());
      steps_.steps.push_back(step);
      here_ = region.entered;
      regions_.pop_back();
    }
  }

  void Join(Region* region, int32_t target) {
    const auto waits = std::find_if(region->waiting.begin(), region->waiting.end(),
                                    [=](const Waiting& waiting) { return waiting.target == target; });
    if (waits == region->waiting.end()) return;
    const Lanes joined = Both(here_, waits->lanes);
    region->waiting.erase(waits);
    // When nobody waits any more, all are here.
    here_ = region->waiting.empty() ? region->entered : joined;
  }

  Lanes Both(const Lanes& a, const Lanes& b) {
    if (a.which == Lanes::Which::kNone) return b;
    if (b.which == Lanes::Which::kNone) return a;
    if (a.which == Lanes::Which::kAll) return a;
    if (b.which == Lanes::Which::kAll) return b;
    return Lanes::Of(MaskOf(HOLO_OP_BIT_OR, a.mask, b.mask));
  }

  // Gives false for a loop that never runs, or has nothing in it, or that nobody comes to.
  bool EnterLoop(const Instruction& loop) {
    const Value& count = loop.inputs[0];
    const bool never = count.kind == ValueKind::kConstant && count.bits == 0;
    if (never || loop.target == instruction_ + 1 || here_.which == Lanes::Which::kNone) return false;
    std::vector<Carried> carried = CarriedBy(loop);
    const auto begin = static_cast<int32_t>(steps_.steps.size());
    steps_.steps.push_back(Step{.kind = StepKind::kLoopBegin, .count = count, .instruction = instruction_});
    regions_.push_back({loop.target, begin, loop_count_++, here_, {}, std::move(carried)});
    return true;
  }

  // What has a value before a loop, and gets others in it. They get homes, which hold the values that they have now.
  std::vector<Carried> CarriedBy(const Instruction& loop) {
    std::vector<Carried> carried;
    const auto carry = [&](int32_t* current) {
      if (*current == kNoSlot) return;
      for (const Carried& other : carried) {
        if (other.current == current) return;
      }
      const holo_dtype type = steps_.slots[static_cast<size_t>(*current)].dtype;
      carried.push_back({current, NewSlot(type)});
      Carry(carried.back());
    };
    for (int32_t i = instruction_ + 1; i < loop.target; ++i) {
      const Instruction& instruction = program_.instructions[static_cast<size_t>(i)];
      const Value& result = instruction.result;
      if (result.kind == ValueKind::kPredicate) carry(&predicates_[result.index]);
      if (result.kind == ValueKind::kRegister) carry(&registers_[result.index][instruction.ResultDtype()]);
    }
    return carried;
  }

  void Carry(const Carried& carried) {
    if (*carried.current == carried.home) return;
    const holo_dtype type = steps_.slots[static_cast<size_t>(carried.home)].dtype;
    Emit(Step{.kind = StepKind::kCopy, .dtype = type}, {SlotOperand(*carried.current)}, SlotOperand(carried.home));
    *carried.current = carried.home;
  }

  void Branch(const Instruction& branch) {
    Lanes leaving = here_;
    Lanes staying = {Lanes::Which::kNone, kNoSlot};
    if (branch.input_count != 0) {
      const int32_t taken = predicates_[branch.inputs[0].index];
      if (here_.which == Lanes::Which::kAll) {
        leaving = Lanes::Of(NewSlot(HOLO_BOOL8));  // a copy: the predicate may change before the target
        Emit(Step{.kind = StepKind::kCopy, .dtype = HOLO_BOOL8}, {SlotOperand(taken)}, SlotOperand(leaving.mask));
        staying = Lanes::Of(MaskOf(HOLO_OP_BIT_NOT, taken));
      } else {
        leaving = Lanes::Of(MaskOf(HOLO_OP_BIT_AND, here_.mask, taken));
        staying = Lanes::Of(MaskOf(HOLO_OP_BIT_ANDNOT, here_.mask, taken));
      }
    }
    here_ = staying;
    Region& region = regions_.back();
    for (Waiting& waiting : region.waiting) {
      if (waiting.target != branch.target) continue;
      waiting.lanes = Both(waiting.lanes, leaving);
      return;
    }
    region.waiting.push_back({branch.target, leaving});
  }

  template <class... Mask>
  int32_t MaskOf(holo_op op, Mask... masks) {
    const int32_t slot = NewSlot(HOLO_BOOL8);
    Emit(Step{.kind = StepKind::kMap, .op = op, .dtype = HOLO_BOOL8}, {SlotOperand(masks)...}, SlotOperand(slot));
    return slot;
  }

  // --- values ---

  int32_t NewSlot(holo_dtype dtype) {
    steps_.slots.push_back({.dtype = dtype});
    return static_cast<int32_t>(steps_.slots.size()) - 1;
  }

  Operand UniformOperand(const Uniform& uniform) {
    auto& all = steps_.uniforms;
    const auto found = std::find(all.begin(), all.end(), uniform);
    const auto index = static_cast<int32_t>(found - all.begin());
    if (found == all.end()) all.push_back(uniform);
    return {Place::kUniform, index, {}};
  }

  Operand Read(const Value& value, holo_dtype dtype) {
    const holo_dtype type = MemoryType(dtype);
    switch (value.kind) {
      case ValueKind::kRegister:
        return SlotOperand(registers_[value.index][type]);
      case ValueKind::kPredicate:
        return SlotOperand(predicates_[value.index]);
      case ValueKind::kParameter:
        return UniformOperand({Uniform::Source::kParameter, type, static_cast<uint64_t>(value.index)});
      case ValueKind::kLanes:
        return UniformOperand({Uniform::Source::kLanes, HOLO_I64, 0});
      case ValueKind::kIteration:
        return Iteration();
      case ValueKind::kLane:
        return LaneNumbers();
      default:
        return UniformOperand({Uniform::Source::kConstant, type, value.bits});
    }
  }

  // Its loop knows that somebody reads it.
  Operand Iteration() {
    const Region& region = regions_.back();
    const Operand iteration =
        UniformOperand({Uniform::Source::kIteration, HOLO_I64, static_cast<uint64_t>(region.loop)});
    steps_.steps[static_cast<size_t>(region.begin_step)].inputs[0] = iteration;
    return iteration;
  }

  // Made where they are wanted: nobody keeps them, and they take as long to make as to load twice.
  Operand LaneNumbers() {
    const Operand numbers = SlotOperand(NewSlot(HOLO_I64));
    Emit(Step{.kind = StepKind::kMap, .op = HOLO_OP_IOTA, .dtype = HOLO_I64},
         {UniformOperand({Uniform::Source::kTileBegin, HOLO_I64, 0}),
          UniformOperand({Uniform::Source::kConstant, HOLO_I64, 1})},
         numbers);
    return numbers;
  }

  void Emit(Step step, const std::vector<Operand>& inputs, const Operand& output) {
    step.input_count = static_cast<int8_t>(inputs.size());
    std::copy(inputs.begin(), inputs.end(), step.inputs);
    step.output = output;
    step.instruction = instruction_;
    steps_.steps.push_back(step);
  }

  // --- instructions ---

  void Take(const Instruction& instruction) {
    switch (instruction.kind) {
      case Kind::kBranch:
        return Branch(instruction);
      case Kind::kMap:
      case Kind::kConvert:
      case Kind::kSet:
        return Map(instruction, instruction.op);
      case Kind::kSelect:
        return Map(instruction, HOLO_OP_WHERE);
      case Kind::kMove:
        return Write(instruction, Step{.kind = StepKind::kCopy, .dtype = MemoryType(instruction.dtype)},
                     {Read(instruction.inputs[0], instruction.dtype)});
      case Kind::kLoad:
        return Load(instruction);
      case Kind::kStore:
        return Store(instruction);
      case Kind::kReduce:
        return Reduce(instruction);
      case Kind::kLoop:
      case Kind::kExit:
        return;
    }
  }

  static holo_dtype MemoryType(holo_dtype dtype) {
    return dtype == isa::kPredicateType ? holo_dtype{HOLO_BOOL8} : dtype;
  }

  void Map(const Instruction& instruction, holo_op op) {
    Step step = {.kind = StepKind::kMap, .op = op, .dtype = MemoryType(instruction.dtype)};
    std::vector<Operand> inputs;
    for (int k = 0; k < instruction.input_count; ++k) {
      inputs.push_back(Read(instruction.inputs[k], instruction.InputDtype(k)));
    }
    Write(instruction, step, inputs);
  }

  void Load(const Instruction& instruction) {
    Step step = {.kind = StepKind::kLoad, .dtype = instruction.dtype, .address = instruction.address};
    if (!instruction.address.is_indexed) return Write(instruction, step, {});
    step.kind = StepKind::kGather;
    if (here_.which == Lanes::Which::kMasked) step.mask = SlotOperand(here_.mask);
    Write(instruction, step, {Index(instruction.address)});
  }

  void Store(const Instruction& instruction) {
    Step step = {.kind = StepKind::kStore, .dtype = instruction.dtype, .address = instruction.address};
    if (here_.which == Lanes::Which::kMasked) step.mask = SlotOperand(here_.mask);
    const Operand value = Read(instruction.inputs[0], instruction.dtype);
    if (!instruction.address.is_indexed) return Emit(step, {value}, {});
    step.kind = StepKind::kScatter;
    Emit(step, {value, Index(instruction.address)}, {});
  }

  // Its register holds what it was written with last.
  Operand Index(const isa::Address& address) {
    return SlotOperand(registers_[address.index.index][held_[address.index.index]]);
  }

  void Reduce(const Instruction& instruction) {
    const Operand value = SlotOperand(NewSlot(instruction.dtype));
    Emit(Step{.kind = StepKind::kCopy, .dtype = instruction.dtype}, {Read(instruction.inputs[0], instruction.dtype)},
         value);
    steps_.slots[static_cast<size_t>(value.index)].is_block = true;
    reductions_.push_back(Step{.kind = StepKind::kReduce,
                               .op = instruction.op,
                               .dtype = instruction.dtype,
                               .input_count = 1,
                               .inputs = {value},
                               .instruction = instruction_,
                               .result = instruction.result.index});
  }

  // --- results ---

  bool AreUniform(const std::vector<Operand>& inputs) const {
    return !inputs.empty() &&
           std::all_of(inputs.begin(), inputs.end(), [&](const Operand& input) { return IsUniform(steps_, input); });
  }

  // The step, and what it writes: a new slot, where lanes that are not here keep what they had.
  void Write(const Instruction& instruction, const Step& step, const std::vector<Operand>& inputs) {
    const Value& result = instruction.result;
    const bool of_predicate = result.kind == ValueKind::kPredicate;
    const holo_dtype type = MemoryType(instruction.ResultDtype());
    int32_t* const current = of_predicate ? &predicates_[result.index] : &registers_[result.index][type];
    if (!of_predicate) held_[result.index] = type;
    const int32_t kept = *current;
    const int32_t computed = *current = NewSlot(type);
    Emit(step, inputs, SlotOperand(computed));
    if (here_.which == Lanes::Which::kAll) {
      steps_.slots[static_cast<size_t>(computed)].is_uniform = step.kind != StepKind::kGather && AreUniform(inputs);
    } else if (kept != kNoSlot) {
      *current = NewSlot(type);
      Emit(Step{.kind = StepKind::kMap, .op = HOLO_OP_WHERE, .dtype = type},
           {SlotOperand(here_.mask), SlotOperand(computed), SlotOperand(kept)}, SlotOperand(*current));
    }
  }

  const Program& program_;
  Steps steps_;
  std::vector<Step> reductions_;
  int32_t instruction_ = 0;
  int loop_count_ = 0;
  Lanes here_;
  std::vector<Region> regions_;
  int32_t registers_[isa::kRegisters][base::kDtypeLimit];  // the slots of what is written
  int32_t predicates_[isa::kPredicates];
  holo_dtype held_[isa::kRegisters] = {};
};

}  // namespace

Steps Lower(const Program& program) { return Lowering(program).Run(); }

}  // namespace hologram::engine
