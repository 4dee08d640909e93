// peer_gcc.cc — every map of ops.def as the plain loop one would write, left to the compiler at -O3 for this CPU.
//
// The lines mean what ops.def says, bit for bit, and are written so that the compiler can vectorize them. A row that has
// none here takes the reference's. Compiled for several sets of dtypes, HOLO_PEER_DTYPES.
#include <cmath>

#include "peer_lines.h"
#include "peer_loops.h"

namespace hologram::bench {
namespace {

template <class T>
T Quotient(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a / b;
  } else if constexpr (sizeof(T) < 8) {
    // Through floats, which can be vectorized and are exact enough: a quotient that is no integer stands at least 1/|b|
    // away from one. Through i64 or int, MIN / -1 wraps.
    using F = std::conditional_t<sizeof(T) == 4, double, float>;
    using I = std::conditional_t<sizeof(T) == 4, int64_t, int32_t>;
    const F quotient = static_cast<F>(a) / static_cast<F>(b == 0 ? 1 : b);
    const auto wrapped = static_cast<T>(static_cast<I>(quotient));
    return b == 0 ? T{0} : wrapped;
  } else {
    if (b == 0) return 0;
    return std::is_signed_v<T> && b == static_cast<T>(-1) ? static_cast<T>(-W(a)) : a / b;
  }
}

// IEEE minimum and maximum in the forms that the compiler makes the best code of. Both orders of the operands give the
// same, but for two zeros and for NaN, where each gives its second one: `or` makes of these -0 and NaN. The maximum has
// a sign only where both have one.
template <class T>
T Minimum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return a < b ? a : b;
  } else {
    return std::bit_cast<T>(Bits(a < b ? a : b) | Bits(b < a ? b : a));
  }
}

template <class T>
T Maximum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return a > b ? a : b;
  } else {
    const auto x = Bits(a > b ? a : b), y = Bits(b > a ? b : a);
    constexpr auto kAllButSign = ~decltype(x){0} >> 1;
    return std::bit_cast<T>((x & y) | ((x | y) & kAllButSign));
  }
}

template <>
struct Line<HOLO_OP_DIV> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    return Quotient(a, b);
  }
};

template <>
struct Line<HOLO_OP_REM> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    if constexpr (std::is_floating_point_v<V>) {
      return std::fmod(a, b);
    } else if constexpr (sizeof(V) < 8) {
      const auto rest = static_cast<V>(W(a) - W(b) * W(Quotient(a, b)));
      return b == 0 ? V{0} : rest;
    } else {
      return backend::reference::Remainder(a, b);
    }
  }
};

template <>
struct Line<HOLO_OP_MIN> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    return Minimum(a, b);
  }
};

template <>
struct Line<HOLO_OP_MAX> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    return Maximum(a, b);
  }
};

template <>
struct Line<HOLO_OP_CLIP> : OwnLine {
  template <class V>
  static V Of(V a, V b, V c) {
    return Minimum(Maximum(a, b), c);
  }
};

// What is no number gives way before the two are compared.
template <>
struct Line<HOLO_OP_MINIMUM_NUMBER> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    const V x = a == a ? a : b, y = b == b ? b : x;  // NOLINT(misc-redundant-expression)
    return Minimum(x, y);
  }
};

template <>
struct Line<HOLO_OP_MAXIMUM_NUMBER> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    const V x = a == a ? a : b, y = b == b ? b : x;  // NOLINT(misc-redundant-expression)
    return Maximum(x, y);
  }
};

template <>
struct Line<HOLO_OP_ABS> : OwnLine {
  template <class T>
  requires base::kIsHalf<T>
  static T OnMemory(T x, T, T) { return {static_cast<uint16_t>(x.bits & 0x7FFF)}; }
  template <class V>
  static V Of(V x, V, V) {
    if constexpr (std::is_floating_point_v<V>) return std::fabs(x);
    return std::is_signed_v<V> && x < 0 ? static_cast<V>(-W(x)) : x;
  }
};

