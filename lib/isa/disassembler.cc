// disassembler.cc — line by line.
#include "isa/disassembler.h"

#include "isa/constant.h"
#include "isa/mnemonics.h"

namespace hologram::isa {
namespace {

using std::string;

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) {}

  string Run() {
    string text = ".program " + program_.name + "\n";
    if (program_.fast_math) text += ".fast_math\n";
    for (const Parameter& parameter : program_.parameters) {
      text += string(".") + ParameterKindName(parameter.kind) + " " + TypeName(parameter.dtype) + " " + parameter.name +
              "\n";
    }
    size_t label = 0;
    for (size_t i = 0; i <= program_.instructions.size(); ++i) {
      while (label < program_.labels.size() && program_.labels[label].target == static_cast<int32_t>(i)) {
        text += program_.labels[label++].name + ":\n";
      }
      if (i < program_.instructions.size()) text += "    " + Line(program_.instructions[i]) + "\n";
    }
    return text;
  }

 private:
  string Name(int16_t parameter) const { return program_.parameters[static_cast<size_t>(parameter)].name; }

  string Text(const Value& value, holo_dtype dtype) const {
    switch (value.kind) {
      case ValueKind::kRegister:
        return "r" + std::to_string(value.index);
      case ValueKind::kPredicate:
        return "p" + std::to_string(value.index);
      case ValueKind::kConstant:
        return ConstantText(value.bits, dtype);
      case ValueKind::kParameter:
        return Name(value.index);
      case ValueKind::kLane:
        return "lane";
      case ValueKind::kLanes:
        return "lanes";
      case ValueKind::kIteration:
        return "iteration";
      case ValueKind::kNone:
        break;
    }
    return "";
  }

  static bool IsConstant(const Value& value, int64_t number) {
    return value.kind == ValueKind::kConstant && value.bits == static_cast<uint64_t>(number);
  }

  // " + 3", " - 3", " + offset".
  string Added(const Value& value) const {
    const string text = Text(value, HOLO_I64);
    return text[0] == '-' ? " - " + text.substr(1) : " + " + text;
  }

  string Text(const Address& address) const {
    string text = "[" + Name(address.parameter);
    if (address.is_indexed) return text + " + " + Text(address.index, HOLO_I64) + "]";
    const bool by_lane = !IsConstant(address.stride, 0);
    if (by_lane) text += " + lane";
    if (by_lane && !IsConstant(address.stride, 1)) text += "*" + Text(address.stride, HOLO_I64);
    if (!by_lane || !IsConstant(address.offset, 0)) text += Added(address.offset);
    return text + "]";
  }

  // The label's name that stands at `target`, the last of them: where it is defined does not matter.
  string LabelAt(int32_t target) const {
    string name;
    for (const Label& label : program_.labels) {
      if (label.target == target) name = label.name;
    }
    return name;
  }

  string Line(const Instruction& i) const {
    string text = MnemonicOf(i);
    if (i.kind == Kind::kExit) return text;
    if (i.kind == Kind::kLoop) return text + " " + Text(i.inputs[0], HOLO_I64) + ", " + LabelAt(i.target);
    if (i.kind == Kind::kBranch) {
      return text + " " + (i.input_count == 1 ? Text(i.inputs[0], kPredicateType) + ", " : "") + LabelAt(i.target);
    }
    if (i.kind == Kind::kConvert) text += string(".") + TypeName(i.ResultDtype());
    text += string(".") + TypeName(i.dtype) + " ";
    if (i.kind == Kind::kStore) return text + Text(i.address) + ", " + Text(i.inputs[0], i.dtype);
    text += Text(i.result, i.ResultDtype());
    if (i.kind == Kind::kLoad) return text + ", " + Text(i.address);
    for (int k = 0; k < i.input_count; ++k) {
      text += ", " + Text(i.inputs[k], i.kind == Kind::kSelect && k == 0 ? kPredicateType : i.dtype);
    }
    return text;
  }

  const Program& program_;
};

}  // namespace

string Disassemble(const Program& program) { return Printer(program).Run(); }

}  // namespace hologram::isa
