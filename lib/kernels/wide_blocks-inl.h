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

// Whether the rounding of an f64 to f32 might be decided by its error: it is within 64 of its units of the middle of two
// f32, or will be subnormal.
HWY_NOINLINE inline bool AnyHard(const double* block, int64_t n) {
  const auto hard = [&](auto d, int64_t i) HWY_ATTR {
    const hn::RebindToUnsigned<decltype(d)> du;
    const auto x = hn::LoadU(d, block + i);
    const auto moved = hn::Add(hn::BitCast(du, x), hn::Set(du, 64 - (uint64_t{1} << 28)));
    const auto far = hn::And(moved, hn::Set(du, (uint64_t{1} << 29) - 128));
    const auto middle = hn::RebindMask(d, hn::Eq(far, hn::Zero(du)));
    const auto subnormal = hn::And(hn::Lt(hn::Abs(x), hn::Set(d, 0x1p-126)), hn::Ne(x, hn::Zero(d)));
    return !hn::AllFalse(d, hn::Or(middle, subnormal));
  };
  bool any = false;
  ForVectors<double>(
      n, [&](int64_t i) HWY_ATTR { any |= hard(hn::ScalableTag<double>(), i); },
      [&](int64_t i) HWY_ATTR { any |= hard(hn::CappedTag<double, 1>(), i); });
  return any;
}

template <class W>
using WideMap = void (*)(const W* x, W* y, int64_t n);
template <class W>
using WideMap2 = void (*)(const W* a, const W* b, W* y, int64_t n);

// `op` counts in the mode `correct` only.
template <class W, class T>
HWY_NOINLINE void MapWideBlocks(holo_op op, WideMap<W> kernel, const T* x, T* y, int64_t n) {
  HWY_ALIGN W block[kWideBlock<W>];
  for (int64_t at = 0; at < n; at += kWideBlock<W>) {
    const int64_t count = std::min(kWideBlock<W>, n - at);
    Widen(x + at, count, block);
    kernel(block, block, count);
    if constexpr (std::is_same_v<T, float>) {
      if (HWY_UNLIKELY(AnyHard(block, count))) SettleHardCases(op, x + at, count, block);
    }
    Narrow(block, count, y + at);
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
