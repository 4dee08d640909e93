// scalar_text.cc — reads a number exactly where its type is exact: integers never pass through a float.
#include "scalar_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "api.h"
#include "dtype_option.h"
#include "failure.h"

namespace hologram::cli {
namespace {

// A sign, and what follows it.
struct Signed {
  explicit Signed(std::string_view text) : negative(text.starts_with('-')), digits(text) {
    if (negative || text.starts_with('+')) digits.remove_prefix(1);
    hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (hex) digits.remove_prefix(2);
    if (digits.starts_with('-')) digits = {};  // from_chars would take a second sign
  }
  bool negative, hex = false;
  std::string_view digits;
};

bool IsBoolean(std::string_view text) { return text == "true" || text == "false"; }

// Any number but a boolean as the nearest double; infinite if it is written so or too large.
std::optional<double> ParseDouble(std::string_view text) {
  const Signed parts(text);
  double value = 0;
  const char* end = parts.digits.data() + parts.digits.size();
  const auto [stop, error] =
      std::from_chars(parts.digits.data(), end, value, parts.hex ? std::chars_format::hex : std::chars_format::general);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  // Infinite if it is too large, zero or next to it if too small.
  if (error == std::errc::result_out_of_range) return std::strtod(std::string(text).c_str(), nullptr);
  return parts.negative ? -value : value;
}

bool IsInfinityOrNan(std::string_view text) {
  const Signed parts(text);
  return !parts.digits.empty() && std::isalpha(static_cast<unsigned char>(parts.digits[0])) != 0 && !parts.hex;
}

// A whole number: its magnitude, if that has at most 64 bits.
struct Whole {
  bool negative = false;
  uint64_t magnitude = 0;
};

enum class WholeError { kNone, kNotWhole, kTooLarge, kInexact };

WholeError ParseWhole(std::string_view text, Whole* whole) {
  const Signed parts(text);
  whole->negative = parts.negative;
  const char* end = parts.digits.data() + parts.digits.size();
  const auto [stop, error] = std::from_chars(parts.digits.data(), end, whole->magnitude, parts.hex ? 16 : 10);
  if (stop == end && error == std::errc()) return WholeError::kNone;
  if (stop == end && error == std::errc::result_out_of_range) return WholeError::kTooLarge;
  // "1e6" and "2.0" are whole too, as long as a double holds them exactly.
  const double value = std::abs(*ParseDouble(text));
  if (!(value == std::floor(value)) || IsInfinityOrNan(text)) return WholeError::kNotWhole;
  if (value >= 0x1p64) return WholeError::kTooLarge;
  if (value > 0x1p53) return WholeError::kInexact;
  whole->magnitude = static_cast<uint64_t>(value);
  return WholeError::kNone;
}

// The largest finite number of a float type, and half a step above it: from there on numbers round to infinity.
double OverflowOf(holo_dtype dtype) {
  switch (dtype) {
    case HOLO_F16:
      return 65520;
    case HOLO_BF16:
      return 0x1.ffp127;
    case HOLO_F32:
      return 0x1.ffffffp127;
    default:
      return std::numeric_limits<double>::infinity();
  }
}

[[noreturn]] void Unfit(const std::string& text, holo_dtype dtype, const std::string& why) {
  throw UsageError(fmt::format("{} is no {}: {}", text, DtypeName(dtype), why));
}

holo_scalar ParseFloat(const std::string& text, holo_dtype dtype) {
  holo_scalar scalar = {dtype, 0, {*ParseDouble(text)}};
  if (std::abs(scalar.value.f64) >= OverflowOf(dtype) && !IsInfinityOrNan(text)) {
    Unfit(text, dtype, "it is too large; `inf` gives infinity");
  }
  return scalar;
}

holo_scalar ParseInteger(const std::string& text, holo_dtype dtype) {
  const int bits = 8 * static_cast<int>(holo_dtype_size(dtype));
  const uint64_t half = uint64_t{1} << (bits - 1);
  const uint64_t most = dtype == HOLO_BOOL8 ? 1 : IsSigned(dtype) ? half - 1 : half + (half - 1);
  const uint64_t least = IsSigned(dtype) ? half : 0;  // the magnitude of the least one
  Whole whole;
  const WholeError error = ParseWhole(text, &whole);
  if (error == WholeError::kNotWhole) Unfit(text, dtype, "it is not a whole number");
  if (error == WholeError::kInexact) Unfit(text, dtype, "a number as large as this must be written without . and e");
  if (error == WholeError::kTooLarge || whole.magnitude > (whole.negative ? least : most)) {
    Unfit(text, dtype, fmt::format("its values are {}{} to {}", least > 0 ? "-" : "", least, most));
  }
  holo_scalar scalar = {dtype, 0, {0}};
  scalar.value.u64 = whole.negative ? 0 - whole.magnitude : whole.magnitude;
  return scalar;
}

}  // namespace

bool IsNumber(std::string_view text) { return IsBoolean(text) || ParseDouble(text).has_value(); }

holo_scalar ParseScalar(const std::string& text, holo_dtype dtype) {
  if (!IsNumber(text)) throw UsageError(fmt::format("'{}' is no number", text));
  if (IsBoolean(text)) {
    if (dtype != HOLO_BOOL8) Unfit(text, dtype, "only bool8 has true and false");
    holo_scalar scalar = {dtype, 0, {0}};
    scalar.value.u64 = text == "true" ? 1 : 0;
    return scalar;
  }
  return IsFloat(dtype) ? ParseFloat(text, dtype) : ParseInteger(text, dtype);
}

std::string FormatScalar(const holo_scalar& scalar) {
  if (scalar.dtype == HOLO_BOOL8) return scalar.value.u64 != 0 ? "true" : "false";
  if (scalar.dtype == HOLO_F32) return fmt::format("{}", static_cast<float>(scalar.value.f64));
  if (IsFloat(scalar.dtype)) return fmt::format("{}", scalar.value.f64);
  return IsSigned(scalar.dtype) ? fmt::format("{}", scalar.value.i64) : fmt::format("{}", scalar.value.u64);
}

}  // namespace hologram::cli
