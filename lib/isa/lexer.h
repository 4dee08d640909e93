// lexer.h — the words of a text, one after another, each with its place: of a program, or of an expression.
#ifndef HOLOGRAM_ISA_LEXER_H_
#define HOLOGRAM_ISA_LEXER_H_

#include <cstdint>
#include <string_view>

namespace hologram::isa {

enum class TokenKind : uint8_t {
  kWord,       // a letter or _, then also digits and dots: names, instructions with their types
  kDirective,  // a dot, then a word
  kNumber,     // a digit, then all that numbers have: 12, 0x1.8p-3, 1e+5
  kSign,       // one of the dialect's signs
  kNewline,    // the end of a line that is not empty, but for one within parentheses
  kEnd,
  kBad  // a byte that has no place in the text
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  int32_t line = 1;
  int32_t column = 1;  // in bytes
};

// What tells the texts apart. In words and numbers of a program dots may stand anywhere; in expressions a number may begin
// with one.
struct Dialect {
  std::string_view comments;       // what begins one, up to the end of the line
  std::string_view signs;          // of one byte
  std::string_view before_equals;  // signs that make one sign with an = behind them
  bool has_dotted_words;
};
inline constexpr Dialect kProgramDialect = {";#", ",:[]+-*", "", true};
inline constexpr Dialect kExpressionDialect = {"#", ",;()+-*/%^<>=", "<>=!", false};

class Lexer {
 public:
  Lexer(std::string_view text, const Dialect& dialect) : dialect_(dialect), rest_(text) {}

  Token Next();

 private:
  Token Take(TokenKind kind, size_t bytes);
  Token TakeSign();
  void SkipBlanks();
  size_t WordBytes() const;

  const Dialect& dialect_;
  std::string_view rest_;
  int32_t line_ = 1;
  int32_t column_ = 1;
  int32_t open_parentheses_ = 0;
  bool line_has_words_ = false;
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_LEXER_H_
