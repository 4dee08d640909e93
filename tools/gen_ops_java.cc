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

std::string Comment(const OpRow& row) {
  const std::string values = *row.specials == '\0' ? "" : fmt::format("   * <p>{}.\n", XmlEscaped(row.specials));
  return fmt::format("  /**\n   * {}\n   *\n   * <p>Formula: <code>{}{}</code>.\n{}   * <p>Accuracy: {}.\n   */\n",
                     XmlEscaped(row.summary), OutputText(row), XmlEscaped(row.formula), values,
                     XmlEscaped(AccuracyText(row, row.Takes(HOLO_F32) ? HOLO_F32 : HOLO_I32)));
}

// A method with scalars of the Java type `number`, with n or without.
std::string Method(const OpFunction& call, const char* number, bool with_count) {
  const bool reduces = call.IsReduction();
  std::vector<std::string> parameters, arguments, natives = {"handle()"}, kept = {"this"};
  for (size_t i = 0; i < call.inputs.size(); ++i) {
    const std::string& name = call.inputs[i];
    parameters.push_back(fmt::format("{} {}", call.IsScalar(i) ? number : "HoloBuffer", name));
    arguments.push_back(name);
    if (call.IsScalar(i)) {
      natives.push_back(fmt::format("{}.bits({})", call.Typed(), name));
    } else {
      natives.push_back(name + ".handle()");
      kept.push_back(name);
    }
  }
  const auto add_output = [&] {
    parameters.emplace_back("HoloBuffer out");
    arguments.emplace_back("out");
    natives.emplace_back("out.handle()");
    kept.emplace_back("out");
  };
  if (IsAxis(call.form)) {
    if (HasOutput(call.row.shape)) add_output();
    for (const char* count : {"rows", "cols"}) {
      parameters.push_back(fmt::format("long {}", count));
      natives.emplace_back(count);
    }
    if (!HasOutput(call.row.shape)) {
      parameters.emplace_back("int axis");
      natives.emplace_back("axis");
      add_output();
    }
  } else {
    if (!reduces) add_output();
    if (!with_count) {
      const std::string counted = reduces ? call.inputs[0] : IsIndexed(call.row.shape) ? "index" : "out";
      arguments.push_back(counted + ".count()");
      return fmt::format("  public {} {}({}) {{\n    {}{}({});\n  }}\n", reduces ? "double" : "void",
                         CamelCase(call.Words(), false), Joined(parameters), reduces ? "return " : "",
                         CamelCase(call.Words(), false), Joined(arguments));
    }
    parameters.emplace_back("long n");
    natives.emplace_back("n");
  }
  if (call.scalars != 0) natives.insert(natives.begin() + 1, call.Typed() + ".dtype().code()");
  std::string fences;
  for (const std::string& name : kept) fences += fmt::format("      Reference.reachabilityFence({});\n", name);
  const std::string native = fmt::format("HologramNative.{}({})", call.Native(), Joined(natives));
  const std::string body = reduces ? fmt::format("return HoloBuffer.number({}.resultType(holo_op_code.{}), {})",
                                                 call.inputs[0], CodeName(call.row), native)
                                   : native;
  return fmt::format("  public {} {}({}) {{\n    try {{\n      {};\n    }} finally {{\n{}    }}\n  }}\n",
                     reduces ? "double" : "void", CamelCase(call.Words(), false), Joined(parameters), body, fences);
}

std::string Methods(const OpRow& row, Form form) {
  const OpFunction call(row, form);
  std::string text;
  std::vector<const char*> numbers = {"double"};
  if (call.scalars != 0 && (row.dtypes & hologram::ops::kIntegers) != 0) numbers.push_back("long");
  for (const char* number : numbers) {
    const std::vector<bool> counts = IsAxis(form) ? std::vector<bool>{true} : std::vector<bool>{false, true};
    for (bool with_count : counts) text += Comment(row) + Method(call, number, with_count) + "\n";
  }
  return text;
}

}  // namespace

std::string JavaOperations(const std::string& mark) {
  std::string text = fmt::format(
      "// Operations.java — each operation as a method of HoloExecutor; {}.\n"
      "package org.libhologram;\n\nimport java.lang.ref.Reference;\n\n"
      "/**\n * The operations of a {{@link HoloExecutor}}. Without {{@code n}} a method works on as many elements as "
      "the output\n"
      " * has, a reduction's first input, or as there are indices.\n */\n"
      "abstract class Operations {{\n  Operations() {{}}\n\n  abstract long handle();\n\n",
      mark);
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (row.Has(form)) text += Methods(row, form);
    }
  }
  return text + "}\n";
}
