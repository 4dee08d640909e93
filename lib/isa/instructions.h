// instructions.h — a program as data: parameters, and instructions in the order of its text.
//
// It runs over lanes. Registers hold a value of one type in each lane, predicates a bit; constants, scalar parameters, the
// number of lanes and of an iteration are the same in all of them.
#ifndef HOLOGRAM_ISA_INSTRUCTIONS_H_
#define HOLOGRAM_ISA_INSTRUCTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/dtype.h"
#include "hologram/op.h"

namespace hologram::isa {

inline constexpr int kRegisters = 256;
inline constexpr int kPredicates = 16;
inline constexpr int kMaxParameters = 64;
inline constexpr int kMaxInstructions = 4096;
inline constexpr int kMaxLoops = 64;
inline constexpr int kMaxLoopDepth = 8;
inline constexpr int kMaxNameBytes = 64;

// The type of predicates, where an instruction's type stands.
inline constexpr holo_dtype kPredicateType = 15;
static_assert(kPredicateType < base::kDtypeLimit && !base::IsDtype(kPredicateType));

enum class ParameterKind : uint8_t { kIn, kOut, kInOut, kScalar, kResult };

constexpr bool IsBuffer(ParameterKind kind) { return kind <= ParameterKind::kInOut; }
constexpr bool CanRead(ParameterKind kind) { return kind == ParameterKind::kIn || kind == ParameterKind::kInOut; }
constexpr bool CanWrite(ParameterKind kind) { return kind == ParameterKind::kOut || kind == ParameterKind::kInOut; }

struct Parameter {
  ParameterKind kind;
  holo_dtype dtype;
  std::string name;

  friend bool operator==(const Parameter&, const Parameter&) = default;
};

// What an instruction reads or writes. lane, lanes and the number of the innermost loop's iteration are of type i64.
enum class ValueKind : uint8_t { kNone, kRegister, kPredicate, kConstant, kParameter, kLane, kLanes, kIteration };

struct Value {
  ValueKind kind = ValueKind::kNone;
  int16_t index = 0;  // of a register, a predicate, a parameter
  uint64_t bits = 0;  // of a constant: those of the element that it is

  friend bool operator==(const Value&, const Value&) = default;
};

// The element lane * stride + offset of a buffer, both of them constants or scalars of type i64; or that of an index in a
// register, i32 or i64.
struct Address {
  int16_t parameter = 0;
  bool is_indexed = false;
  Value stride;
  Value offset;
  Value index;

  friend bool operator==(const Address&, const Address&) = default;
};

enum class Kind : uint8_t {
  kMap,  // result = op(inputs): a map of ops.def, whose result has the inputs' type; of predicates: and, or, xor, not
  kConvert,  // the same for op = to_…: inputs are of `dtype`
  kSet,      // a predicate = op(inputs): eq, ne, lt, le, gt, ge
  kSelect,   // result = inputs[0] ? inputs[1] : inputs[2]
  kMove,     // result = inputs[0]
  kLoad,     // result = the element at `address`
  kStore,    // the element at `address` = inputs[0]
  kBranch,   // lanes in which inputs[0] is set, or all if there is none, go on at `target`, which comes later
  kLoop,     // the instructions up to `target` run inputs[0] times
  kReduce,   // the result parameter = op over inputs[0] of all lanes
  kExit      // the end
};

struct Instruction {
  Kind kind = Kind::kExit;
  holo_op op = 0;
  holo_dtype dtype = 0;
  int8_t input_count = 0;
  Value result;
  Value inputs[3];
  Address address;
  int32_t target = 0;
  // Where it stands in the text.
  int32_t line = 0;
  int32_t column = 0;

  // The types of input `k` and of the result.
  holo_dtype InputDtype(int k) const { return kind == Kind::kSelect && k == 0 ? kPredicateType : dtype; }
  holo_dtype ResultDtype() const;

  // Without its place in the text.
  friend bool operator==(const Instruction& a, const Instruction& b);
};

struct Label {
  int32_t target;  // the instruction before which it stands
  std::string name;

  friend bool operator==(const Label&, const Label&) = default;
};

struct Program {
  std::string name;
  bool fast_math = false;  // floats may be rewritten as if they were real numbers
  std::vector<Parameter> parameters;
  std::vector<Instruction> instructions;
  std::vector<Label> labels;  // in the text's order

  friend bool operator==(const Program&, const Program&) = default;
};

// What is wrong with a program, and where; lines and columns begin with 1. No message: nothing is.
struct Diagnosis {
  int32_t line = 0;
  int32_t column = 0;
  std::string message;

  bool ok() const { return message.empty(); }
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_INSTRUCTIONS_H_
