// op_function.h — one function of an operation, as a binding calls it.
#ifndef HOLOGRAM_TOOLS_OP_FUNCTION_H_
#define HOLOGRAM_TOOLS_OP_FUNCTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ops/op_table.h"

// One form of an operation: its inputs, and which of them are scalars.
struct OpFunction {
  const hologram::ops::OpRow& row;
  hologram::ops::Form form;
  std::vector<std::string> inputs;
  uint32_t scalars;

  OpFunction(const hologram::ops::OpRow& operation, hologram::ops::Form which);

  bool IsScalar(size_t i) const { return (scalars >> i & 1) != 0; }
  // Gives a number, not a buffer of them.
  bool IsReduction() const;
  // The buffer whose type the scalars have.
  std::string Typed() const;
  // What counts the elements: the indices, the first array among the inputs, or else the output.
  std::string Counted(const char* output) const;
  // What methods on buffers take for scalars: floating-point numbers, and whole ones if there are integers among the types.
  bool TakesWholeNumbers() const;
  // What SWIG wraps: the C function, or one that takes its scalars as bits.
  std::string Native() const;
  // "binary_cross_entropy_axis": `scalar` changes nothing in a name, methods are overloaded.
  std::string Words() const;
};

std::string Joined(const std::vector<std::string>& parts, const char* separator = ", ");

// "binaryCrossEntropyAxis", or with a capital "BinaryCrossEntropyAxis".
std::string CamelCase(std::string_view words, bool capital);

// Text within HTML or XML, as in documentation comments.
std::string XmlEscaped(std::string_view text);

#endif  // HOLOGRAM_TOOLS_OP_FUNCTION_H_
