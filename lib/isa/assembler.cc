// assembler.cc — by recursive descent: a function for each part of a program's grammar. The first thing that is wrong ends
// it.
#include "isa/assembler.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "isa/mnemonics.h"
#include "isa/program_reader.h"

namespace hologram::isa {
namespace {

using std::string;
using std::string_view;

class Parser : ProgramReader {
 public:
  Parser(string_view text, Program* program) : ProgramReader(text, kProgramDialect, program) {}

  Diagnosis Run() {
    const bool ok = diagnosis_.ok() && ParseName() && ParseBody() && ResolveLabels();
    return ok ? Diagnosis() : diagnosis_;
  }

 private:
  bool ParseName() {
    if (token_.kind == TokenKind::kNewline) Advance();
    if (token_.kind != TokenKind::kDirective || token_.text != ".program") return Expected(".program");
    Advance();
    return ParseNewName("the program's name", &program_.name);
  }

  bool ParseBody() {
    while (token_.kind != TokenKind::kEnd) {
      bool ok = true;
      if (token_.kind == TokenKind::kNewline) {
        Advance();
      } else if (token_.kind == TokenKind::kDirective) {
        ok = ParseDirective();
      } else if (token_.kind == TokenKind::kWord) {
        ok = ParseStatement();
      } else {
        ok = Expected("a directive, a label or an instruction");
      }
      if (!ok) return false;
    }
    return true;
  }

  bool ParseDirective() {
    if (token_.text == ".fast_math") return ParseFastMath();
    const std::optional<ParameterKind> kind = FindParameterKind(token_.text.substr(1));
    if (!kind) return Expected(".in, .out, .inout, .scalar, .result or .fast_math");
    if (!program_.instructions.empty()) return FailAt(token_, "parameters come before the first instruction");
    Advance();
    const holo_dtype dtype = token_.kind == TokenKind::kWord ? FindType(token_.text) : 0;
    if (!base::IsDtype(dtype)) return Expected("a type");
    Advance();
    return ParseParameters(*kind, dtype);
  }

  bool ParseFastMath() {
    if (!program_.instructions.empty()) return FailAt(token_, ".fast_math comes before the first instruction");
    program_.fast_math = true;
    Advance();
    return true;
  }

  // A label, or an instruction and the end of its line.
  bool ParseStatement() {
    const Token word = token_;
    Advance();
    if (Accept(":")) return AddLabel(word);
    if (program_.instructions.size() == kMaxInstructions) {
      return FailAt(word, "a program has at most 4096 instructions");
    }
    instruction_ = {};
    instruction_.line = word.line;
    instruction_.column = word.column;
    if (!ParseMnemonic(word) || !ParseOperands()) return false;
    if (token_.kind != TokenKind::kNewline && token_.kind != TokenKind::kEnd) return Expected("the end of the line");
    program_.instructions.push_back(instruction_);
    return true;
  }

  bool AddLabel(const Token& word) {
    const string name(word.text.substr(0, kMaxNameBytes + 1));
    if (name.size() > kMaxNameBytes) return FailAt(word, "a name has at most 64 bytes");
    if (name.find('.') != string::npos || IsReserved(name))
      return FailAt(word, "\"" + name + "\" is no name for a label");
    const auto target = static_cast<int32_t>(program_.instructions.size());
    if (!labels_.emplace(name, target).second) return FailAt(word, "there is a label \"" + name + "\" already");
    program_.labels.push_back({target, name});
    return true;
  }

