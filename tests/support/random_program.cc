// random_program.cc — instruction by instruction, knowing what the verifier knows: the types that registers hold.
#include "support/random_program.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "isa/constant.h"
#include "ops/op_table.h"

namespace hologram::testing {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::kPredicateType;
using isa::ParameterKind;
using isa::Value;
using isa::ValueKind;

// Few, so that values meet again.
constexpr int kRegisterCount = 12;
constexpr int kPredicateCount = 4;

struct Held {
  std::array<holo_dtype, kRegisterCount> types = {};
  std::array<bool, kPredicateCount> predicates = {};

  void Meet(const Held& other) {
    for (size_t i = 0; i < types.size(); ++i) types[i] = types[i] == other.types[i] ? types[i] : 0;
    for (size_t i = 0; i < predicates.size(); ++i) predicates[i] = predicates[i] && other.predicates[i];
  }
};

std::string NameOf(char letter, size_t number) { return std::to_string(number).insert(0, 1, letter); }

class Maker {
 public:
  Maker(Random* random, const RandomProgramOptions& options) : random_(*random), options_(options) {}

  isa::Program Run() {
    program_.name = "random";
    for (holo_dtype& dtype : dtypes_) dtype = static_cast<holo_dtype>(1 + random_.Below(HOLO_BOOL8));
    MakeParameters();
    for (int64_t left = 1 + random_.Below(4); left > 0; --left) Load();
    Block(options_.instructions, 0);
    for (size_t i = 0; i < program_.parameters.size(); ++i) {
      const auto parameter = static_cast<int16_t>(i);
      if (program_.parameters[i].kind == ParameterKind::kResult) Reduce(parameter);
      // What nothing is stored to, nobody sees.
      if (program_.parameters[i].kind == ParameterKind::kOut) Store(parameter, false);
    }
    program_.instructions.emplace_back();
    int32_t line = 0;
    std::vector<int32_t> targets;
    for (Instruction& instruction : program_.instructions) {
      instruction.line = ++line;
      if (instruction.target != 0) targets.push_back(instruction.target);
    }
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    for (const int32_t target : targets) program_.labels.push_back({target, NameOf('l', static_cast<size_t>(target))});
    return std::move(program_);
  }

 private:
  bool Chance(int64_t one_of) { return random_.Below(one_of) == 0; }
  int32_t Here() const { return static_cast<int32_t>(program_.instructions.size()); }

  // How a buffer is stored to: verified programs keep to one way.
  struct Way {
    bool by_index = false;
    bool done = false;  // a way that is for a single store
    Value stride, offset;
  };

  static Value Integer(int64_t number) { return {ValueKind::kConstant, 0, static_cast<uint64_t>(number)}; }

  void AddParameter(ParameterKind kind, holo_dtype dtype) {
    program_.parameters.push_back({kind, dtype, NameOf('x', program_.parameters.size())});
    Way way;
    way.by_index = options_.by_index && kind == ParameterKind::kOut && Chance(4);
    way.stride = Integer(random_.Below(3) + 1);
    way.offset = Integer(0);
    if (kind == ParameterKind::kOut && Chance(8)) way.stride = Integer(0);
    if (Chance(6)) way.stride = {ValueKind::kParameter, 0};
    if (Chance(6)) way.offset = {ValueKind::kParameter, 0};
    ways_.push_back(way);
  }

  // Two scalars of i64 for addresses and counts, then anything.
  void MakeParameters() {
    AddParameter(ParameterKind::kScalar, HOLO_I64);
    AddParameter(ParameterKind::kScalar, HOLO_I64);
    const holo_dtype common = dtypes_[0];
    for (int64_t left = 3 + random_.Below(4); left > 0; --left) {
      const auto kind = static_cast<ParameterKind>(random_.Below(4));
      AddParameter(kind, Chance(2) ? common : AnyDtype());
    }
    AddParameter(ParameterKind::kIn, common);
    AddParameter(ParameterKind::kOut, common);
    if (options_.reductions && Chance(2)) {
      reduction_ = static_cast<holo_op>(kReductions[random_.Below(6)]);
      const ops::OpRow& row = *ops::Find(reduction_);
      reduced_ = common == HOLO_BOOL8 ? holo_dtype{HOLO_F32} : common;
      AddParameter(ParameterKind::kResult, row.ResultDtype(reduced_));
    }
  }

  // Mostly one of two.
  holo_dtype AnyDtype() {
    const int64_t which = random_.Below(8);
    return which == 7 ? static_cast<holo_dtype>(1 + random_.Below(HOLO_BOOL8)) : dtypes_[which < 5 ? 0 : 1];
  }

