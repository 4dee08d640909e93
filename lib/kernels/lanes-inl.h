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
#include <type_traits>

#include "kernels/kernel_table.h"
#include "kernels/loads-inl.h"

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
  template <class D>
  HWY_INLINE hn::VFromD<D> Bytes(D d, int64_t i) const {
    return LoadOnce(d, reinterpret_cast<const uint8_t*>(x) + i);
  }
  template <class D>
  HWY_INLINE hn::VFromD<D> Vector(D d, int64_t i) const {
    return hn::LoadU(d, x + i);
  }
  template <class D, class M>
  HWY_INLINE hn::VFromD<D> First(D d, M mask, int64_t i) const {
    return hn::MaskedLoad(mask, d, x + i);
  }
};
template <class T>
struct LaneConstant {
  T value;
  HWY_INLINE T operator[](int64_t) const { return value; }
  template <class D>
  HWY_INLINE hn::VFromD<D> Bytes(D d, int64_t) const {
    return hn::Set(d, static_cast<uint8_t>(value));
  }
  template <class D>
  HWY_INLINE hn::VFromD<D> Vector(D d, int64_t) const {
    return hn::Set(d, value);
  }
  template <class D, class M>
  HWY_INLINE hn::VFromD<D> First(D d, M, int64_t) const {
    return hn::Set(d, value);
  }
};

// Whether a functor has vectors of bytes of its own, `OfBytes<T>(d, a, …)`: without it the compiler would widen them and
// pack them again, which takes longer than the work.
template <class Functor, class R>
inline constexpr bool kHasBytes = sizeof(R) == 1 && HWY_TARGET != HWY_SCALAR&& requires {
  Functor::kOfBytes;
};

#if HWY_TARGET != HWY_SCALAR
// Vectors of bytes: the last one ends where the data ends, its inputs loaded before anything is stored. False if there is
// less than a vector.
template <class Functor, class D, class R, class... Input>
HWY_INLINE bool ByteLoop(D d, R* result, int64_t n, Input... x) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  if (n < lanes) return false;
  uint8_t* y = reinterpret_cast<uint8_t*>(result);
  const auto at = [&](int64_t i) HWY_ATTR { return Functor::template OfBytes<R>(d, x.Bytes(d, i)...); };
  const auto last = at(n - lanes);
  int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    hn::StoreU(at(i), d, y + i);
    hn::StoreU(at(i + lanes), d, y + i + lanes);
  }
  if (i + lanes <= n) hn::StoreU(at(i), d, y + i);
  hn::StoreU(last, d, y + n - lanes);
  return true;
}
#endif

#if HWY_TARGET == HWY_AVX3
// The bools of a functor that has masks of vectors of T, `Mask(d, a, …)`, of what holds or, if it `kInverts`, of what does
// not: a mask becomes bytes in one instruction, where the compiler makes lanes of it that it then packs.
template <class Functor, class T, class... Input>
HWY_INLINE void MaskLoop(uint8_t* y, int64_t n, Input... x) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto bools = [=](auto d8, auto bits) HWY_ATTR {
    using Mask = hn::MFromD<decltype(d8)>;
    const Mask mask = {static_cast<decltype(Mask::raw)>(bits)};
    const auto one = hn::Set(d8, uint8_t{1});
    return Functor::template kInverts<T> ? hn::IfThenZeroElse(mask, one) : hn::IfThenElseZero(mask, one);
  };
  const auto mask = [=](int64_t i) HWY_ATTR { return Functor::Mask(d, x.Vector(d, i)...).raw; };
  const hn::Rebind<uint8_t, decltype(d)> d8;
  const auto vector = [=](int64_t i) HWY_ATTR { hn::StoreU(bools(d8, mask(i)), d8, y + i); };
  const auto two = [=](int64_t i) HWY_ATTR {
    if constexpr (sizeof(T) == 8) {
      const hn::CappedTag<uint8_t, 16> d16;
      hn::StoreU(bools(d16, _mm512_kunpackb(mask(i + lanes), mask(i))), d16, y + i);
    } else {
      vector(i);
      vector(i + lanes);
    }
  };
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    two(i);
    two(i + 2 * lanes);
  }
  for (; i + lanes <= n; i += lanes) vector(i);
  if (i == n) return;
  const size_t left = static_cast<size_t>(n - i);
  const auto rest = hn::FirstN(d, left);
  hn::BlendedStore(bools(d8, Functor::Mask(d, x.First(d, rest, i)...).raw), hn::FirstN(d8, left), d8, y + i);
}
#endif

// y[i] = f(x[i], …), f giving something that becomes an R by a cast.
template <class Functor, class R, class... Input>
HWY_INLINE void LaneLoop(R* y, int64_t n, Input... x) {
  const Functor f;
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kHasBytes<Functor, R>) {
    if (ByteLoop<Functor>(hn::ScalableTag<uint8_t>(), y, n, x...)) return;
    if (ByteLoop<Functor>(hn::CappedTag<uint8_t, 16>(), y, n, x...)) return;
    for (int64_t i = 0; i < n; ++i) {
      y[i] = static_cast<R>(f(x[i]...));
      __asm__("" ::: "memory");  // no vectors of the compiler's own
    }
    return;
  }
#endif
#if HWY_TARGET == HWY_AVX3
  if constexpr (requires { Functor::template kInverts<int>; }) {
    return MaskLoop<Functor, std::common_type_t<std::decay_t<decltype(x[0])>...>>(y, n, x...);
  }
#endif
  HOLO_INDEPENDENT
  HOLO_UNROLLED
  for (int64_t i = 0; i < n; ++i) y[i] = static_cast<R>(f(x[i]...));
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