  // "red.add.f32": the longest name that is one, then its types.
  bool ParseMnemonic(const Token& word) {
    string_view name = word.text;
    string_view types[2];
    int type_count = 0;
    std::optional<Mnemonic> mnemonic = FindMnemonic(name);
    while (!mnemonic && type_count < 2 && name.find('.') != string_view::npos) {
      const size_t dot = name.rfind('.');
      types[1] = types[0];
      types[0] = name.substr(dot + 1);
      ++type_count;
      name = name.substr(0, dot);
      mnemonic = FindMnemonic(name);
    }
    if (!mnemonic) return FailAt(word, Quoted(word.text) + " is no instruction");
    instruction_.kind = mnemonic->kind;
    instruction_.op = mnemonic->op;
    instruction_.input_count = static_cast<int8_t>(mnemonic->input_count);
    const Kind kind = mnemonic->kind;
    const int wanted = kind == Kind::kBranch || kind == Kind::kLoop || kind == Kind::kExit ? 0
                       : kind == Kind::kConvert                                            ? 2
                                                                                           : 1;
    if (type_count != wanted) {
      static constexpr const char* kWanted[] = {"takes no type", "takes one type: \"add.f32\"",
                                                "takes two types: \"cvt.f32.i32\" makes f32 of i32"};
      return FailAt(word, "\"" + string(name) + "\" " + kWanted[wanted]);
    }
    holo_dtype found[2] = {};
    for (int i = 0; i < wanted; ++i) {
      found[i] = FindType(types[i]);
      if (found[i] == 0) return FailAt(word, Quoted(types[i]) + " is no type");
    }
    instruction_.dtype = kind == Kind::kLoop ? holo_dtype{HOLO_I64} : found[wanted == 2 ? 1 : 0];
    if (kind == Kind::kBranch) instruction_.dtype = kPredicateType;
    if (kind == Kind::kConvert) {
      if (!base::IsDtype(found[0])) return FailAt(word, "a predicate becomes a number by sel");
      instruction_.op = ConversionTo(found[0]);
    }
    return true;
  }

  bool ParseOperands() {
    switch (instruction_.kind) {
      case Kind::kExit:
        return true;
      case Kind::kLoop:
        return ParseValue(HOLO_I64, &instruction_.inputs[0]) && Expect(",", "a comma") && ParseTarget();
      case Kind::kBranch:
        return ParseBranch();
      case Kind::kLoad:
        return ParseResult() && Expect(",", "a comma") && ParseAddress();
      case Kind::kStore:
        return ParseAddress() && Expect(",", "a comma") && ParseValue(instruction_.dtype, &instruction_.inputs[0]);
      default:
        break;
    }
    if (!ParseResult()) return false;
    for (int i = 0; i < instruction_.input_count; ++i) {
      const bool is_condition = instruction_.kind == Kind::kSelect && i == 0;
      if (!Expect(",", "a comma")) return false;
      if (!ParseValue(is_condition ? kPredicateType : instruction_.dtype, &instruction_.inputs[i])) return false;
    }
    return true;
  }

  // A register, a predicate, or a result parameter.
  bool ParseResult() {
    if (token_.kind != TokenKind::kWord) return Expected("a place for the result");
    Value& result = instruction_.result;
    if (const int r = NumberAfter('r', token_.text, kRegisters); r >= 0) {
      result = {ValueKind::kRegister, static_cast<int16_t>(r)};
    } else if (const int p = NumberAfter('p', token_.text, kPredicates); p >= 0) {
      result = {ValueKind::kPredicate, static_cast<int16_t>(p)};
    } else if (const auto found = parameters_.find(token_.text); found != parameters_.end()) {
      result = {ValueKind::kParameter, found->second};
    } else {
      return Expected("a register r0 to r255, a predicate p0 to p15, or a .result");
    }
    Advance();
    return true;
  }

  bool ParseValue(holo_dtype dtype, Value* value) {
    const bool negative = Accept("-");
    const bool is_float_word = token_.kind == TokenKind::kWord && (token_.text == "inf" || token_.text == "nan");
    if (token_.kind == TokenKind::kNumber || is_float_word) return ParseNumber(dtype, negative, value);
    if (negative) return Expected("a number");
    if (token_.kind != TokenKind::kWord) return Expected("a value");
    const string_view word = token_.text;
    if (const int r = NumberAfter('r', word, kRegisters); r >= 0) {
      *value = {ValueKind::kRegister, static_cast<int16_t>(r)};
    } else if (const int p = NumberAfter('p', word, kPredicates); p >= 0) {
      *value = {ValueKind::kPredicate, static_cast<int16_t>(p)};
    } else if (word == "lane") {
      *value = {ValueKind::kLane};
    } else if (word == "lanes") {
      *value = {ValueKind::kLanes};
    } else if (word == "iteration") {
      *value = {ValueKind::kIteration};
    } else if (const auto found = parameters_.find(word); found != parameters_.end()) {
      *value = {ValueKind::kParameter, found->second};
    } else {
      return Expected("a register, a parameter, a number, lane, lanes or iteration");
    }
    Advance();
    return true;
  }

