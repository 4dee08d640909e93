// program_run.cc — programs from files, on arrays from files.
#include "program_run.h"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "api.h"
#include "count_text.h"
#include "failure.h"
#include "mapped_file.h"
#include "npy.h"
#include "npy_output.h"
#include "scalar_text.h"

namespace hologram::cli {
namespace {

using Program = Owned<holo_program, holo_program_destroy>;

// "FILE:3:7: expected a comma, found …" if it is none.
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

std::string TextOf(const Program& program, decltype(&holo_program_to_text) print) {
  int64_t needed = 0;
  Check(print(program.get(), nullptr, 0, &needed));
  std::string text(static_cast<size_t>(needed), '\0');
  Check(print(program.get(), text.data(), needed, &needed));
  text.pop_back();  // the NUL
  return text;
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

bool IsBuffer(const holo_program_parameter& parameter) { return parameter.kind <= HOLO_PARAMETER_INOUT; }
bool IsRead(const holo_program_parameter& parameter) {
  return parameter.kind == HOLO_PARAMETER_IN || parameter.kind == HOLO_PARAMETER_INOUT;
}
bool IsWritten(const holo_program_parameter& parameter) {
  return parameter.kind == HOLO_PARAMETER_OUT || parameter.kind == HOLO_PARAMETER_INOUT;
}
bool IsScalar(const holo_program_parameter& parameter) { return parameter.kind == HOLO_PARAMETER_SCALAR; }

// "x=x.npy" by name: exactly one for each parameter that `wanted` is true of.
std::map<std::string, std::string> Assignments(const std::vector<std::string>& texts, const char* option,
                                               const std::vector<holo_program_parameter>& parameters,
                                               bool (*wanted)(const holo_program_parameter&)) {
  std::map<std::string, std::string> found;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) throw UsageError(fmt::format("{} {}: write NAME=VALUE", option, text));
    const std::string name = text.substr(0, equals);
    if (!found.emplace(name, text.substr(equals + 1)).second) {
      throw UsageError(fmt::format("{}: \"{}\" is given twice", option, name));
    }
  }
  size_t used = 0;
  for (const holo_program_parameter& parameter : parameters) {
    if (!wanted(parameter)) continue;
    if (!found.contains(parameter.name)) {
      throw UsageError(fmt::format("{} {}=… is missing", option, parameter.name));
    }
    ++used;
  }
  if (used == found.size()) return found;
  for (const auto& [name, value] : found) {
    bool is_one = false;
    for (const holo_program_parameter& parameter : parameters) {
      is_one = is_one || (wanted(parameter) && name == parameter.name);
    }
    if (!is_one) throw UsageError(fmt::format("{}: the program has no \"{}\" for it", option, name));
  }
  return found;
}

// The arrays of a launch: files that are read where they are, files that are made.
class Arrays {
 public:
  explicit Arrays(const Executor& executor) : executor_(executor) {}

  void Read(const holo_program_parameter& parameter, const std::string& path) {
    files_.emplace_back(path);
    const NpyArray array = ParseNpy(path, files_.back().bytes(), parameter.dtype);
    if (array.dtype != parameter.dtype) {
      throw Failure(fmt::format("{}: has elements of {}, \"{}\" is of {}", path, holo_dtype_name(array.dtype),
                                parameter.name, holo_dtype_name(parameter.dtype)));
    }
    if (!first_) first_ = array;
    all_alike_ = all_alike_ && array.count == first_->count;
    const char* const data = files_.back().bytes().data() + array.data_offset;
    read_.emplace(parameter.name, WrapReadOnly(executor_, array.dtype, array.count, data));
    counts_.emplace(parameter.name, array.count);
  }

  int64_t Lanes(const std::string& wish) const {
    if (!wish.empty()) return ParseCount(wish, "--lanes " + wish);
    if (!first_) throw UsageError("nothing is read that would tell how many lanes there are: give --lanes");
    if (!all_alike_) throw UsageError("the arrays have different numbers of elements: give --lanes");
    return first_->count;
  }

