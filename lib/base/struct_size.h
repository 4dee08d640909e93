// struct_size.h — option and info structs grow at their end; this reads and fills those of older and newer callers.
#ifndef HOLOGRAM_BASE_STRUCT_SIZE_H_
#define HOLOGRAM_BASE_STRUCT_SIZE_H_

#include <cstdint>
#include <cstring>

#include "base/error.h"

namespace hologram::base {

// The size of a struct's first version: a caller that claims less cannot be right.
template <class T>
inline constexpr uint32_t kFirstVersionSize = sizeof(T);

// No struct of the ABI will ever be larger. Who claims more has not set struct_size: to believe it would be to read, or
// to clear, up to 4 GiB of the host's memory.
inline constexpr uint32_t kLargestStruct = 4096;

// Whether the bytes [from, to) of a caller's struct are zero. Not inlined, since they may lie past the end of our own
// type, which the compiler would take for a mistake.
[[gnu::noinline]] inline bool AllZero(const void* memory, uint32_t from, uint32_t to) {
  const unsigned char* bytes = static_cast<const unsigned char*>(memory);
  for (uint32_t i = from; i < to; ++i) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

template <class T>
Error CheckStructSize(uint32_t size, int argument) {
  if (size < kFirstVersionSize<T>) {
    return Fail(HOLO_ERROR_STRUCT_SIZE, argument, Message::kStructSmall, size, kFirstVersionSize<T>);
  }
  if (size > kLargestStruct) return Fail(HOLO_ERROR_STRUCT_SIZE, argument, Message::kStructLarge, size, kLargestStruct);
  return kOk;
}

// Copies the caller's `in` into `out`, which holds the defaults. Fields that the caller does not have keep their
// default; fields that we do not have must be zero.
template <class T>
Error ReadStruct(const T* in, int argument, T* out) {
  const uint32_t size = in->struct_size;
  HOLO_RETURN_IF_ERROR(CheckStructSize<T>(size, argument));
  if (!AllZero(in, sizeof(T), size)) {
    return Fail(HOLO_ERROR_STRUCT_SIZE, argument, Message::kStructUnknownTail, size, sizeof(T));
  }
  std::memcpy(out, in, size < sizeof(T) ? size : sizeof(T));
  out->struct_size = sizeof(T);
  return kOk;
}

// Checks a struct that a call is to fill.
template <class T>
Error CheckOutStruct(const T* out, int argument) {
  if (out == nullptr) return FailNull(argument);
  return CheckStructSize<T>(out->struct_size, argument);
}

// Gives the caller the fields that it has room for; the tail of a larger struct becomes zero.
template <class T>
void FillStruct(T filled, T* out) {
  const uint32_t size = out->struct_size;
  filled.struct_size = size;
  std::memcpy(out, &filled, size < sizeof(T) ? size : sizeof(T));
  if (size > sizeof(T)) std::memset(reinterpret_cast<unsigned char*>(out) + sizeof(T), 0, size - sizeof(T));
}

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_STRUCT_SIZE_H_
