// expression.cc — statement after statement: what names stand for, and which parameter gets what. What is written to buffers
// is written last: a launch may then write where it has read.
#include "isa/expression.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "isa/expression_code.h"
#include "isa/expression_parser.h"
#include "isa/mnemonics.h"
#include "isa/register_allocation.h"

namespace hologram::isa {
namespace {

using std::string;
using std::string_view;

class ParameterParser : ProgramReader {
 public:
  ParameterParser(string_view text, Program* program) : ProgramReader(text, kExpressionDialect, program) {}

  Diagnosis Run() {
    while (diagnosis_.ok() && token_.kind != TokenKind::kEnd) {
      if (token_.kind == TokenKind::kNewline || IsSign(";")) {
        Advance();
      } else if (ParseGroup() && !IsEnd()) {
        Expected("a comma, ; or the end of the line");
      }
    }
    if (!diagnosis_.ok()) diagnosis_.message = "parameters: " + diagnosis_.message;
    return diagnosis_;
  }

 private:
  bool IsEnd() const { return token_.kind == TokenKind::kNewline || token_.kind == TokenKind::kEnd || IsSign(";"); }

  bool ParseGroup() {
    const std::optional<ParameterKind> kind = FindParameterKind(token_.text);
    if (token_.kind != TokenKind::kWord || !kind) return Expected("in, out, inout, scalar or result");
    Advance();
    const holo_dtype dtype = token_.kind == TokenKind::kWord ? FindType(token_.text) : 0;
    const bool may_wait = *kind == ParameterKind::kOut || *kind == ParameterKind::kResult;
    if (base::IsDtype(dtype)) {
      Advance();
    } else if (!may_wait) {
      return Expected("a type");
    }
    const Token first = token_;
    if (!ParseParameters(*kind, base::IsDtype(dtype) ? dtype : 0)) return false;
    if (token_.kind != TokenKind::kWord || !may_wait) return true;
    return FailAt(
        first, "expected a type or a comma behind the name, found " + Quoted(first.text) + " " + Quoted(token_.text));
  }
};

class Compiler final : ExpressionParser {
 public:
  // With `keep_elements` names do not stand for predicates, of which there are few.
  Compiler(string_view text, bool keep_elements, Program* program)
      : ExpressionParser(text, program), code_(&program->instructions), keep_elements_(keep_elements) {}

  Diagnosis Run() {
    while (diagnosis_.ok() && token_.kind != TokenKind::kEnd) {
      if (token_.kind == TokenKind::kNewline || IsSign(";")) {
        Advance();
      } else {
        ParseStatement();
      }
    }
    if (diagnosis_.ok()) StoreAll();
    if (diagnosis_.ok()) {
      code_.Exit();
      if (program_.instructions.size() > kMaxInstructions) Full(token_);
    }
    return diagnosis_;
  }

 private:
  // What a name stands for: a value, or what waits for its type.
  struct Meaning {
    Value value;
    holo_dtype dtype = 0;
    std::vector<Node> untyped;
    Token place;
  };

  bool Full(const Token& place) { return FailAt(place, "the expressions take more than 4096 instructions"); }

  bool ParseStatement() {
    const Token name = token_;
    if (name.kind != TokenKind::kWord || IsExpressionWord(name.text)) return Expected("a name");
    if (name.text.size() > kMaxNameBytes) return FailAt(name, "a name has at most 64 bytes");
    Advance();
    if (!Expect("=", "=")) return false;
    tree_.Clear();
    const int node = ParseExpression();
    if (node == ExpressionTree::kNone) return false;
    if (token_.kind != TokenKind::kNewline && token_.kind != TokenKind::kEnd && !IsSign(";")) {
      return Expected("an operator, ; or the end of the line");
    }
    return Assign(name, node) && (!code_.IsFull() || Full(name));
  }

  bool Assign(const Token& name, int node) {
    if (!is_assigned_.insert(string(name.text)).second) return FailAt(name, Quoted(name.text) + " has a value already");
    const auto found = parameters_.find(name.text);
    if (tree_.At(node).kind == NodeKind::kReduce) return AssignResult(name, node, found == parameters_.end());
    if (found == parameters_.end()) return Define(name, node);
    Parameter& parameter = program_.parameters[static_cast<size_t>(found->second)];
    if (parameter.kind == ParameterKind::kResult) {
      return FailAt(name, Quoted(name.text) + " is a result: it takes a reduction, such as sum(x)");
    }
    if (!CanWrite(parameter.kind)) {
      return FailAt(name, Quoted(name.text) + " is only read: declare it inout, or an out");
    }
    return TypeParameter(node, &parameter) && Define(name, node);
  }

