// program_arrays.cc — each parameter's buffer stands for a file's memory.
#include "program_arrays.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "count_text.h"
#include "failure.h"

namespace hologram::cli {

void ProgramArrays::Read(const holo_program_parameter& parameter, const std::string& path) {
  MappedFile file(path);
  NpyArray array = ParseNpy(path, file.bytes(), parameter.dtype);
  if (array.dtype != parameter.dtype) {
    throw Failure(fmt::format("{}: has elements of {}, \"{}\" is of {}", path, holo_dtype_name(array.dtype),
                              parameter.name, holo_dtype_name(parameter.dtype)));
  }
  const char* const data = file.bytes().data() + array.data_offset;
  read_.emplace(parameter.name, WrapReadOnly(executor_, array.dtype, array.count, data));
  counts_.emplace(parameter.name, array.count);
  inputs_.push_back({std::move(file), std::move(array)});
}

int64_t ProgramArrays::Lanes(const std::string& wish) const {
  if (!wish.empty()) return ParseCount(wish, "--lanes " + wish);
  if (inputs_.empty()) throw UsageError("nothing is read that would tell how many lanes there are: give --lanes");
  const int64_t count = inputs_.front().array.count;
  if (std::any_of(inputs_.begin(), inputs_.end(), [&](const Input& input) { return input.array.count != count; })) {
    throw UsageError("the arrays have different numbers of elements: give --lanes");
  }
  return count;
}

bool ProgramArrays::HaveElements(int64_t lanes) const {
  return std::all_of(counts_.begin(), counts_.end(), [&](const auto& count) { return count.second >= lanes; });
}

void ProgramArrays::Make(const holo_program_parameter& parameter, const std::string& path, int64_t lanes) {
  const auto given = read_.find(parameter.name);
  const int64_t count = given == read_.end() ? lanes : counts_.at(parameter.name);
  const NpyArray* like = inputs_.empty() || inputs_.front().array.count != count ? nullptr : &inputs_.front().array;
  outputs_.emplace_back(path, parameter.dtype, like != nullptr && like->fortran_order,
                        like != nullptr ? like->shape : std::vector<int64_t>{count});
  Buffer made = Wrap(executor_, parameter.dtype, count, outputs_.back().data());
  if (given != read_.end()) Check(holo_buffer_copy(given->second.get(), 0, made.get(), 0, count));
  made_.emplace(parameter.name, std::move(made));
}

const Buffer& ProgramArrays::Whole(const std::string& name) const {
  const auto found = made_.find(name);
  return found != made_.end() ? found->second : read_.at(name);
}

void ProgramArrays::Drop(int64_t end) {
  for (const Input& input : inputs_) {
    const int64_t size = holo_dtype_size(input.array.dtype);
    input.file.Drop(input.array.data_offset + dropped_ * size, input.array.data_offset + end * size);
  }
  for (NpyOutput& output : outputs_) output.Drop(end);
  dropped_ = end;
}

void ProgramArrays::Commit() {
  made_.clear();
  for (NpyOutput& output : outputs_) output.Commit();
}

}  // namespace hologram::cli
