// peer_values.h — how peers' loops load and store elements of every dtype, in forms that the compiler can vectorize.
//
// Values are those of ops.def: halves are computed in f32 and rounded once; floats become integers by truncation, and
// saturate. All have internal linkage: see peer_loops.h.
#ifndef HOLOGRAM_BENCH_PEER_VALUES_H_
#define HOLOGRAM_BENCH_PEER_VALUES_H_

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "base/dtype.h"

namespace hologram::bench {
namespace {

// What elements are computed in: bytes stand for bools, as they do in memory.
template <class T>
struct Value {
  using type = T;
};
template <class T>
requires base::kIsHalf<T>
struct Value<T> {
  using type = float;
};
template <>
struct Value<base::Bool8> {
  using type = uint8_t;
};
template <class T>
using ValueOf = typename Value<T>::type;

// The unsigned integer with the bits of a float.
template <class T>
auto Bits(T x) {
  return std::bit_cast<std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>(x);
}

// For arithmetic that wraps: signed overflow is undefined, also that of the int which small integers are promoted to.
template <class T>
auto W(T x) {
  if constexpr (std::is_floating_point_v<T>) {
    return x;
  } else if constexpr (sizeof(T) < 4) {
    return static_cast<uint32_t>(x);
  } else {
    return static_cast<std::make_unsigned_t<T>>(x);
  }
}

// A product with a power of two puts exponents right, of subnormal numbers too; infinity and NaN get theirs.
inline float FloatOf(base::F16 x) {
  const uint32_t magnitude = static_cast<uint32_t>(x.bits & 0x7FFF) << 13;
  const uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000) << 16;
  const uint32_t scaled = Bits(std::bit_cast<float>(magnitude) * 0x1p112f);
  return std::bit_cast<float>((magnitude >= 0x0F800000 ? magnitude | 0x7F800000 : scaled) | sign);
}
inline float FloatOf(base::Bf16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x.bits) << 16); }

template <class V, class T>
V Load(T x) {
  if constexpr (base::kIsHalf<T>) {
    return FloatOf(x);
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    return static_cast<V>(x.byte);
  } else {
    return static_cast<V>(x);
  }
}

// x as f32, rounded so that rounding once more to a half gives what rounding x once would: where f32 does not hold x, to
// the odd neighbour.
template <class V>
float OddFloat(V x) {
  if constexpr (std::is_same_v<V, float> || (std::is_integral_v<V> && sizeof(V) < 4)) {
    return static_cast<float>(x);
  } else if constexpr (sizeof(V) == 8 && std::is_integral_v<V>) {
    // Of 64 bits a double does not hold all: what would be cut off leaves a bit behind.
    using U = std::make_unsigned_t<V>;
    const U magnitude = std::is_signed_v<V> && x < 0 ? 0 - static_cast<U>(x) : static_cast<U>(x);
    const U kept = (magnitude & ~U{0xFFF}) | ((magnitude & 0xFFF) != 0 ? U{0x800} : U{0});
    const U exact = magnitude >> 52 != 0 ? kept : magnitude;
    const float odd = OddFloat(static_cast<double>(exact));
    return std::is_signed_v<V> && x < 0 ? -odd : odd;
  } else if constexpr (std::is_integral_v<V>) {
    const uint32_t bits = static_cast<uint32_t>(x);
    const uint32_t odd = (bits & ~0xFFu) | ((bits & 0xFF) != 0 ? 0x100 : 0);
    const bool exact = std::is_signed_v<V> ? bits + (1u << 24) < 1u << 25 : bits < 1u << 24;
    return static_cast<float>(static_cast<V>(exact ? bits : odd));
  } else {
    const double exact = x;
    const float near = static_cast<float>(exact);
    const double back = static_cast<double>(near);
    const double magnitude = std::bit_cast<double>(Bits(exact) & ~uint64_t{0} >> 1);
    const double near_magnitude = std::bit_cast<double>(Bits(back) & ~uint64_t{0} >> 1);
    const uint32_t below = Bits(near) - (near_magnitude > magnitude ? 1 : 0);
    return std::bit_cast<float>(below | (near_magnitude < magnitude || near_magnitude > magnitude ? 1 : 0));
  }
}

// The same where R is known: an integer that f32 does not hold is too large for f16.
template <class R, class V>
float NearFloat(V x) {
  if constexpr (std::is_same_v<R, base::F16> && std::is_integral_v<V>) return static_cast<float>(x);
  return OddFloat(x);
}

// Adds a number so large that the sum has the digits that a half keeps, and lets the addition round.
inline base::F16 RoundToHalf(float x, base::F16) {
  const uint32_t bits = Bits(x), sign = bits & 0x80000000, magnitude = bits ^ sign;
  // Twice scaled, what is too large becomes infinite, and nothing else changes.
  const float value = std::bit_cast<float>(magnitude) * 0x1p112f * 0x1p-110f;
  uint32_t bias = (magnitude << 1) & 0xFF000000;
  bias = bias < 0x71000000 ? 0x71000000 : bias;
  const uint32_t sum = Bits(std::bit_cast<float>((bias >> 1) + 0x07800000) + value);
  const uint32_t half = ((sum >> 13) & 0x7C00) + (sum & 0x0FFF);
  return {static_cast<uint16_t>((sign >> 16) | (magnitude > 0x7F800000 ? 0x7E00 : half))};
}
inline base::Bf16 RoundToHalf(float x, base::Bf16) {
  const uint32_t bits = Bits(x);
  const uint32_t rounded = bits + 0x7FFF + ((bits >> 16) & 1);
  return {static_cast<uint16_t>((x != x ? 0x7FC00000 : rounded) >> 16)};  // NOLINT(misc-redundant-expression)
}

// The limits are exact where the float has as many digits; else the upper one stands below the integer's, and what is not
// below its neighbour saturates.
template <class R, class V>
R Saturated(V x) {
  constexpr R kMin = std::numeric_limits<R>::min(), kMax = std::numeric_limits<R>::max();
  const V number = x == x ? x : V{0};  // NOLINT(misc-redundant-expression)
  const V low = number < static_cast<V>(kMin) ? static_cast<V>(kMin) : number;
  if constexpr (std::numeric_limits<R>::digits <= std::numeric_limits<V>::digits) {
    const V limited = low > static_cast<V>(kMax) ? static_cast<V>(kMax) : low;
    if constexpr (sizeof(R) < 4) return static_cast<R>(static_cast<int32_t>(limited));
    return static_cast<R>(limited);
  } else {
    constexpr V kBeyond = static_cast<V>(uint64_t{1} << (std::numeric_limits<R>::digits - 1)) * 2;
    // Converted in any case, which makes a loop of it; the CPU does not mind what does not fit.
    const R converted = static_cast<R>(low);
    return low >= kBeyond ? kMax : converted;
  }
}

// x, stored as an R.
template <class R, class V>
R Store(V x) {
  if constexpr (std::is_same_v<R, base::Bool8>) {
    if constexpr (std::is_same_v<V, bool>) return {static_cast<uint8_t>(x)};
    return {static_cast<uint8_t>(x != V{0})};
  } else if constexpr (base::kIsHalf<R>) {
    return RoundToHalf(NearFloat<R>(x), R{});
  } else if constexpr (std::is_integral_v<R> && std::is_floating_point_v<V>) {
    return Saturated<R>(x);
  } else {
    return static_cast<R>(x);
  }
}

}  // namespace
}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEER_VALUES_H_
