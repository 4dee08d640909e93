// verifier.cc — first the shape of the program, then each instruction by itself, then the values that flow between them.
#include "isa/verifier.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "isa/mnemonics.h"
#include "ops/op_table.h"

namespace hologram::isa {
namespace {

using std::string;

// What is known of registers and predicates before an instruction: the type of what they hold, 0 if there may be nothing,
// or things of different types.
struct Contents {
  std::array<int8_t, kRegisters> registers = {};
  std::array<bool, kPredicates> predicates = {};

  friend bool operator==(const Contents&, const Contents&) = default;

  // What holds on both of two ways.
  void Meet(const Contents& other) {
    for (size_t i = 0; i < registers.size(); ++i) {
      if (registers[i] != other.registers[i]) registers[i] = 0;
    }
    for (size_t i = 0; i < predicates.size(); ++i) predicates[i] = predicates[i] && other.predicates[i];
  }
};

struct Loop {
  int32_t begin;  // the instruction `loop`
  int32_t end;    // what comes after its body
};

class Verifier {
 public:
  explicit Verifier(const Program& program) : program_(program), code_(program.instructions) {}

  Diagnosis Run() {
    const bool ok = CheckEnd() && CheckLoops() && CheckEach() && CheckBranches() && CheckReductions() &&
                    CheckSharing() && CheckFlow();
    return ok ? Diagnosis() : diagnosis_;
  }

 private:
  bool Fail(const Instruction& instruction, string message) {
    diagnosis_ = {instruction.line, instruction.column, std::move(message)};
    return false;
  }

  int32_t Size() const { return static_cast<int32_t>(code_.size()); }
  const Instruction& At(int32_t i) const { return code_[static_cast<size_t>(i)]; }
  const Parameter& ParameterOf(int16_t index) const { return program_.parameters[static_cast<size_t>(index)]; }

  bool CheckEnd() {
    if (code_.empty()) {
      diagnosis_ = {1, 1, "a program has instructions, and the last one is exit"};
      return false;
    }
    for (const Instruction& instruction : code_) {
      const bool is_last = &instruction == &code_.back();
      if (instruction.kind == Kind::kExit && !is_last) return Fail(instruction, "exit is the last instruction");
      if (instruction.kind != Kind::kExit && is_last) return Fail(instruction, "the last instruction is not exit");
    }
    return true;
  }

  // Fills loop_of_: the innermost loop of each instruction, -1 for none.
  bool CheckLoops() {
    std::vector<int> open;
    loop_of_.assign(code_.size(), -1);
    for (int32_t i = 0; i < Size(); ++i) {
      while (!open.empty() && loops_[static_cast<size_t>(open.back())].end == i) open.pop_back();
      loop_of_[static_cast<size_t>(i)] = open.empty() ? -1 : open.back();
      const Instruction& instruction = At(i);
      if (instruction.kind != Kind::kLoop) continue;
      if (instruction.target <= i) return Fail(instruction, "a loop ends after it begins");
      if (instruction.target >= Size()) return Fail(instruction, "a loop ends before exit");
      if (!open.empty() && instruction.target > loops_[static_cast<size_t>(open.back())].end) {
        return Fail(instruction, "the loop ends after the one that it is in");
      }
      if (loops_.size() == kMaxLoops) return Fail(instruction, "a program has at most 64 loops");
      if (open.size() == kMaxLoopDepth) return Fail(instruction, "loops are at most 8 deep");
      if (instruction.target == i + 1) continue;  // no body: nothing is in it
      open.push_back(static_cast<int>(loops_.size()));
      loops_.push_back({i, instruction.target});
    }
    return true;
  }

  int LoopOf(int32_t i) const { return loop_of_[static_cast<size_t>(i)]; }

  bool CheckBranches() {
    for (int32_t i = 0; i < Size(); ++i) {
      const Instruction& branch = At(i);
      if (branch.kind != Kind::kBranch) continue;
      if (branch.target <= i) return Fail(branch, "a branch leads forward: to go back is a loop's");
      const int loop = LoopOf(i);
      const bool to_its_end = loop >= 0 && branch.target == loops_[static_cast<size_t>(loop)].end;
      if (branch.target >= Size() || (!to_its_end && LoopOf(branch.target) != loop)) {
        return Fail(branch, "a branch leads to a place in the same loop, or to its end");
      }
    }
    return true;
  }

