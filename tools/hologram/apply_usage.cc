// apply_usage.cc — a message for each way in which options and operation do not go together.
#include "apply_usage.h"

#include <fmt/format.h>

#include "count_text.h"
#include "failure.h"
#include "scalar_text.h"

namespace hologram::cli {
namespace {

void CheckShape(const Op& op) {
  if (op.shape >= HOLO_SHAPE_MAP && op.shape <= HOLO_SHAPE_NORM) return;
  throw UsageError(fmt::format("{} is of a shape that this program does not know how to run", op.name));
}

void CheckInputCount(const Op& op, const ApplyOptions& options) {
  const int given = static_cast<int>(options.operands.size() + options.scalars.size());
  if (given == op.input_count) return;
  const bool output_among_them = op.shape != HOLO_SHAPE_REDUCE && options.output.empty() && given == op.input_count + 1;
  throw UsageError(fmt::format("{} takes {} input{}, {} {} given{}; see `hologram ops {}`", op.name, op.input_count,
                               op.input_count == 1 ? "" : "s", given, given == 1 ? "was" : "were",
                               output_among_them ? ", and no output with -o" : "", op.name));
}

std::optional<int> CheckAxis(const Op& op, const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (op.shape == HOLO_SHAPE_NORM) {
    throw UsageError(fmt::format("{} takes each row of an array of several dimensions: leave --axis out", op.name));
  }
  if (!HasForm(op, HOLO_FORM_ROWS)) {
    throw UsageError(
        fmt::format("--axis is for reductions, such as sum and amax, and for softmax and its like; {} is none: leave "
                    "--axis out",
                    op.name));
  }
  if (text != "0" && text != "1") {
    throw UsageError(fmt::format(
        "--axis {}: an array of two dimensions has the axes 0 (gives one result per column) and 1 (one per row)",
        text));
  }
  if (text == "0" && !HasForm(op, HOLO_FORM_COLUMNS)) {
    throw UsageError(fmt::format("--axis 0: {} takes the rows of a matrix only, --axis 1", op.name));
  }
  return text == "1" ? 1 : 0;
}

std::optional<int64_t> CheckCount(const Op& op, const std::string& text) {
  const bool sequence = op.shape == HOLO_SHAPE_SEQUENCE;
  if (!sequence && op.shape != HOLO_SHAPE_SCATTER) {
    if (text.empty()) return std::nullopt;
    throw UsageError(
        fmt::format("--count is for operations such as iota and scatter; how many elements {} gives, its "
                    "inputs tell: leave --count out",
                    op.name));
  }
  if (text.empty()) {
    throw UsageError(fmt::format("{}: say how many elements {} has, as with --count 1M", op.name,
                                 sequence ? "the array" : "the array to put them into"));
  }
  return ParseCount(text, "--count");
}

// They name no files, so what is no number is a mistake of the command line.
void CheckNumbers(const Op& op, const ApplyOptions& options) {
  if (op.shape != HOLO_SHAPE_SEQUENCE) return;
  for (const std::string& text : options.operands) {
    if (!IsNumber(text)) throw UsageError(fmt::format("{} takes numbers only, and '{}' is none", op.name, text));
  }
  if (options.dtype.empty()) {
    throw UsageError(fmt::format("{}: say which type the array has, as with --dtype f32", op.name));
  }
}

}  // namespace

ApplyUsage CheckUsage(const Op& op, const ApplyOptions& options) {
  CheckShape(op);
  CheckInputCount(op, options);
  ApplyUsage usage;
  usage.axis = CheckAxis(op, options.axis);
  usage.count = CheckCount(op, options.count);
  CheckNumbers(op, options);
  if (options.output.empty() && (op.shape != HOLO_SHAPE_REDUCE || usage.axis)) {
    throw UsageError(fmt::format("{}{} makes an array: say where to write it with -o out.npy", op.name,
                                 usage.axis ? " along an axis" : ""));
  }
  return usage;
}

}  // namespace hologram::cli
