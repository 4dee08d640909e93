// elementwise-inl.h — the loop of all maps, y[i] = f(x[i], …); compiled once per SIMD level.
//
// Four vectors a round, each stored before the next is loaded, then one a round, then the rest: by masks where
// masked-out lanes cannot fault, else lane by lane. (In L1 that order is 5 % faster than four loads before four stores;
// eight vectors a round are slower at n = 256.) The functor is the same in all three, so a result does not depend on its
// place. An output equal to an input is safe: every element is read before it is written.

#if defined(HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
#undef HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
#else
#define HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/kernel_table.h"
#include "kernels/masked_tails-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class Functor, class T, class... Input>
HWY_INLINE void MapLoop(T* y, int64_t n, const Input*... x) {
  const hn::ScalableTag<T> d;
  const Functor f;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  const auto vector = [&](int64_t at) HWY_ATTR { hn::StoreU(f(d, hn::LoadU(d, x + at)...), d, y + at); };
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    vector(i);
    vector(i + lanes);
    vector(i + 2 * lanes);
    vector(i + 3 * lanes);
  }
  for (; i + lanes <= n; i += lanes) vector(i);
  if constexpr (kMaskedTails<T>) {
    if (i == n) return;
    const auto rest = hn::FirstN(d, static_cast<size_t>(n - i));
    hn::BlendedStore(f(d, hn::MaskedLoad(rest, d, x + i)...), rest, d, y + i);
  } else {
    const hn::CappedTag<T, 1> one;
    for (; i < n; ++i) hn::StoreU(f(one, hn::LoadU(one, x + i)...), one, y + i);
  }
}

template <class Functor, class T>
void Map1(const T* x, T* y, int64_t n) {
  MapLoop<Functor>(y, n, x);
}

template <class Functor, class T>
void Map2(const T* a, const T* b, T* y, int64_t n) {
  MapLoop<Functor>(y, n, a, b);
}

template <class Functor, class T>
void Map3(const T* a, const T* b, const T* c, T* y, int64_t n) {
  MapLoop<Functor>(y, n, a, b, c);
}

// Puts the kernel of one row of ops.def into the table, if the row takes T.
template <class Functor, class T, ops::Shape kShape, base::DtypeSet kDtypes>
void AddMap(holo_op op, KernelTable* table) {
  if constexpr ((kDtypes & base::Bit(base::kDtypeOf<T>)) != 0) {
    if constexpr (kShape == ops::Shape::kMap1) table->Set(op, base::kDtypeOf<T>, &Map1<Functor, T>);
    if constexpr (kShape == ops::Shape::kMap2) table->Set(op, base::kDtypeOf<T>, &Map2<Functor, T>);
    if constexpr (kShape == ops::Shape::kMap3) table->Set(op, base::kDtypeOf<T>, &Map3<Functor, T>);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
