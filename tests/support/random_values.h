// random_values.h — test inputs: seeded random values, spiced with the special ones.
//
// HOLO_TEST_SEED changes the seed of the whole run; a failure prints it.
#ifndef HOLOGRAM_TESTS_SUPPORT_RANDOM_VALUES_H_
#define HOLOGRAM_TESTS_SUPPORT_RANDOM_VALUES_H_

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <type_traits>
#include <vector>

#include "base/dtype.h"
#include "base/half.h"

namespace hologram::testing {

inline uint64_t Seed() {
  static const uint64_t seed = [] {
    const char* wish = std::getenv("HOLO_TEST_SEED");
    return wish != nullptr ? std::strtoull(wish, nullptr, 0) : 20240229;
  }();
  return seed;
}

// SplitMix64 (Steele, Lea, Flood 2014): any state is good, so a stream per test case costs nothing.
class Random {
 public:
  explicit Random(uint64_t stream) : state_(Seed() + stream * 0xD1342543DE82EF95) {}

  uint64_t Bits() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // In [0, limit).
  int64_t Below(int64_t limit) { return static_cast<int64_t>(Bits() % static_cast<uint64_t>(limit)); }
  // In [-1, 1).
  double Unit() { return std::ldexp(static_cast<double>(static_cast<int64_t>(Bits())), -63); }

 private:
  uint64_t state_;
};

template <class T>
using BitsOf = std::conditional_t<
    sizeof(T) == 8, uint64_t,
    std::conditional_t<sizeof(T) == 4, uint32_t, std::conditional_t<sizeof(T) == 2, uint16_t, uint8_t>>>;

// The T next to x, of floats.
template <class T>
T NumberOf(double x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return {base::RoundToF16(x)};
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return {base::RoundToBf16(x)};
  } else {
    return static_cast<T>(x);
  }
}

// And back, exactly.
template <class T>
double ValueOf(T x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return base::WidenF16(x.bits);
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return base::WidenBf16(x.bits);
  } else {
    return static_cast<double>(x);
  }
}

// A small number as a T; of bool8, whether it is odd.
template <class T>
T SmallNumber(int64_t x) {
  if constexpr (base::kIsHalf<T>) {
    return NumberOf<T>(static_cast<double>(x));
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    return {static_cast<uint8_t>(x & 1)};
  } else {
    return static_cast<T>(x);
  }
}

// The bits of infinity in a 16-bit float; one below is the largest number.
template <class T>
inline constexpr uint16_t kHalfInfinity = std::is_same_v<T, base::F16> ? 0x7C00 : 0x7F80;

// What goes wrong first: for floats NaN, signed zeros and infinities, one, the largest and the smallest; for integers
// both ends and the middle.
template <class T>
std::vector<T> EdgeValues() {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_same_v<T, base::Bool8>) {
    return {{0}, {1}};
  } else if constexpr (base::kIsHalf<T>) {
    constexpr uint16_t kInfinity = kHalfInfinity<T>;
    const uint16_t one = SmallNumber<T>(1).bits;
    std::vector<T> values;
    for (int bits :
         {kInfinity | 0x20, 0, 0x8000, int{kInfinity}, kInfinity | 0x8000, int{one}, one | 0x8000, kInfinity - 1, 1}) {
      values.push_back({static_cast<uint16_t>(bits)});
    }
    return values;
  } else if constexpr (std::is_integral_v<T>) {
    return {
        Limits::min(), static_cast<T>(Limits::min() + 1), static_cast<T>(-1), 0, 1, static_cast<T>(Limits::max() - 1),
        Limits::max()};
  } else {
    return {Limits::quiet_NaN(), T(0), -T(0), Limits::infinity(), -Limits::infinity(), 1, -1, Limits::max(),
            Limits::denorm_min()};
  }
}

