// gen_ops_cpp.cc — prints include/hologram/ops.hpp: each form of an operation of ops.def as two members of Operations.
//
// `Describe` says how C++ takes one form of an operation and how C gets it; there, and nowhere else, shapes and forms
// differ. A new shape is a new case there. What the members look like is the same for all of them.
#include "gen_ops_cpp.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <stdexcept>
#include <vector>

#include "op_names.h"
#include "ops/op_table.h"

namespace {

using hologram::ops::Form;
using hologram::ops::OpRow;
using hologram::ops::Shape;

constexpr size_t kWidth = 120;

// Indexed by holo_dtype.
constexpr const char* kTypes[] = {nullptr,   "float",   "double",  "f16",      "bf16",     "int8_t",   "int16_t",
                                  "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "bool8"};
static_assert(std::size(kTypes) == HOLO_BOOL8 + 1);

// Operations whose names mean something else in C++ get a bar: `and_`.
constexpr std::array kTaken = {"and", "or", "not", "xor", "auto", "break", "switch", "default", "union", "bool", "int"};

std::string CppName(const std::string& name) {
  const bool taken = std::any_of(kTaken.begin(), kTaken.end(), [&](const char* word) { return name == word; });
  return taken ? name + "_" : name;
}

// Sets of dtypes that have a name in C++; any other is spelled out.
struct NamedSet {
  hologram::base::DtypeSet dtypes;
  const char* name;
};
constexpr NamedSet kSets[] = {{hologram::ops::kFloats, "FloatElement"},
                              {hologram::ops::kIntegers, "IntegerElement"},
                              {hologram::ops::kNumbers, "NumberElement"},
                              {hologram::ops::kBits, "BitsElement"},
                              {hologram::ops::kAll, "Element"}};

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += ", ";
    text += part;
  }
  return text;
}

std::string TypeList(hologram::base::DtypeSet dtypes) {
  std::vector<std::string> types;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if ((dtypes & hologram::base::Bit(dtype)) != 0) types.emplace_back(kTypes[dtype]);
  }
  return Joined(types);
}

// The text, broken at commas where it is too long; what follows is aligned at `indent`.
std::string Wrapped(std::string text, size_t indent) {
  std::string lines;
  while (text.size() > kWidth) {
    const size_t cut = text.rfind(", ", kWidth - 1);
    if (cut == std::string::npos || cut <= indent) break;
    lines += text.substr(0, cut + 1) + "\n";
    text = text.substr(cut + 2).insert(0, indent, ' ');
  }
  return lines + text;
}

// The C++ type of results, as it follows from the elements' type X: X itself, a type that is always the same, or what
// a table says. Tables are printed once, named after the first operation that has them.
class ResultTypes {
 public:
  std::string Of(const OpRow& row) {
    std::vector<std::pair<holo_dtype, holo_dtype>> others;
    bool constant = true;
    for (holo_dtype dtype : DtypesOf(row)) {
      const holo_dtype result = row.ResultDtype(dtype);
      if (result != dtype) others.emplace_back(dtype, result);
      constant = constant && result == row.ResultDtype(DtypesOf(row)[0]);
    }
    if (others.empty()) return "X";
    if (constant) return kTypes[others[0].second];
    auto [entry, is_new] = tables_.try_emplace(others, Capital(row.name) + "Result");
    if (is_new) order_.push_back(entry);
    return fmt::format("detail::{}<X>", entry->second);
  }

  std::string Definitions() const {
    std::string text;
    for (const auto& entry : order_) {
      text += fmt::format("{1}template <class T>\nstruct {0}Type {{\n  using type = T;\n}};\n", entry->second,
                          text.empty() ? "" : "\n");
      for (const auto& [dtype, result] : entry->first) {
        text += fmt::format("template <>\nstruct {}Type<{}> {{\n  using type = {};\n}};\n", entry->second,
                            kTypes[dtype], kTypes[result]);
      }
      text += fmt::format("template <class X>\nusing {0} = typename {0}Type<std::remove_const_t<X>>::type;\n",
                          entry->second);
    }
    return text;
  }

 private:
  using Table = std::map<std::vector<std::pair<holo_dtype, holo_dtype>>, std::string>;

  static std::string Capital(std::string name) {
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
  }

  Table tables_;
  std::vector<Table::iterator> order_;
};

