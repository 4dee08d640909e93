// program_reader.h — what reads a program, from its text or from expressions: a word ahead, what is wrong, and the parameters.
#ifndef HOLOGRAM_ISA_PROGRAM_READER_H_
#define HOLOGRAM_ISA_PROGRAM_READER_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "isa/constant.h"
#include "isa/instructions.h"
#include "isa/lexer.h"

namespace hologram::isa {

// Columns and lines are counted in 31 bits.
inline constexpr size_t kMaxTextBytes = size_t{1} << 30;

// "r7" as 7; -1 if the word is no register, or one with a number that none has.
int NumberAfter(char letter, std::string_view word, int limit);

// Words that no parameter or label has for a name.
bool IsReserved(std::string_view word);

// A word as messages show it.
std::string Quoted(std::string_view word);

// What ParseConstant has found wrong with `text`.
std::string WrongConstant(ConstantResult result, std::string_view text, bool negative, holo_dtype dtype);

class ProgramReader {
 protected:
  // `program` may have parameters already.
  ProgramReader(std::string_view text, const Dialect& dialect, Program* program);

  void Advance() { token_ = lexer_.Next(); }

  // Of every function that reads: false if something is wrong, which `diagnosis_` then has.
  bool FailAt(const Token& token, std::string message);
  bool Expected(std::string_view what);

  bool IsSign(std::string_view sign) const { return token_.kind == TokenKind::kSign && token_.text == sign; }
  bool Accept(std::string_view sign);
  bool Expect(std::string_view sign, std::string_view what) { return Accept(sign) || Expected(what); }

  bool ParseNewName(std::string_view what, std::string* name);
  bool AddParameter(const Token& place, Parameter parameter);
  // "x, y": parameters of a kind and a type.
  bool ParseParameters(ParameterKind kind, holo_dtype dtype);

  Lexer lexer_;
  Program& program_;
  Token token_;
  Diagnosis diagnosis_;
  std::map<std::string, int16_t, std::less<>> parameters_;
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_PROGRAM_READER_H_
