// gen_ops_java.cc — prints the operations of ops.def as methods in Java.
#include "gen_ops_java.h"

#include <fmt/format.h>

#include <vector>

#include "op_function.h"
#include "op_names.h"
#include "ops/op_table.h"

namespace {

using hologram::ops::Form;
using hologram::ops::OpRow;

// What a reduction gives in Java: places and counts are exact.
const char* NumberType(const OpRow& row) {
  if (row.result == HOLO_I64) return "long";
  return row.result == HOLO_BOOL8 ? "boolean" : "double";
}

std::string Number(const OpFunction& call, const std::string& bits) {
  if (call.row.result == HOLO_I64) return bits;
  if (call.row.result == HOLO_BOOL8) return bits + " != 0";
  return fmt::format("HoloBuffer.number({}.resultType(holo_op_code.{}), {})", call.inputs[0], CodeName(call.row), bits);
}

// A method with scalars of the Java type `number`, with n or without.
std::string Method(const OpFunction& call, const char* number, bool with_count) {
  const bool reduces = call.IsReduction();
  const char* result = reduces ? NumberType(call.row) : "void";
  std::vector<std::string> parameters, arguments, natives = {"handle()"}, kept = {"this"};
  std::string text = JavaComment(call.row, call.row.Takes(HOLO_F32) ? HOLO_F32 : HOLO_I32);
  const auto add_parameter = [&](const std::string& type, const std::string& name) {
    parameters.push_back(type + " " + name);
    text += JavaParameterComment(call, name);
  };
  for (size_t i = 0; i < call.inputs.size(); ++i) {
    const std::string& name = call.inputs[i];
    add_parameter(call.IsScalar(i) ? number : "HoloBuffer", name);
    arguments.push_back(name);
    if (call.IsScalar(i)) {
      natives.push_back(fmt::format("{}.bits({})", call.Typed(), name));
    } else {
      natives.push_back(name + ".handle()");
      kept.push_back(name);
    }
  }
  const auto add_output = [&] {
    add_parameter("HoloBuffer", "out");
    arguments.emplace_back("out");
    natives.emplace_back("out.handle()");
    kept.emplace_back("out");
  };
  if (IsAxis(call.form)) {
    if (HasOutput(call.row.shape)) add_output();
    for (const char* count : {"rows", "cols"}) {
      add_parameter("long", count);
      natives.emplace_back(count);
    }
    if (!HasOutput(call.row.shape)) {
      add_parameter("int", "axis");
      natives.emplace_back("axis");
      add_output();
    }
  } else {
    if (!reduces) add_output();
    if (!with_count) {
      const std::string counted = reduces ? call.inputs[0] : IsIndexed(call.row.shape) ? "index" : "out";
      arguments.push_back(counted + ".count()");
      return text + fmt::format("{}   */\n  public {} {}({}) {{\n    {}{}({});\n  }}\n",
                                reduces ? kJavaResultComment : "", result, CamelCase(call.Words(), false),
                                Joined(parameters), reduces ? "return " : "", CamelCase(call.Words(), false),
                                Joined(arguments));
    }
    add_parameter("long", "n");
    natives.emplace_back("n");
  }
  if (call.scalars != 0) natives.insert(natives.begin() + 1, call.Typed() + ".dtype().code()");
  std::string fences;
  for (const std::string& name : kept) fences += fmt::format("      Reference.reachabilityFence({});\n", name);
  const std::string native = fmt::format("HologramNative.{}({})", call.Native(), Joined(natives));
  const std::string body = reduces ? "return " + Number(call, native) : native;
  return text +
         fmt::format("{}   */\n  public {} {}({}) {{\n    try {{\n      {};\n    }} finally {{\n{}    }}\n  }}\n",
                     reduces ? kJavaResultComment : "", result, CamelCase(call.Words(), false), Joined(parameters),
                     body, fences);
}

std::string Methods(const OpRow& row, Form form) {
  const OpFunction call(row, form);
  std::string text;
  std::vector<const char*> numbers = {"double"};
  if (call.TakesWholeNumbers()) numbers.push_back("long");
  for (const char* number : numbers) {
    const std::vector<bool> counts = IsAxis(form) ? std::vector<bool>{true} : std::vector<bool>{false, true};
    for (bool with_count : counts) text += Method(call, number, with_count) + "\n";
  }
  return text;
}

}  // namespace

std::string JavaComment(const OpRow& row, holo_dtype dtype) {
  const std::string values = *row.specials == '\0' ? "" : fmt::format("   * <p>{}.\n   *\n", XmlEscaped(row.specials));
  return fmt::format("  /**\n   * {}\n   *\n   * <p>Formula: <code>{}{}</code>.\n   *\n{}   * <p>Accuracy: {}.\n   *\n",
                     XmlEscaped(row.summary), OutputText(row), XmlEscaped(row.formula), values,
                     XmlEscaped(AccuracyText(row, dtype)));
}

std::string JavaParameterComment(const OpFunction& call, const std::string& name) {
  const char* text = "elements";
  if (name == "out") {
    text = "where the results go";
  } else if (name == "n") {
    text = "how many elements";
  } else if (name == "rows" || name == "cols") {
    text = name == "rows" ? "how many rows the matrix has" : "how many columns it has";
  } else if (name == "axis") {
    text = "0 for a result of each column, 1 of each row";
  } else if (name == "index") {
    text = "places of elements";
  } else if (name == "weight" || name == "bias") {
    text = "one number for each element of a row";
  } else if (name == "epsilon") {
    text = "a small number that keeps the divisor from being 0";
  } else if (name == "start" || name == "step") {
    text = name == "start" ? "the first element" : "from one element to the next";
  } else if (call.row.shape == hologram::ops::Shape::kSelect && name == "a") {
    text = "which of the others to take";
  } else {
    for (size_t i = 0; i < call.inputs.size(); ++i) {
      if (call.inputs[i] == name && call.IsScalar(i)) text = "a number that stands for as many elements";
    }
  }
  return fmt::format("   * @param {} {}\n", name, text);
}

std::string JavaOperations(const std::string& mark) {
  std::string text = fmt::format(
      "// Operations.java — each operation as a method of HoloExecutor; {}.\n"
      "package org.libhologram;\n\nimport java.lang.ref.Reference;\n\n"
      "/**\n * The operations of a {{@link HoloExecutor}}. Without {{@code n}} a method works on as many elements as "
      "the output\n"
      " * has, a reduction's first input, or as there are indices.\n */\n"
      "abstract class Operations extends ArrayOperations {{\n  Operations() {{}}\n\n",
      mark);
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (row.Has(form)) text += Methods(row, form);
    }
  }
  return text + "}\n";
}
