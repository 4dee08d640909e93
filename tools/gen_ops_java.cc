// gen_ops_java.cc — prints the operations of ops.def as methods in Java, and as what SWIG is to make of their C functions.
//
// A scalar crosses as 64 bits: those of a double, or an integer. Its type is that of the first buffer.
#include "gen_ops_java.h"

#include <fmt/format.h>

#include <cctype>
#include <string_view>
#include <vector>

#include "op_names.h"
#include "ops/op_table.h"

namespace {

using hologram::ops::Form;
using hologram::ops::OpRow;
using hologram::ops::Shape;

std::string Joined(const std::vector<std::string>& parts, const char* separator = ", ") {
  return fmt::format("{}", fmt::join(parts, separator));
}

// "holo_binary_cross_entropy_axis" as "binaryCrossEntropyAxis". `scalar` changes nothing in a name: methods are overloaded.
std::string MethodName(const OpRow& row, Form form) {
  std::string words = row.name;
  if (IsAxis(form)) words += HasOutput(row.shape) ? "_rows" : "_axis";
  std::string name;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == '_') {
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(words[++i])));
    } else {
      name += words[i];
    }
  }
  return name;
}

bool IsReduction(const OpRow& row, Form form) { return !HasOutput(row.shape) && !IsAxis(form); }

// One form of an operation: its inputs, and which of them are scalars.
struct Call {
  const OpRow& row;
  Form form;
  std::vector<std::string> inputs;
  uint32_t scalars;

  Call(const OpRow& operation, Form which)
      : row(operation), form(which), inputs(InputNames(operation)), scalars(ScalarMask(operation.shape, which)) {}

  bool IsScalar(size_t i) const { return (scalars >> i & 1) != 0; }
  // The buffer whose type the scalars have.
  std::string Typed() const {
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (!IsScalar(i)) return inputs[i];
    }
    return "out";
  }
  std::string Native() const { return FunctionName(row, form) + (scalars != 0 ? "_bits" : ""); }
};

// Text within a javadoc comment.
std::string Escaped(std::string_view text) {
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

std::string Comment(const OpRow& row) {
  const std::string values = *row.specials == '\0' ? "" : fmt::format("   * <p>{}.\n", Escaped(row.specials));
  return fmt::format("  /**\n   * {}\n   *\n   * <p>Formula: <code>{}{}</code>.\n{}   * <p>Accuracy: {}.\n   */\n",
                     Escaped(row.summary), OutputText(row), Escaped(row.formula), values,
                     Escaped(AccuracyText(row, row.Takes(HOLO_F32) ? HOLO_F32 : HOLO_I32)));
}

// A method with scalars of the Java type `number`, with n or without.
std::string Method(const Call& call, const char* number, bool with_count) {
  const bool reduces = IsReduction(call.row, call.form);
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
                         MethodName(call.row, call.form), Joined(parameters), reduces ? "return " : "",
                         MethodName(call.row, call.form), Joined(arguments));
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
                     reduces ? "double" : "void", MethodName(call.row, call.form), Joined(parameters), body, fences);
}

std::string Methods(const OpRow& row, Form form) {
  const Call call(row, form);
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

std::string SwigOperations(const std::string& mark) {
  std::string text = fmt::format("// operations.i — {}.\n", mark);
  std::string shims;
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (!row.Has(form)) continue;
      const Call call(row, form);
      if (IsReduction(row, form)) text += fmt::format("HOLO_GIVES_BITS({})\n", call.Native());
      if (call.scalars == 0) continue;
      text += fmt::format("%ignore {};\n", FunctionName(row, form));
      std::vector<std::string> parameters = {"holo_executor executor", "holo_dtype dtype"}, arguments = {"executor"};
      std::string scalars;
      for (size_t i = 0; i < call.inputs.size(); ++i) {
        const std::string& name = call.inputs[i];
        parameters.push_back(fmt::format("{} {}", call.IsScalar(i) ? "int64_t" : "holo_buffer", name));
        if (call.IsScalar(i)) {
          scalars += fmt::format("  const holo_scalar {0}_scalar = {{dtype, 0, {{.i64 = {0}}}}};\n", name);
          arguments.push_back(fmt::format("&{}_scalar", name));
        } else {
          arguments.push_back(name);
        }
      }
      parameters.emplace_back("holo_buffer out");
      arguments.emplace_back("out");
      for (const char* count :
           IsAxis(form) ? std::vector<const char*>{"rows", "cols"} : std::vector<const char*>{"n"}) {
        parameters.push_back(fmt::format("int64_t {}", count));
        arguments.emplace_back(count);
      }
      shims += fmt::format("static holo_status {}({}) {{\n{}  return {}({});\n}}\n", call.Native(), Joined(parameters),
                           scalars, FunctionName(row, form), Joined(arguments));
    }
  }
  return text + "%inline %{\n" + shims + "%}\n";
}