  // Operands of one instruction, as far as they do not depend on others.
  bool CheckEach() {
    for (int32_t i = 0; i < Size(); ++i) {
      const Instruction& instruction = At(i);
      if (!CheckType(instruction) || !CheckResult(instruction) || !CheckAddress(instruction)) return false;
      for (int k = 0; k < instruction.input_count; ++k) {
        if (!CheckInput(instruction, instruction.inputs[k], instruction.InputDtype(k), LoopOf(i))) return false;
      }
    }
    return true;
  }

  bool CheckType(const Instruction& instruction) {
    const bool of_predicates = instruction.dtype == kPredicateType;
    bool takes = true;
    switch (instruction.kind) {
      case Kind::kMap:
        takes = of_predicates ? instruction.op == HOLO_OP_BIT_AND || instruction.op == HOLO_OP_BIT_OR ||
                                    instruction.op == HOLO_OP_BIT_XOR || instruction.op == HOLO_OP_BIT_NOT
                              : ops::Find(instruction.op)->Takes(instruction.dtype);
        break;
      case Kind::kSet:
      case Kind::kConvert:
      case Kind::kReduce:
        takes = !of_predicates && ops::Find(instruction.op)->Takes(instruction.dtype);
        break;
      case Kind::kLoad:
      case Kind::kStore:
        takes = !of_predicates;
        break;
      case Kind::kSelect:
      case Kind::kMove:
      case Kind::kBranch:
      case Kind::kLoop:
      case Kind::kExit:
        break;
    }
    if (takes) return true;
    return Fail(instruction, "\"" + MnemonicOf(instruction) + "\" does not take " + TypeName(instruction.dtype));
  }

  bool CheckResult(const Instruction& instruction) {
    switch (instruction.kind) {
      case Kind::kStore:
      case Kind::kBranch:
      case Kind::kLoop:
      case Kind::kExit:
        return true;
      case Kind::kReduce: {
        if (instruction.result.kind != ValueKind::kParameter ||
            ParameterOf(instruction.result.index).kind != ParameterKind::kResult) {
          return Fail(instruction, "what a reduction gives is a .result");
        }
        const Parameter& result = ParameterOf(instruction.result.index);
        if (result.dtype == instruction.ResultDtype()) return true;
        return Fail(instruction, "\"" + result.name + "\" is of " + TypeName(result.dtype) + ", the reduction gives " +
                                     TypeName(instruction.ResultDtype()));
      }
      default:
        break;
    }
    const bool to_predicate = instruction.ResultDtype() == kPredicateType;
    const ValueKind wanted = to_predicate ? ValueKind::kPredicate : ValueKind::kRegister;
    if (instruction.result.kind == wanted) return true;
    return Fail(instruction, to_predicate ? "the result goes to a predicate" : "the result goes to a register");
  }

  bool CheckAddress(const Instruction& instruction) {
    const bool loads = instruction.kind == Kind::kLoad;
    if (!loads && instruction.kind != Kind::kStore) return true;
    const Address& address = instruction.address;
    const Parameter& buffer = ParameterOf(address.parameter);
    if (!IsBuffer(buffer.kind)) return Fail(instruction, "\"" + buffer.name + "\" is no buffer");
    if (loads && !CanRead(buffer.kind))
      return Fail(instruction, "\"" + buffer.name + "\" is an .out: declare it .inout");
    if (!loads && !CanWrite(buffer.kind))
      return Fail(instruction, "\"" + buffer.name + "\" is an .in: declare it .inout");
    if (buffer.dtype != instruction.dtype) {
      return Fail(instruction, "\"" + buffer.name + "\" is of " + TypeName(buffer.dtype) + ", the instruction of " +
                                   TypeName(instruction.dtype));
    }
    if (address.is_indexed) return true;  // of which type the register is, the flow of values tells
    return CheckInput(instruction, address.stride, HOLO_I64, -1) &&
           CheckInput(instruction, address.offset, HOLO_I64, -1);
  }

