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
using BitsOf = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

// What goes wrong first: for floats NaN, signed zeros and infinities, one, the largest and the smallest; for integers
// both ends and the middle.
template <class T>
std::vector<T> EdgeValues() {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_integral_v<T>) {
    return {Limits::min(), static_cast<T>(Limits::min() + 1), -1, 0, 1, static_cast<T>(Limits::max() - 1),
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
  if constexpr (std::is_integral_v<T>) {
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
    for (T x : {Limits::min(), Limits::min() - Limits::denorm_min(), Limits::min() / 3, 3 * Limits::denorm_min(),
                Limits::max() / 2, 1 - Limits::epsilon() / 2, 1 + Limits::epsilon(), T(2), T(3), T(0.5)}) {
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
  } else {
    return static_cast<T>(std::ldexp(random->Unit(), static_cast<int>(random->Below(8))));
  }
}

// Any value at all: a quarter each of plain ones, small ones, any bits, special ones.
template <class T>
T AnyValue(Random* random) {
  static const std::vector<T> special = SpecialValues<T>();
  switch (random->Below(4)) {
    case 0:
      return PlainValue<T>(random);
    case 1:
      return static_cast<T>(random->Below(33) - 16);
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