  // What a loop's begin and a branch's target have to agree with.
  bool MayHold(int r, holo_dtype dtype) const {
    for (const Held& entry : entries_) {
      if (entry.types[static_cast<size_t>(r)] != 0 && entry.types[static_cast<size_t>(r)] != dtype) return false;
    }
    return true;
  }

  Value NewRegister(holo_dtype dtype) {
    for (;;) {
      const auto r = static_cast<int>(random_.Below(kRegisterCount));
      if (MayHold(r, dtype)) return {ValueKind::kRegister, static_cast<int16_t>(r)};
      if (Chance(64)) return {ValueKind::kRegister, kRegisterCount};  // one that is never read
    }
  }
  Value ResultOf(holo_dtype dtype) {
    if (dtype == kPredicateType) return {ValueKind::kPredicate, static_cast<int16_t>(random_.Below(kPredicateCount))};
    return NewRegister(dtype);
  }

  void Append(Instruction instruction) {
    if (instruction.result.kind == ValueKind::kRegister && instruction.result.index < kRegisterCount) {
      held_.types[static_cast<size_t>(instruction.result.index)] = instruction.ResultDtype();
    }
    if (instruction.result.kind == ValueKind::kPredicate) {
      held_.predicates[static_cast<size_t>(instruction.result.index)] = true;
    }
    program_.instructions.push_back(std::move(instruction));
  }

  Value Constant(holo_dtype dtype) {
    if (dtype == kPredicateType) return Integer(random_.Below(2));
    Value value = {ValueKind::kConstant};
    const bool small = Chance(2);
    base::WithType(dtype, [&]<class T>(base::Type<T>) {
      T element = small ? SmallNumber<T>(random_.Below(6) - 2) : AnyValue<T>(&random_);
      if constexpr (std::is_same_v<T, base::Bool8>) element.byte &= 1;
      std::memcpy(&value.bits, &element, sizeof element);
    });
    // Text has no payloads of NaN.
    const std::string text = isa::ConstantText(value.bits, dtype);
    const bool negative = text[0] == '-';
    isa::ParseConstant(std::string_view(text).substr(negative ? 1 : 0), negative, dtype, &value.bits);
    return value;
  }

  Value Operand(holo_dtype dtype) {
    std::vector<Value> found;
    for (int16_t r = 0; r < kRegisterCount; ++r) {
      if (held_.types[static_cast<size_t>(r)] == dtype) found.insert(found.end(), 2, {ValueKind::kRegister, r});
    }
    for (int16_t p = 0; p < kPredicateCount && dtype == kPredicateType; ++p) {
      if (held_.predicates[static_cast<size_t>(p)]) found.insert(found.end(), 3, {ValueKind::kPredicate, p});
    }
    for (size_t i = 0; i < program_.parameters.size(); ++i) {
      const isa::Parameter& parameter = program_.parameters[i];
      if (parameter.kind != ParameterKind::kScalar || parameter.dtype != dtype) continue;
      found.push_back({ValueKind::kParameter, static_cast<int16_t>(i)});
    }
    if (dtype == HOLO_I64) {
      found.push_back({ValueKind::kLane});
      found.push_back({ValueKind::kLanes});
      if (!entries_.empty()) found.push_back({ValueKind::kIteration});
    }
    if (found.empty() || Chance(7)) return Constant(dtype);
    return found[static_cast<size_t>(random_.Below(static_cast<int64_t>(found.size())))];
  }

  void Map() {
    Instruction instruction;
    for (;;) {
      const auto op = static_cast<holo_op>(1 + random_.Below(ops::kOpCount));
      const ops::OpRow& row = *ops::Find(op);
      const bool is_map = ops::IsMap(row.shape) && row.shape != ops::Shape::kSelect;
      if (!is_map || (options_.exact_only && row.accuracy != ops::Accuracy::kExact)) continue;
      const bool is_common = op < HOLO_OP_ADD_SAT;
      if (!is_common && !Chance(4)) continue;
      const holo_dtype dtype = LikelyDtype();
      if (!row.Takes(dtype)) continue;
      instruction.op = op;
      instruction.dtype = dtype;
      instruction.input_count = static_cast<int8_t>(ops::InputCount(row.shape));
      const bool compares = op >= HOLO_OP_EQ && op <= HOLO_OP_GE;
      const bool converts = op >= HOLO_OP_TO_F32 && op <= HOLO_OP_TO_BOOL8;
      instruction.kind = compares ? Kind::kSet : converts ? Kind::kConvert : Kind::kMap;
      break;
    }
    FillInputs(&instruction);
    Append(instruction);
  }

