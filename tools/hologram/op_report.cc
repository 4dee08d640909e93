// op_report.cc — groups what the library says of an operation's types into the few words that a table has room for.
#include "op_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "api.h"
#include "dtype_option.h"
#include "text_layout.h"

namespace hologram::cli {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

bool IsIndexed(const Op& op) { return IsIndex(op, 1); }

// The names that the header gives to inputs: x of one; a, b, c of several.
std::string InputName(const Op& op, int k) {
  if (IsIndexed(op)) return k == 0 ? "x" : "index";
  if (op.shape == HOLO_SHAPE_SEQUENCE) return k == 0 ? "start" : "step";
  if (op.shape == HOLO_SHAPE_NORM)
    return k == op.input_count - 1 ? "epsilon" : k == 0 ? "x" : k == 1 ? "weight" : "bias";
  return op.input_count == 1 ? "x" : std::string(1, static_cast<char>('a' + k));
}

// Both inputs of a sequence, the last one of a normalization.
bool IsAlwaysScalar(const Op& op, int k) {
  return op.shape == HOLO_SHAPE_SEQUENCE || (op.shape == HOLO_SHAPE_NORM && k == op.input_count - 1);
}

// "a* b*": a star where the library takes a number. Longer names by their first letters: the table is wide as it is.
std::string InputNames(const Op& op) {
  std::string names;
  for (int k = 0; k < op.input_count; ++k) {
    const bool number =
        IsAlwaysScalar(op, k) || (k == 0 ? HasForm(op, HOLO_FORM_SCALAR_FIRST) : HasForm(op, HOLO_FORM_SCALAR_REST));
    const std::string name = op.shape == HOLO_SHAPE_NORM ? InputName(op, k).substr(0, 1) : InputName(op, k);
    names += fmt::format("{}{}{}", k > 0 ? " " : "", name, number ? "*" : "");
  }
  return names;
}

// The named C functions, as docs/ops.md writes them: an argument with & is a scalar.
std::vector<std::string> Functions(const Op& op) {
  const auto function = [&](const char* before, const char* after, bool first, bool rest,
                            std::vector<std::string> more = {}) {
    std::vector<std::string> arguments;
    for (int k = 0; k < op.input_count; ++k) {
      const bool scalar = IsAlwaysScalar(op, k) || (k == 0 ? first : rest);
      arguments.push_back(fmt::format("{}{}", scalar ? "&" : "", InputName(op, k)));
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return fmt::format("holo_{}{}{}({})", before, op.name, after, fmt::join(arguments, ", "));
  };
  std::vector<std::string> functions = {function("", "", false, false)};
  if (HasForm(op, HOLO_FORM_SCALAR_REST)) functions.push_back(function("", "_scalar", false, true));
  if (HasForm(op, HOLO_FORM_SCALAR_FIRST)) functions.push_back(function("scalar_", "", true, false));
  if (HasForm(op, HOLO_FORM_COLUMNS))
    functions.push_back(function("", "_axis", false, false, {"rows", "cols", "axis"}));
  if (HasForm(op, HOLO_FORM_ROWS) && !HasForm(op, HOLO_FORM_COLUMNS)) {
    functions.push_back(function("", "_rows", false, false, {"rows", "cols"}));
  }
  return functions;
}

// Groups of types that have a name.
std::string TypeGroup(const std::vector<std::string>& names) {
  std::vector<std::string> floats, integers, all = DtypeNames();
  for (const std::string& name : all) {
    if (IsFloat(ParseDtype(name))) floats.push_back(name);
    if (!IsFloat(ParseDtype(name)) && name != "bool8") integers.push_back(name);
  }
  std::vector<std::string> numbers = floats, bits = integers;
  numbers.insert(numbers.end(), integers.begin(), integers.end());
  bits.emplace_back("bool8");
  const std::pair<const char*, std::vector<std::string>> groups[] = {
      {"all", all}, {"floats", floats}, {"integers", integers}, {"numbers", numbers}, {"int, bool", bits}};
  for (const auto& [group, members] : groups) {
    if (names.size() == members.size() && std::is_permutation(names.begin(), names.end(), members.begin()))
      return group;
  }
  return fmt::format("{}", fmt::join(names, " "));
}

std::string Types(const Op& op) {
  std::vector<std::string> names;
  for (const holo_op_info& info : op.types) names.push_back(DtypeName(info.dtype));
  return TypeGroup(names);
}

// "same", the one type that all results have, or "wider".
std::string ResultType(const Op& op) {
  const holo_dtype first = op.types.front().result_dtype;
  const auto all = [&](auto matches) { return std::all_of(op.types.begin(), op.types.end(), matches); };
  if (op.types.size() > 1 && all([&](const holo_op_info& info) { return info.result_dtype == first; })) {
    return DtypeName(first);
  }
  return all([](const holo_op_info& info) { return info.result_dtype == info.dtype; }) ? "same" : "wider";
}

// "exact", "4 ulp", or "bound" where only words can say it: of the worst type.
std::string Accuracy(const Op& op) {
  double worst = 0;
  for (const holo_op_info& info : op.types) {
    if (info.max_ulp_standard < 0) return "bound";
    worst = std::max(worst, info.max_ulp_standard);
  }
  return worst <= 0.5 ? "exact" : fmt::format("{:.3g} ulp", worst);
}

void PrintTable(const std::vector<Op>& ops) {
  std::vector<Row> rows = {{"op", "inputs", "dtypes", "result", "accuracy", "what it does"}};
  for (const Op& op : ops) {
    std::string name = op.name;
    constexpr size_t kLong = 14;  // longer ones get a line of their own, so that what they do has room
    if (name.size() > kLong) rows.push_back({std::exchange(name, "")});
    rows.push_back({name, InputNames(op), Types(op), ResultType(op), Accuracy(op), op.types.front().summary});
  }
  const int columns = TerminalColumns(STDOUT_FILENO);
  fmt::print("{}\n", FormatTable(rows, columns));
  const char* legend =
      "* may be one number for all elements, without an array. numbers: floats and integers. int, bool: integers and "
      "bool8. wider: `hologram ops NAME` tells. It tells more of any operation, and how to call it.";
  fmt::print("{}\n", fmt::join(WrapText(legend, columns), "\n"));
}

// One line for all types of which `text` says the same.
template <class Text>
std::string ByType(const Op& op, Text text) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const holo_op_info& info : op.types) {
    const std::string line = text(info);
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& known) { return known.first == line; });
    if (group == groups.end()) group = groups.insert(group, {line, {}});
    group->second.push_back(DtypeName(info.dtype));
  }
  if (groups.size() == 1) return groups[0].first;
  std::vector<std::string> lines;
  for (const auto& [line, names] : groups) lines.push_back(fmt::format("{} of {}", line, fmt::join(names, " ")));
  return fmt::format("{}", fmt::join(lines, "; "));
}

