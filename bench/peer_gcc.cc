// peer_gcc.cc — every map of ops.def as the plain loop one would write, left to the compiler at -O3 for this CPU.
//
// The lines mean what ops.def says, bit for bit, and are written so that the compiler can vectorize them.
#include <bit>
#include <cmath>

#include "peer_loops.h"

namespace hologram::bench {
namespace {

// Named as in ops.def; a missing one is a compile error.

struct Add {
  template <class T>
  T operator()(T a, T b) const {
    return static_cast<T>(W(a) + W(b));
  }
};

struct Sub {
  template <class T>
  T operator()(T a, T b) const {
    return static_cast<T>(W(a) - W(b));
  }
};

struct Mul {
  template <class T>
  T operator()(T a, T b) const {
    return static_cast<T>(W(a) * W(b));
  }
};

struct Div {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a / b;
    } else if constexpr (sizeof(T) == 4) {
      // Through f64, which can be vectorized and is exact enough: a quotient that is no integer stands at least 1/|b|
      // away from one. Through i64, MIN / -1 wraps.
      const double quotient = static_cast<double>(a) / (b == 0 ? 1 : b);
      const auto wrapped = static_cast<T>(static_cast<int64_t>(quotient));
      return b == 0 ? 0 : wrapped;
    } else {
      if (b == 0) return 0;
      return b == -1 ? static_cast<T>(-W(a)) : a / b;
    }
  }
};

// IEEE minimum and maximum in the forms that the compiler makes the best code of. Both orders of the operands give the
// same, but for two zeros and for NaN, where each gives its second one: `or` makes of these -0 and NaN. The maximum has
// a sign only where both have one.
template <class T>
auto Bits(T x) {
  return std::bit_cast<std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>(x);
}

struct Min {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) {
      return a < b ? a : b;
    } else {
      return std::bit_cast<T>(Bits(a < b ? a : b) | Bits(b < a ? b : a));
    }
  }
};

struct Max {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) {
      return a > b ? a : b;
    } else {
      const auto x = Bits(a > b ? a : b), y = Bits(b > a ? b : a);
      constexpr auto kAllButSign = ~decltype(x){0} >> 1;
      return std::bit_cast<T>((x & y) | ((x | y) & kAllButSign));
    }
  }
};

struct Abs {
  template <class T>
  T operator()(T x) const {
    if constexpr (std::is_floating_point_v<T>) return std::fabs(x);
    return x < 0 ? static_cast<T>(-W(x)) : x;
  }
};

struct Neg {
  template <class T>
  T operator()(T x) const {
    return static_cast<T>(-W(x));
  }
};

struct Sqrt {
  template <class T>
  T operator()(T x) const {
    return std::sqrt(x);
  }
};

struct Fma {
  template <class T>
  T operator()(T a, T b, T c) const {
    return std::fma(a, b, c);
  }
};

// NaN is not <= 0, -0 is.
struct Relu {
  template <class T>
  T operator()(T x) const {
    return x <= 0 ? T{0} : x;
  }
};

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
#define HOLO_ADD_elementwise(code, Functor, shape, types) AddLoops<Functor, shape, types>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::bench