  void FillInputs(Instruction* instruction) {
    for (int k = 0; k < instruction->input_count; ++k) instruction->inputs[k] = Operand(instruction->dtype);
    if (instruction->op == HOLO_OP_COPYSIGN) instruction->inputs[1] = Constant(instruction->dtype);
    instruction->result = ResultOf(instruction->ResultDtype());
  }

  // Of a register, if there is one.
  holo_dtype LikelyDtype() {
    const auto dtype = held_.types[static_cast<size_t>(random_.Below(kRegisterCount))];
    return dtype != 0 && !Chance(8) ? dtype : AnyDtype();
  }

  void Logic() {
    static constexpr holo_op kOps[] = {HOLO_OP_BIT_AND, HOLO_OP_BIT_OR, HOLO_OP_BIT_XOR, HOLO_OP_BIT_NOT};
    Instruction instruction;
    instruction.kind = Kind::kMap;
    instruction.op = kOps[random_.Below(4)];
    instruction.dtype = kPredicateType;
    instruction.input_count = instruction.op == HOLO_OP_BIT_NOT ? 1 : 2;
    FillInputs(&instruction);
    Append(instruction);
  }

  void MoveOrSelect(Kind kind) {
    Instruction instruction;
    instruction.kind = kind;
    instruction.dtype = Chance(6) ? kPredicateType : LikelyDtype();
    instruction.input_count = kind == Kind::kMove ? 1 : 3;
    FillInputs(&instruction);
    if (kind == Kind::kSelect) instruction.inputs[0] = Operand(kPredicateType);
    Append(instruction);
  }

  int16_t AnyBuffer(bool (*is)(ParameterKind)) {
    std::vector<int16_t> found;
    for (size_t i = 0; i < program_.parameters.size(); ++i) {
      if (is(program_.parameters[i].kind)) found.push_back(static_cast<int16_t>(i));
    }
    return found[static_cast<size_t>(random_.Below(static_cast<int64_t>(found.size())))];
  }

  // A register with a number that is, mostly, small.
  Value Index() {
    Instruction instruction;
    instruction.dtype = Chance(2) ? HOLO_I32 : HOLO_I64;
    instruction.kind = Kind::kMap;
    instruction.op = HOLO_OP_BIT_AND;
    instruction.input_count = 2;
    FillInputs(&instruction);
    if (!Chance(40)) instruction.inputs[1] = Integer(7);
    instruction.result = NewRegister(instruction.dtype);
    const Value index = instruction.result;
    Append(instruction);
    return index;
  }

  isa::Address AddressIn(int16_t buffer) {
    isa::Address address;
    address.parameter = buffer;
    Way& way = ways_[static_cast<size_t>(buffer)];
    const bool is_read_only = program_.parameters[static_cast<size_t>(buffer)].kind == ParameterKind::kIn;
    if (is_read_only ? options_.by_index && Chance(4) : way.by_index) {
      address.is_indexed = true;
      address.index = Index();
      return address;
    }
    address.stride = way.stride;
    address.offset = way.offset;
    const bool is_plain = way.stride.kind == ValueKind::kConstant && way.offset.kind == ValueKind::kConstant;
    if (is_plain && way.stride.bits > 1) address.offset = Integer(random_.Below(static_cast<int64_t>(way.stride.bits)));
    if (is_read_only && Chance(3)) address.offset = Integer(random_.Below(4));
    if (is_read_only && Chance(8)) address.stride = Integer(random_.Below(3));
    return address;
  }

  void Load() {
    Instruction instruction;
    instruction.kind = Kind::kLoad;
    instruction.address = AddressIn(AnyBuffer(isa::CanRead));
    instruction.dtype = program_.parameters[static_cast<size_t>(instruction.address.parameter)].dtype;
    instruction.result = NewRegister(instruction.dtype);
    if (instruction.address.is_indexed && instruction.address.index.index == kRegisterCount) return;
    Append(instruction);
  }

  void Store(int16_t buffer, bool in_loop) {
    Way& way = ways_[static_cast<size_t>(buffer)];
    const bool shares = way.by_index || (way.stride.kind == ValueKind::kConstant && way.stride.bits == 0);
    if (shares && (in_loop || way.done)) return;
    Instruction instruction;
    instruction.kind = Kind::kStore;
    instruction.address = AddressIn(buffer);
    if (instruction.address.is_indexed && instruction.address.index.index == kRegisterCount) return;
    way.done = true;
    instruction.dtype = program_.parameters[static_cast<size_t>(buffer)].dtype;
    instruction.input_count = 1;
    instruction.inputs[0] = Operand(instruction.dtype);
    Append(instruction);
  }