template <>
struct Line<HOLO_OP_NEG> : OwnLine {
  template <class T>
  requires base::kIsHalf<T>
  static T OnMemory(T x, T, T) { return {static_cast<uint16_t>(x.bits ^ 0x8000)}; }
  template <class V>
  static V Of(V x, V, V) {
    return static_cast<V>(-W(x));
  }
};

template <>
struct Line<HOLO_OP_COPYSIGN> : OwnLine {
  template <class T>
  requires base::kIsHalf<T>
  static T OnMemory(T a, T b, T) { return {static_cast<uint16_t>((a.bits & 0x7FFF) | (b.bits & 0x8000))}; }
  template <class V>
  static V Of(V a, V b, V) {
    return std::copysign(a, b);
  }
};

// A sum of halves' products, in f64 if not exact then with its last bit set, so that it can be rounded once more.
template <>
struct Line<HOLO_OP_FMA> : OwnLine {
  template <class T>
  requires base::kIsHalf<T>
  static T OnMemory(T a, T b, T c) {
    const double product = static_cast<double>(FloatOf(a)) * static_cast<double>(FloatOf(b));  // exact
    const double addend = static_cast<double>(FloatOf(c)), sum = product + addend, part = sum - product;
    const double error = (product - (sum - part)) + (addend - part);
    const uint64_t step = (error > 0) == (sum > 0) ? 1 : ~uint64_t{0};
    const uint64_t odd = Bits(sum) + ((Bits(sum) & 1) == 0 ? step : 0);
    return Store<T>(std::bit_cast<double>(error < 0 || error > 0 ? odd : Bits(sum)));
  }
  template <class V>
  static V Of(V a, V b, V c) {
    return std::fma(a, b, c);
  }
};

// NaN is not <= 0, -0 is.
template <>
struct Line<HOLO_OP_RELU> : OwnLine {
  template <class V>
  static V Of(V x, V, V) {
    return x <= 0 ? V{0} : x;
  }
};

template <class T>
T LimitedToSix(T x) {
  const T low = x <= 0 ? T{0} : x;
  return low > 6 ? T{6} : low;
}

template <>
struct Line<HOLO_OP_RELU6> : OwnLine {
  template <class V>
  static V Of(V x, V, V) {
    return LimitedToSix(x);
  }
};

template <>
struct Line<HOLO_OP_HARD_SIGMOID> : OwnLine {
  template <class V>
  static V Of(V x, V, V) {
    return LimitedToSix(x + 3) / 6;
  }
};

template <>
struct Line<HOLO_OP_SIGN> : OwnLine {
  template <class V>
  static V Of(V x, V, V) {
    if constexpr (std::is_floating_point_v<V>) {
      const V sign = std::copysign(V{1}, x);
      return x > 0 || x < 0 ? sign : x;
    } else {
      return static_cast<V>((x > 0 ? 1 : 0) - (x < 0 ? 1 : 0));
    }
  }
};

#define HOLO_COMPARISON(code, sign) \
  template <>                       \
  struct Line<code> : OwnLine {     \
    template <class V>              \
    static bool Of(V a, V b, V) {   \
      return a sign b;              \
    }                               \
  };
HOLO_COMPARISON(HOLO_OP_EQ, ==)
HOLO_COMPARISON(HOLO_OP_NE, !=)
HOLO_COMPARISON(HOLO_OP_LT, <)
HOLO_COMPARISON(HOLO_OP_LE, <=)
HOLO_COMPARISON(HOLO_OP_GT, >)
HOLO_COMPARISON(HOLO_OP_GE, >=)
#undef HOLO_COMPARISON

template <>
struct Line<HOLO_OP_WHERE> : OwnLine {
  template <class T>
  static T Selected(uint8_t a, T b, T c) {
    if constexpr (base::kIsHalf<T>) {
      return {a != 0 ? b.bits : c.bits};
    } else if constexpr (std::is_same_v<T, base::Bool8>) {
      return {a != 0 ? b.byte : c.byte};
    } else {
      return a != 0 ? b : c;
    }
  }
};

