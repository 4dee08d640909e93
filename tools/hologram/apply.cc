// apply.cc — maps the input files, wraps them as read-only buffers, and runs the operation over them: a map in chunks,
// straight into a mapped temporary file that takes the output's name at the end; a reduction in one call.
#include "apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "api.h"
#include "mapped_file.h"
#include "npy.h"
#include "op_list.h"
#include "progress.h"
#include "simd_option.h"
#include "temp_file.h"

namespace hologram::cli {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

// Elements per call of a map: enough that a call costs nothing, few enough that progress shows.
constexpr int64_t kChunk = int64_t{1} << 22;

struct Input {
  explicit Input(const std::string& name) : path(name), file(name), array(ParseNpy(name, file.bytes())) {}
  const void* data() const { return file.bytes().data() + array.data_offset; }

  std::string path;
  MappedFile file;
  NpyArray array;
};

// What is to be done, checked.
struct Job {
  const Op* op = nullptr;
  holo_op_info types = HOLO_OP_INFO_INIT;
  std::vector<Input> inputs;
  const NpyArray& array() const { return inputs.front().array; }
};

struct Result {
  holo_scalar scalar = {};  // of a reduction
  holo_simd_level level = 0;
  double seconds = 0;
};

void CheckUsage(const Op& op, const ApplyOptions& options) {
  const bool map = op.shape == HOLO_SHAPE_MAP;
  if (!map && op.shape != HOLO_SHAPE_REDUCE) {
    throw UsageError(
        fmt::format("{} is neither a map nor a reduction; this program does not know how to run it", op.name));
  }
  const int given = static_cast<int>(options.inputs.size());
  if (given != op.input_count) {
    throw UsageError(fmt::format("{} takes {} input file{}, {} {} given", op.name, op.input_count,
                                 op.input_count == 1 ? "" : "s", given, given == 1 ? "was" : "were"));
  }
  if (map && options.output.empty()) {
    throw UsageError(fmt::format("{} makes an array: say where to write it with -o out.npy", op.name));
  }
}

// C and Fortran order are the same thing unless two dimensions have more than one element.
bool OrderMatters(const NpyArray& array) {
  return array.count > 0 && std::count_if(array.shape.begin(), array.shape.end(), [](int64_t n) { return n > 1; }) > 1;
}

void CheckAgreement(const Input& first, const Input& other) {
  const NpyArray &a = first.array, &b = other.array;
  if (a.dtype != b.dtype) {
    throw Failure(fmt::format("{} holds {}, {} {}; convert one of them, as with a.astype('f8')", first.path,
                              DtypeName(a.dtype), other.path, DtypeName(b.dtype)));
  }
  if (a.shape != b.shape) {
    throw Failure(fmt::format("{} has shape {}, {} {}; they must be the same", first.path, FormatShape(a.shape),
                              other.path, FormatShape(b.shape)));
  }
  if (a.fortran_order != b.fortran_order && OrderMatters(a)) {
    const char *c = "C", *fortran = "Fortran";
    throw Failure(fmt::format("{} is in {} order, {} in {} order; convert one of them with numpy.ascontiguousarray",
                              first.path, a.fortran_order ? fortran : c, other.path, b.fortran_order ? fortran : c));
  }
}

Job PrepareJob(const Op& op, const ApplyOptions& options) {
  Job job;
  job.op = &op;
  job.inputs.reserve(options.inputs.size());
  for (const std::string& path : options.inputs) {
    job.inputs.emplace_back(path);
    CheckAgreement(job.inputs.front(), job.inputs.back());
  }
  Check(holo_op_info_get(op.code, job.array().dtype, &job.types));
  return job;
}

std::vector<Buffer> WrapInputs(const Executor& executor, const Job& job) {
  std::vector<Buffer> buffers;
  for (const Input& input : job.inputs) {
    buffers.push_back(WrapReadOnly(executor, input.array.dtype, input.array.count, input.data()));
  }
  return buffers;
}

// One chunk of a map: views of all buffers, and a call on them.
void ApplyChunk(const Executor& executor, const Job& job, const std::vector<Buffer>& inputs, const Buffer& output,
                int64_t offset, int64_t count) {
  std::vector<Buffer> views;
  std::vector<holo_buffer> handles;
  for (const Buffer& input : inputs) {
    views.push_back(View(input, offset, count));
    handles.push_back(views.back().get());
  }
  const Buffer output_view = View(output, offset, count);
  Check(
      holo_apply(executor.get(), job.op->code, handles.data(), job.op->input_count, output_view.get(), count, nullptr));
}

void Map(const Executor& executor, const Job& job, const ApplyOptions& options) {
  const NpyArray& array = job.array();
  const std::string header = FormatNpyHeader(job.types.result_dtype, array.fortran_order, array.shape);
  int64_t size_bytes = 0;
  if (__builtin_mul_overflow(array.count, holo_dtype_size(job.types.result_dtype), &size_bytes) ||
      __builtin_add_overflow(size_bytes, static_cast<int64_t>(header.size()), &size_bytes)) {
    throw Failure(options.output + ": would be impossibly large");
  }
  TempFile file(options.output);
  {
    MappedOutput memory(file, size_bytes);
    std::memcpy(memory.data(), header.data(), header.size());
    const std::vector<Buffer> inputs = WrapInputs(executor, job);
    const Buffer output = Wrap(executor, job.types.result_dtype, array.count, memory.data() + header.size());
    Progress progress(job.op->name, array.count, options.quiet);
    for (int64_t offset = 0; offset < array.count; offset += kChunk) {
      const int64_t count = std::min(kChunk, array.count - offset);
      ApplyChunk(executor, job, inputs, output, offset, count);
      progress.Update(offset + count);
    }
  }
  file.Commit();
}

// One call over everything: its bits are the library's for that array.
holo_scalar Reduce(const Executor& executor, const Job& job) {
  const std::vector<Buffer> inputs = WrapInputs(executor, job);
  std::vector<holo_buffer> handles;
  handles.reserve(inputs.size());
  for (const Buffer& input : inputs) handles.push_back(input.get());
  holo_scalar result = {};
  Check(holo_apply(executor.get(), job.op->code, handles.data(), job.op->input_count, nullptr, job.array().count,
                   &result));
  return result;
}

// Writes a reduction's result as an array of no dimensions.
void WriteScalar(const holo_scalar& scalar, const std::string& path) {
  TempFile file(path);
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

bool IsFloat(holo_dtype dtype) {
  return dtype == HOLO_F32 || dtype == HOLO_F64 || dtype == HOLO_F16 || dtype == HOLO_BF16;
}

bool IsSigned(holo_dtype dtype) { return dtype >= HOLO_I8 && dtype <= HOLO_I64; }

// The shortest text that reads back as the same number of its type.
std::string FormatScalar(const holo_scalar& scalar) {
  if (scalar.dtype == HOLO_F32) return fmt::format("{}", static_cast<float>(scalar.value.f64));
  if (IsFloat(scalar.dtype)) return fmt::format("{}", scalar.value.f64);
  return IsSigned(scalar.dtype) ? fmt::format("{}", scalar.value.i64) : fmt::format("{}", scalar.value.u64);
}

// JSON has no NaN and no infinity: those become text.
Json ScalarJson(const holo_scalar& scalar) {
  if (!IsFloat(scalar.dtype)) return IsSigned(scalar.dtype) ? Json(scalar.value.i64) : Json(scalar.value.u64);
  return std::isfinite(scalar.value.f64) ? Json(scalar.value.f64) : Json(FormatScalar(scalar));
}

void PrintJson(const Job& job, const ApplyOptions& options, const Result& result) {
  Json json = {{"op", job.op->name},         {"dtype", DtypeName(job.array().dtype)},
               {"shape", job.array().shape}, {"fortran_order", job.array().fortran_order},
               {"count", job.array().count}, {"result_dtype", DtypeName(job.types.result_dtype)}};
  if (job.op->shape == HOLO_SHAPE_REDUCE) json["result"] = ScalarJson(result.scalar);
  if (!options.output.empty()) json["output"] = options.output;
  json["simd_level"] = SimdLevelName(result.level);
  json["seconds"] = result.seconds;
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

void PrintText(const Job& job, const ApplyOptions& options, const Result& result) {
  if (job.op->shape == HOLO_SHAPE_REDUCE) {
    fmt::print("{}\n", FormatScalar(result.scalar));
  } else if (!options.quiet) {
    fmt::print("{}: {} of {} {} elements, shape {}\n", options.output, job.op->name, job.array().count,
               DtypeName(job.array().dtype), FormatShape(job.array().shape));
  }
}

}  // namespace

void RunApply(const ApplyOptions& options) {
  const holo_simd_level simd_cap = ParseSimdLevel(options.simd);
  const std::vector<Op> ops = ListOps();
  if (options.op.empty()) throw UsageError("apply needs an operation and its files; see `hologram apply --help`");
  const Op& op = FindOp(ops, options.op);
  CheckUsage(op, options);
  const Job job = PrepareJob(op, options);

  const Clock::time_point start = Clock::now();
  const Executor executor = MakeExecutor(simd_cap);
  Result result;
  result.level = SimdLevelOf(executor);
  if (op.shape == HOLO_SHAPE_MAP) {
    Map(executor, job, options);
  } else {
    result.scalar = Reduce(executor, job);
    if (!options.output.empty()) WriteScalar(result.scalar, options.output);
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  options.json ? PrintJson(job, options, result) : PrintText(job, options, result);
}

}  // namespace hologram::cli