  void Reduce(int16_t result) {
    Instruction instruction;
    instruction.kind = Kind::kReduce;
    instruction.op = reduction_;
    instruction.dtype = reduced_;
    instruction.input_count = 1;
    instruction.inputs[0] = Operand(reduced_);
    instruction.result = {ValueKind::kParameter, result};
    program_.instructions.push_back(instruction);
  }

  // A label that a branch waits for, and what is held if the branch is taken.
  struct Waiting {
    int32_t branch;
    Held held;
  };

  void Block(int length, int depth) {
    std::vector<Waiting> waiting;
    for (; length > 0; --length) {
      if (!waiting.empty() && Chance(4))
        Arrive(&waiting, static_cast<size_t>(random_.Below(static_cast<int64_t>(waiting.size()))));
      const int64_t what = random_.Below(32);
      if (what < 14) {
        Map();
      } else if (what < 19) {
        Load();
      } else if (what < 21) {
        Logic();
      } else if (what < 24) {
        MoveOrSelect(what == 21 ? Kind::kMove : Kind::kSelect);
      } else if (what < 27) {
        Store(AnyBuffer(isa::CanWrite), depth > 0);
      } else if (what < 30) {
        if (options_.branches) Branch(&waiting);
      } else if (depth < options_.loop_depth && loop_count_ < isa::kMaxLoops) {
        const auto inside = static_cast<int>(random_.Below(length));
        Loop(inside, depth);
        length -= inside;
      }
    }
    while (!waiting.empty()) Arrive(&waiting, waiting.size() - 1);
  }

  void Branch(std::vector<Waiting>* waiting) {
    Instruction instruction;
    instruction.kind = Kind::kBranch;
    instruction.dtype = kPredicateType;
    const Value condition = Operand(kPredicateType);
    instruction.input_count = condition.kind == ValueKind::kPredicate ? 1 : 0;
    if (instruction.input_count == 0 && !Chance(4)) return;
    if (instruction.input_count == 1) instruction.inputs[0] = condition;
    waiting->push_back({Here(), held_});
    Append(instruction);
  }

  void Arrive(std::vector<Waiting>* waiting, size_t which) {
    const Waiting arrived = (*waiting)[which];
    waiting->erase(waiting->begin() + static_cast<std::ptrdiff_t>(which));
    // Not to itself, nor to the end of a loop that it is not in, of which the verifier knows less than it could.
    if (arrived.branch + 1 == Here() || loop_end_ == Here()) MoveOrSelect(Kind::kMove);
    held_.Meet(arrived.held);
    program_.instructions[static_cast<size_t>(arrived.branch)].target = Here();
  }

  void Loop(int length, int depth) {
    ++loop_count_;
    Instruction instruction;
    instruction.kind = Kind::kLoop;
    instruction.dtype = HOLO_I64;
    instruction.input_count = 1;
    instruction.inputs[0] = Integer(random_.Below(4));
    if (Chance(3)) instruction.inputs[0] = {ValueKind::kParameter, static_cast<int16_t>(random_.Below(2))};
    if (Chance(6)) instruction.inputs[0] = {ValueKind::kLanes};
    const int32_t at = Here();
    const Held before = held_;
    Append(instruction);
    entries_.push_back(before);
    Block(length, depth + 1);
    if (Here() == at + 1) MoveOrSelect(Kind::kMove);
    entries_.pop_back();
    program_.instructions[static_cast<size_t>(at)].target = loop_end_ = Here();
    if (instruction.inputs[0].kind != ValueKind::kConstant || instruction.inputs[0].bits == 0) held_ = before;
  }

  static constexpr int kReductions[] = {HOLO_OP_SUM,  HOLO_OP_PROD,   HOLO_OP_AMIN,
                                        HOLO_OP_AMAX, HOLO_OP_ARGMIN, HOLO_OP_ARGMAX};

  Random& random_;
  const RandomProgramOptions& options_;
  isa::Program program_;
  holo_dtype dtypes_[2] = {};
  std::vector<Way> ways_;  // by parameter
  Held held_;
  std::vector<Held> entries_;  // of the loops that are open
  int loop_count_ = 0;
  int32_t loop_end_ = -1;  // of the last one
  holo_op reduction_ = 0;
  holo_dtype reduced_ = 0;
};

}  // namespace

isa::Program RandomProgram(Random* random, const RandomProgramOptions& options) { return Maker(random, options).Run(); }

}  // namespace hologram::testing
