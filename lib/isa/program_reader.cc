// program_reader.cc — names, and what is said of words that stand where others should.
#include "isa/program_reader.h"

#include <charconv>
#include <utility>

#include "isa/mnemonics.h"

namespace hologram::isa {

using std::string;
using std::string_view;

int NumberAfter(char letter, string_view word, int limit) {
  if (word.size() < 2 || word[0] != letter || (word[1] == '0' && word.size() > 2)) return -1;
  int number = 0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data() + 1, end, number);
  return error == std::errc() && stop == end && number < limit ? number : -1;
}

bool IsReserved(string_view word) {
  for (string_view reserved : {"lane", "lanes", "iteration", "inf", "nan"}) {
    if (word == reserved) return true;
  }
  return NumberAfter('r', word, 1 << 20) >= 0 || NumberAfter('p', word, 1 << 20) >= 0;
}

string Quoted(string_view word) { return "\"" + string(word.substr(0, kMaxNameBytes)) + "\""; }

string WrongConstant(ConstantResult result, string_view text, bool negative, holo_dtype dtype) {
  const string shown = (negative ? "-" : "") + string(text.substr(0, kMaxNameBytes));
  if (result == ConstantResult::kNoNumber) return "\"" + shown + "\" is no number of " + TypeName(dtype);
  return shown + " is not in the range of " + TypeName(dtype);
}

ProgramReader::ProgramReader(string_view text, const Dialect& dialect, Program* program)
    : lexer_(text.substr(0, kMaxTextBytes), dialect), program_(*program) {
  for (const Parameter& parameter : program_.parameters) {
    parameters_.emplace(parameter.name, static_cast<int16_t>(parameters_.size()));
  }
  Advance();
  if (text.size() > kMaxTextBytes) FailAt(token_, "a program has at most 2^30 bytes");
}

bool ProgramReader::FailAt(const Token& token, string message) {
  diagnosis_ = {token.line, token.column, std::move(message)};
  return false;
}

bool ProgramReader::Expected(string_view what) {
  string found = "the end";
  if (token_.kind == TokenKind::kNewline) found = "the end of the line";
  if (!token_.text.empty()) found = Quoted(token_.text);
  return FailAt(token_, "expected " + string(what) + ", found " + found);
}

bool ProgramReader::Accept(string_view sign) {
  if (!IsSign(sign)) return false;
  Advance();
  return true;
}

bool ProgramReader::ParseNewName(string_view what, string* name) {
  if (token_.kind != TokenKind::kWord) return Expected(what);
  if (token_.text.size() > kMaxNameBytes) return FailAt(token_, "a name has at most 64 bytes");
  if (token_.text.find('.') != string_view::npos || IsReserved(token_.text)) return Expected(what);
  *name = token_.text;
  Advance();
  return true;
}

bool ProgramReader::AddParameter(const Token& place, Parameter parameter) {
  if (program_.parameters.size() == kMaxParameters) return FailAt(place, "a program has at most 64 parameters");
  const auto index = static_cast<int16_t>(program_.parameters.size());
  if (!parameters_.emplace(parameter.name, index).second) {
    return FailAt(place, "there is a parameter \"" + parameter.name + "\" already");
  }
  program_.parameters.push_back(std::move(parameter));
  return true;
}

bool ProgramReader::ParseParameters(ParameterKind kind, holo_dtype dtype) {
  do {
    const Token place = token_;
    string name;
    if (!ParseNewName("a parameter's name", &name) || !AddParameter(place, {kind, dtype, name})) return false;
  } while (Accept(","));
  return true;
}

}  // namespace hologram::isa
