// gen_ops_java_arrays.cc — prints the operations of ops.def as methods on Java's arrays.
//
// Java's generics take no numbers, so there is a method for each type of elements: those that have an array of their own,
// without the unsigned ones, which no Java type is. Results of a type that has none are in arrays of its size.
#include <fmt/format.h>

#include <vector>

#include "gen_ops_java.h"
#include "op_function.h"
#include "op_names.h"
#include "ops/op_table.h"

namespace {

using hologram::ops::Form;
using hologram::ops::OpRow;
using hologram::ops::Shape;

constexpr const char* kJavaTypes[] = {"",    "float", "double", "short", "short", "byte", "short",
                                      "int", "long",  "byte",   "short", "int",   "long", "boolean"};
constexpr holo_dtype kElementTypes[] = {HOLO_F32, HOLO_F64, HOLO_I32, HOLO_I64, HOLO_BOOL8};

const char* NumberType(holo_dtype dtype) {
  if (dtype == HOLO_BOOL8) return "boolean";
  return hologram::base::IsFloat(dtype) ? "double" : "long";
}

// The 64 bits in which a number crosses.
std::string Bits(holo_dtype dtype, const std::string& name) {
  if (dtype == HOLO_BOOL8) return name + " ? 1 : 0";
  return hologram::base::IsFloat(dtype) ? fmt::format("Double.doubleToRawLongBits({})", name) : name;
}

std::string OfBits(holo_dtype dtype, const std::string& bits) {
  if (dtype == HOLO_BOOL8) return bits + " != 0";
  return hologram::base::IsFloat(dtype) ? fmt::format("Double.longBitsToDouble({})", bits) : bits;
}

constexpr int kOutput = 4;  // its place among the inputs

// A method: its text, as it grows.
struct ArrayMethod {
  const OpFunction& call;
  holo_dtype dtype;
  holo_dtype index;  // that of indices
  std::string doc, checks;
  std::vector<std::string> parameters, arrays, scalars;
  uint32_t types = 0;

  // As hologram_jni.h packs them.
  std::string Types() const { return fmt::format("0x{:x}_{:x}_{:04x}", types >> 20, types >> 16 & 15, types & 0xffff); }
  bool IsMatrix() const { return IsAxis(call.form); }
  bool IsReduced() const { return !HasOutput(call.row.shape); }

  void AddParameter(const std::string& type, const std::string& name) {
    parameters.push_back(type + " " + name);
    doc += JavaParameterComment(call, name);
  }

  void AddArray(holo_dtype of, const std::string& name, int place) {
    AddParameter(std::string(kJavaTypes[of]) + "[]", name);
    types |= static_cast<uint32_t>(of) << (4 * place);
    if (place != kOutput) arrays.push_back(name);
  }

  void AddInputs() {
    const Shape shape = call.row.shape;
    const std::string counted = call.Counted("out");
    for (size_t i = 0; i < call.inputs.size(); ++i) {
      const std::string& name = call.inputs[i];
      const int place = static_cast<int>(i);
      if (call.IsScalar(i)) {
        AddParameter(NumberType(dtype), name);
        types |= static_cast<uint32_t>(dtype) << (4 * i) | 1u << (20 + i);
        scalars.push_back(Bits(dtype, name));
        arrays.emplace_back("null");
        continue;
      }
      AddArray(IsIndexed(shape) && i == 1 ? index : call.row.InputDtype(place, dtype), name, place);
      if (IsMatrix() && IsNorm(shape) && i > 0) {
        checks += fmt::format("    same(\"{0}\", {0}.length, cols);\n", name);
      } else if (IsMatrix()) {
        checks += fmt::format("    matrix(\"{0}\", {0}.length, rows, cols);\n", name);
      } else if (name != counted && shape != Shape::kGather) {
        checks += fmt::format("    same(\"{0}\", {0}.length, n);\n", name);
      }
    }
    while (arrays.size() < 3) arrays.emplace_back("null");
    arrays.resize(3);  // a fourth input is a number
    while (scalars.size() < 2) scalars.emplace_back("0");
  }