// Halves that stay what they are need not become floats, and bools are numbers already.
#define HOLO_TO_FLOAT(code, Same)              \
  template <>                                  \
  struct Line<code> : OwnLine {                \
    template <class T>                         \
    requires std::is_same_v<T, Same>           \
    static T OnMemory(T x, T, T) { return x; } \
    template <class V>                         \
    static V Of(V x, V, V) {                   \
      return x;                                \
    }                                          \
  };
HOLO_TO_FLOAT(HOLO_OP_TO_F32, float)
HOLO_TO_FLOAT(HOLO_OP_TO_F64, double)
HOLO_TO_FLOAT(HOLO_OP_TO_F16, base::F16)
HOLO_TO_FLOAT(HOLO_OP_TO_BF16, base::Bf16)
#undef HOLO_TO_FLOAT

// A bool8 is 0 or 1.
template <>
struct Line<HOLO_OP_BIT_NOT> : OwnLine {
  static base::Bool8 OnMemory(base::Bool8 x, base::Bool8, base::Bool8) { return {static_cast<uint8_t>(x.byte ^ 1)}; }
  template <class V>
  static V Of(V x, V, V) {
    return static_cast<V>(~x);
  }
};

#define HOLO_BITWISE(code, sign)                                             \
  template <>                                                                \
  struct Line<code> : OwnLine {                                              \
    static base::Bool8 OnMemory(base::Bool8 a, base::Bool8 b, base::Bool8) { \
      return {static_cast<uint8_t>(a.byte sign b.byte)};                     \
    }                                                                        \
    template <class V>                                                       \
    static V Of(V a, V b, V) {                                               \
      return static_cast<V>(a sign b);                                       \
    }                                                                        \
  };
HOLO_BITWISE(HOLO_OP_BIT_AND, &)
HOLO_BITWISE(HOLO_OP_BIT_OR, |)
HOLO_BITWISE(HOLO_OP_BIT_XOR, ^)
#undef HOLO_BITWISE

// Where signed sums overflow, both operands' signs differ from the sum's, and the first one's is that of the end.
template <class T>
T EndOf(T a) {
  return static_cast<T>(std::numeric_limits<T>::max() ^ (a >> (8 * sizeof(T) - 1)));
}

template <>
struct Line<HOLO_OP_ADD_SAT> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    const V sum = static_cast<V>(W(a) + W(b));
    if constexpr (std::is_signed_v<V>) {
      return static_cast<V>((a ^ sum) & (b ^ sum)) < 0 ? EndOf(a) : sum;
    } else {
      return sum < a ? std::numeric_limits<V>::max() : sum;
    }
  }
};

template <>
struct Line<HOLO_OP_SUB_SAT> : OwnLine {
  template <class V>
  static V Of(V a, V b, V) {
    const V difference = static_cast<V>(W(a) - W(b));
    if constexpr (std::is_signed_v<V>) {
      return static_cast<V>((a ^ b) & (a ^ difference)) < 0 ? EndOf(a) : difference;
    } else {
      return a > b ? difference : V{0};
    }
  }
};

template <>
struct Line<HOLO_OP_POPCOUNT> : OwnLine {
  template <class V>
  static V Of(V x, V, V) {
    const auto bits = static_cast<std::make_unsigned_t<V>>(x);
    if constexpr (sizeof(V) == 8) return static_cast<V>(__builtin_popcountll(bits));
    return static_cast<V>(__builtin_popcount(bits));
  }
};

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
  using namespace ops::words;
#define HOLO_OP(code, name, Functor, family, word, types, result, flaws, ilaws, accuracy, ...)                       \
  AddLoops<Line<code>, ops::IsMap((word).shape) && !(accuracy == ULP(0, 0)), (word).shape, (types)&HOLO_PEER_DTYPES, \
           result>(code, table);
#include "ops/ops.def"
}

}  // namespace hologram::bench
