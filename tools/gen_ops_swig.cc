// gen_ops_swig.cc — prints what SWIG is to make of the operations' C functions, in every language.
//
// A scalar crosses as 64 bits: those of a double, or an integer. Its type is that of the buffer OpFunction::Typed names.
#include "gen_ops_swig.h"

#include <fmt/format.h>

#include <vector>

#include "op_function.h"
#include "op_names.h"
#include "ops/op_table.h"

using hologram::ops::Form;
using hologram::ops::OpRow;

std::string SwigOperations(const std::string& mark) {
  std::string text = fmt::format("// operations.i — {}.\n", mark);
  std::string shims;
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (!row.Has(form)) continue;
      const OpFunction call(row, form);
      if (call.IsReduction()) text += fmt::format("HOLO_GIVES_BITS({})\n", call.Native());
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
