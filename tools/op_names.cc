// op_names.cc — names by shape and form.
#include "op_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

using hologram::ops::Form;
using hologram::ops::OpRow;
using hologram::ops::Shape;

std::vector<holo_dtype> DtypesOf(const OpRow& row) {
  std::vector<holo_dtype> dtypes;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if (row.Takes(dtype)) dtypes.push_back(dtype);
  }
  return dtypes;
}

std::string CodeName(const OpRow& row) {
  std::string name = std::string("HOLO_OP_") + row.name;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

std::vector<std::string> InputNames(const OpRow& row) {
  if (IsIndexed(row.shape)) return {"x", "index"};
  if (row.shape == Shape::kSequence) return {"start", "step"};
  if (row.shape == Shape::kNorm2) return {"x", "weight", "epsilon"};
  if (row.shape == Shape::kNorm3) return {"x", "weight", "bias", "epsilon"};
  const int count = InputCount(row.shape);
  if (count == 1) return {"x"};
  return count == 2 ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a", "b", "c"};
}

std::string FunctionName(const OpRow& row, Form form) {
  if (form == Form::kBuffers) return fmt::format("holo_{}", row.name);
  if (form == Form::kScalarRest) return fmt::format("holo_{}_scalar", row.name);
  if (IsAxis(form)) return fmt::format("holo_{}_{}", row.name, HasOutput(row.shape) ? "rows" : "axis");
  return fmt::format("holo_scalar_{}", row.name);
}

const char* OutputText(const OpRow& row) {
  if (row.shape == Shape::kScatter) return "out[index[i]] = ";
  return HasOutput(row.shape) ? "out[i] = " : "";
}
