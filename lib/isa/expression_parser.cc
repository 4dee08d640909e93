// expression_parser.cc — by recursive descent; operators of one level are read in a row.
#include "isa/expression_parser.h"

#include <utility>

#include "isa/mnemonics.h"

namespace hologram::isa {
namespace {

using std::string;
using std::string_view;

constexpr int kNotLevel = 3, kComparisonLevel = 4, kSignLevel = 7;

struct Operator {
  string_view text;
  int level;  // the higher, the closer it binds
  holo_op op;
};

constexpr Operator kOperators[] = {
    {"or", 1, HOLO_OP_BIT_OR}, {"and", 2, HOLO_OP_BIT_AND}, {"==", kComparisonLevel, HOLO_OP_EQ},
    {"!=", 4, HOLO_OP_NE},     {"<", 4, HOLO_OP_LT},        {"<=", 4, HOLO_OP_LE},
    {">", 4, HOLO_OP_GT},      {">=", 4, HOLO_OP_GE},       {"+", 5, HOLO_OP_ADD},
    {"-", 5, HOLO_OP_SUB},     {"*", 6, HOLO_OP_MUL},       {"/", 6, HOLO_OP_DIV},
    {"%", 6, HOLO_OP_REM},
};

const Operator* FindOperator(const Token& token) {
  if (token.kind != TokenKind::kSign && token.kind != TokenKind::kWord) return nullptr;
  for (const Operator& found : kOperators) {
    if (found.text == token.text) return &found;
  }
  return nullptr;
}

// "min" of one argument is what programs call red.min.
const ops::OpRow* FindReduction(string_view name) {
  const ops::OpRow* row = ops::Find(name == "min" ? "amin" : name == "max" ? "amax" : name);
  return row != nullptr && IsReduction(row->code) ? row : nullptr;
}

// A function by which an operation of ops.def, or a type that converts, goes.
const ops::OpRow* FindFunction(string_view name) {
  if (const holo_dtype dtype = FindType(name); base::IsDtype(dtype)) return ops::Find(ConversionTo(dtype));
  return ops::Find(name);
}

}  // namespace

bool IsExpressionWord(string_view word) { return word == "and" || word == "or" || word == "not"; }

int ExpressionParser::ParseOperators(int level) {
  if (++nesting_ > kMaxNesting)
    return tree_.Fail(token_, "what stands here lies more than 200 deep in other expressions");
  int left = ParseSigned(level);
  const Operator* found = nullptr;
  while (left != ExpressionTree::kNone && (found = FindOperator(token_)) != nullptr && found->level >= level) {
    const Token sign = token_;
    Advance();
    const int right = ParseOperators(found->level + 1);
    left = right == ExpressionTree::kNone ? right : Binary(sign, left, right);
    const Operator* next = FindOperator(token_);
    const bool is_chain = found->level == kComparisonLevel && next != nullptr && next->level == kComparisonLevel;
    if (left != ExpressionTree::kNone && is_chain) {
      return tree_.Fail(token_, "comparisons do not chain: write a < b and b < c");
    }
  }
  --nesting_;
  return left;
}

int ExpressionParser::Binary(const Token& sign, int left, int right) {
  const Operator& found = *FindOperator(sign);
  const int inputs[2] = {left, right};
  return found.level < kNotLevel ? tree_.Logic(sign, found.op, inputs) : tree_.Map(sign, *ops::Find(found.op), inputs);
}

// What stands between operators of a level and above; "not" binds looser than comparisons do, "-" closer than all but ^.
int ExpressionParser::ParseSigned(int level) {
  const Token sign = token_;
  if (sign.kind == TokenKind::kWord && sign.text == "not" && level <= kNotLevel) {
    Advance();
    const int input = ParseOperators(kNotLevel);
    return input == ExpressionTree::kNone ? input : tree_.Logic(sign, HOLO_OP_BIT_NOT, {&input, 1});
  }
  if (!Accept("-")) return ParsePower();
  const int input = ParseOperators(kSignLevel);
  return input == ExpressionTree::kNone ? input : tree_.Negative(sign, input);
}

int ExpressionParser::ParsePower() {
  const int base = ParsePrimary();
  const Token sign = token_;
  if (base == ExpressionTree::kNone || !Accept("^")) return base;
  const int exponent = ParseOperators(kSignLevel);  // 2^-1, and 2^3^2 = 2^9
  return exponent == ExpressionTree::kNone ? exponent : tree_.Power(sign, base, exponent);
}

int ExpressionParser::ParsePrimary() {
  const Token word = token_;
  if (Accept("(")) {
    const int inside = ParseExpression();
    return inside == ExpressionTree::kNone || Expect(")", "an operator or )") ? inside : ExpressionTree::kNone;
  }
  if (word.kind == TokenKind::kNumber) {
    Advance();
    return tree_.Number(word);
  }
  if (word.kind != TokenKind::kWord || IsExpressionWord(word.text)) {
    Expected("a value");
    return ExpressionTree::kNone;
  }
  Advance();
  return IsSign("(") ? ParseCall(word) : Named(word);
}

int ExpressionParser::ParseCall(const Token& name) {
  int arguments[ops::kMaxInputs + 1];
  size_t count = 0;
  Advance();
  if (!IsSign(")")) {
    do {
      const int argument = ParseExpression();
      if (argument == ExpressionTree::kNone) return argument;
      if (count < std::size(arguments)) arguments[count++] = argument;
    } while (Accept(","));
  }
  if (!Expect(")", "an operator, a comma or )")) return ExpressionTree::kNone;
  return Call(name, {arguments, count});
}

int ExpressionParser::Call(const Token& name, std::span<const int> arguments) {
  const ops::OpRow* reduction = FindReduction(name.text);
  const ops::OpRow* row = FindFunction(name.text);
  const bool is_map = row != nullptr && ops::IsMap(row->shape);
  if (reduction != nullptr && (arguments.size() == 1 || !is_map)) row = reduction;
  if (row == nullptr) return tree_.Fail(name, "there is no function " + Quoted(name.text));
  if (row != reduction && !is_map) {
    return tree_.Fail(name, Quoted(name.text) +
                                " is no function of an element; what reduces here are sum, prod, min, max, "
                                "argmin and argmax");
  }
  const int wanted = ops::InputCount(row->shape);
  if (static_cast<int>(arguments.size()) != wanted) {
    return tree_.Fail(name,
                      Quoted(name.text) + " takes " + std::to_string(wanted) + (wanted == 1 ? " value" : " values"));
  }
  return row == reduction ? tree_.Reduction(name, *row, arguments[0]) : tree_.Map(name, *row, arguments);
}

}  // namespace hologram::isa