  bool ParseNumber(holo_dtype dtype, bool negative, Value* value) {
    value->kind = ValueKind::kConstant;
    const ConstantResult result = ParseConstant(token_.text, negative, dtype, &value->bits);
    if (result != ConstantResult::kOk) {
      return FailAt(token_, WrongConstant(result, token_.text, negative, dtype));
    }
    Advance();
    return true;
  }

  bool ParseBranch() {
    if (token_.kind == TokenKind::kWord && NumberAfter('p', token_.text, kPredicates) >= 0) {
      instruction_.input_count = 1;
      if (!ParseValue(kPredicateType, &instruction_.inputs[0]) || !Expect(",", "a comma")) return false;
    }
    return ParseTarget();
  }

  bool ParseTarget() {
    if (token_.kind != TokenKind::kWord || IsReserved(token_.text)) return Expected("a label");
    targets_.push_back({static_cast<int32_t>(program_.instructions.size()), token_});
    Advance();
    return true;
  }

  // [x + lane*stride + offset], [x + offset] or [x + r0].
  bool ParseAddress() {
    Address& address = instruction_.address;
    if (!Expect("[", "an address: [x + lane]")) return false;
    const auto found = token_.kind == TokenKind::kWord ? parameters_.find(token_.text) : parameters_.end();
    if (found == parameters_.end()) return Expected("a buffer");
    address.parameter = found->second;
    address.stride = address.offset = {ValueKind::kConstant};
    Advance();
    bool is_negative = IsSign("-");
    if (!is_negative && !IsSign("+")) return Expected("+ or -");
    Advance();
    if (!is_negative && token_.kind == TokenKind::kWord && NumberAfter('r', token_.text, kRegisters) >= 0) {
      address.is_indexed = true;
      address.stride = address.offset = {};
      return ParseValue(HOLO_I64, &address.index) && Expect("]", "]");
    }
    if (!is_negative && token_.kind == TokenKind::kWord && token_.text == "lane") {
      Advance();
      address.stride = {ValueKind::kConstant, 0, 1};
      if (Accept("*") && !ParseUniform(Accept("-"), "a stride: a number or a scalar", &address.stride)) return false;
      if (Accept("]")) return true;
      is_negative = IsSign("-");
      if (!is_negative && !IsSign("+")) return Expected("+, - or ]");
      Advance();
    }
    return ParseUniform(is_negative, "an offset: a number or a scalar", &address.offset) && Expect("]", "]");
  }

  bool ParseUniform(bool negative, string_view what, Value* value) {
    if (token_.kind == TokenKind::kNumber) return ParseNumber(HOLO_I64, negative, value);
    const auto found = token_.kind == TokenKind::kWord ? parameters_.find(token_.text) : parameters_.end();
    if (negative || found == parameters_.end()) return Expected(negative ? "a number" : what);
    *value = {ValueKind::kParameter, found->second};
    Advance();
    return true;
  }

  bool ResolveLabels() {
    for (const auto& [index, token] : targets_) {
      const auto found = labels_.find(token.text);
      if (found == labels_.end()) return FailAt(token, "there is no label " + Quoted(token.text));
      program_.instructions[static_cast<size_t>(index)].target = found->second;
    }
    return true;
  }

  struct Target {
    int32_t instruction;
    Token token;
  };

  Instruction instruction_;
  std::map<string, int32_t, std::less<>> labels_;
  std::vector<Target> targets_;
};

}  // namespace

Diagnosis Assemble(std::string_view text, Program* program) {
  *program = {};
  return Parser(text, program).Run();
}

}  // namespace hologram::isa
