// expression_parser.h — an expression's words as a tree. What its names stand for is another's to say.
#ifndef HOLOGRAM_ISA_EXPRESSION_PARSER_H_
#define HOLOGRAM_ISA_EXPRESSION_PARSER_H_

#include <string_view>

#include "isa/expression_tree.h"
#include "isa/program_reader.h"

namespace hologram::isa {

// How deep expressions lie in one another: in parentheses and functions, right of a sign or an operator. A thread with a small
// stack can read that.
inline constexpr int kMaxNesting = 200;

// Words that are operators.
bool IsExpressionWord(std::string_view word);

class ExpressionParser : protected ProgramReader {
 protected:
  ExpressionParser(std::string_view text, Program* program)
      : ProgramReader(text, kExpressionDialect, program), tree_(&diagnosis_) {}
  ~ExpressionParser() = default;

  // Of all that parses: a node, or kNone if something is wrong.
  int ParseExpression() { return ParseOperators(1); }

  // The node for a name that no parenthesis follows.
  virtual int Named(const Token& name) = 0;

  ExpressionTree tree_;

 private:
  int ParseOperators(int level);
  int ParseSigned(int level);
  int ParsePower();
  int ParsePrimary();
  int ParseCall(const Token& name);
  int Call(const Token& name, std::span<const int> arguments);
  int Binary(const Token& sign, int left, int right);

  int nesting_ = 0;
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_EXPRESSION_PARSER_H_