  // What nobody has declared becomes a result, behind the parameters.
  bool AssignResult(const Token& name, int node, bool is_new) {
    if (is_new && IsReserved(name.text)) return FailAt(name, Quoted(name.text) + " is no name for a result");
    if (is_new && !AddParameter(name, {ParameterKind::kResult, 0, string(name.text)})) return false;
    const int16_t index = parameters_.find(name.text)->second;
    Parameter& parameter = program_.parameters[static_cast<size_t>(index)];
    if (parameter.kind != ParameterKind::kResult) {
      return FailAt(
          name, "what " + Quoted(tree_.At(node).place.text) + " gives is a result: " + Quoted(name.text) + " is none");
    }
    if (!TypeParameter(node, &parameter)) return false;
    code_.Reduce(tree_, node, index);
    return true;
  }

  bool TypeParameter(int node, Parameter* parameter) {
    const holo_dtype given = tree_.At(node).dtype;
    if (parameter->dtype == 0) parameter->dtype = given;
    if (parameter->dtype == 0) {
      return FailAt(tree_.At(node).place, "nothing here has a type: declare " + Quoted(parameter->name) + " with one");
    }
    return tree_.Want(node, parameter->dtype, parameter->name.c_str());
  }

  bool Define(const Token& name, int node) {
    Meaning& meaning = meanings_[string(name.text)];
    meaning.place = name;
    meaning.dtype = tree_.At(node).dtype;
    if (meaning.dtype == 0) {
      meaning.untyped = tree_.nodes();
      return true;
    }
    meaning.value = code_.Compute(tree_, node);
    if (keep_elements_) meaning.value = code_.AsElement(name, meaning.value);
    return true;
  }

  int Named(const Token& name) override {
    if (const auto found = meanings_.find(name.text); found != meanings_.end()) {
      const Meaning& meaning = found->second;
      if (meaning.dtype == 0) return tree_.Paste(name, meaning.untyped);
      return tree_.Operand(name, meaning.value, meaning.dtype);
    }
    if (const auto found = parameters_.find(name.text); found != parameters_.end()) return Given(name, found->second);
    if (name.text == "lane") return tree_.Operand(name, {ValueKind::kLane}, HOLO_I64);
    if (name.text == "lanes") return tree_.Operand(name, {ValueKind::kLanes}, HOLO_I64);
    if (name.text == "inf" || name.text == "nan" || name.text == "pi") return tree_.Number(name);
    return tree_.Fail(name, Quoted(name.text) + " is no parameter, and has no value yet");
  }

  // A parameter that no statement has given a value; a buffer's element is loaded once.
  int Given(const Token& name, int16_t index) {
    const Parameter& parameter = program_.parameters[static_cast<size_t>(index)];
    if (parameter.kind == ParameterKind::kScalar) {
      return tree_.Operand(name, {ValueKind::kParameter, index}, parameter.dtype);
    }
    if (parameter.kind == ParameterKind::kResult) {
      return tree_.Fail(name, Quoted(name.text) + " is a result, known when all lanes are through");
    }
    if (!CanRead(parameter.kind)) return tree_.Fail(name, Quoted(name.text) + " is an out, and has no value yet");
    Meaning& meaning = meanings_[parameter.name];
    meaning.dtype = parameter.dtype;
    meaning.value = code_.Load(name, parameter.dtype, index);
    return tree_.Operand(name, meaning.value, meaning.dtype);
  }

  bool StoreAll() {
    for (const auto& [name, index] : parameters_) {
      const Parameter& parameter = program_.parameters[static_cast<size_t>(index)];
      const bool is_read = parameter.kind == ParameterKind::kIn || parameter.kind == ParameterKind::kScalar;
      if (!is_read && !is_assigned_.contains(name)) return FailAt(token_, "there is no value for " + Quoted(name));
    }
    for (size_t i = 0; i < program_.parameters.size(); ++i) {
      const Parameter& parameter = program_.parameters[i];
      if (!CanWrite(parameter.kind)) continue;
      const Meaning& meaning = meanings_.find(parameter.name)->second;
      code_.Store(meaning.place, parameter.dtype, meaning.value, static_cast<int16_t>(i));
    }
    return true;
  }

  ExpressionCode code_;
  bool keep_elements_;
  std::map<string, Meaning, std::less<>> meanings_;
  std::set<string, std::less<>> is_assigned_;
};

Diagnosis CompileOnce(string_view text, bool keep_elements, const Program& parameters, Program* program, bool* fits) {
  *program = parameters;
  program->name = "expression";
  Diagnosis diagnosis = Compiler(text, keep_elements, program).Run();
  *fits = true;
  if (!diagnosis.ok()) return diagnosis;
  const int at = AllocateRegisters(&program->instructions);
  *fits = at < 0;
  if (*fits) return {};
  const Instruction& instruction = program->instructions[static_cast<size_t>(at)];
  return {instruction.line, instruction.column, "more values are needed at once than there are registers"};
}

}  // namespace

Diagnosis ReadParameters(string_view text, Program* program) {
  *program = {};
  return ParameterParser(text, program).Run();
}

Diagnosis CompileExpression(string_view text, Program* program) {
  const Program parameters = *program;
  bool fits = false;
  Diagnosis diagnosis = CompileOnce(text, false, parameters, program, &fits);
  return fits ? diagnosis : CompileOnce(text, true, parameters, program, &fits);
}

}  // namespace hologram::isa
