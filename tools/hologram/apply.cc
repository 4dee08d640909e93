// apply.cc — runs an operation over its operands: a map in chunks, straight into a mapped temporary file that takes the
// output's name at the end; a reduction in one call. Memory that is done with is given back, so that files may be
// larger than the machine's memory.
#include "apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "api.h"
#include "apply_job.h"
#include "dtype_option.h"
#include "input_feed.h"
#include "mapped_file.h"
#include "npy.h"
#include "op_list.h"
#include "progress.h"
#include "scalar_text.h"
#include "simd_option.h"
#include "temp_file.h"

namespace hologram::cli {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

// Elements per call of a map: enough that a call costs nothing, few enough that all arrays' chunks are but a few MB.
constexpr int64_t kChunk = int64_t{1} << 20;

struct Result {
  holo_scalar scalar = {};  // of a reduction
  holo_simd_level level = 0;
  double seconds = 0;
};

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

void Map(const Executor& executor, const ApplyJob& job, const ApplyOptions& options) {
  const holo_dtype dtype = job.types.result_dtype;
  const int64_t element_bytes = holo_dtype_size(dtype);
  const std::string header = FormatNpyHeader(dtype, job.fortran_order, job.shape);
  const int64_t header_bytes = static_cast<int64_t>(header.size());
  int64_t size_bytes = 0;
  if (__builtin_mul_overflow(job.count, element_bytes, &size_bytes) ||
      __builtin_add_overflow(size_bytes, header_bytes, &size_bytes)) {
    throw Failure(options.output + ": would be impossibly large");
  }
  TempFile file(options.output);
  {
    MappedOutput memory(file, size_bytes);
    std::memcpy(memory.data(), header.data(), header.size());
    Inputs inputs(executor, job);
    const Buffer output = Wrap(executor, dtype, job.count, memory.data() + header.size());
    Progress progress(job.op->name, job.count, options.quiet);
    int64_t dropped = 0;
    for (int64_t offset = 0; offset < job.count; offset += kChunk) {
      const int64_t count = std::min(kChunk, job.count - offset);
      inputs.Apply(executor, job, output, offset, count);
      const int64_t done = header_bytes + (offset + count) * element_bytes;
      memory.Drop(std::exchange(dropped, done), done);
      progress.Update(offset + count);
    }
  }
  file.Commit();
}

// One call over everything: its bits are the library's for that array.
holo_scalar Reduce(const Executor& executor, const ApplyJob& job, bool quiet) {
  std::vector<WholeInput> inputs;
  std::vector<holo_buffer> handles;
  for (size_t k = 0; k < job.operands.size(); ++k) {
    inputs.emplace_back(executor, job, k, quiet);
    handles.push_back(inputs.back().get());
  }
  holo_scalar result = {};
  Check(holo_apply(executor.get(), job.op->code, handles.data(), job.op->input_count, nullptr, 0, nullptr, job.count,
                   &result));
  return result;
}

// Writes a reduction's result as an array of no dimensions.
void WriteScalar(const holo_scalar& scalar, TempFile& file) {
  const std::string header = FormatNpyHeader(scalar.dtype, false, {});
  {
    MappedOutput memory(file, static_cast<int64_t>(header.size()) + holo_dtype_size(scalar.dtype));
    std::memcpy(memory.data(), header.data(), header.size());
    const Executor executor = MakeExecutor(HOLO_SIMD_BEST);
    const Buffer element = Wrap(executor, scalar.dtype, 1, memory.data() + header.size());
    Check(holo_buffer_fill(element.get(), &scalar));
  }
  file.Commit();
}

// JSON has no NaN and no infinity: those become text.
Json ScalarJson(const holo_scalar& scalar) {
  if (scalar.dtype == HOLO_BOOL8) return scalar.value.u64 != 0;
  if (!IsFloat(scalar.dtype)) return IsSigned(scalar.dtype) ? Json(scalar.value.i64) : Json(scalar.value.u64);
  return std::isfinite(scalar.value.f64) ? Json(scalar.value.f64) : Json(FormatScalar(scalar));
}

void PrintJson(const ApplyJob& job, const ApplyOptions& options, const Result& result) {
  Json json = {{"op", job.op->name}, {"dtype", DtypeName(job.types.dtype)},
               {"shape", job.shape}, {"fortran_order", job.fortran_order},
               {"count", job.count}, {"result_dtype", DtypeName(job.types.result_dtype)}};
  if (!job.is_map()) json["result"] = ScalarJson(result.scalar);
  if (!options.output.empty()) json["output"] = options.output;
  json["simd_level"] = SimdLevelName(result.level);
  json["seconds"] = result.seconds;
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

void PrintText(const ApplyJob& job, const ApplyOptions& options, const Result& result) {
  if (!job.is_map()) {
    fmt::print("{}\n", FormatScalar(result.scalar));
  } else if (!options.quiet) {
    const bool same = job.types.dtype == job.types.result_dtype;
    fmt::print("{}: {} of {} {} elements, shape {}{}\n", options.output, job.op->name, job.count,
               DtypeName(job.types.dtype), FormatShape(job.shape),
               same ? "" : ", as " + DtypeName(job.types.result_dtype));
  }
}

}  // namespace

void RunApply(const ApplyOptions& options) {
  const holo_simd_level simd_cap = ParseSimdLevel(options.simd);
  const std::vector<Op> ops = ListOps();
  if (options.op.empty()) throw UsageError("apply needs an operation and its files; see `hologram apply --help`");
  const ApplyJob job = PrepareJob(FindOp(ops, options.op), options);

  const Clock::time_point start = Clock::now();
  const Executor executor = MakeExecutor(simd_cap);
  Result result;
  result.level = SimdLevelOf(executor);
  if (job.is_map()) {
    Map(executor, job, options);
  } else {
    std::optional<TempFile> file;  // made first: that it cannot be is to be known before the work
    if (!options.output.empty()) file.emplace(options.output);
    result.scalar = Reduce(executor, job, options.quiet);
    if (file) WriteScalar(result.scalar, *file);
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  options.json ? PrintJson(job, options, result) : PrintText(job, options, result);
}

}  // namespace hologram::cli
