// apply_operand.cc — tells files, generated arrays and numbers apart.
#include "apply_operand.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "failure.h"
#include "scalar_text.h"
#include "suggest.h"

namespace hologram::cli {
namespace {

bool Exists(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0;
}

// "radnom:f32:1M" is no file that is missing.
void CheckRecipe(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos || text.find('/') != std::string::npos) return;
  const std::string meant = Suggest(text.substr(0, colon), {"zeros", "ones", "iota", "random"});
  if (!meant.empty()) throw UsageError(fmt::format("'{}' is neither a file nor an array to generate{}", text, meant));
}

Operand ReadOperand(const std::string& text, uint64_t place, holo_dtype read_as) {
  Operand operand;
  operand.text = text;
  if (!Exists(text)) {
    operand.generated = ParseGeneratedArray(text, place);
    if (operand.generated || IsNumber(text)) return operand;
    CheckRecipe(text);
  }
  operand.file.emplace(text);
  operand.array = ParseNpy(text, operand.file->bytes(), read_as);
  return operand;
}

}  // namespace

std::vector<Operand> ReadOperands(bool numbers_only, const std::vector<std::string>& texts,
                                  const std::vector<std::string>& numbers, holo_dtype read_as) {
  std::vector<Operand> operands;
  operands.reserve(texts.size() + numbers.size());
  for (const std::string& text : texts) {
    if (numbers_only) {
      operands.emplace_back().text = text;
    } else {
      operands.push_back(ReadOperand(text, operands.size() + 1, read_as));
    }
  }
  for (const std::string& number : numbers) {
    if (!IsNumber(number)) throw UsageError(fmt::format("--scalar {}: that is no number", number));
    operands.emplace_back().text = number;
  }
  return operands;
}

}  // namespace hologram::cli