// Those and their neighbours, NaNs with a sign, a payload or a signal, subnormals; powers of two of integers.
template <class T>
std::vector<T> SpecialValues() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> values = EdgeValues<T>();
  if constexpr (std::is_same_v<T, base::Bool8>) {
    return values;
  } else if constexpr (base::kIsHalf<T>) {
    constexpr uint16_t kInfinity = kHalfInfinity<T>;
    constexpr int kMantissa = std::is_same_v<T, base::F16> ? 10 : 7;
    for (int bits :
         {kInfinity | 1, kInfinity | 0x8033, 2, 3, (1 << kMantissa) - 1, 1 << kMantissa, (1 << kMantissa) + 1,
          kInfinity - 2, SmallNumber<T>(1).bits - 1, SmallNumber<T>(1).bits + 1, int{SmallNumber<T>(2).bits},
          int{SmallNumber<T>(3).bits}, SmallNumber<T>(1).bits - (1 << kMantissa)}) {
      values.push_back({static_cast<uint16_t>(bits)});
      values.push_back({static_cast<uint16_t>(bits ^ 0x8000)});
    }
    return values;
  } else if constexpr (std::is_integral_v<T>) {
    for (int bit = 1; bit < Limits::digits; ++bit) {
      const T power = static_cast<T>(T(1) << bit);
      values.insert(values.end(), {power, static_cast<T>(power - 1), static_cast<T>(-power)});
    }
    return values;
  } else {
    const BitsOf<T> nan = std::bit_cast<BitsOf<T>>(Limits::quiet_NaN());
    const BitsOf<T> sign = BitsOf<T>(1) << (8 * sizeof(T) - 1);
    for (BitsOf<T> bits :
         {nan | sign, nan | 12345, nan | sign | 1, std::bit_cast<BitsOf<T>>(Limits::signaling_NaN())}) {
      values.push_back(std::bit_cast<T>(bits));
    }
    for (T x : {Limits::min(),
                Limits::min() - Limits::denorm_min(),
                Limits::min() / 3,
                3 * Limits::denorm_min(),
                Limits::max() / 2,
                1 - Limits::epsilon() / 2,
                1 + Limits::epsilon(),
                T(2),
                T(3),
                T(0.5),
                T(2.5),
                T(3.5),
                T(1 << 23) - T(0.5),
                T(0x1p31),
                T(0x1p32),
                T(0x1p63),
                T(0x1p64),
                T(65519),
                T(65520),
                T(127.5),
                T(255.5)}) {
      values.insert(values.end(), {x, -x});
    }
    values.insert(values.end(), {-Limits::max(), -Limits::denorm_min()});
    return values;
  }
}

// Ordinary numbers: sums of a few thousand of them neither overflow nor vanish.
template <class T>
T PlainValue(Random* random) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(random->Bits());
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    return {static_cast<uint8_t>(random->Below(2))};
  } else {
    const double value = std::ldexp(random->Unit(), static_cast<int>(random->Below(8)));
    if constexpr (std::is_same_v<T, base::F16>) {
      return {base::RoundToF16(value)};
    } else if constexpr (std::is_same_v<T, base::Bf16>) {
      return {base::RoundToBf16(value)};
    } else {
      return static_cast<T>(value);
    }
  }
}

// Any value at all: a quarter each of plain ones, small ones, any bits, special ones.
template <class T>
T AnyValue(Random* random) {
  static const std::vector<T> special = SpecialValues<T>();
  switch (random->Below(std::is_same_v<T, base::Bool8> ? 2 : 4)) {
    case 0:
      return PlainValue<T>(random);
    case 1:
      return SmallNumber<T>(random->Below(33) - 16);
    case 2:
      return std::bit_cast<T>(static_cast<BitsOf<T>>(random->Bits()));
    default:
      return special[static_cast<size_t>(random->Below(static_cast<int64_t>(special.size())))];
  }
}

template <class T>
std::vector<T> PlainValues(Random* random, int64_t count) {
  std::vector<T> values(static_cast<size_t>(count));
  for (T& value : values) value = PlainValue<T>(random);
  return values;
}

template <class T>
std::vector<T> AnyValues(Random* random, int64_t count) {
  std::vector<T> values(static_cast<size_t>(count));
  for (T& value : values) value = AnyValue<T>(random);
  return values;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_RANDOM_VALUES_H_
