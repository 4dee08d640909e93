// apply_job.cc — finds the types and the shape that the operands agree on, or says which of them does not.
#include "apply_job.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>

#include "apply_usage.h"
#include "dtype_option.h"
#include "failure.h"
#include "scalar_text.h"

namespace hologram::cli {
namespace {

// "hologram apply to_f64 x.npy -o x_f64.npy", for what is no file without the name of the new one.
std::string Conversion(const Operand& operand, holo_dtype to) {
  const std::string name = operand.text.substr(operand.text.rfind('/') + 1);
  const std::string stem = operand.file ? name.substr(0, name.rfind(".npy")) : "x";
  return fmt::format("`hologram apply to_{0} {1} -o {2}_{0}.npy`", DtypeName(to), operand.text, stem);
}

// Of two types the one that holds more of the other's values: a float before an integer, a longer one before a shorter.
holo_dtype Wider(holo_dtype a, holo_dtype b) {
  if (IsFloat(a) != IsFloat(b)) return IsFloat(a) ? a : b;
  return holo_dtype_size(b) > holo_dtype_size(a) ? b : a;
}

// "f32 f64": what the operation takes.
std::string TypeNames(const Op& op) {
  std::vector<std::string> names;
  for (const holo_op_info& info : op.types) names.push_back(DtypeName(info.dtype));
  return fmt::format("{}", fmt::join(names, " "));
}

// The type of input `k` if it is one and the same whatever the elements are, as the first of `where`; else 0.
holo_dtype FixedInput(const Op& op, int k) {
  const holo_dtype dtype = op.types.front().input_dtypes[k];
  const bool fixed = std::all_of(op.types.begin(), op.types.end(),
                                 [&](const holo_op_info& info) { return info.input_dtypes[k] == dtype; });
  return fixed && op.types.size() > 1 ? dtype : 0;
}

// Whether input `k` of the entry may have this type.
bool Takes(const Op& op, const holo_op_info& info, int k, holo_dtype dtype) {
  return dtype == info.input_dtypes[k] || (IsIndex(op, k) && dtype == HOLO_I32 && HasForm(op, HOLO_FORM_INDEX_I32));
}

// Says why no entry of the operation takes operands of these types.
[[noreturn]] void RefuseTypes(const Op& op, const std::vector<Operand>& operands) {
  const Operand* first = nullptr;
  for (int k = 0; k < op.input_count; ++k) {
    const Operand& operand = operands[static_cast<size_t>(k)];
    if (operand.is_number()) continue;
    const holo_dtype fixed = FixedInput(op, k), dtype = operand.dtype();
    if (fixed != 0 && !Takes(op, op.types.front(), k, dtype)) {
      const bool index = Takes(op, op.types.front(), k, HOLO_I32);
      throw Failure(fmt::format("input {} of {} is {}{}, but {} holds {}; convert it, as with {}", k + 1, op.name,
                                DtypeName(fixed), index ? " or i32" : "", operand.text, DtypeName(dtype),
                                Conversion(operand, fixed)));
    }
    if (fixed != 0) continue;
    if (first == nullptr) first = &operand;
    if (first->dtype() == dtype) continue;
    const holo_dtype wider = Wider(first->dtype(), dtype);
    throw Failure(fmt::format("{} holds {}, {} {}; convert one of them, as with {}", first->text,
                              DtypeName(first->dtype()), operand.text, DtypeName(dtype),
                              Conversion(wider == dtype ? *first : operand, wider)));
  }
  throw Failure(fmt::format("{} takes {}, but {} holds {}; convert it, as with {}", op.name, TypeNames(op), first->text,
                            DtypeName(first->dtype()),
                            Conversion(*first, Wider(first->dtype(), op.types.front().dtype))));
}

// The entry of the operation that takes operands of these types.
holo_op_info FindTypes(const Op& op, const std::vector<Operand>& operands, holo_dtype wanted) {
  std::vector<holo_op_info> matches;
  for (const holo_op_info& info : op.types) {
    bool match = true;
    for (int k = 0; k < op.input_count; ++k) {
      const Operand& operand = operands[static_cast<size_t>(k)];
      match = match && (operand.is_number() || Takes(op, info, k, operand.dtype()));
    }
    if (match) matches.push_back(info);
  }
  if (matches.empty()) RefuseTypes(op, operands);
  if (wanted == 0 && matches.size() > 1) {
    throw UsageError(fmt::format("{}: no array tells the type of the numbers; say it, as with --dtype f32", op.name));
  }
  const auto found = std::find_if(matches.begin(), matches.end(),
                                  [&](const holo_op_info& info) { return wanted == 0 || info.dtype == wanted; });
  if (found != matches.end()) return *found;
  const auto array =
      std::find_if(operands.begin(), operands.end(), [](const Operand& operand) { return !operand.is_number(); });
  if (array == operands.end()) {
    throw UsageError(fmt::format("--dtype {}: {} makes {}", DtypeName(wanted), op.name, TypeNames(op)));
  }
  throw UsageError(fmt::format("--dtype {}: {} holds {}", DtypeName(wanted), array->text, DtypeName(array->dtype())));
}

void CheckShapes(const Operand& first, const Operand& other) {
  if (!first.file || !other.file) {  // a generated array has whatever shape the other has
    if (first.count() == other.count()) return;
    throw Failure(fmt::format("{} has {} elements, {} {}; they must be as many", first.text, first.count(), other.text,
                              other.count()));
  }
  CheckSameLayout(first.text, first.array, other.text, other.array);
}

// Of an operation that reads elements by their places, which are NumPy's: counted in C order. Turned around, an array is
// the same in both orders.
void CheckOrder(const Op& op, const Operand& operand) {
  if (!operand.file || !operand.array.fortran_order || !OrderMatters(operand.array) || op.code == HOLO_OP_REVERSE)
    return;
  throw Failure(
      fmt::format("{} is in Fortran order, but {} counts elements in C order; convert it with numpy.ascontiguousarray",
                  operand.text, op.name));
}

void SetShape(ApplyJob* job, const Operand& operand) {
  job->count = operand.count();
  job->shape = operand.file ? operand.array.shape : std::vector<int64_t>{operand.count()};
  job->fortran_order = operand.file && operand.array.fortran_order;
}

// The shape is that of the first file, else that of the first array.
void FindCommonShape(ApplyJob* job) {
  const Operand* first = nullptr;
  for (const Operand& operand : job->operands) {
    if (!operand.is_number() && (first == nullptr || (operand.file && !first->file))) first = &operand;
  }
  if (first == nullptr) {
    throw UsageError(fmt::format("{} needs at least one array: a file, or one such as random:f32:1M", job->op->name));
  }
  for (const Operand& operand : job->operands) {
    if (!operand.is_number()) CheckShapes(*first, operand);
  }
  SetShape(job, *first);
}

// A normalization: its weight, and its bias, have an element for each place of the last dimension.
void FindShapeOfRows(ApplyJob* job) {
  SetShape(job, job->operands[0]);
  const int64_t cols = job->shape.empty() ? 1 : job->shape.back();
  for (const Operand& operand : job->operands) {
    if (operand.is_number()) continue;
    CheckOrder(*job->op, operand);
    if (&operand == job->operands.data() || operand.count() == cols) continue;
    throw Failure(fmt::format("{} has {} elements, but the rows of {} have {}; they must be as many", operand.text,
                              operand.count(), job->operands[0].text, cols));
  }
}

// What remains of two dimensions when one of them is reduced, or both where each row is taken by itself.
std::vector<int64_t> ReducedShape(const ApplyJob& job) {
  const Operand& operand = job.operands.front();
  if (operand.generated) {
    throw UsageError(fmt::format("--axis {}: {} has one dimension, not two: name a file, or leave --axis out",
                                 *job.axis, operand.text));
  }
  if (job.shape.size() != 2) {
    throw Failure(fmt::format("--axis {}: {} has shape {}, not two dimensions: {}", *job.axis, operand.text,
                              FormatShape(job.shape),
                              job.shape.size() < 2 ? "leave --axis out" : "give it two with numpy.reshape"));
  }
  if (job.op->shape != HOLO_SHAPE_REDUCE) return job.shape;
  return {job.shape[*job.axis == 0 ? 1 : 0]};
}

void FindShapes(ApplyJob* job, const ApplyUsage& usage) {
  job->axis = usage.axis;
  switch (job->op->shape) {
    case HOLO_SHAPE_SEQUENCE:
      job->count = *usage.count;
      job->shape = {job->count};
      break;
    case HOLO_SHAPE_GATHER:
      CheckOrder(*job->op, job->operands[0]);
      SetShape(job, job->operands[1]);
      break;
    case HOLO_SHAPE_NORM:
      FindShapeOfRows(job);
      break;
    case HOLO_SHAPE_ARRAY:
    case HOLO_SHAPE_SCATTER:
      for (const Operand& operand : job->operands) CheckOrder(*job->op, operand);
      [[fallthrough]];
    default:
      FindCommonShape(job);
  }
  if (job->axis) {
    job->result_shape = ReducedShape(*job);
  } else if (job->op->shape == HOLO_SHAPE_SCATTER) {
    job->result_shape = {*usage.count};
  } else if (job->op->shape != HOLO_SHAPE_REDUCE) {
    job->result_shape = job->shape;
  }
}

// Only maps take numbers, sequences nothing else, and normalizations one that comes last.
void CheckNumbers(const ApplyJob& job) {
  if (job.is_map() || job.op->shape == HOLO_SHAPE_SEQUENCE) return;
  const bool norm = job.op->shape == HOLO_SHAPE_NORM;
  if (norm && !job.operands.back().is_number()) {
    throw UsageError(fmt::format("{} takes a number last, epsilon, such as 1e-5; {} is none", job.op->name,
                                 job.operands.back().text));
  }
  for (const Operand& operand : job.operands) {
    if (!operand.is_number() || (norm && &operand == &job.operands.back())) continue;
    if (norm) {
      throw UsageError(fmt::format("{} takes a number last only; {} should be an array", job.op->name, operand.text));
    }
    throw UsageError(fmt::format("{} takes arrays only, not the number {}", job.op->name, operand.text));
  }
}

// A number for each operand that is one.
void FindScalars(ApplyJob* job) {
  for (size_t k = 0; k < job->operands.size(); ++k) {
    const Operand& operand = job->operands[k];
    job->scalars.push_back(operand.is_number() ? ParseScalar(operand.text, job->types.input_dtypes[k]) : holo_scalar{});
  }
}

// What there would be in a file's place: "f32", "one f32", "f32 of shape (3,)".
std::string DescribeResult(const ApplyJob& job) {
  const std::string dtype = DtypeName(job.types.result_dtype);
  if (!job.makes_array()) return "one " + dtype;
  return job.is_map() ? dtype : fmt::format("{} of shape {}", dtype, FormatShape(job.result_shape));
}

// The output takes its place when it is complete, so that it may be an input. But where one type becomes a longer or a
// shorter one, the shape another, or indices values, that is hardly what was meant, and the input would be lost.
void CheckOutput(const ApplyJob& job, const std::string& output) {
  struct stat out = {}, in = {};
  if (output.empty() || stat(output.c_str(), &out) != 0) return;
  for (size_t k = 0; k < job.operands.size(); ++k) {
    const Operand& operand = job.operands[k];
    if (!operand.file || stat(operand.text.c_str(), &in) != 0 || in.st_dev != out.st_dev || in.st_ino != out.st_ino) {
      continue;
    }
    const holo_dtype from = operand.dtype(), to = job.types.result_dtype;
    const bool alike =
        IsIndex(*job.op, static_cast<int>(k)) ? from == to : holo_dtype_size(from) == holo_dtype_size(to);
    if (job.makes_array() && alike && operand.array.shape == job.result_shape) continue;
    throw Failure(
        fmt::format("{} is an input of {} and holds {}; the result, {}, would replace it: name another output", output,
                    job.op->name, DtypeName(operand.dtype()), DescribeResult(job)));
  }
}

}  // namespace

bool ApplyJob::has_form() const {
  const bool first = operands.front().is_number();
  const auto is_number = [](const Operand& operand) { return operand.is_number(); };
  const auto numbers = std::count_if(operands.begin(), operands.end(), is_number);
  const auto inputs = static_cast<std::ptrdiff_t>(operands.size());
  holo_form form = HOLO_FORM_BUFFERS;
  if (first && inputs == 2) {
    form = HOLO_FORM_SCALAR_FIRST;
  } else if (!first && numbers > 0 && numbers == inputs - 1) {
    form = HOLO_FORM_SCALAR_REST;
  } else if (numbers > 0) {
    return false;
  }
  return (types.forms >> form & 1u) != 0;
}

ApplyJob PrepareJob(const Op& op, const ApplyOptions& options) {
  const ApplyUsage usage = CheckUsage(op, options);
  const holo_dtype wanted = options.dtype.empty() ? 0 : ParseDtype(options.dtype);
  ApplyJob job;
  job.op = &op;
  job.operands = ReadOperands(op.shape == HOLO_SHAPE_SEQUENCE, options.operands, options.scalars, wanted);
  CheckNumbers(job);
  FindShapes(&job, usage);
  job.types = FindTypes(op, job.operands, wanted);
  FindScalars(&job);
  CheckOutput(job, options.output);
  return job;
}

}  // namespace hologram::cli