  // A value where one of `type` is wanted, in the loop with number `loop`.
  bool CheckInput(const Instruction& instruction, const Value& value, holo_dtype type, int loop) {
    switch (value.kind) {
      case ValueKind::kRegister:
        if (instruction.kind == Kind::kLoop) return Fail(instruction, "how often a loop runs is a number or a scalar");
        return type != kPredicateType || Fail(instruction, "a register stands where a predicate should");
      case ValueKind::kPredicate:
        return type == kPredicateType || Fail(instruction, "a predicate stands where a number should");
      case ValueKind::kParameter: {
        const Parameter& parameter = ParameterOf(value.index);
        if (parameter.kind != ParameterKind::kScalar)
          return Fail(instruction, "\"" + parameter.name + "\" is no .scalar");
        if (parameter.dtype == type) return true;
        return Fail(instruction, "\"" + parameter.name + "\" is of " + TypeName(parameter.dtype) + ", " +
                                     TypeName(type) + " is wanted");
      }
      case ValueKind::kIteration:
        if (loop < 0) return Fail(instruction, "iteration is a number in a loop only");
        [[fallthrough]];
      case ValueKind::kLane:
      case ValueKind::kLanes:
        if (instruction.kind == Kind::kLoop && value.kind != ValueKind::kLanes) {
          return Fail(instruction, "how often a loop runs is a number or a scalar");
        }
        return type == HOLO_I64 || Fail(instruction, string("lane, lanes and iteration are of i64, ") + TypeName(type) +
                                                         " is wanted: use cvt");
      case ValueKind::kConstant:
        if (instruction.kind == Kind::kLoop && static_cast<int64_t>(value.bits) < 0) {
          return Fail(instruction, "a loop does not run a negative number of times");
        }
        return true;
      case ValueKind::kNone:
        break;
    }
    return Fail(instruction, "an operand is missing");
  }

  bool CheckReductions() {
    std::vector<const Instruction*> of(program_.parameters.size());
    int32_t skipped_to = 0;  // what comes before it some lanes may skip
    for (int32_t i = 0; i < Size(); ++i) {
      const Instruction& instruction = At(i);
      if (instruction.kind == Kind::kBranch) skipped_to = std::max(skipped_to, instruction.target);
      if (instruction.kind != Kind::kReduce) continue;
      if (LoopOf(i) >= 0) return Fail(instruction, "a reduction is in no loop");
      if (i < skipped_to) return Fail(instruction, "a branch leads past the reduction: all lanes take part in it");
      const Instruction*& first = of[static_cast<size_t>(instruction.result.index)];
      if (first != nullptr)
        return Fail(instruction, "\"" + ParameterOf(instruction.result.index).name + "\" is given twice");
      first = &instruction;
    }
    for (size_t i = 0; i < of.size(); ++i) {
      const Parameter& parameter = program_.parameters[i];
      if (parameter.kind == ParameterKind::kResult && of[i] == nullptr) {
        return Fail(code_.back(), "no reduction gives \"" + parameter.name + "\"");
      }
    }
    return true;
  }

  // Of every buffer that is stored to.
  bool CheckSharing() {
    for (int32_t i = 0; i < Size(); ++i) {
      const Instruction& store = At(i);
      if (store.kind != Kind::kStore) continue;
      const string name = "\"" + ParameterOf(store.address.parameter).name + "\"";
      const bool has_place_of_its_own = !store.address.is_indexed && !IsZero(store.address.stride);
      if (!has_place_of_its_own && LoopOf(i) >= 0) {
        return Fail(store, "in a loop each lane stores to " + name + " at a place of its own");
      }
      for (const Instruction& other : code_) {
        const bool is_store = other.kind == Kind::kStore;
        if (&other == &store || (!is_store && other.kind != Kind::kLoad)) continue;
        if (other.address.parameter != store.address.parameter) continue;
        if (has_place_of_its_own && KeepApart(store.address, other.address)) continue;
        return is_store ? Fail(*std::max(&other, &store), "lanes may store to one element of " + name)
                        : Fail(other, "a lane may read what another one has written to " + name);
      }
    }
    return true;
  }

  static bool IsZero(const Value& value) { return value.kind == ValueKind::kConstant && value.bits == 0; }

  // Whether no two lanes meet by these addresses of one buffer, of which the first has a stride. (A stride that is a scalar
  // is looked at when it is known.)
  static bool KeepApart(const Address& a, const Address& b) {
    if (b.is_indexed || !(a.stride == b.stride)) return false;
    if (a.offset == b.offset) return true;
    for (const Value* value : {&a.stride, &a.offset, &b.offset}) {
      if (value->kind != ValueKind::kConstant) return false;
    }
    const auto stride = static_cast<int64_t>(a.stride.bits);
    const uint64_t period = stride < 0 ? 0 - a.stride.bits : a.stride.bits;
    const auto first = static_cast<int64_t>(a.offset.bits), second = static_cast<int64_t>(b.offset.bits);
    const uint64_t distance = first < second ? b.offset.bits - a.offset.bits : a.offset.bits - b.offset.bits;
    return distance % period != 0;
  }

