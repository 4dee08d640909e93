// scalar.hpp — single elements: on their way to C and back, and which numbers are taken for one.
#ifndef HOLOGRAM_SCALAR_HPP_
#define HOLOGRAM_SCALAR_HPP_

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "hologram/types.h"
#include "hologram/types.hpp"

namespace hologram {
namespace detail {

template <class T>
struct ScalarOf {
  using type = T;
};
template <Among<f16, bf16> T>
struct ScalarOf<T> {
  using type = float;  // holds every f16 and bf16
};
template <>
struct ScalarOf<bool8> {
  using type = bool;
};

}  // namespace detail

// One element by itself: T, but `float` for 16-bit floats and `bool` for bool8.
template <Element T>
using Scalar = typename detail::ScalarOf<std::remove_const_t<T>>::type;

namespace detail {

template <Element T>
constexpr holo_scalar ToC(Scalar<T> value) noexcept {
  if constexpr (std::is_floating_point_v<Scalar<T>>) {
    return {kDtypeOf<T>, 0, {.f64 = static_cast<double>(value)}};
  } else if constexpr (std::is_signed_v<Scalar<T>>) {
    return {kDtypeOf<T>, 0, {.i64 = value}};
  } else {
    return {kDtypeOf<T>, 0, {.u64 = value}};
  }
}

template <Element T>
constexpr Scalar<T> FromC(const holo_scalar& scalar) noexcept {
  if constexpr (std::is_floating_point_v<Scalar<T>>) {
    return static_cast<Scalar<T>>(scalar.value.f64);
  } else if constexpr (std::is_signed_v<Scalar<T>>) {
    return static_cast<Scalar<T>>(scalar.value.i64);
  } else {
    return static_cast<Scalar<T>>(scalar.value.u64);
  }
}

template <class V>
concept Number = std::is_arithmetic_v<V> && !std::same_as<V, bool>;

// Whether V and S are types of numbers, and every V is an S, as the types tell.
template <class V, class S>
inline constexpr bool kWidens = Number<V>&& Number<S>&& std::numeric_limits<V>::digits <=
                                    std::numeric_limits<S>::digits &&
                                (std::is_floating_point_v<S> ||
                                 (std::is_integral_v<V> && (std::is_unsigned_v<V> || std::is_signed_v<S>)));

// Every V is an element T.
template <class V, class T>
concept IsA = std::same_as<V, T> || std::same_as<V, Scalar<T>> || kWidens<V, Scalar<T>>;

// Some V are: the number must be looked at.
template <class V, class T>
concept MayBeA =
    !IsA<V, T> && Number<V> && Number<Scalar<T>> && (std::is_floating_point_v<Scalar<T>> || std::is_integral_v<V>);

// Not there: to reach it is what the compiler complains about.
void ScalarIsNotExactInThisType();
void ScalarIsOutOfThisTypesRange();

// As in `S s{constant}`: integers must be exact, floats in range.
template <class S, class V>
consteval S Kept(V constant) noexcept {
  if constexpr (std::is_floating_point_v<V>) {
    using Limits = std::numeric_limits<S>;
    const V infinity = std::numeric_limits<V>::infinity();
    const bool infinite = constant == infinity || constant == -infinity;
    const bool beyond = constant > Limits::max() || constant < Limits::lowest();
    if (beyond && !infinite) ScalarIsOutOfThisTypesRange();
    return static_cast<S>(constant);
  } else {
    const S kept = static_cast<S>(constant);
    if (static_cast<V>(kept) != constant || (kept < S{0}) != (constant < V{0})) ScalarIsNotExactInThisType();
    return kept;
  }
}

// What an element says, as a Scalar.
constexpr auto Plain(Number auto value) noexcept { return value; }
constexpr bool Plain(bool value) noexcept { return value; }
constexpr bool Plain(bool8 value) noexcept { return static_cast<bool>(value); }
constexpr float Plain(bf16 value) noexcept { return std::bit_cast<float>(uint32_t{value.bits} << 16); }
constexpr float Plain(f16 value) noexcept {
  const uint32_t sign = (value.bits & 0x8000u) << 16;
  const uint32_t rest = value.bits & 0x7fffu;
  if (rest < 0x0400) {  // zero or a subnormal, in units of 2^-24
    const float small = static_cast<float>(rest) * 0x1p-24f;
    return sign != 0 ? -small : small;
  }
  const uint32_t bias = rest < 0x7c00 ? 112 : 224;  // infinities and NaN keep an exponent of ones
  return std::bit_cast<float>(sign | ((bias << 23) + (rest << 13)));
}

}  // namespace detail

// One number in the place of a buffer: it stands for as many elements as there are.
//
// Nothing is lost on the way. A variable is taken if its type says that T has its value: an int8_t for float, a float for
// double. A constant is taken if T has its value, as in `T t{constant}`: 2 for float, 255 for uint8_t, and of floats also
// what has to be rounded: 0.1 for float. Anything else does not compile; a cast says that it is meant. 16-bit floats are
// made of floats, rounded to nearest even, or of themselves; bool8 of bool or itself.
template <Element T>
class Value {
 public:
  template <detail::IsA<T> V>
  constexpr Value(V value) noexcept  // NOLINT(google-explicit-*)
  {
    const holo_scalar scalar = detail::ToC<T>(static_cast<Scalar<T>>(detail::Plain(value)));
    scalar_.dtype = scalar.dtype;  // field by field: gcc loads what is constant in a copy from memory
    scalar_.value = scalar.value;
  }
  template <detail::MayBeA<T> V>
  consteval Value(V constant) noexcept  // NOLINT(google-explicit-*)
      : scalar_(detail::ToC<T>(detail::Kept<Scalar<T>>(constant))) {}

  constexpr const holo_scalar* get() const noexcept { return &scalar_; }

 private:
  holo_scalar scalar_ = {};
};

}  // namespace hologram

#endif  // HOLOGRAM_SCALAR_HPP_
