// lexer.h — the words of a program's text, one after another, each with its place.
#ifndef HOLOGRAM_ISA_LEXER_H_
#define HOLOGRAM_ISA_LEXER_H_

#include <cstdint>
#include <string_view>

namespace hologram::isa {

enum class TokenKind : uint8_t {
  kWord,       // a letter or _, then also digits and dots: names, instructions with their types
  kDirective,  // a dot, then a word
  kNumber,     // a digit, then all that numbers have: 12, 0x1.8p-3, 1e+5
  kSign,       // one of , : [ ] + - *
  kNewline,    // the end of a line that is not empty
  kEnd,
  kBad  // a byte that has no place in a program
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  int32_t line = 1;
  int32_t column = 1;  // in bytes
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  // Comments, from ; or # to the end of the line, are no words.
  Token Next();

 private:
  Token Take(TokenKind kind, size_t bytes);
  void SkipBlanks();

  std::string_view rest_;
  int32_t line_ = 1;
  int32_t column_ = 1;
  bool line_has_words_ = false;
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_LEXER_H_
