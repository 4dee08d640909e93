// elementwise-inl.h — the loop of maps of floats, y[i] = f(x[i], …); compiled once per SIMD level.
//
// Four vectors a round, each stored before the next is loaded, then one a round, then the rest: by masks where
// masked-out lanes cannot fault; else as one more vector that ends where the data ends, its inputs loaded before anything
// is stored, or lane by lane if there is less than a vector. (In L1 that order is 5 % faster than four loads before four
// stores; eight vectors a round are slower at n = 256.) The functor is the same everywhere, so a result does not depend
// on its place. An output equal to an input is safe: every element is read before it is written.

#if defined(HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
#undef HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
#else
#define HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/kernel_table.h"
#include "kernels/map_forms-inl.h"
#include "kernels/masked_tails-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class Functor>
struct ElementLoop {
  template <class T, class... Input>
  static HWY_INLINE void Run(T* y, int64_t n, Input... x) {
    using C = ComputeOf<T>;
    const hn::ScalableTag<C> d;
    const Functor f;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    const auto vector = [&](int64_t at) HWY_ATTR { StoreAs(d, f(d, x.At(d, at)...), y + at); };
    const auto vectors = [&](int64_t end) HWY_ATTR {
      for (; i + 4 * lanes <= end; i += 4 * lanes) {
        vector(i);
        vector(i + lanes);
        vector(i + 2 * lanes);
        vector(i + 3 * lanes);
      }
      for (; i + lanes <= end; i += lanes) vector(i);
    };
    if constexpr (kMaskedTails<T> && !base::kIsHalf<T>) {
      // A vector of an output that is not aligned may lie in two cache lines, of AVX-512 each one does: the elements before
      // the first whole vector go first.
      const int64_t past = static_cast<int64_t>(reinterpret_cast<uintptr_t>(y) / sizeof(T)) & (lanes - 1);
      if (past != 0 && n >= 16 * lanes) {
        i = lanes - past;
        const auto first = hn::FirstN(d, static_cast<size_t>(i));
        hn::BlendedStore(f(d, x.At(d, 0, first)...), first, d, y);
      }
      vectors(n);
      if (i == n) return;
      const auto rest = hn::FirstN(d, static_cast<size_t>(n - i));
      hn::BlendedStore(f(d, x.At(d, i, rest)...), rest, d, y + i);
    } else if (n < lanes) {
      const hn::CappedTag<C, 1> one;
      for (; i < n; ++i) StoreAs(one, f(one, x.At(one, i)...), y + i);
    } else {
      const auto last = f(d, x.At(d, n - lanes)...);
      vectors(n);
      StoreAs(d, last, y + n - lanes);
    }
  }
};

// Puts the kernels of one row of ops.def into the table, if the row takes T.
template <class Functor, class T, ops::ShapeWord kWord, base::DtypeSet kDtypes>
void AddMap(holo_op op, KernelTable* table) {
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  if constexpr ((kDtypes & base::Bit(kDtype)) != 0) AddMapAs<ElementLoop<Functor>, T, kWord>(op, kDtype, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_ELEMENTWISE_INL_H_
