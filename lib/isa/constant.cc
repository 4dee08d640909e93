// constant.cc — numbers by std::from_chars and std::to_chars, which know no locale.
#include "isa/constant.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "base/half.h"
#include "isa/program.h"

namespace hologram::isa {
namespace {

struct Base {
  std::string_view digits;
  bool is_hexadecimal;
};

Base Split(std::string_view text) {
  const bool is_hexadecimal = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  return {is_hexadecimal ? text.substr(2) : text, is_hexadecimal};
}

// As all of `text`.
template <class F>
ConstantResult ParseFloat(std::string_view text, bool negative, F* value) {
  if (text == "inf") {
    *value = std::numeric_limits<F>::infinity();
  } else if (text == "nan") {
    *value = std::numeric_limits<F>::quiet_NaN();
  } else {
    const Base base = Split(text);
    const char* end = base.digits.data() + base.digits.size();
    const auto format = base.is_hexadecimal ? std::chars_format::hex : std::chars_format::general;
    const auto [stop, error] = std::from_chars(base.digits.data(), end, *value, format);
    if (error == std::errc::result_out_of_range && stop == end) return ConstantResult::kOutOfRange;
    if (error != std::errc() || stop != end) return ConstantResult::kNoNumber;
  }
  *value = std::copysign(*value, negative ? F{-1} : F{1});
  return ConstantResult::kOk;
}

template <class T>
ConstantResult ParseInteger(std::string_view text, bool negative, T* value) {
  const Base base = Split(text);
  const char* end = base.digits.data() + base.digits.size();
  uint64_t magnitude = 0;
  const auto [stop, error] = std::from_chars(base.digits.data(), end, magnitude, base.is_hexadecimal ? 16 : 10);
  if (stop != end || (error != std::errc() && error != std::errc::result_out_of_range))
    return ConstantResult::kNoNumber;
  const auto largest = static_cast<uint64_t>(std::numeric_limits<T>::max());
  const uint64_t limit = !negative ? largest : std::is_signed_v<T> ? largest + 1 : 0;
  if (error != std::errc() || magnitude > limit) return ConstantResult::kOutOfRange;
  *value = static_cast<T>(negative ? 0 - magnitude : magnitude);
  return ConstantResult::kOk;
}

template <class T>
ConstantResult ParseAs(std::string_view text, bool negative, uint64_t* bits) {
  ConstantResult result;
  T value = {};
  if constexpr (std::is_same_v<T, base::F16> || std::is_same_v<T, base::Bf16>) {
    double wide = 0;
    result = ParseFloat(text, negative, &wide);
    value.bits = std::is_same_v<T, base::F16> ? base::RoundToF16(wide) : base::RoundToBf16(wide);
    const double rounded = std::is_same_v<T, base::F16> ? base::WidenF16(value.bits) : base::WidenBf16(value.bits);
    if (result == ConstantResult::kOk && std::isinf(rounded) && !std::isinf(wide)) result = ConstantResult::kOutOfRange;
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    uint8_t truth = 0;
    result = ParseInteger(text, negative, &truth);
    if (result == ConstantResult::kOk && truth > 1) result = ConstantResult::kOutOfRange;
    value.byte = truth;
  } else if constexpr (std::is_floating_point_v<T>) {
    result = ParseFloat(text, negative, &value);
  } else {
    result = ParseInteger(text, negative, &value);
  }
  *bits = 0;
  std::memcpy(bits, &value, sizeof value);
  return result;
}

template <class F>
std::string FloatText(F value) {
  if (std::isnan(value)) return std::signbit(value) ? "-nan" : "nan";
  char text[64];
  const auto [end, error] = std::to_chars(std::begin(text), std::end(text), value);
  return {text, end};
}

// The shortest decimal that rounds to this half: of float's shortest ones, those with fewer digits first.
template <class T>
std::string HalfText(T value) {
  const auto wide =
      static_cast<float>(std::is_same_v<T, base::F16> ? base::WidenF16(value.bits) : base::WidenBf16(value.bits));
  if (!std::isfinite(wide)) return FloatText(wide);
  for (int digits = 1; digits < 9; ++digits) {
    char text[64];
    const auto [end, error] = std::to_chars(std::begin(text), std::end(text), wide, std::chars_format::general, digits);
    const std::string_view found(text, end);
    uint64_t bits = 0;
    const bool negative = found.front() == '-';
    if (ParseAs<T>(found.substr(negative ? 1 : 0), negative, &bits) == ConstantResult::kOk && bits == value.bits) {
      return std::string(found);
    }
  }
  return FloatText(wide);
}

}  // namespace

ConstantResult ParseConstant(std::string_view text, bool negative, holo_dtype dtype, uint64_t* bits) {
  if (dtype == kPredicateType) dtype = HOLO_BOOL8;
  return base::WithType(dtype, [&]<class T>(base::Type<T>) { return ParseAs<T>(text, negative, bits); });
}

std::string ConstantText(uint64_t bits, holo_dtype dtype) {
  if (dtype == kPredicateType) dtype = HOLO_BOOL8;
  return base::WithType(dtype, [&]<class T>(base::Type<T>) -> std::string {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    if constexpr (std::is_same_v<T, base::F16> || std::is_same_v<T, base::Bf16>) {
      return HalfText(value);
    } else if constexpr (std::is_same_v<T, base::Bool8>) {
      return std::to_string(value.byte);
    } else if constexpr (std::is_floating_point_v<T>) {
      return FloatText(value);
    } else {
      return std::to_string(value);
    }
  });
}

}  // namespace hologram::isa
