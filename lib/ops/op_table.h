// op_table.h — ops.def as data: one row per operation, found by code or by name.
#ifndef HOLOGRAM_OPS_OP_TABLE_H_
#define HOLOGRAM_OPS_OP_TABLE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "base/dtype.h"
#include "hologram/op.h"

namespace hologram::ops {

enum class Shape : uint8_t { kMap1, kMap2, kMap3, kReduce1, kReduce2 };

constexpr bool IsMap(Shape shape) { return shape <= Shape::kMap3; }
constexpr int InputCount(Shape shape) {
  constexpr int8_t kCounts[] = {1, 2, 3, 1, 2};
  return kCounts[static_cast<int>(shape)];
}

enum Law : uint32_t { kNoLaw = 0, kCommutes = 1, kAssociates = 2, kIdempotent = 4, kInvolution = 8 };

enum class Accuracy : uint8_t { kExact, kFixedSum, kFixedFma };

inline constexpr base::DtypeSet kFloats = base::Bit(HOLO_F32) | base::Bit(HOLO_F64);
inline constexpr base::DtypeSet kIntegers = base::Bit(HOLO_I32) | base::Bit(HOLO_I64);
inline constexpr base::DtypeSet kNumbers = kFloats | kIntegers;

struct OpRow {
  holo_op code;
  const char* name;
  const char* functor;
  const char* family;
  Shape shape;
  base::DtypeSet dtypes;
  bool wide_result;
  uint32_t float_laws;
  uint32_t integer_laws;
  Accuracy accuracy;
  const char* formula;
  const char* specials;
  const char* summary;

  bool Takes(holo_dtype dtype) const { return (dtypes & base::Bit(dtype)) != 0; }
  uint32_t Laws(holo_dtype dtype) const { return base::IsFloat(dtype) ? float_laws : integer_laws; }
  holo_dtype ResultDtype(holo_dtype dtype) const { return wide_result && !base::IsFloat(dtype) ? HOLO_I64 : dtype; }
  bool SameOnEveryLevel(holo_dtype dtype) const { return accuracy != Accuracy::kFixedFma || !base::IsFloat(dtype); }
};

// All operations; the one with code c stands at c - 1.
std::span<const OpRow> Table();

// Null if there is none.
const OpRow* Find(holo_op code);
const OpRow* Find(std::string_view name);

// "exact", or the bound of the error on this dtype.
const char* AccuracyText(const OpRow& row, holo_dtype dtype);

}  // namespace hologram::ops

#endif  // HOLOGRAM_OPS_OP_TABLE_H_
