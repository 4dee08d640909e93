// lexer.cc — by the first byte of what is left. ASCII only: what a letter is does not depend on a locale.
#include "isa/lexer.h"

namespace hologram::isa {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsWordByte(char c) { return IsLetter(c) || IsDigit(c) || c == '.'; }

// A sign belongs to a number after its exponent's letter only, which in hexadecimal is p.
size_t NumberBytes(std::string_view text) {
  const bool is_hexadecimal = text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  size_t n = 1;
  for (; n < text.size(); ++n) {
    const char before = text[n - 1];
    const bool after_exponent = is_hexadecimal ? before == 'p' || before == 'P' : before == 'e' || before == 'E';
    if (!IsWordByte(text[n]) && !(after_exponent && (text[n] == '+' || text[n] == '-'))) break;
  }
  return n;
}

}  // namespace

size_t Lexer::WordBytes() const {
  size_t n = 1;
  while (n < rest_.size() && IsWordByte(rest_[n]) && (dialect_.has_dotted_words || rest_[n] != '.')) ++n;
  return n;
}

Token Lexer::Take(TokenKind kind, size_t bytes) {
  const Token token = {kind, rest_.substr(0, bytes), line_, column_};
  rest_.remove_prefix(bytes);
  column_ += static_cast<int32_t>(bytes);
  line_has_words_ = true;
  return token;
}

Token Lexer::TakeSign() {
  const char c = rest_.front();
  if (c == '(') ++open_parentheses_;
  if (c == ')' && open_parentheses_ > 0) --open_parentheses_;
  const bool has_equals = rest_.size() > 1 && rest_[1] == '=';
  if (has_equals && dialect_.before_equals.find(c) != std::string_view::npos) return Take(TokenKind::kSign, 2);
  return Take(dialect_.signs.find(c) != std::string_view::npos ? TokenKind::kSign : TokenKind::kBad, 1);
}

void Lexer::SkipBlanks() {
  size_t n = 0;
  while (n < rest_.size() && (rest_[n] == ' ' || rest_[n] == '\t' || rest_[n] == '\r')) ++n;
  if (n < rest_.size() && dialect_.comments.find(rest_[n]) != std::string_view::npos) {
    while (n < rest_.size() && rest_[n] != '\n') ++n;
  }
  rest_.remove_prefix(n);
  column_ += static_cast<int32_t>(n);
}

Token Lexer::Next() {
  while (true) {
    SkipBlanks();
    const bool ends_line = rest_.empty() || rest_.front() == '\n';
    if (ends_line && line_has_words_ && open_parentheses_ == 0) {
      line_has_words_ = false;
      return {TokenKind::kNewline, {}, line_, column_};
    }
    if (rest_.empty()) return {TokenKind::kEnd, {}, line_, column_};
    if (!ends_line) break;
    rest_.remove_prefix(1);
    ++line_;
    column_ = 1;
  }
  const char c = rest_.front(), second = rest_.size() > 1 ? rest_[1] : '\0';
  if (IsLetter(c)) return Take(TokenKind::kWord, WordBytes());
  const bool has_leading_dot = c == '.' && IsDigit(second) && !dialect_.has_dotted_words;
  if (IsDigit(c) || has_leading_dot) return Take(TokenKind::kNumber, NumberBytes(rest_));
  if (c == '.' && IsLetter(second) && dialect_.has_dotted_words) return Take(TokenKind::kDirective, WordBytes());
  return TakeSign();
}

}  // namespace hologram::isa
