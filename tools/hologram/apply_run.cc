// apply_run.cc — runs an operation over its operands: a map in chunks, everything else in one call, since there each
// element of the result may depend on all inputs. Both work on the mapped files themselves. A map gives back the memory
// that it is done with; of one call's files the system takes back what it needs. So files may be larger than memory.
#include "apply_run.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "input_feed.h"
#include "npy_output.h"
#include "progress.h"

namespace hologram::cli {
namespace {

// Elements per call of a map: enough that a call costs nothing, few enough that all arrays' chunks are but a few MB.
constexpr int64_t kChunk = int64_t{1} << 20;

// The inputs of a map, chunk by chunk: numbers as scalars if the library takes them so, else as chunks full of them.
class Inputs {
 public:
  Inputs(const Executor& executor, const ApplyJob& job) : handles_(job.operands.size()) {
    const bool has_form = job.has_form();
    for (size_t k = 0; k < job.operands.size(); ++k) {
      if (has_form && job.operands[k].is_number()) {
        scalars_.push_back(job.scalars[k]);
        feeds_.emplace_back(std::nullopt);
      } else {
        feeds_.emplace_back(std::in_place, executor, job, k, kChunk);
      }
    }
  }

  void Apply(const Executor& executor, const ApplyJob& job, const Buffer& output, int64_t offset, int64_t count) {
    for (size_t k = 0; k < feeds_.size(); ++k) handles_[k] = feeds_[k] ? feeds_[k]->Chunk(offset, count) : nullptr;
    const Buffer output_view = View(output, offset, count);
    Check(holo_apply(executor.get(), job.op->code, handles_.data(), job.op->input_count, scalars_.data(),
                     static_cast<int32_t>(scalars_.size()), output_view.get(), count, nullptr));
    for (std::optional<InputFeed>& feed : feeds_) {
      if (feed) feed->Drop(offset + count);
    }
  }

 private:
  std::vector<std::optional<InputFeed>> feeds_;
  std::vector<holo_scalar> scalars_;
  std::vector<holo_buffer> handles_;
};

void Map(const Executor& executor, const ApplyJob& job, bool quiet, NpyOutput* file) {
  Inputs inputs(executor, job);
  const Buffer output = Wrap(executor, job.types.result_dtype, job.count, file->data());
  Progress progress(job.op->name, job.count, quiet);
  for (int64_t offset = 0; offset < job.count; offset += kChunk) {
    const int64_t count = std::min(kChunk, job.count - offset);
    inputs.Apply(executor, job, output, offset, count);
    file->Drop(offset + count);
    progress.Update(offset + count);
  }
}

// Throws the library's message with the name of the operand that it is about: the library knows no files.
void CheckCall(holo_status status, const ApplyJob& job) {
  try {
    Check(status);
  } catch (const Failure& failure) {
    const bool index = status == HOLO_ERROR_OUT_OF_RANGE && IsIndex(*job.op, 1);
    throw Failure(job.operands[index ? 1 : 0].text + ": " + failure.what());
  }
}

// What the library gets for operands: handles, null where a number stands, and those numbers.
struct Arguments {
  std::vector<holo_buffer> inputs;
  std::vector<holo_scalar> scalars;
};

holo_status ApplyAxis(const Executor& executor, const ApplyJob& job, const Arguments& arguments, int64_t rows,
                      int64_t cols, int32_t axis, holo_buffer output) {
  return holo_apply_axis(executor.get(), job.op->code, arguments.inputs.data(), job.op->input_count,
                         arguments.scalars.data(), static_cast<int32_t>(arguments.scalars.size()), rows, cols, axis,
                         output);
}

holo_status Apply(const Executor& executor, const ApplyJob& job, const Arguments& arguments, holo_buffer output,
                  holo_scalar* result) {
  if (job.op->shape == HOLO_SHAPE_NORM) {
    const int64_t cols = job.shape.empty() ? 1 : job.shape.back();
    return ApplyAxis(executor, job, arguments, cols == 0 ? 0 : job.count / cols, cols, 1, output);
  }
  if (job.axis) {
    // The same matrix in Fortran order is its transpose in C order: rows are columns there.
    const int64_t rows = job.shape[job.fortran_order ? 1 : 0], cols = job.shape[job.fortran_order ? 0 : 1];
    return ApplyAxis(executor, job, arguments, rows, cols, job.fortran_order ? 1 - *job.axis : *job.axis, output);
  }
  return holo_apply(executor.get(), job.op->code, arguments.inputs.data(), job.op->input_count,
                    arguments.scalars.data(), static_cast<int32_t>(arguments.scalars.size()), output, job.count,
                    result);
}

// Whether the first input is not read from front to back.
bool ReadsAnywhere(const ApplyJob& job) {
  return job.op->shape == HOLO_SHAPE_GATHER || job.op->code == HOLO_OP_REVERSE;
}

// One call over everything: its bits are the library's for that array. The output is null if the result is a number.
void Whole(const Executor& executor, const ApplyJob& job, bool quiet, NpyOutput* file, holo_scalar* result) {
  std::vector<WholeInput> inputs;
  Arguments arguments;
  if (job.operands[0].file && ReadsAnywhere(job)) job.operands[0].file->ReadInAnyOrder();
  for (size_t k = 0; k < job.operands.size(); ++k) {
    if (job.operands[k].is_number()) {
      arguments.inputs.push_back(nullptr);
      arguments.scalars.push_back(job.scalars[k]);
    } else {
      arguments.inputs.push_back(inputs.emplace_back(executor, job.operands[k], quiet).get());
    }
  }
  Buffer output;
  if (file != nullptr) output = Wrap(executor, job.types.result_dtype, file->count(), file->data());
  CheckCall(Apply(executor, job, arguments, output.get(), result), job);
}

void WriteScalar(const Executor& executor, const holo_scalar& scalar, NpyOutput* file) {
  const Buffer element = Wrap(executor, scalar.dtype, 1, file->data());
  Check(holo_buffer_fill(element.get(), &scalar));
}

}  // namespace

holo_scalar RunJob(const Executor& executor, const ApplyJob& job, const ApplyOptions& options) {
  std::optional<NpyOutput> file;  // made first: that it cannot be is to be known before the work
  if (!options.output.empty()) {
    file.emplace(options.output, job.types.result_dtype, job.fortran_result(), job.result_shape);
  }
  holo_scalar result = {};
  if (job.is_map()) {
    Map(executor, job, options.quiet, &*file);
  } else if (job.makes_array()) {
    Whole(executor, job, options.quiet, &*file, nullptr);
  } else {
    Whole(executor, job, options.quiet, nullptr, &result);
    if (file) WriteScalar(executor, result, &*file);
  }
  if (file) file->Commit();
  return result;
}

}  // namespace hologram::cli