// One form of an operation, as C++ takes it and as C gets it.
struct Member {
  std::string name;                     // in C++
  std::string function;                 // in C
  std::vector<std::string> parameters;  // "In<X> b"
  std::vector<std::string> names;       // "b": what the throwing member hands on
  std::vector<std::string> arguments;   // "b.get()": what C gets between the executor and a result
  std::string counted;                  // whose size n is, if none is given
  std::string scalar;                   // the type that a reduction gives; "" if it writes to a buffer
  bool says_x = false;                  // whether a parameter so far says what X is

  void Add(const std::string& type, const std::string& parameter, const std::string& argument) {
    parameters.push_back(type + " " + parameter);
    names.push_back(parameter);
    arguments.push_back(argument);
  }
};

void AddOutput(const std::string& result, Member* member) {
  member->Add(result == "X" ? "Out<X>" : fmt::format("Output<{}>", result), "out", "out.get()");
}

void AddRowsAndColumns(Member* member) {
  for (const char* count : {"rows", "cols"}) member->Add("int64_t", count, count);
}

Member Describe(const OpRow& row, Form form, ResultTypes& results) {
  Member member;
  member.name = CppName(row.name);
  member.function = FunctionName(row, form);
  const std::vector<std::string> inputs = InputNames(row);
  const uint32_t scalars = ScalarMask(row.shape, form);
  for (int i = 0; i < InputCount(row.shape); ++i) {
    const std::string& name = inputs[static_cast<size_t>(i)];
    if (IsIndexed(row.shape) && i == 1) {
      member.Add("Indices", name, name + ".get()");
    } else if ((scalars >> i & 1) != 0) {
      member.Add("Val<X>", name, name + ".get()");
    } else if (row.InputDtype(i, 0) != 0) {
      member.Add(fmt::format("Input<{}>", kTypes[row.InputDtype(i, 0)]), name, name + ".get()");
    } else {
      member.Add(member.says_x ? "In<X>" : "const Buffer<X>&", name, name + ".get()");
      member.says_x = true;
    }
  }
  const std::string result = results.Of(row);
  if (IsAxis(form)) {
    const bool of_rows = HasOutput(row.shape);
    member.name = CppName(row.name + std::string(of_rows ? "_rows" : "_axis"));
    if (of_rows) AddOutput(result, &member);
    AddRowsAndColumns(&member);
    if (of_rows) return member;
    member.Add("int32_t", "axis", "axis");
    AddOutput(result, &member);
    return member;
  }
  switch (row.shape) {
    case Shape::kMap1:
    case Shape::kMap2:
    case Shape::kMap3:
    case Shape::kSelect:
    case Shape::kArray1:
    case Shape::kNorm2:
    case Shape::kNorm3:
    case Shape::kSequence:
      if (member.says_x) {
        AddOutput(result, &member);
      } else {
        member.Add("const Buffer<X>&", "out", "out.get()");
      }
      member.counted = "out";
      break;
    case Shape::kGather:
    case Shape::kScatter:
      member.Add("Out<X>", "out", "out.get()");
      member.counted = "index";
      break;
    case Shape::kReduce1:
    case Shape::kReduce2:
      member.counted = member.names[0];
      member.scalar = result;
      break;
    default:
      throw std::logic_error(fmt::format("{}: gen_ops_cpp does not know this shape", row.name));
  }
  member.parameters.emplace_back("int64_t n = kAll");
  member.names.emplace_back("n");
  member.arguments.push_back(fmt::format("Count(n, {})", member.counted));
  return member;
}

std::string Constraint(const OpRow& row) {
  for (const NamedSet& set : kSets) {
    if (set.dtypes == row.dtypes) return set.name;
  }
  return fmt::format("Among<{}>", TypeList(row.dtypes));
}

std::string SetDefinitions() {
  std::string text = "// Groups of element types, const or not.\n";
  for (const NamedSet& set : kSets) {
    if (set.dtypes == hologram::ops::kAll) continue;  // types.hpp has that
    const std::string line = fmt::format("concept {} = Among<X, {}>;", set.name, TypeList(set.dtypes));
    text += fmt::format("template <class X>\n{}\n", Wrapped(line, 4));
  }
  return text + "\n";
}

// "template <…>\n  TYPE NAME(…) SUFFIX {", indented as a member.
std::string Head(const OpRow& row, const std::string& type, const std::string& name, const Member& member,
                 const char* suffix) {
  const std::string start = fmt::format("  {} {}(", type, name);
  // An output that says what X is must not be const.
  const char* more = member.says_x ? "" : "\n  requires(!std::is_const_v<X>)";
  return Wrapped(fmt::format("  template <{} X>{}", Constraint(row), more), 18) + "\n" +
         Wrapped(fmt::format("{}{}) {} {{", start, Joined(member.parameters), suffix), start.size()) + "\n";
}

