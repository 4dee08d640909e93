// gen_ops_python.cc — prints type stubs of the operations of ops.def. One function has all forms of an operation: a scalar
// is a number in an array's place, rows and axes are the keyword `axis`.
#include "gen_ops_python.h"

#include <fmt/format.h>

#include <vector>

#include "op_function.h"
#include "op_names.h"
#include "ops/op_table.h"

namespace {

using hologram::ops::Form;
using hologram::ops::OpRow;

std::string Documentation(const OpRow& row, const std::string& indent) {
  std::string text =
      fmt::format("{0}\"\"\"{1}\n\n{0}Formula: {2}{3}\n", indent, row.summary, OutputText(row), row.formula);
  text += fmt::format("{}Accuracy: {}\n", indent, AccuracyText(row, row.Takes(HOLO_F32) ? HOLO_F32 : HOLO_I32));
  if (*row.specials != '\0') text += fmt::format("{}{}.\n", indent, row.specials);
  return text + indent + "\"\"\"\n";
}

// `def name(parameters) -> result:`, and documentation or an ellipsis.
std::string Definition(const OpRow& row, const std::vector<std::string>& parameters, const char* result, bool overload,
                       bool of_class, bool documented) {
  const std::string indent = of_class ? "    " : "";
  std::vector<std::string> all = parameters;
  if (of_class) all.insert(all.begin(), "self");
  std::string text = overload ? indent + "@overload\n" : "";
  text += fmt::format("{}def {}({}) -> {}:", indent, row.name, Joined(all), result);
  if (!documented) return text + " ...\n";
  return text + "\n" + Documentation(row, indent + "    ") + indent + "    ...\n";
}

std::string Definitions(const OpRow& row, bool of_class) {
  const std::vector<std::string> names = InputNames(row);
  const uint32_t always = ScalarMask(row.shape, Form::kBuffers);
  std::vector<std::string> inputs;
  for (size_t i = 0; i < names.size(); ++i) {
    inputs.push_back(names[i] + ((always >> i & 1) != 0 ? ": float" : ": Operand"));
  }
  const auto with = [&](std::initializer_list<const char*> more) {
    std::vector<std::string> parameters = inputs;
    parameters.insert(parameters.end(), more.begin(), more.end());
    return parameters;
  };
  using hologram::ops::Shape;
  if (!HasOutput(row.shape)) {
    return Definition(row, with({"*", "axis: None = None"}), "float", true, of_class, true) +
           Definition(row, with({"out: None = None", "*", "axis: int"}), "Any", true, of_class, false) +
           Definition(row, with({"out: Out", "*", "axis: int"}), "Out", true, of_class, false);
  }
  if (row.shape == Shape::kSequence || row.shape == Shape::kScatter) {
    return Definition(row, with({"out: Out"}), "Out", false, of_class, true);
  }
  if (row.shape == Shape::kArray1) {
    return Definition(row, with({"out: None = None", "*", "axis: Optional[int] = None"}), "Any", true, of_class, true) +
           Definition(row, with({"out: Out", "*", "axis: Optional[int] = None"}), "Out", true, of_class, false);
  }
  return Definition(row, with({"out: None = None"}), "Any", true, of_class, true) +
         Definition(row, with({"out: Out"}), "Out", true, of_class, false);
}

}  // namespace

std::string PythonOperations(const std::string& mark) {
  std::string text = fmt::format("# _operations.pyi: {}.\n", mark);
  text +=
      "from typing import Any, Optional, TypeVar, Union, overload\n\nimport numpy as np\nfrom numpy.typing import "
      "ArrayLike\n\nfrom ._buffer import HoloBuffer\n\n"
      "Operand = Union[ArrayLike, HoloBuffer]\nOut = TypeVar(\"Out\", \"np.ndarray[Any, Any]\", HoloBuffer)\n\n";
  std::vector<std::string> names;
  for (const OpRow& row : hologram::ops::Table()) names.push_back(fmt::format("\"{}\"", row.name));
  text += "__all__ = [" + Joined(names) + "]\n\n";
  for (const OpRow& row : hologram::ops::Table()) text += Definitions(row, false) + "\n";
  text += "class Operations:\n";
  for (const OpRow& row : hologram::ops::Table()) text += Definitions(row, true) + "\n";
  return text;
}
