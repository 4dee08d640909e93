// expression_code.cc — from the leaves up; of a node's inputs that one first which holds the most values while it is computed,
// so that few are held at once (Sethi and Ullman 1970).
#include "isa/expression_code.h"

#include <algorithm>

#include "isa/constant.h"
#include "isa/mnemonics.h"

namespace hologram::isa {
namespace {

constexpr Value kOne = {ValueKind::kConstant, 0, 1};
constexpr Value kZero = {ValueKind::kConstant, 0, 0};

// Which of the inputs is the `k`th to be computed.
int InOrder(const ExpressionTree& tree, const Node& node, int k) {
  const auto need = [&](int i) { return tree.At(node.inputs[i]).need; };
  for (int i = 0; i < node.input_count; ++i) {
    int before = 0;
    for (int j = 0; j < node.input_count; ++j) before += need(j) > need(i) || (need(j) == need(i) && j < i) ? 1 : 0;
    if (before == k) return i;
  }
  return 0;
}

}  // namespace

Instruction& ExpressionCode::Add(const Token& place, Kind kind, holo_op op, holo_dtype dtype) {
  Instruction instruction;
  instruction.kind = kind;
  instruction.op = op;
  instruction.dtype = dtype;
  instruction.line = place.line;
  instruction.column = place.column;
  return code_.emplace_back(instruction);
}

Value ExpressionCode::Result(Instruction& instruction, ValueKind kind) {
  return instruction.result = {kind, kind == ValueKind::kPredicate ? predicates_++ : registers_++};
}

Value ExpressionCode::Load(const Token& place, holo_dtype dtype, int16_t parameter) {
  Instruction& load = Add(place, Kind::kLoad, 0, dtype);
  load.address = {parameter, false, kOne, kZero, {}};
  return Result(load, ValueKind::kRegister);
}

void ExpressionCode::Store(const Token& place, holo_dtype dtype, Value value, int16_t parameter) {
  const Value element = AsElement(place, value);
  Instruction& store = Add(place, Kind::kStore, 0, dtype);
  store.address = {parameter, false, kOne, kZero, {}};
  store.input_count = 1;
  store.inputs[0] = element;
}

void ExpressionCode::Reduce(const ExpressionTree& tree, int node, int16_t parameter) {
  const Node& reduction = tree.At(node);
  const int input = reduction.inputs[0];
  const Value element = AsElement(reduction.place, Compute(tree, input));
  Instruction& reduce = Add(reduction.place, Kind::kReduce, reduction.row->code, tree.At(input).dtype);
  reduce.input_count = 1;
  reduce.inputs[0] = element;
  reduce.result = {ValueKind::kParameter, parameter};
}

void ExpressionCode::Exit() { Add({}, Kind::kExit, 0, 0); }

Value ExpressionCode::AsElement(const Token& place, Value value) {
  if (value.kind != ValueKind::kPredicate) return value;
  Instruction& select = Add(place, Kind::kSelect, 0, HOLO_BOOL8);
  select.input_count = 3;
  select.inputs[0] = value;
  select.inputs[1] = kOne;
  select.inputs[2] = kZero;
  return Result(select, ValueKind::kRegister);
}

Value ExpressionCode::AsCondition(const Token& place, Value value) {
  if (value.kind == ValueKind::kPredicate || value.kind == ValueKind::kConstant) return value;
  Instruction& set = Add(place, Kind::kSet, HOLO_OP_NE, HOLO_BOOL8);
  set.input_count = 2;
  set.inputs[0] = value;
  set.inputs[1] = kZero;
  return Result(set, ValueKind::kPredicate);
}

Value ExpressionCode::Compute(const ExpressionTree& tree, int node) {
  std::vector<Frame> frames = {Frame(node)};
  while (!IsFull()) {
    Frame& frame = frames.back();
    const Node& now = tree.At(frame.node);
    if (frame.next < now.input_count) {
      frames.push_back(Frame(now.inputs[InOrder(tree, now, frame.next)]));
      continue;
    }
    const Value value = now.kind == NodeKind::kOperand ? now.value : Emit(tree, now, frame.inputs);
    frames.pop_back();
    if (frames.empty()) return value;
    Frame& above = frames.back();
    above.inputs[InOrder(tree, tree.At(above.node), above.next++)] = value;
  }
  return {};
}

Value ExpressionCode::Emit(const ExpressionTree& tree, const Node& node, const Value* inputs) {
  switch (node.kind) {
    case NodeKind::kPower:
      return EmitPower(node, inputs[0]);
    case NodeKind::kConvert: {
      const Value element = AsElement(node.place, inputs[0]);
      Instruction& convert = Add(node.place, Kind::kConvert, ConversionTo(node.dtype), tree.At(node.inputs[0]).dtype);
      convert.input_count = 1;
      convert.inputs[0] = element;
      return Result(convert, ValueKind::kRegister);
    }
    case NodeKind::kLogic: {
      Value conditions[3] = {};
      for (int i = 0; i < node.input_count; ++i) conditions[i] = AsCondition(node.place, inputs[i]);
      Instruction& logic = Add(node.place, Kind::kMap, node.row->code, kPredicateType);
      logic.input_count = node.input_count;
      std::copy_n(conditions, 3, logic.inputs);
      return Result(logic, ValueKind::kPredicate);
    }
    default:
      return EmitMap(tree, node, inputs);
  }
}

Value ExpressionCode::EmitMap(const ExpressionTree& tree, const Node& node, const Value* inputs) {
  const bool is_select = node.row->shape == ops::Shape::kSelect;
  const bool is_comparison = node.row->result == HOLO_BOOL8;
  Value values[3] = {};
  for (int i = 0; i < 3; ++i) {  // what is not there stays so
    values[i] = is_select && i == 0 ? AsCondition(node.place, inputs[i]) : AsElement(node.place, inputs[i]);
  }
  const Kind kind = is_select ? Kind::kSelect : is_comparison ? Kind::kSet : Kind::kMap;
  const holo_dtype dtype = tree.At(node.inputs[node.input_count - 1]).dtype;
  Instruction& map = Add(node.place, kind, is_select ? holo_op{0} : node.row->code, dtype);
  map.input_count = node.input_count;
  std::copy_n(values, 3, map.inputs);
  return Result(map, is_comparison ? ValueKind::kPredicate : ValueKind::kRegister);
}

Value ExpressionCode::Apply(const Token& place, holo_op op, holo_dtype dtype, std::initializer_list<Value> inputs) {
  Instruction& map = Add(place, Kind::kMap, op, dtype);
  for (const Value& input : inputs) map.inputs[map.input_count++] = input;
  return Result(map, ValueKind::kRegister);
}

// Floats: few products, each of which rounds; other powers are one operation. Integers wrap, in any order.
Value ExpressionCode::EmitPower(const Node& node, Value base) {
  const Token& place = node.place;
  const holo_dtype dtype = node.dtype;
  if (node.exponent == 1) return base;
  if (node.exponent == -1) return Apply(place, HOLO_OP_RECIPROCAL, dtype, {base});
  if (base::IsFloat(dtype) && (node.exponent == 0 || node.exponent > 4)) {
    Value exponent = {ValueKind::kConstant};
    ParseConstant(std::to_string(node.exponent), false, dtype, &exponent.bits);
    return Apply(place, HOLO_OP_POW, dtype, {base, exponent});
  }
  Value power = kOne;
  for (int bit = 6; bit >= 0; --bit) {
    const int so_far = node.exponent >> bit;
    if (so_far == 1) power = base;
    if (so_far < 2) continue;
    power = Apply(place, HOLO_OP_SQUARE, dtype, {power});
    if ((so_far & 1) != 0) power = Apply(place, HOLO_OP_MUL, dtype, {power, base});
  }
  return power;
}

}  // namespace hologram::isa
