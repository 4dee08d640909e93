// dtype.h — the element types: name, size, and the C++ type behind each.
#ifndef HOLOGRAM_BASE_DTYPE_H_
#define HOLOGRAM_BASE_DTYPE_H_

#include <cstdint>
#include <type_traits>

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

// The C++ types of the dtypes that have none of their own. They hold the bits and compute nothing.
struct F16 {
  uint16_t bits;
};
struct Bf16 {
  uint16_t bits;
};
struct Bool8 {
  uint8_t byte;
};

template <class T>
inline constexpr holo_dtype kDtypeOf = 0;
template <>
inline constexpr holo_dtype kDtypeOf<float> = HOLO_F32;
template <>
inline constexpr holo_dtype kDtypeOf<double> = HOLO_F64;
template <>
inline constexpr holo_dtype kDtypeOf<F16> = HOLO_F16;
template <>
inline constexpr holo_dtype kDtypeOf<Bf16> = HOLO_BF16;
template <>
inline constexpr holo_dtype kDtypeOf<int8_t> = HOLO_I8;
template <>
inline constexpr holo_dtype kDtypeOf<int16_t> = HOLO_I16;
template <>
inline constexpr holo_dtype kDtypeOf<int32_t> = HOLO_I32;
template <>
inline constexpr holo_dtype kDtypeOf<int64_t> = HOLO_I64;
template <>
inline constexpr holo_dtype kDtypeOf<uint8_t> = HOLO_U8;
template <>
inline constexpr holo_dtype kDtypeOf<uint16_t> = HOLO_U16;
template <>
inline constexpr holo_dtype kDtypeOf<uint32_t> = HOLO_U32;
template <>
inline constexpr holo_dtype kDtypeOf<uint64_t> = HOLO_U64;
template <>
inline constexpr holo_dtype kDtypeOf<Bool8> = HOLO_BOOL8;

template <class T>
inline constexpr bool kIsHalf = std::is_same_v<T, F16> || std::is_same_v<T, Bf16>;

template <class T>
struct Type {
  using type = T;
};

// visit(Type<T>()) with the C++ type of a known dtype.
template <class Visit>
constexpr decltype(auto) WithType(holo_dtype dtype, Visit&& visit) {
  switch (dtype) {
    case HOLO_F32:
      return visit(Type<float>());
    case HOLO_F64:
      return visit(Type<double>());
    case HOLO_F16:
      return visit(Type<F16>());
    case HOLO_BF16:
      return visit(Type<Bf16>());
    case HOLO_I8:
      return visit(Type<int8_t>());
    case HOLO_I16:
      return visit(Type<int16_t>());
    case HOLO_I32:
      return visit(Type<int32_t>());
    case HOLO_I64:
      return visit(Type<int64_t>());
    case HOLO_U8:
      return visit(Type<uint8_t>());
    case HOLO_U16:
      return visit(Type<uint16_t>());
    case HOLO_U32:
      return visit(Type<uint32_t>());
    case HOLO_U64:
      return visit(Type<uint64_t>());
    default:
      return visit(Type<Bool8>());
  }
}

// visit(Type<U>()) with the unsigned integer of a known dtype's size, as which its elements are moved.
template <class Visit>
constexpr decltype(auto) WithBits(holo_dtype dtype, Visit&& visit) {
  switch (Log2Size(dtype)) {
    case 0:
      return visit(Type<uint8_t>());
    case 1:
      return visit(Type<uint16_t>());
    case 2:
      return visit(Type<uint32_t>());
    default:
      return visit(Type<uint64_t>());
  }
}

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_DTYPE_H_
