// types.hpp — the C++ type behind each element type, and buffers as operations take them.
#ifndef HOLOGRAM_TYPES_HPP_
#define HOLOGRAM_TYPES_HPP_

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "hologram/executor.h"
#include "hologram/types.h"

namespace hologram {

// 16-bit floats as they lie in memory. They hold bits and compute nothing: operations on buffers do.
struct f16 {
  uint16_t bits;  // IEEE 754 binary16
};
struct bf16 {
  uint16_t bits;  // the upper half of a binary32
};

// A truth value of one byte: what comparisons give, and what memory shared with other languages holds.
struct bool8 {
  uint8_t value;  // 0 or 1

  constexpr explicit operator bool() const noexcept { return value != 0; }
  friend constexpr bool operator==(bool8, bool8) noexcept = default;
};

// The dtype of an element type; 0 if T is none.
template <class T>
inline constexpr holo_dtype kDtypeOf = 0;
template <class T>
inline constexpr holo_dtype kDtypeOf<const T> = kDtypeOf<T>;
template <>
inline constexpr holo_dtype kDtypeOf<float> = HOLO_F32;
template <>
inline constexpr holo_dtype kDtypeOf<double> = HOLO_F64;
template <>
inline constexpr holo_dtype kDtypeOf<f16> = HOLO_F16;
template <>
inline constexpr holo_dtype kDtypeOf<bf16> = HOLO_BF16;
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
inline constexpr holo_dtype kDtypeOf<bool8> = HOLO_BOOL8;

// What a buffer may hold: one of the thirteen types above; `const` of it where the buffer is read-only.
template <class T>
concept Element = (kDtypeOf<T> != holo_dtype{0});

// X, const or not, is one of Ts: the types that an operation takes.
template <class X, class... Ts>
concept Among = (std::same_as<std::remove_const_t<X>, Ts> || ...);

template <Element T>
class Buffer;

// An operation's further inputs: any buffer of T, const or not.
template <Element T>
class Input {
 public:
  constexpr Input(const Buffer<T>& buffer) noexcept : handle_(buffer.get()) {}        // NOLINT(google-explicit-*)
  constexpr Input(const Buffer<const T>& buffer) noexcept : handle_(buffer.get()) {}  // NOLINT(google-explicit-*)
  constexpr holo_buffer get() const noexcept { return handle_; }

 private:
  holo_buffer handle_;
};

// An operation's output: a buffer of T that is not const. By value, like Input, so that nothing of Buffer need be known
// where operations are declared.
template <Element T>
class Output {
 public:
  constexpr Output(const Buffer<T>& buffer) noexcept  // NOLINT(google-explicit-*)
      : handle_(buffer.get()), size_(buffer.size()) {}
  constexpr holo_buffer get() const noexcept { return handle_; }
  constexpr int64_t size() const noexcept { return size_; }

 private:
  holo_buffer handle_;
  int64_t size_;
};

// The indices of a gather or a scatter: a buffer of int32_t or int64_t, const or not.
class Indices {
 public:
  template <class I>
  requires(std::is_same_v<std::remove_const_t<I>, int32_t> ||
           std::is_same_v<std::remove_const_t<I>,
                          int64_t>) constexpr Indices(const Buffer<I>& buffer) noexcept  // NOLINT(google-explicit-*)
      : handle_(buffer.get()), size_(buffer.size()) {}
  constexpr holo_buffer get() const noexcept { return handle_; }
  constexpr int64_t size() const noexcept { return size_; }

 private:
  holo_buffer handle_;
  int64_t size_;
};

}  // namespace hologram

#endif  // HOLOGRAM_TYPES_HPP_
