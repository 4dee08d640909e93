// dtype.h — the element types: name, size, and the C++ type behind each.
#ifndef HOLOGRAM_BASE_DTYPE_H_
#define HOLOGRAM_BASE_DTYPE_H_

#include <cstdint>

#include "hologram/types.h"

namespace hologram::base {

// One bit per dtype, for sets of them.
using DtypeSet = uint32_t;
constexpr DtypeSet Bit(holo_dtype dtype) { return DtypeSet{1} << dtype; }

inline constexpr int kDtypeLimit = 16;  // dtypes are below it: the width of tables indexed by dtype

struct DtypeInfo {
  const char* name;
  int8_t log2_size;
};

// Indexed by holo_dtype; entry 0 is no dtype.
inline constexpr DtypeInfo kDtypes[] = {
    {nullptr, 0}, {"f32", 2}, {"f64", 3}, {"f16", 1}, {"bf16", 1}, {"i8", 0},  {"i16", 1},
    {"i32", 2},   {"i64", 3}, {"u8", 0},  {"u16", 1}, {"u32", 2},  {"u64", 3}, {"bool8", 0},
};
static_assert(sizeof(kDtypes) / sizeof(kDtypes[0]) == HOLO_BOOL8 + 1);

constexpr bool IsDtype(holo_dtype dtype) { return dtype >= HOLO_F32 && dtype <= HOLO_BOOL8; }
constexpr int Log2Size(holo_dtype dtype) { return kDtypes[dtype].log2_size; }
constexpr bool IsFloat(holo_dtype dtype) { return dtype >= HOLO_F32 && dtype <= HOLO_BF16; }
constexpr bool IsSigned(holo_dtype dtype) { return dtype >= HOLO_I8 && dtype <= HOLO_I64; }

template <class T>
inline constexpr holo_dtype kDtypeOf = 0;
template <>
inline constexpr holo_dtype kDtypeOf<float> = HOLO_F32;
template <>
inline constexpr holo_dtype kDtypeOf<double> = HOLO_F64;
template <>
inline constexpr holo_dtype kDtypeOf<int32_t> = HOLO_I32;
template <>
inline constexpr holo_dtype kDtypeOf<int64_t> = HOLO_I64;

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_DTYPE_H_