  // As many elements as lanes, in the first array's shape if it has as many; of one that is read, too, its elements.
  void Make(const holo_program_parameter& parameter, const std::string& path, int64_t lanes) {
    const auto given = read_.find(parameter.name);
    const int64_t count = given == read_.end() ? lanes : counts_.at(parameter.name);
    const bool like_first = first_ && first_->count == count;
    outputs_.emplace_back(path, parameter.dtype, like_first && first_->fortran_order,
                          like_first ? first_->shape : std::vector<int64_t>{count});
    Buffer made = Wrap(executor_, parameter.dtype, count, outputs_.back().data());
    if (given != read_.end()) Check(holo_buffer_copy(given->second.get(), 0, made.get(), 0, count));
    made_.emplace(parameter.name, std::move(made));
  }

  holo_buffer Get(const std::string& name) const {
    const auto found = made_.find(name);
    return found != made_.end() ? found->second.get() : read_.at(name).get();
  }

  void Commit() {
    made_.clear();
    for (NpyOutput& output : outputs_) output.Commit();
  }

 private:
  const Executor& executor_;
  std::deque<MappedFile> files_;
  std::deque<NpyOutput> outputs_;
  std::map<std::string, Buffer> read_, made_;
  std::map<std::string, int64_t> counts_;
  std::optional<NpyArray> first_;
  bool all_alike_ = true;
};

}  // namespace

void RunAsm(const AsmOptions& options) {
  const Program program = ReadProgram(options.file);
  fmt::print("{}", TextOf(program, holo_program_to_text));
}

void RunCanon(const AsmOptions& options) {
  const Program program = ReadProgram(options.file);
  uint64_t hash[2];
  Check(holo_program_canonical_hash(program.get(), hash));
  fmt::print("; as written\n{}\n; canonical, {:016x}{:016x}\n{}", TextOf(program, holo_program_to_text), hash[1],
             hash[0], TextOf(program, holo_program_canonical_text));
}

void RunProgramFile(const ProgramRunOptions& options) {
  const Program program = ReadProgram(options.file);
  const std::vector<holo_program_parameter> parameters = ParametersOf(program);
  const auto inputs = Assignments(options.inputs, "--in", parameters, IsRead);
  const auto outputs = Assignments(options.outputs, "--out", parameters, IsWritten);
  const auto numbers = Assignments(options.scalars, "--scalar", parameters, IsScalar);

  const Executor executor =
      MakeExecutor(HOLO_SIMD_BEST, options.correct ? HOLO_ACCURACY_CORRECT : HOLO_ACCURACY_STANDARD);
  Arrays arrays(executor);
  std::vector<holo_scalar> scalars;
  for (const holo_program_parameter& parameter : parameters) {
    if (IsRead(parameter)) arrays.Read(parameter, inputs.at(parameter.name));
    if (IsScalar(parameter)) scalars.push_back(ParseScalar(numbers.at(parameter.name), parameter.dtype));
  }
  const int64_t lanes = arrays.Lanes(options.lanes);
  std::vector<holo_buffer> buffers;
  std::vector<holo_scalar> results;
  for (const holo_program_parameter& parameter : parameters) {
    if (IsWritten(parameter)) arrays.Make(parameter, outputs.at(parameter.name), lanes);
    if (IsBuffer(parameter)) buffers.push_back(arrays.Get(parameter.name));
    if (parameter.kind == HOLO_PARAMETER_RESULT) results.emplace_back();
  }
  Check(holo_program_launch(executor.get(), program.get(), buffers.data(), static_cast<int32_t>(buffers.size()),
                            scalars.data(), static_cast<int32_t>(scalars.size()), lanes, results.data(),
                            static_cast<int32_t>(results.size())));
  arrays.Commit();
  size_t k = 0;
  for (const holo_program_parameter& parameter : parameters) {
    if (parameter.kind != HOLO_PARAMETER_RESULT) continue;
    const std::string name = results.size() > 1 ? std::string(parameter.name) + " " : "";
    fmt::print("{}{}\n", name, FormatScalar(results[k++]));
  }
}

}  // namespace hologram::cli
