// wide_blocks-inl.h — a map of one type by its kernel of a wider one, block by block; compiled once per SIMD level.
//
// Halves go through f32: one kernel does for three types. In the accuracy mode `correct` everything but f64 goes through
// f64, whose error is so small that the last rounding is right but in a few known cases (hard_cases.h).
//
// A block is read before it is written, so an output equal to an input is safe.

#if defined(HOLOGRAM_KERNELS_WIDE_BLOCKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_WIDE_BLOCKS_INL_H_
#undef HOLOGRAM_KERNELS_WIDE_BLOCKS_INL_H_
#else
#define HOLOGRAM_KERNELS_WIDE_BLOCKS_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "kernels/hard_cases.h"
#include "kernels/wide_arrays-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The lanes whose rounding to f32 might be decided by their error: those within 64 of their units of the middle of two f32,
// and those that will be subnormal.
template <class D, class V>
HWY_INLINE auto AreHard(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(du, x);
  const auto moved = hn::Add(bits, hn::Set(du, 64 - (uint64_t{1} << 28)));
  const auto middle = hn::Eq(hn::And(moved, hn::Set(du, (uint64_t{1} << 29) - 128)), hn::Zero(du));
  // Without its sign and less 1, which zero wraps at, as a signed number.
  const auto size = hn::Add(hn::Add(bits, bits), hn::Set(du, (uint64_t{1} << 63) - 1));
  constexpr uint64_t kLeastNormal = uint64_t{1023 - 126} << 53;
  const auto small =
      hn::Lt(hn::BitCast(di, size), hn::Set(di, static_cast<int64_t>(kLeastNormal - 1 + (uint64_t{1} << 63))));
  return hn::Or(hn::RebindMask(d, middle), hn::RebindMask(d, small));
}

// Rounds a block, and tells whether there was such a lane.
HWY_NOINLINE inline bool NarrowSeekingHard(const double* block, int64_t n, float* y) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const hn::CappedTag<double, 1> d1;
  auto hard = hn::Lt(hn::Zero(d), hn::Zero(d));
  bool any = false;
  ForVectors<double>(
      n,
      [&](int64_t i) HWY_ATTR {
        const auto x = hn::LoadU(d, block + i);
        hard = hn::Or(hard, AreHard(d, x));
        hn::StoreU(hn::DemoteTo(df, x), df, y + i);
      },
      [&](int64_t i) HWY_ATTR {
        any |= !hn::AllFalse(d1, AreHard(d1, hn::LoadU(d1, block + i)));
        y[i] = static_cast<float>(block[i]);
      });
  return any || !hn::AllFalse(d, hard);
}

template <class W>
using WideMap = void (*)(const W* x, W* y, int64_t n);
template <class W>
using WideMap2 = void (*)(const W* a, const W* b, W* y, int64_t n);

// `op` counts in the mode `correct` only.
template <class W, class T>
HWY_NOINLINE void MapWideBlocks(holo_op op, WideMap<W> kernel, const T* x, T* y, int64_t n) {
  HWY_ALIGN W block[kWideBlock<W>];
  HWY_ALIGN W result[kWideBlock<W>];
  for (int64_t at = 0; at < n; at += kWideBlock<W>) {
    const int64_t count = std::min(kWideBlock<W>, n - at);
    Widen(x + at, count, block);
    kernel(block, result, count);
    if constexpr (std::is_same_v<T, float>) {
      if (HWY_LIKELY(!NarrowSeekingHard(result, count, y + at))) continue;
      SettleHardCases(op, block, count, result);
    }
    Narrow(result, count, y + at);
  }
}

// A step of 0 is that of a scalar.
template <class W, class T>
HWY_NOINLINE void MapWideBlocks2(WideMap2<W> kernel, const T* a, int64_t a_step, const T* b, int64_t b_step, T* y,
                                 int64_t n) {
  HWY_ALIGN W a_block[kWideBlock<W>];
  HWY_ALIGN W b_block[kWideBlock<W>];
  for (int64_t at = 0; at < n; at += kWideBlock<W>) {
    const int64_t count = std::min(kWideBlock<W>, n - at);
    Widen(a + at * a_step, a_step == 0 ? 1 : count, a_block);
    Widen(b + at * b_step, b_step == 0 ? 1 : count, b_block);
    kernel(a_block, b_block, a_step == 0 ? b_block : a_block, count);
    Narrow(a_step == 0 ? b_block : a_block, count, y + at);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_WIDE_BLOCKS_INL_H_
