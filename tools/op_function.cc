// op_function.cc — names and places of a function's arguments.
#include "op_function.h"

#include <fmt/format.h>

#include <cctype>

#include "op_names.h"

using hologram::ops::Form;
using hologram::ops::OpRow;

OpFunction::OpFunction(const OpRow& operation, Form which)
    : row(operation), form(which), inputs(InputNames(operation)), scalars(ScalarMask(operation.shape, which)) {}

bool OpFunction::IsReduction() const { return !HasOutput(row.shape) && !IsAxis(form); }

std::string OpFunction::Typed() const {
  const size_t first =
      row.shape == hologram::ops::Shape::kSelect ? 1 : 0;  // a choice is bool8, whatever it chooses from
  for (size_t i = first; i < inputs.size(); ++i) {
    if (!IsScalar(i)) return inputs[i];
  }
  return "out";
}

std::string OpFunction::Counted(const char* output) const {
  if (IsIndexed(row.shape)) return inputs[1];
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!IsScalar(i)) return inputs[i];
  }
  return output;
}

bool OpFunction::TakesWholeNumbers() const { return scalars != 0 && (row.dtypes & hologram::ops::kIntegers) != 0; }

std::string OpFunction::Native() const { return FunctionName(row, form) + (scalars != 0 ? "_bits" : ""); }

std::string OpFunction::Words() const {
  std::string words = row.name;
  if (IsAxis(form)) words += HasOutput(row.shape) ? "_rows" : "_axis";
  return words;
}

std::string Joined(const std::vector<std::string>& parts, const char* separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string CamelCase(std::string_view words, bool capital) {
  std::string name;
  for (char c : words) {
    if (c != '_') name += capital ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    capital = c == '_';
  }
  return name;
}

std::string XmlEscaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '@') {
      out += "&#64;";
    } else {
      out += c;
    }
  }
  return out;
}
