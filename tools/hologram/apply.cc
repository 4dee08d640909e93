// apply.cc — reads the job, has it run, and prints what was done.
#include "apply.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "api.h"
#include "apply_job.h"
#include "apply_run.h"
#include "dtype_option.h"
#include "npy.h"
#include "op_list.h"
#include "scalar_text.h"
#include "simd_option.h"

namespace hologram::cli {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

struct Result {
  holo_scalar scalar = {};  // of a reduction to one number
  holo_simd_level level = 0;
  double seconds = 0;
};

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
  if (job.axis) json["axis"] = *job.axis;
  if (job.makes_array()) {
    json["result_shape"] = job.result_shape;
  } else {
    json["result"] = ScalarJson(result.scalar);
  }
  if (!options.output.empty()) json["output"] = options.output;
  json["simd_level"] = SimdLevelName(result.level);
  json["seconds"] = result.seconds;
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

void PrintText(const ApplyJob& job, const ApplyOptions& options, const Result& result) {
  if (!job.makes_array()) {
    fmt::print("{}\n", FormatScalar(result.scalar));
  } else if (!options.quiet) {
    const bool same = job.types.dtype == job.types.result_dtype;
    const std::string axis = job.axis ? fmt::format(" along axis {}", *job.axis) : "";
    fmt::print("{}: {}{} of {} {} elements, shape {}{}\n", options.output, job.op->name, axis, job.count,
               DtypeName(job.types.dtype), FormatShape(job.result_shape),
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
  const Executor executor = MakeExecutor(simd_cap, options.correct ? HOLO_ACCURACY_CORRECT : HOLO_ACCURACY_STANDARD);
  Result result;
  result.level = SimdLevelOf(executor);
  result.scalar = RunJob(executor, job, options);
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  options.json ? PrintJson(job, options, result) : PrintText(job, options, result);
}

}  // namespace hologram::cli
