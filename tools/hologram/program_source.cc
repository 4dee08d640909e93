// program_source.cc — the library's diagnostics in the words of a command line.
#include "program_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "failure.h"
#include "mapped_file.h"

namespace hologram::cli {
namespace {

std::string LineOf(const std::string& text, int32_t number) {
  std::istringstream lines(text);
  std::string line;
  for (int32_t i = 0; i < number; ++i) std::getline(lines, line);
  return line;
}

std::string Fault(const std::string& expression, const std::vector<std::string>& scalars,
                  const holo_diagnostics& diagnostics) {
  const auto before = static_cast<int32_t>(scalars.size());
  if (diagnostics.line <= before) {
    return fmt::format("--scalar {}: {}", scalars[static_cast<size_t>(diagnostics.line - 1)], diagnostics.message);
  }
  const int32_t line = diagnostics.line - before;
  return fmt::format("{}:{}: {}\n  {}\n  {:>{}}", line, diagnostics.column, diagnostics.message,
                     LineOf(expression, line), "^", diagnostics.column);
}

}  // namespace

Program ReadProgram(const std::string& path) {
  const std::string text(MappedFile(path).bytes());
  if (text.find('\0') != std::string::npos) throw Failure(path + ": is no text");
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  holo_program program = nullptr;
  const holo_status status = holo_program_from_text(text.c_str(), &diagnostics, &program);
  if (status != HOLO_OK && diagnostics.line > 0) {
    throw Failure(fmt::format("{}:{}:{}: {}", path, diagnostics.line, diagnostics.column, diagnostics.message));
  }
  Check(status);
  return Program(program);
}

Program ProgramOfExpression(const std::string& expression, const std::vector<std::string>& scalars,
                            const std::string& parameters) {
  const std::string text = fmt::format("{}{}{}", fmt::join(scalars, "\n"), scalars.empty() ? "" : "\n", expression);
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  holo_program program = nullptr;
  const holo_status status = holo_program_from_expression(text.c_str(), parameters.c_str(), &diagnostics, &program);
  const bool is_about_parameters = std::string_view(diagnostics.message).starts_with("parameters: ");
  if (is_about_parameters) throw Failure(diagnostics.message);
  if (status != HOLO_OK && diagnostics.line > 0) throw Failure(Fault(expression, scalars, diagnostics));
  Check(status);
  return Program(program);
}

std::string TextOf(const Program& program, decltype(&holo_program_to_text) print) {
  int64_t needed = 0;
  Check(print(program.get(), nullptr, 0, &needed));
  std::string text(static_cast<size_t>(needed), '\0');
  Check(print(program.get(), text.data(), needed, &needed));
  text.resize(static_cast<size_t>(needed - 1));
  return text;
}

bool IsLaneByLane(const Program& program) {
  const std::vector<holo_program_parameter> parameters = ParametersOf(program);
  if (std::any_of(parameters.begin(), parameters.end(), IsResult)) return false;
  static const std::regex own_element(R"(\[\w+ \+ lane\])"), depends(R"(\[|\blanes?\b)");
  return !std::regex_search(std::regex_replace(TextOf(program), own_element, ""), depends);
}

std::vector<holo_program_parameter> ParametersOf(const Program& program) {
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  Check(holo_program_info_get(program.get(), &info));
  std::vector<holo_program_parameter> parameters;
  for (int32_t i = 0; i < info.parameter_count; ++i) {
    parameters.push_back(HOLO_PROGRAM_PARAMETER_INIT);
    Check(holo_program_parameter_get(program.get(), i, &parameters.back()));
  }
  return parameters;
}

}  // namespace hologram::cli