// How to run it from here.
std::vector<std::string> Examples(const Op& op) {
  std::string inputs;
  for (int k = 0; k < op.input_count; ++k) inputs += IsAlwaysScalar(op, k) ? "1e-5 " : InputName(op, k) + ".npy ";
  switch (op.shape) {
    case HOLO_SHAPE_ARRAY: {
      std::vector<std::string> examples = {fmt::format("hologram apply {} {}-o out.npy", op.name, inputs)};
      if (HasForm(op, HOLO_FORM_ROWS)) examples.push_back(examples[0] + " --axis 1");
      return examples;
    }
    case HOLO_SHAPE_MAP:
    case HOLO_SHAPE_GATHER:
    case HOLO_SHAPE_NORM:
      return {fmt::format("hologram apply {} {}-o out.npy", op.name, inputs)};
    case HOLO_SHAPE_REDUCE: {
      std::vector<std::string> examples = {fmt::format("hologram apply {} {}", op.name, inputs)};
      if (HasForm(op, HOLO_FORM_COLUMNS)) examples.push_back(examples[0] + "--axis 0 -o out.npy");
      return examples;
    }
    case HOLO_SHAPE_SEQUENCE:
      return {fmt::format("hologram apply {} 0 2 --count 1M --dtype f32 -o out.npy", op.name)};
    case HOLO_SHAPE_SCATTER:
      return {fmt::format("hologram apply {} {}--count 1M -o out.npy", op.name, inputs)};
    default:
      return {"not by this program"};
  }
}

// The formula as an assignment, unless it is the result of a reduction.
std::string Assignment(const Op& op) {
  const char* to = op.shape == HOLO_SHAPE_REDUCE    ? ""
                   : op.shape == HOLO_SHAPE_SCATTER ? "out[index[i]] = "
                                                    : "out[i] = ";
  return to + op.formula;
}

