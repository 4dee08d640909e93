// gen_ops_csharp.cc — prints the operations of ops.def as methods in C#.
#include "gen_ops_csharp.h"

#include <fmt/format.h>

#include <vector>

#include "op_function.h"
#include "op_names.h"
#include "ops/op_table.h"

namespace {

using hologram::ops::Form;
using hologram::ops::OpRow;

std::string Comment(const OpRow& row) {
  std::string remarks = fmt::format("Formula: <c>{}{}</c>. ", OutputText(row), XmlEscaped(row.formula));
  if (*row.specials != '\0') remarks += fmt::format("{}. ", XmlEscaped(row.specials));
  remarks += fmt::format("Accuracy: {}.", XmlEscaped(AccuracyText(row, row.Takes(HOLO_F32) ? HOLO_F32 : HOLO_I32)));
  return fmt::format("    /// <summary>{}</summary>\n    /// <remarks>{}</remarks>\n", XmlEscaped(row.summary),
                     remarks);
}

// What a reduction gives in C#: places and counts are exact.
const char* NumberType(const OpRow& row) {
  if (row.result == HOLO_I64) return "long";
  return row.result == HOLO_BOOL8 ? "bool" : "double";
}

const char* NumberOf(const OpRow& row) {
  if (row.result == HOLO_I64) return "ToInt64";
  return row.result == HOLO_BOOL8 ? "ToBoolean" : "ToDouble";
}

// A method with scalars of the C# type `number`, with n or without.
std::string Method(const OpFunction& call, const char* number, bool with_count) {
  const bool reduces = call.IsReduction();
  std::vector<std::string> parameters, arguments, natives = {"_handle"}, kept = {"this"};
  const std::string typed = call.Typed() == "out" ? "destination" : call.Typed();
  if (call.scalars != 0) natives.push_back(fmt::format("DTypeOf({})", typed));
  const auto add_buffer = [&](const std::string& name) {
    parameters.push_back("HoloBuffer " + name);
    arguments.push_back(name);
    natives.push_back(fmt::format("HandleOf({})", name));
    kept.push_back(name);
  };
  for (size_t i = 0; i < call.inputs.size(); ++i) {
    const std::string& name = call.inputs[i];
    if (!call.IsScalar(i)) {
      add_buffer(name);
      continue;
    }
    parameters.push_back(fmt::format("{} {}", number, name));
    arguments.push_back(name);
    natives.push_back(fmt::format("HoloScalar.Bits({}.DType, {})", typed, name));
  }
  if (IsAxis(call.form)) {
    if (HasOutput(call.row.shape)) add_buffer("destination");
    for (const char* count : {"rows", "cols"}) {
      parameters.push_back(fmt::format("long {}", count));
      natives.emplace_back(count);
    }
    if (!HasOutput(call.row.shape)) {
      parameters.emplace_back("int axis");
      natives.emplace_back("axis");
      add_buffer("destination");
    }
  } else {
    if (!reduces) add_buffer("destination");
    if (!with_count) {
      const std::string counted = reduces ? call.inputs[0] : IsIndexed(call.row.shape) ? "index" : "destination";
      arguments.push_back(fmt::format("CountOf({})", counted));
      return fmt::format("    public {} {}({}) => {}({});\n", reduces ? NumberType(call.row) : "void",
                         CamelCase(call.Words(), true), Joined(parameters), CamelCase(call.Words(), true),
                         Joined(arguments));
    }
    parameters.emplace_back("long n");
    natives.emplace_back("n");
  }
  std::string body;
  if (reduces) {
    natives.emplace_back("&result");
    body = "        HoloScalar result;\n";
  }
  body += fmt::format("        HologramNative.{}({});\n", call.Native(), Joined(natives));
  for (const std::string& name : kept) body += fmt::format("        GC.KeepAlive({});\n", name);
  if (reduces) body += fmt::format("        return result.{}();\n", NumberOf(call.row));
  return fmt::format("    public {} {}({})\n    {{\n{}    }}\n", reduces ? NumberType(call.row) : "void",
                     CamelCase(call.Words(), true), Joined(parameters), body);
}

std::string Methods(const OpRow& row, Form form) {
  const OpFunction call(row, form);
  std::string text;
  std::vector<const char*> numbers = {"double"};
  if (call.TakesWholeNumbers()) numbers.push_back("long");
  for (const char* number : numbers) {
    const std::vector<bool> counts = IsAxis(form) ? std::vector<bool>{true} : std::vector<bool>{false, true};
    for (bool with_count : counts) text += Comment(row) + Method(call, number, with_count) + "\n";
  }
  return text;
}

// Of what type the elements are that hold `result`, a word of ops.def.
std::string ElementType(holo_dtype result) {
  if (result == hologram::ops::kSame) return "T";
  if (result == hologram::ops::kWide) return "TResult";
  constexpr const char* kNames[] = {"",    "float", "double", "Half",   "ushort", "sbyte", "short",
                                    "int", "long",  "byte",   "ushort", "uint",   "ulong", "bool"};
  return kNames[result];
}

// A method on spans: its text, as it grows.
struct SpanMethod {
  const OpFunction& call;
  const char* index;  // the type of indices
  std::vector<std::string> parameters, checks, fixed, fields, scalars;

  // An input or the destination: `is_right` is what its length has to pass.
  void AddSpan(const std::string& name, const std::string& type, const std::string& is_right, bool is_output = false,
               holo_dtype dtype = 0) {
    parameters.push_back(fmt::format("{}<{}> {}", is_output ? "Span" : "ReadOnlySpan", type, name));
    if (!is_right.empty())
      checks.push_back(fmt::format("SpanLengths.{}, {}.Length, nameof({}));", is_right, name, name));
    fixed.push_back(fmt::format("fixed ({}* {}Data = {})", type, name, name));
    const std::string code = dtype == HOLO_BF16 ? "DType.BF16" : fmt::format("DTypeExtensions.Of<{}>()", type);
    fields.push_back(fmt::format("new HoloArray({}Data, {}.Length, {});", name, name, code));
  }