  // Every pass goes through the program once. What an instruction writes does not depend on what it reads, so a loop's end
  // tells its begin something new once for each loop that it is in, and the passes are few.
  bool CheckFlow() {
    std::vector<Contents> at_begin(loops_.size());
    std::vector<bool> seen(loops_.size());
    for (bool changed = true; changed;) {
      changed = false;
      if (!Pass(&at_begin, &seen, &changed)) return false;
    }
    return true;
  }

  // In order. A branch's knowledge waits for its target, a loop's at its end comes back to its begin: `changed` tells that
  // there it was less than before.
  bool Pass(std::vector<Contents>* at_begin, std::vector<bool>* seen, bool* changed) {
    std::map<int32_t, Contents> waiting;
    Contents now;
    for (int32_t i = 0; i < Size(); ++i) {
      if (const auto found = waiting.find(i); found != waiting.end()) {
        now.Meet(found->second);
        waiting.erase(found);
      }
      for (size_t k = loops_.size(); k-- > 0;) {
        if (loops_[k].end != i) continue;
        Contents& begin = (*at_begin)[k];
        Contents both = begin;
        both.Meet(now);
        if (!(both == begin)) *changed = true;
        begin = both;
        // A count may be 0: then only what is known at the begin is known.
        const Value& count = At(loops_[k].begin).inputs[0];
        if (count.kind != ValueKind::kConstant || count.bits == 0) now = begin;
      }
      const Instruction& instruction = At(i);
      for (size_t k = 0; k < loops_.size(); ++k) {
        if (loops_[k].begin != i) continue;
        Contents& begin = (*at_begin)[k];
        if ((*seen)[k]) now.Meet(begin);
        (*seen)[k] = true;
        begin = now;
      }
      if (!Read(instruction, now)) return false;
      Write(instruction, &now);
      if (instruction.kind != Kind::kBranch) continue;
      const auto [found, is_first] = waiting.emplace(instruction.target, now);
      if (!is_first) found->second.Meet(now);
    }
    return true;
  }

  bool Read(const Instruction& instruction, const Contents& now) {
    for (int k = 0; k < instruction.input_count; ++k) {
      if (!ReadOne(instruction, instruction.inputs[k], instruction.InputDtype(k), now)) return false;
    }
    if (!instruction.address.is_indexed) return true;
    const int16_t index = instruction.address.index.index;
    const int8_t held = now.registers[static_cast<size_t>(index)];
    if (held == HOLO_I32 || held == HOLO_I64) return true;
    return FailRead(instruction, index, held, "i64 or i32");
  }

  bool ReadOne(const Instruction& instruction, const Value& value, holo_dtype type, const Contents& now) {
    if (value.kind == ValueKind::kPredicate) {
      if (now.predicates[static_cast<size_t>(value.index)]) return true;
      return Fail(instruction, "p" + std::to_string(value.index) + " is not written on every way that leads here");
    }
    if (value.kind != ValueKind::kRegister) return true;
    const int8_t held = now.registers[static_cast<size_t>(value.index)];
    return held == type || FailRead(instruction, value.index, held, TypeName(type));
  }

  bool FailRead(const Instruction& instruction, int16_t index, int8_t held, const string& wanted) {
    const string name = "r" + std::to_string(index);
    if (held == 0) return Fail(instruction, name + " is not written, as one type, on every way that leads here");
    return Fail(instruction, name + " holds " + TypeName(held) + " here, " + wanted + " is wanted");
  }

  static void Write(const Instruction& instruction, Contents* now) {
    const auto index = static_cast<size_t>(instruction.result.index);
    if (instruction.result.kind == ValueKind::kPredicate) now->predicates[index] = true;
    if (instruction.result.kind == ValueKind::kRegister) {
      now->registers[index] = static_cast<int8_t>(instruction.ResultDtype());
    }
  }

  const Program& program_;
  const std::vector<Instruction>& code_;
  Diagnosis diagnosis_;
  std::vector<Loop> loops_;
  std::vector<int> loop_of_;
};

}  // namespace

Diagnosis Verify(const Program& program) { return Verifier(program).Run(); }

}  // namespace hologram::isa