  void AddOutput(const std::string& needed) {
    const holo_dtype result = call.row.ResultDtype(dtype);
    AddArray(result, "out", kOutput);
    // Else a part of them would be written to before it is read, in some of the ways that the call may take.
    if (!call.row.InPlace(dtype) || (IsMatrix() && IsReduced())) {
      for (size_t i = 0; i < call.inputs.size(); ++i) {
        const holo_dtype of = IsIndexed(call.row.shape) && i == 1 ? index : dtype;
        if (!call.IsScalar(i) && std::string_view(kJavaTypes[of]) == kJavaTypes[result])
          checks += fmt::format("    apart(\"{0}\", {0}, out);\n", call.inputs[i]);
      }
    }
    if (!needed.empty()) checks += fmt::format("    room(\"out\", out.length, {});\n", needed);
  }

  std::string Matrix() {
    const bool by_row = !IsReduced();
    std::string count_b = "n", needed = "n";
    AddInputs();
    const auto add_counts = [&] {
      AddParameter("long", "rows");
      AddParameter("long", "cols");
    };
    if (by_row) {
      AddOutput("n");
      add_counts();
      if (IsNorm(call.row.shape)) count_b = "(int) cols";
    } else {
      add_counts();
      AddParameter("int", "axis");
      needed = "axis == 0 ? cols : rows";
      AddOutput(needed);
      needed = "(int) (" + needed + ")";
    }
    return fmt::format("    applyAxis(holo_op_code.{}, {}, {}, out, n, {}, {}, rows, cols, {}, {});\n",
                       CodeName(call.row), Types(), Joined(arrays), count_b, needed, by_row ? "1" : "axis", scalars[0]);
  }

  std::string Vector() {
    AddInputs();
    const bool reduces = IsReduced();
    if (!reduces) AddOutput(call.row.shape == Shape::kScatter || call.Counted("out") == "out" ? "" : "n");
    const char* count_a = call.row.shape == Shape::kGather ? "x.length" : "n";
    const char* count_out = reduces ? "0" : call.row.shape == Shape::kScatter ? "out.length" : "n";
    const std::string native =
        fmt::format("apply(holo_op_code.{}, {}, {}, {}, {}, n, {}, {})", CodeName(call.row), Types(), Joined(arrays),
                    reduces ? "null" : "out", count_a, count_out, Joined(scalars));
    return reduces ? fmt::format("    return {};\n", OfBits(call.row.ResultDtype(dtype), native))
                   : fmt::format("    {};\n", native);
  }

  std::string Text() {
    const bool reduces = IsReduced() && !IsMatrix();
    const std::string last = IsMatrix() ? Matrix() : Vector();
    const std::string head =
        fmt::format("    final int n = {}.length;\n", IsMatrix() ? call.inputs[0] : call.Counted("out"));
    return fmt::format("{}{}   */\n  public {} {}({}) {{\n{}{}{}  }}\n\n", JavaComment(call.row, dtype),
                       doc + (reduces ? kJavaResultComment : ""),
                       reduces ? NumberType(call.row.ResultDtype(dtype)) : "void", CamelCase(call.Words(), false),
                       Joined(parameters), head, checks, last);
  }
};

}  // namespace

std::string JavaArrayOperations(const std::string& mark) {
  std::string text = fmt::format(
      "// ArrayOperations.java — each operation as a method on arrays; {}.\n"
      "package org.libhologram;\n\n"
      "/**\n * The operations of a {{@link HoloExecutor}} on arrays. Inputs have one length, of which the output has "
      "no "
      "less.\n */\n"
      "abstract class ArrayOperations extends ArrayCalls {{\n  ArrayOperations() {{}}\n\n",
      mark);
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (!row.Has(form)) continue;
      const OpFunction call(row, form);
      for (holo_dtype dtype : kElementTypes) {
        if (!row.Takes(dtype)) continue;
        text += ArrayMethod{call, dtype, HOLO_I64, {}, {}, {}, {}, {}}.Text();
        if (IsIndexed(row.shape)) text += ArrayMethod{call, dtype, HOLO_I32, {}, {}, {}, {}, {}}.Text();
      }
    }
  }
  text.pop_back();
  return text + "}\n";
}