  void AddInputs(bool matrix) {
    const hologram::ops::Shape shape = call.row.shape;
    bool first = true;
    for (size_t i = 0; i < call.inputs.size(); ++i) {
      const std::string& name = call.inputs[i];
      if (call.IsScalar(i)) {
        parameters.push_back(fmt::format("{} {}", IsNorm(shape) ? "double" : "T", name));
        scalars.push_back(fmt::format("HoloScalar.{}({})", IsNorm(shape) ? "OfFloat<T>" : "Of", name));
        fields.emplace_back("default;");
        continue;
      }
      std::string type = "T", is_right = first ? "" : "Same(n";
      if (shape == hologram::ops::Shape::kSelect && i == 0) type = "bool";
      if (IsIndexed(shape)) {  // the indices count, and the elements of a gather are as many as there are
        type = i == 1 ? index : "T";
        is_right = i == 0 && shape == hologram::ops::Shape::kScatter ? "Same(n" : "";
      }
      if (matrix) is_right = IsNorm(shape) && !first ? "Same(cols" : "Matrix(rows, cols";
      AddSpan(name, type, is_right);
      first = false;
    }
  }

  void AddDestination(const char* room) {
    const std::string type = ElementType(call.row.result);
    AddSpan("destination", type, call.row.shape == hologram::ops::Shape::kScatter ? "" : room, true, call.row.result);
  }

  std::string Text() {
    const bool reduces = call.IsReduction(), matrix = IsAxis(call.form), by_row = HasOutput(call.row.shape);
    AddInputs(matrix);
    if (matrix && by_row) {
      AddDestination("Room(rows * cols");
      parameters.insert(parameters.end(), {"long rows", "long cols"});
    } else if (matrix) {
      parameters.insert(parameters.end(), {"long rows", "long cols", "int axis"});
      AddDestination("Room(axis == 0 ? cols : rows");
    } else if (!reduces) {
      AddDestination("Room(n");
    }
    const bool wide = !reduces && call.row.result == hologram::ops::kWide;
    const char* result = reduces ? NumberType(call.row) : "void";
    std::string text = Comment(call.row);
    text += fmt::format("    public {} {}<T{}>({})\n        where T : unmanaged{}\n    {{\n", result,
                        CamelCase(call.Words(), true), wide ? ", TResult" : "", Joined(parameters),
                        wide ? " where TResult : unmanaged" : "");
    if (!matrix) text += fmt::format("        int n = {}.Length;\n", call.Counted("destination"));
    for (const std::string& check : checks) text += "        " + check + "\n";
    if (reduces) text += "        HoloScalar result;\n";
    for (const std::string& each : fixed) text += "        " + each + "\n";
    text += "        {\n            HoloArrays arrays;\n";
    for (size_t i = 0; i < fields.size(); ++i) text += fmt::format("            arrays.Item{} = {}\n", i, fields[i]);
    std::string numbers = "null, 0";
    if (!scalars.empty()) {
      text += "            HoloScalars scalars;\n";
      for (size_t i = 0; i < scalars.size(); ++i)
        text += fmt::format("            scalars.Item{} = {};\n", i, scalars[i]);
      numbers = fmt::format("(HoloScalar*)&scalars, {}", scalars.size());
    }
    const std::string head =
        fmt::format("_handle, (int)holo_op_code.{}, (HoloArray*)&arrays, {}", CodeName(call.row), call.inputs.size());
    if (matrix) {
      text += fmt::format("            HologramNative.holo_csharp_axis({}, {}, rows, cols, {});\n", head, numbers,
                          by_row ? "1" : "axis");
    } else if (reduces) {
      text += fmt::format("            HologramNative.holo_csharp_reduce({}, n, &result);\n", head);
    } else {
      text += fmt::format("            HologramNative.holo_csharp_map({}, {}, n);\n", head, numbers);
    }
    text += "        }\n\n        GC.KeepAlive(this);\n";
    if (reduces) text += fmt::format("        return result.{}();\n", NumberOf(call.row));
    return text + "    }\n\n";
  }
};

std::string SpanMethods(const OpRow& row, Form form) {
  const OpFunction call(row, form);
  std::string text = SpanMethod{call, "long", {}, {}, {}, {}, {}}.Text();
  if (IsIndexed(row.shape)) text += SpanMethod{call, "int", {}, {}, {}, {}, {}}.Text();
  return text;
}

// A part of the class, with what `print` gives for each form of each operation.
std::string Part(const std::string& mark, const char* file, const char* what, const char* remark,
                 std::string (*print)(const OpRow& row, Form form)) {
  std::string text = fmt::format(
      "// <auto-generated/>\n// {} — each operation as a method on {}; {}.\n//\n{}#nullable enable\n\nusing System;\n\n"
      "namespace Hologram;\n\npublic sealed unsafe partial class HoloExecutor\n{{\n",
      file, what, mark, remark);
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (row.Has(form)) text += print(row, form);
    }
  }
  text.pop_back();
  return text + "}\n";
}

}  // namespace

std::string CsharpOperations(const std::string& mark) {
  return Part(
      mark, "Operations.cs", "buffers",
      "// Without `n` a method works on as many elements as the destination has, a reduction's first input, or as "
      "there\n// are indices.\n",
      Methods);
}

std::string CsharpSpanOperations(const std::string& mark) {
  return Part(mark, "SpanOperations.cs", "spans",
              "// Inputs have one length, of which the destination has no less; they are held still for the call.\n",
              SpanMethods);
}
