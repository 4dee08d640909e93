// programs.h — programs for tests: read, verified, and launched on vectors.
#ifndef HOLOGRAM_TESTS_ISA_PROGRAMS_H_
#define HOLOGRAM_TESTS_ISA_PROGRAMS_H_

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "isa/assembler.h"
#include "isa/launch.h"
#include "isa/verifier.h"

namespace hologram::testing {

// Throws what is wrong with it.
inline isa::Program ProgramOf(const std::string& text) {
  isa::Program program;
  isa::Diagnosis diagnosis = isa::Assemble(text, &program);
  if (diagnosis.ok()) diagnosis = isa::Verify(program);
  if (!diagnosis.ok())
    throw std::runtime_error(std::to_string(diagnosis.line) + ": " + diagnosis.message + "\n" + text);
  return program;
}

template <class T>
isa::Argument BufferOf(std::vector<T>& elements) {
  return {elements.data(), static_cast<int64_t>(elements.size()), 0};
}

template <class T>
isa::Argument ScalarOf(T value) {
  isa::Argument argument;
  std::memcpy(&argument.bits, &value, sizeof value);
  return argument;
}

template <class T>
T ResultOf(const isa::Argument& argument) {
  T value;
  std::memcpy(&value, &argument.bits, sizeof value);
  return value;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_ISA_PROGRAMS_H_
