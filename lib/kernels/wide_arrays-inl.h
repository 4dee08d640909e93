// wide_arrays-inl.h — arrays of floats as arrays of a wider type, and back, rounded once; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_WIDE_ARRAYS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_WIDE_ARRAYS_INL_H_
#undef HOLOGRAM_KERNELS_WIDE_ARRAYS_INL_H_
#else
#define HOLOGRAM_KERNELS_WIDE_ARRAYS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "kernels/half_vectors-inl.h"
#include "kernels/odd_rounding-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Elements of a block, 2 KiB of f32 or f64: it stays in L1 beside what it is made of.
template <class W>
inline constexpr int64_t kWideBlock = 2048 / sizeof(W);

// Whole vectors, and what is left over one by one. HWY_SCALAR's conversion of f64 to f32 knows no infinity: there all are
// left over.
template <class W, class Vector, class One>
HWY_INLINE void ForVectors(int64_t n, Vector vector, One one) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(hn::ScalableTag<W>()));
  int64_t i = 0;
  if constexpr (HWY_TARGET != HWY_SCALAR) {
    for (; i + lanes <= n; i += lanes) vector(i);
  }
  for (; i < n; ++i) one(i);
}

// Not inlined, so that all operations share them.
template <class T, class W>
HWY_NOINLINE void Widen(const T* x, int64_t n, W* block) {
  const hn::ScalableTag<W> d;
  const auto one = [&](int64_t i) HWY_ATTR { block[i] = Widened(x + i); };
  if constexpr (std::is_same_v<W, double>) {
    const hn::Rebind<float, decltype(d)> df;
    ForVectors<W>(
        n, [&](int64_t i) HWY_ATTR { hn::StoreU(hn::PromoteTo(d, LoadAs(df, x + i)), d, block + i); }, one);
  } else {
    ForVectors<W>(
        n, [&](int64_t i) HWY_ATTR { hn::StoreU(LoadAs(d, x + i), d, block + i); }, one);
  }
}

template <class T>
HWY_NOINLINE void Narrow(const float* block, int64_t n, T* y) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> d1;
  ForVectors<float>(
      n, [&](int64_t i) HWY_ATTR { StoreAs(d, hn::LoadU(d, block + i), y + i); },
      [&](int64_t i) HWY_ATTR { StoreAs(d1, hn::LoadU(d1, block + i), y + i); });
}

template <class T>
HWY_NOINLINE void Narrow(const double* block, int64_t n, T* y) {
  if constexpr (std::is_same_v<T, float>) {
    const hn::ScalableTag<double> d;
    const hn::Rebind<float, decltype(d)> df;
    ForVectors<double>(
        n, [&](int64_t i) HWY_ATTR { hn::StoreU(hn::DemoteTo(df, hn::LoadU(d, block + i)), df, y + i); },
        [&](int64_t i) HWY_ATTR { y[i] = static_cast<float>(block[i]); });
  } else {
    float odd[kWideBlock<double>];
    for (int64_t i = 0; i < n; ++i) odd[i] = OddFloat(block[i]);
    Narrow(odd, n, y);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_WIDE_ARRAYS_INL_H_
