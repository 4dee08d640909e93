// lanes-inl.h — the loop of maps whose functor computes one element in plain C++: the compiler makes vectors of it;
// compiled once per SIMD level.
//
// For what compilers do as well as people: integers, comparisons, conversions. An output equal to an input is safe, since
// an element depends on the inputs' elements in its own place only.

#if defined(HOLOGRAM_KERNELS_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_LANES_INL_H_
#undef HOLOGRAM_KERNELS_LANES_INL_H_
#else
#define HOLOGRAM_KERNELS_LANES_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/kernel_table.h"

// The iterations of the loop that follows do not depend on each other.
#if defined(__clang__)
#define HOLO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define HOLO_INDEPENDENT _Pragma("GCC ivdep")
#endif

// Four vectors a round, where a vector takes no longer than a branch. Elsewhere it is not worth the room.
#undef HOLO_UNROLLED
#if HWY_TARGET == HWY_AVX3
#if defined(__clang__)
#define HOLO_UNROLLED _Pragma("clang loop interleave_count(4)")
#else
#define HOLO_UNROLLED _Pragma("GCC unroll 4")
#endif
#else
#define HOLO_UNROLLED
#endif

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

// An input: an array, or one element for all.
template <class T>
struct LaneArray {
  const T* x;
  HWY_INLINE T operator[](int64_t i) const { return x[i]; }
  HWY_INLINE uint16_t Pair(int64_t i) const {
    uint16_t pair;
    std::memcpy(&pair, x + 2 * i, sizeof(pair));
    return pair;
  }
};
template <class T>
struct LaneConstant {
  T value;
  HWY_INLINE T operator[](int64_t) const { return value; }
  HWY_INLINE uint16_t Pair(int64_t) const { return static_cast<uint16_t>(static_cast<uint8_t>(value) * 0x101); }
};

// Whether a functor can do two bytes at once, as the halves of 16-bit words: without it the compiler would widen them and
// pack them again, which takes longer than the work.
template <class Functor, class R, class... Input>
inline constexpr bool kInPairs = sizeof(R) == 1 && requires(Input... x) {
  Functor::OfPair(x.Pair(0)...);
};

// y[i] = f(x[i], …), f giving something that becomes an R by a cast.
template <class Functor, class R, class... Input>
HWY_INLINE void LaneLoop(R* y, int64_t n, Input... x) {
  const Functor f;
  int64_t first = 0;
  if constexpr (kInPairs<Functor, R, Input...>) {
    first = n / 2 * 2;
    HOLO_INDEPENDENT
    for (int64_t i = 0; i < n / 2; ++i) {
      const uint16_t pair = Functor::OfPair(x.Pair(i)...);
      std::memcpy(y + 2 * i, &pair, sizeof(pair));
    }
  }
  HOLO_INDEPENDENT
  HOLO_UNROLLED
  for (int64_t i = first; i < n; ++i) y[i] = static_cast<R>(f(x[i]...));
}

template <class Functor, class T, class R>
void LaneMap1(const T* x, R* y, int64_t n) {
  LaneLoop<Functor>(y, n, LaneArray<T>{x});
}

template <class Functor, class T, class R>
HWY_NOINLINE void LaneMap2(const T* a, const T* b, R* y, int64_t n) {
  LaneLoop<Functor>(y, n, LaneArray<T>{a}, LaneArray<T>{b});
}

template <class Functor, class T, class R>
HWY_NOINLINE void LaneMap2ScalarRest(const T* a, const T* b, R* y, int64_t n) {
  LaneLoop<Functor>(y, n, LaneArray<T>{a}, LaneConstant<T>{*b});
}

template <class Functor, class T, class R>
HWY_NOINLINE void LaneMap2ScalarFirst(const T* a, const T* b, R* y, int64_t n) {
  LaneLoop<Functor>(y, n, LaneConstant<T>{*a}, LaneArray<T>{b});
}

// What `kMap` computes of the inputs in the other order: a jump.
template <class T, class R, void (*kMap)(const T*, const T*, R*, int64_t)>
void Swapped(const T* a, const T* b, R* y, int64_t n) {
  kMap(b, a, y, n);
}

// The first input may be of another type than the others.
template <class Functor, class T0, class T, class R>
void LaneMap3(const T0* a, const T* b, const T* c, R* y, int64_t n) {
  LaneLoop<Functor>(y, n, LaneArray<T0>{a}, LaneArray<T>{b}, LaneArray<T>{c});
}

template <class Functor, class T0, class T, class R>
void LaneMap3ScalarRest(const T0* a, const T* b, const T* c, R* y, int64_t n) {
  LaneLoop<Functor>(y, n, LaneArray<T0>{a}, LaneConstant<T>{*b}, LaneConstant<T>{*c});
}

// The same bits as an unsigned integer.
template <class T>
using BitsOf = std::make_unsigned_t<T>;

// A functor may say that it gives the same bits for signed and unsigned integers (`kSignless`), or that it is another one
// with its inputs swapped (`SwappedOf`): they share a kernel.
template <class Functor, class T>
inline constexpr bool kIsSignless = std::is_integral_v<T>&& requires {
  Functor::kSignless;
};
template <class Functor, class T, bool = kIsSignless<Functor, T>>
struct LaneTypeOf : base::Type<T> {};
template <class Functor, class T>
struct LaneTypeOf<Functor, T, true> : base::Type<BitsOf<T>> {};

// Puts the kernels of one row of ops.def into the table under `dtype`, if the row takes it. A is how the inputs are read,
// B how the output is written.
template <class Functor, class A, class B, holo_dtype kDtype, ops::ShapeWord kWord, base::DtypeSet kDtypes>
void AddLaneMap(holo_op op, KernelTable* table) {
  using T = typename LaneTypeOf<Functor, A>::type;
  using R = std::conditional_t<std::is_same_v<A, B>, T, B>;
  if constexpr ((kDtypes & base::Bit(kDtype)) != 0) {
    if constexpr (kWord.shape == ops::Shape::kMap1) table->Set(op, kDtype, &LaneMap1<Functor, T, R>);
    if constexpr (requires { typename Functor::SwappedOf; }) {
      using F = typename Functor::SwappedOf;
      table->Set(op, kDtype, &Swapped<T, R, &LaneMap2<F, T, R>>);
      table->Set(op, kDtype, &Swapped<T, R, &LaneMap2ScalarFirst<F, T, R>>, ops::Form::kScalarRest);
      if constexpr (kWord.scalar_first) {
        table->Set(op, kDtype, &Swapped<T, R, &LaneMap2ScalarRest<F, T, R>>, ops::Form::kScalarFirst);
      }
    } else if constexpr (kWord.shape == ops::Shape::kMap2) {
      table->Set(op, kDtype, &LaneMap2<Functor, T, R>);
      table->Set(op, kDtype, &LaneMap2ScalarRest<Functor, T, R>, ops::Form::kScalarRest);
      if constexpr (kWord.scalar_first) {
        table->Set(op, kDtype, &LaneMap2ScalarFirst<Functor, T, R>, ops::Form::kScalarFirst);
      }
    }
    if constexpr (kWord.shape == ops::Shape::kMap3) {
      table->Set(op, kDtype, &LaneMap3<Functor, T, T, R>);
      table->Set(op, kDtype, &LaneMap3ScalarRest<Functor, T, T, R>, ops::Form::kScalarRest);
    }
  }
}

// Unsigned integers that wrap: of T's width, or wider where the language would make it an int, which does not.
template <class T>
using WrapOf = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_LANES_INL_H_