std::string Throwing(const OpRow& row, const Member& member) {
  const std::string call = fmt::format("try_{}({})", member.name, Joined(member.names));
  if (member.scalar.empty()) {
    return Head(row, "void", member.name, member, "const") + fmt::format("    detail::Check({}.code());\n  }}\n", call);
  }
  return Head(row, fmt::format("Scalar<{}>", member.scalar), member.name, member, "const") +
         fmt::format("    return {}.value();\n  }}\n", call);
}

std::string Returning(const OpRow& row, const Member& member) {
  const std::string call = fmt::format("{}(handle_, {}", member.function, Joined(member.arguments));
  const std::string name = fmt::format("try_{}", member.name);
  if (member.scalar.empty()) {
    return Head(row, "Status", name, member, "const noexcept") +
           fmt::format("{}\n  }}\n", Wrapped(fmt::format("    return Status({}));", call), 18));
  }
  return Head(row, fmt::format("Result<Scalar<{}>>", member.scalar), name, member, "const noexcept") +
         fmt::format(
             "    holo_scalar result;\n    const Status status({}, &result));\n    if (!status) return status;\n"
             "    return detail::FromC<{}>(result);\n  }}\n",
             call, member.scalar);
}

std::string Comment(const OpRow& row) {
  const std::string formula = fmt::format("  //   {}{}", OutputText(row), row.formula);
  if (*row.specials == '\0') return fmt::format("\n  // {}\n{}\n", row.summary, formula);
  const bool fits = formula.size() + std::string(row.specials).size() + 2 <= kWidth;
  return fmt::format("\n  // {}\n{}{}{}\n", row.summary, formula, fits ? "; " : ";\n  //   ", row.specials);
}

constexpr const char* kOpening =
    R"(//
// One class, printed, and so longer than 500 lines: read ops.md, and not this from end to end.
//
// As in the C header ops.h, which tells shapes, aliasing, errors and accuracy. Here n, if it is not given, is the size of
// the output, or of a reduction's first input, or the number of indices; an element type that an operation does not take
// is a compile error, and so is a scalar that the element type might not hold: scalar.hpp has the rule.
#ifndef HOLOGRAM_OPS_HPP_
#define HOLOGRAM_OPS_HPP_

#include <cstdint>
#include <limits>
#include <type_traits>

#include "hologram/ops.h"
#include "hologram/scalar.hpp"
#include "hologram/status.hpp"
#include "hologram/types.hpp"

namespace hologram {

)";

constexpr const char* kClass =
    R"(// The operations of an Executor.
class Operations {
 public:
  // As n: as many elements as the output has, or a reduction's first input, or as there are indices.
  static constexpr int64_t kAll = std::numeric_limits<int64_t>::min();

 private:
  template <class X>
  using In = Input<std::remove_const_t<X>>;
  template <class X>
  using Out = Output<std::remove_const_t<X>>;
  template <class X>
  using Val = Value<std::remove_const_t<X>>;

 public:
  Operations(const Operations&) = delete;
  Operations& operator=(const Operations&) = delete;

)";

constexpr const char* kEnd =
    R"(
 protected:
  Operations() noexcept = default;
  ~Operations() = default;

  holo_executor handle_ = nullptr;

 private:
  template <class Sized>
  static int64_t Count(int64_t n, const Sized& elements) noexcept {
    return n == kAll ? elements.size() : n;
  }
};

}  // namespace hologram

#endif  // HOLOGRAM_OPS_HPP_
)";

}  // namespace

std::string CppHeader(const std::string& mark) {
  ResultTypes results;
  std::string throwing;
  std::string returning;
  for (const OpRow& row : hologram::ops::Table()) {
    for (Form form : kFunctionForms) {
      if (!row.Has(form)) continue;
      const Member member = Describe(row, form, results);
      throwing += (form == Form::kBuffers ? Comment(row) : "\n") + Throwing(row, member);
      returning += fmt::format("{}{}", returning.empty() ? "" : "\n", Returning(row, member));
    }
  }
  std::string types = SetDefinitions();
  std::string tables = results.Definitions();
  if (!tables.empty()) {
    types += fmt::format("namespace detail {{\n\n{}\n}}  // namespace detail\n\n", tables);
  }
  return fmt::format(
      "// ops.hpp — the operations as members of an Executor; {}.\n{}{}{}#ifdef __cpp_exceptions\n{}#endif\n\n"
      "  // The same, returning how it went.\n{}{}",
      mark, kOpening, types, kClass, throwing, returning, kEnd);
}
