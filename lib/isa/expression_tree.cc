// expression_tree.cc — nodes as they are made, from the leaves up; types as soon as they are known.
#include "isa/expression_tree.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "isa/constant.h"
#include "isa/mnemonics.h"
#include "isa/program_reader.h"

namespace hologram::isa {
namespace {

using std::string;

constexpr const char* kTooLarge = "the expressions are too large for a program";

bool IsConversion(const ops::OpRow& row) { return row.code >= HOLO_OP_TO_F32 && row.code <= HOLO_OP_TO_BOOL8; }

string Converts(holo_dtype dtype) { return string(": ") + TypeName(dtype) + "(…) converts"; }

// The most demanding inputs are computed first, and their results held while the others are. Of inputs that are not there the
// demand is 0, as of those that take no register.
int16_t Need(int demands[3]) {
  std::sort(demands, demands + 3, std::greater<>());
  int need = 1;
  for (int i = 0; i < 3; ++i) need = std::max(need, demands[i] + (demands[i] > 0 ? i : 0));
  return static_cast<int16_t>(need);
}

}  // namespace

int ExpressionTree::Fail(const Token& place, string message) {
  diagnosis_ = {place.line, place.column, std::move(message)};
  return kNone;
}

int ExpressionTree::Add(const Node& node) {
  if (++count_ > kMaxNodes) return Fail(node.place, kTooLarge);
  const auto index = static_cast<int32_t>(nodes_.size());
  nodes_.push_back(node);
  return index;
}

int ExpressionTree::AddOver(Node node, std::span<const int> inputs) {
  int demands[3] = {};
  for (const int input : inputs) {
    demands[node.input_count] = At(input).need;
    node.inputs[node.input_count++] = input;
  }
  node.need = Need(demands);
  return Add(node);
}

int ExpressionTree::Number(const Token& place) {
  Node node;
  node.place = place;
  return Add(node);
}

int ExpressionTree::Operand(const Token& place, Value value, holo_dtype dtype) {
  Node node;
  node.kind = NodeKind::kOperand;
  node.place = place;
  node.value = value;
  node.dtype = dtype;
  return Add(node);
}

// A reduction's result is known when all lanes are through: no lane can compute with it.
bool ExpressionTree::AreValues(std::span<const int> inputs) {
  for (const int input : inputs) {
    if (input == kNone) return false;
    if (At(input).kind != NodeKind::kReduce) continue;
    Fail(At(input).place,
         Quoted(At(input).place.text) +
             " reduces all lanes, so it stands alone behind the = of a result: no lane knows what it gives");
    return false;
  }
  return true;
}

bool ExpressionTree::CheckTakes(const Token& place, const ops::OpRow& row, holo_dtype dtype) {
  if (row.Takes(dtype)) return true;
  const bool as_float = !base::IsFloat(dtype) && row.Takes(HOLO_F32);
  Fail(place, Quoted(place.text) + " does not take " + TypeName(dtype) + (as_float ? Converts(HOLO_F32) : ""));
  return false;
}

// One type for all, 0 if none has any.
bool ExpressionTree::CommonType(const Token& place, std::span<const int> inputs, holo_dtype* dtype) {
  *dtype = 0;
  for (const int input : inputs) {
    const holo_dtype found = At(input).dtype;
    if (found == 0) continue;
    if (*dtype == 0) *dtype = found;
    if (*dtype == found) continue;
    Fail(place, Quoted(place.text) + " takes values of one type, here are " + TypeName(*dtype) + " and " +
                    TypeName(found) + Converts(*dtype));
    return false;
  }
  return true;
}

int ExpressionTree::Map(const Token& place, const ops::OpRow& row, std::span<const int> inputs) {
  if (!AreValues(inputs)) return kNone;
  Node node;
  node.place = place;
  node.row = &row;
  if (IsConversion(row)) {
    const holo_dtype from = At(inputs[0]).dtype;
    if (from == 0) return SetType(inputs[0], row.result) ? inputs[0] : kNone;
    if (from == row.result) return inputs[0];
    node.kind = NodeKind::kConvert;
    node.dtype = row.result;
    return AddOver(node, inputs);
  }
  node.kind = NodeKind::kMap;
  const bool is_select = row.shape == ops::Shape::kSelect;
  if (is_select && !Want(inputs[0], HOLO_BOOL8, "where")) return kNone;
  holo_dtype dtype = 0;
  const std::span<const int> values = inputs.subspan(is_select ? 1 : 0);
  if (!CommonType(place, values, &dtype)) return kNone;
  if (dtype != 0) {
    if (!CheckTakes(place, row, dtype)) return kNone;
    for (const int value : values) {
      if (At(value).dtype == 0 && !SetType(value, dtype)) return kNone;
    }
  }
  if (dtype == 0 && row.result != ops::kSame) return Fail(place, "nothing here has a type: f32(1) gives a number one");
  node.dtype = row.result == ops::kSame ? dtype : row.result;
  return AddOver(node, inputs);
}

int ExpressionTree::Logic(const Token& place, holo_op op, std::span<const int> inputs) {
  if (!AreValues(inputs)) return kNone;
  const string name(place.text);
  for (const int input : inputs) {
    if (!Want(input, HOLO_BOOL8, name.c_str())) return kNone;
  }
  Node node;
  node.kind = NodeKind::kLogic;
  node.place = place;
  node.row = ops::Find(op);
  node.dtype = HOLO_BOOL8;
  return AddOver(node, inputs);
}

int ExpressionTree::Power(const Token& place, int base, int exponent) {
  const int both[2] = {base, exponent};
  if (!AreValues(both)) return kNone;
  const ops::OpRow& pow = *ops::Find(HOLO_OP_POW);
  const Node& number = At(exponent);
  uint64_t bits = 0;
  const bool is_whole = number.kind == NodeKind::kNumber &&
                        ParseConstant(number.place.text, number.is_negative, HOLO_I8, &bits) == ConstantResult::kOk;
  const auto whole = static_cast<int8_t>(bits);
  if (!is_whole || whole < -1 || whole > 64) return Map(place, pow, both);
  Node node;
  node.kind = NodeKind::kPower;
  node.place = place;
  node.row = &pow;
  node.exponent = whole;
  const holo_dtype dtype = At(base).dtype;
  const int made = AddOver(node, std::span(both, 1));
  return made == kNone || dtype == 0 || SetTypeOfOne(made, dtype) ? made : kNone;
}

int ExpressionTree::Negative(const Token& place, int input) {
  if (input != kNone && At(input).kind == NodeKind::kNumber) {
    Mutable(input).is_negative = !At(input).is_negative;
    return input;
  }
  return Map(place, *ops::Find(HOLO_OP_NEG), {&input, 1});
}

int ExpressionTree::Reduction(const Token& place, const ops::OpRow& row, int input) {
  if (!AreValues({&input, 1})) return kNone;
  const holo_dtype dtype = At(input).dtype;
  if (dtype == 0) return Fail(place, "nothing here has a type: f32(1) gives a number one");
  if (!CheckTakes(place, row, dtype)) return kNone;
  Node node;
  node.kind = NodeKind::kReduce;
  node.place = place;
  node.row = &row;
  node.dtype = row.ResultDtype(dtype);
  return AddOver(node, {&input, 1});
}

bool ExpressionTree::Want(int node, holo_dtype dtype, const char* by) {
  const Node& found = At(node);
  if (found.dtype == 0) return SetType(node, dtype);
  if (found.dtype == dtype) return true;
  const bool is_condition = dtype == HOLO_BOOL8;
  Fail(found.place, Quoted(by) + " takes " + (is_condition ? "a condition" : TypeName(dtype)) + ", this is of " +
                        TypeName(found.dtype) + (is_condition ? ": write … != 0" : Converts(dtype)));
  return false;
}

bool ExpressionTree::SetType(int node, holo_dtype dtype) {
  std::vector<int> waiting = {node};
  while (!waiting.empty()) {
    const int now = waiting.back();
    waiting.pop_back();
    if (!SetTypeOfOne(now, dtype)) return false;
    const Node& typed = At(now);
    const bool is_select = typed.kind == NodeKind::kMap && typed.row->shape == ops::Shape::kSelect;
    for (int i = is_select ? 1 : 0; i < typed.input_count; ++i) {
      if (At(typed.inputs[i]).dtype == 0) waiting.push_back(typed.inputs[i]);
    }
  }
  return true;
}

bool ExpressionTree::SetTypeOfOne(int index, holo_dtype dtype) {
  Node& node = Mutable(index);
  node.dtype = dtype;
  if (node.kind == NodeKind::kMap) return CheckTakes(node.place, *node.row, dtype);
  if (node.kind == NodeKind::kPower) {
    const bool by_products = base::IsFloat(dtype) || (dtype != HOLO_BOOL8 && node.exponent >= 0);
    return by_products || CheckTakes(node.place, *node.row, dtype);
  }
  const std::string_view text = node.place.text == "pi" ? "3.14159265358979323846264338327950288" : node.place.text;
  const ConstantResult result = ParseConstant(text, node.is_negative, dtype, &node.value.bits);
  if (result != ConstantResult::kOk) {
    const bool is_for_floats =
        !base::IsFloat(dtype) && ParseConstant(text, false, HOLO_F64, &node.value.bits) == ConstantResult::kOk;
    Fail(node.place, WrongConstant(result, node.place.text, node.is_negative, dtype) +
                         (is_for_floats ? ": convert what it meets: f32(…)" : ""));
    return false;
  }
  node.kind = NodeKind::kOperand;
  node.value.kind = ValueKind::kConstant;
  return true;
}

int ExpressionTree::Paste(const Token& place, const std::vector<Node>& nodes) {
  if (nodes.size() > static_cast<size_t>(kMaxNodes - count_)) return Fail(place, kTooLarge);
  const auto shift = static_cast<int32_t>(nodes_.size());
  int last = kNone;
  for (Node node : nodes) {
    for (int i = 0; i < node.input_count; ++i) node.inputs[i] += shift;
    if (node.kind != NodeKind::kNumber) node.place = place;  // a number's place has its text
    last = Add(node);
  }
  return last;
}

}  // namespace hologram::isa