// Which type input `k` has, if that is not the operation's.
std::string InputType(const Op& op, int k) {
  if (IsIndex(op, k)) return HasForm(op, HOLO_FORM_INDEX_I32) ? "i64 or i32" : "i64";
  const bool same = std::all_of(op.types.begin(), op.types.end(),
                                [&](const holo_op_info& info) { return info.input_dtypes[k] == info.dtype; });
  return same ? "" : ByType(op, [&](const holo_op_info& info) { return DtypeName(info.input_dtypes[k]); });
}

void PrintOne(const Op& op) {
  const holo_op_info& info = op.types.front();
  std::vector<std::string> names;
  for (const holo_op_info& type : op.types) names.push_back(DtypeName(type.dtype));
  const std::string result = ByType(op, [](const holo_op_info& i) {
    return i.result_dtype == i.dtype ? std::string("the same") : DtypeName(i.result_dtype);
  });
  std::vector<Row> rows = {
      {"formula", Assignment(op)},
      {"shape", ShapeName(op.shape)},
      {"functions", fmt::format("{}", fmt::join(Functions(op), "  "))},
      {"dtypes", fmt::format("{}", fmt::join(names, " "))},
  };
  for (int k = 0; k < op.input_count; ++k) {
    const std::string type = InputType(op, k);
    if (!type.empty()) rows.push_back({"", fmt::format("{} is {}", InputName(op, k), type)});
  }
  rows.push_back({"result", result});
  if (*info.special_values != '\0') rows.push_back({"values", info.special_values});
  rows.push_back({"accuracy", ByType(op, [](const holo_op_info& i) { return std::string(i.accuracy); })});
  rows.push_back({"levels", ByType(op, [](const holo_op_info& i) {
                    return std::string(i.same_on_every_level != 0 ? "the same bits on all of them"
                                                                  : "the same bits on those with FMA");
                  })});
  rows.push_back(
      {"in place", ByType(op, [](const holo_op_info& i) { return std::string(i.in_place != 0 ? "yes" : "no"); })});
  const char* label = "example";
  for (const std::string& example : Examples(op)) rows.push_back({std::exchange(label, ""), example});
  fmt::print("{}: {}\n\n{}", op.name, info.summary, FormatTable(rows, TerminalColumns(STDOUT_FILENO)));
}

}  // namespace

Json OpJson(const Op& op) {
  Json types = Json::array();
  for (const holo_op_info& info : op.types) {
    Json inputs = Json::array();
    for (int k = 0; k < op.input_count; ++k) inputs.push_back(DtypeName(info.input_dtypes[k]));
    types.push_back({{"dtype", DtypeName(info.dtype)},
                     {"input_dtypes", std::move(inputs)},
                     {"result_dtype", DtypeName(info.result_dtype)},
                     {"in_place", info.in_place != 0},
                     {"same_on_every_level", info.same_on_every_level != 0},
                     {"accuracy", info.accuracy},
                     {"max_ulp_standard", info.max_ulp_standard},
                     {"max_ulp_correct", info.max_ulp_correct}});
  }
  return {{"code", op.code},
          {"name", op.name},
          {"summary", op.types.front().summary},
          {"shape", ShapeName(op.shape)},
          {"input_count", op.input_count},
          {"scalar_rest", HasForm(op, HOLO_FORM_SCALAR_REST)},
          {"scalar_first", HasForm(op, HOLO_FORM_SCALAR_FIRST)},
          {"axis", HasForm(op, HOLO_FORM_COLUMNS)},
          {"rows", HasForm(op, HOLO_FORM_ROWS)},
          {"index_i32", HasForm(op, HOLO_FORM_INDEX_I32)},
          {"functions", Functions(op)},
          {"formula", op.formula},
          {"special_values", op.types.front().special_values},
          {"dtypes", std::move(types)}};
}

void RunOpReport(const OpReportOptions& options) {
  const std::vector<Op> ops = ListOps();
  const Op* one = options.name.empty() ? nullptr : &FindOp(ops, options.name);
  if (!options.json) {
    one != nullptr ? PrintOne(*one) : PrintTable(ops);
    return;
  }
  Json json = Json::array();
  for (const Op& op : ops) json.push_back(OpJson(op));
  if (one != nullptr) json = OpJson(*one);
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace hologram::cli
