// fill.cc — one element's bit pattern from a scalar, and its repetition.
#include "executor/fill.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "base/dtype.h"
#include "base/half.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::Message;

namespace {

uint64_t FloatPattern(double value, holo_dtype dtype) {
  if (dtype == HOLO_F64) return std::bit_cast<uint64_t>(value);
  if (dtype == HOLO_F32) return std::bit_cast<uint32_t>(static_cast<float>(value));
  return dtype == HOLO_F16 ? base::RoundToF16(value) : base::RoundToBf16(value);
}

bool Fits(const holo_scalar& value, holo_dtype dtype) {
  const int bits = 8 << base::Log2Size(dtype);
  if (dtype == HOLO_BOOL8) return value.value.u64 <= 1;
  if (bits == 64) return true;
  if (!base::IsSigned(dtype)) return value.value.u64 >> bits == 0;
  const int64_t limit = int64_t{1} << (bits - 1);
  return value.value.i64 >= -limit && value.value.i64 < limit;
}

}  // namespace

Error FillPattern(const holo_scalar& value, holo_dtype dtype, int argument, uint64_t* pattern) {
  if (!base::IsDtype(value.dtype)) {
    return Fail(HOLO_ERROR_INVALID_ARGUMENT, argument, Message::kUnknownDtype, value.dtype);
  }
  if (value.dtype != dtype) return Fail(HOLO_ERROR_DTYPE, argument, Message::kScalarDtype, value.dtype, dtype);
  if (base::IsFloat(dtype)) {
    *pattern = FloatPattern(value.value.f64, dtype);
    return base::kOk;
  }
  if (!Fits(value, dtype)) {
    const Message message = base::IsSigned(dtype) ? Message::kScalarRange : Message::kUnsignedScalarRange;
    return Fail(HOLO_ERROR_OUT_OF_RANGE, argument, message, value.value.i64, dtype);
  }
  *pattern = value.value.u64;
  return base::kOk;
}

void FillElements(void* data, int64_t count, int log2_size, uint64_t pattern) {
  // One line of the pattern, copied over and over: memcpy is as fast as memory, at any alignment.
  constexpr size_t kLine = 4096;
  alignas(64) std::byte line[kLine];
  const size_t size = size_t{1} << log2_size;
  size_t left = static_cast<size_t>(count) << log2_size;
  for (size_t i = 0; i < std::min(left, kLine); i += size) std::memcpy(line + i, &pattern, size);
  for (std::byte* to = static_cast<std::byte*>(data); left > 0;) {
    const size_t part = std::min(left, kLine);
    std::memcpy(to, line, part);
    to += part;
    left -= part;
  }
}

}  // namespace hologram::executor
