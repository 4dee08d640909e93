// elementwise_int.cc — y[i] = op(x[i], …) on integers, which wrap; compiled once per SIMD level.
#include <limits>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise_int.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functors of ops.def's rows of family `elementwise` that take integers, as named there.

struct Add {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(WrapOf<T>(a) + WrapOf<T>(b));
  }
};

struct Sub {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(WrapOf<T>(a) - WrapOf<T>(b));
  }
};

struct Mul {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(WrapOf<T>(a) * WrapOf<T>(b));
  }
  // In words of two bytes: the low bytes' product spoils what stands above it; the high bytes' is shifted by being
  // multiplied in place.
  static constexpr bool kOfBytes = true;
  template <class T, class D, class V>
  static HWY_INLINE V OfBytes(D d, V a, V b) {
    const hn::Repartition<uint16_t, D> dw;
    const auto x = hn::BitCast(dw, a), y = hn::BitCast(dw, b);
    const auto high = hn::Mul(hn::ShiftRight<8>(x), hn::And(y, hn::Set(dw, uint16_t{0xFF00})));
    return hn::OddEven(hn::BitCast(d, high), hn::BitCast(d, hn::Mul(x, y)));
  }
};

// Of 8 and 16 bits through f32, of 32 bits through f64, truncated. The division's own rounding cannot reach the next
// integer: a quotient that is none stands at least 1/|b| away from it, and with f64 the error is at most
// 2^-53 |a / b| <= 2^-21 / |b|, with f32 2^-24 |a / b| <= 2^-8 / |b|.
struct Div {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    const bool is_zero = b == 0;
    const bool negates = std::is_signed_v<T> && b == static_cast<T>(-1);
    const T divisor = is_zero || negates ? T(1) : b;
    const T quotient = Truncated(a, divisor);
    const T negative = static_cast<T>(0 - WrapOf<T>(a));
    return is_zero ? T(0) : negates ? negative : quotient;
  }

  template <class T>
  static HWY_INLINE T Truncated(T a, T b) {
    if constexpr (sizeof(T) <= 2) {
      return static_cast<T>(static_cast<int32_t>(static_cast<float>(a) / static_cast<float>(b)));
    } else if constexpr (sizeof(T) == 4) {
      return static_cast<T>(static_cast<double>(a) / static_cast<double>(b));
    } else {
      return a / b;
    }
  }
};

struct Rem {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    const bool gives_zero = b == 0 || (std::is_signed_v<T> && b == static_cast<T>(-1));
    const T divisor = gives_zero ? T(1) : b;
    const T quotient = Div::Truncated(a, divisor);
    const T rest = static_cast<T>(WrapOf<T>(a) - WrapOf<T>(quotient) * WrapOf<T>(divisor));
    return gives_zero ? T(0) : rest;
  }
};

struct Min {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return a < b ? a : b;
  }
};

struct Max {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return a < b ? b : a;
  }
};

struct Clip {
  template <class T>
  HWY_INLINE T operator()(T x, T low, T high) const {
    return Min()(Max()(x, low), high);
  }
};

struct Abs {
  template <class T>
  HWY_INLINE T operator()(T x) const {
    return x < 0 ? static_cast<T>(0 - WrapOf<T>(x)) : x;
  }
};

struct Neg {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T x) const {
    return static_cast<T>(0 - WrapOf<T>(x));
  }
};

// Limited to -1 … 1: two instructions where comparisons take more.
struct Sign {
  template <class T>
  HWY_INLINE T operator()(T x) const {
    const T positive = x < T(1) ? x : T(1);
    if constexpr (std::is_unsigned_v<T>) return positive;
    return Max()(positive, static_cast<T>(-1));
  }
};

struct Square {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T x) const {
    return Mul()(x, x);
  }
  static constexpr bool kOfBytes = true;
  template <class T, class D, class V>
  static HWY_INLINE V OfBytes(D d, V x) {
    return Mul::OfBytes<T>(d, x, x);
  }
};

struct Relu {
  template <class T>
  HWY_INLINE T operator()(T x) const {
    return Max()(x, T(0));
  }
};

struct Relu6 {
  template <class T>
  HWY_INLINE T operator()(T x) const {
    return Min()(Max()(x, T(0)), T(6));
  }
};

}  // namespace

void AddElementwiseInt(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_elementwise(code, Functor, word, types)                                       \
  AddLaneMap<Functor, int8_t, int8_t, base::kDtypeOf<int8_t>, word, types>(code, table);       \
  AddLaneMap<Functor, int16_t, int16_t, base::kDtypeOf<int16_t>, word, types>(code, table);    \
  AddLaneMap<Functor, int32_t, int32_t, base::kDtypeOf<int32_t>, word, types>(code, table);    \
  AddLaneMap<Functor, int64_t, int64_t, base::kDtypeOf<int64_t>, word, types>(code, table);    \
  AddLaneMap<Functor, uint8_t, uint8_t, base::kDtypeOf<uint8_t>, word, types>(code, table);    \
  AddLaneMap<Functor, uint16_t, uint16_t, base::kDtypeOf<uint16_t>, word, types>(code, table); \
  AddLaneMap<Functor, uint32_t, uint32_t, base::kDtypeOf<uint32_t>, word, types>(code, table); \
  AddLaneMap<Functor, uint64_t, uint64_t, base::kDtypeOf<uint64_t>, word, types>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddElementwiseInt)
}  // namespace hologram::kernels
#endif
