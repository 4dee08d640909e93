// compiled_expression.h — expressions for tests: compiled, verified, and what is wrong with those that are not.
#ifndef HOLOGRAM_TESTS_ISA_COMPILED_EXPRESSION_H_
#define HOLOGRAM_TESTS_ISA_COMPILED_EXPRESSION_H_

#include <stdexcept>
#include <string>

#include "isa/disassembler.h"
#include "isa/expression.h"
#include "isa/verified_program.h"

namespace hologram::testing {

inline isa::Diagnosis TryExpression(const std::string& text, const std::string& parameters, isa::Program* program) {
  isa::Diagnosis diagnosis = isa::ReadParameters(parameters, program);
  if (diagnosis.ok()) diagnosis = isa::CompileExpression(text, program);
  return diagnosis;
}

// Throws what is wrong with it. What comes out is verified, and its text is read as the same program.
inline isa::Program Expression(const std::string& text, const std::string& parameters) {
  isa::Program program;
  isa::Diagnosis diagnosis = TryExpression(text, parameters, &program);
  if (diagnosis.ok()) diagnosis = isa::Verify(program);
  if (!diagnosis.ok()) {
    throw std::runtime_error(std::to_string(diagnosis.line) + ":" + std::to_string(diagnosis.column) + ": " +
                             diagnosis.message + "\n" + text.substr(0, 1000));
  }
  const std::string printed = isa::Disassemble(program);
  if (!(ProgramOf(printed) == program)) throw std::runtime_error("another program by its text: " + printed);
  return program;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_ISA_COMPILED_EXPRESSION_H_
