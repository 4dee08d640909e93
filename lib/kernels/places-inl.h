// places-inl.h — the first element with given bits, the first NaN, the first extreme element by element; compiled once per
// SIMD level.
//
// Elements are seen as integers, so that types of one size are one function. None of them is a hot loop.

#if defined(HOLOGRAM_KERNELS_PLACES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_PLACES_INL_H_
#undef HOLOGRAM_KERNELS_PLACES_INL_H_
#else
#define HOLOGRAM_KERNELS_PLACES_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The first of n elements of which `found` holds, or n: `found(d, at)` of the vector at `at`, four before each look.
template <class I, class Found>
HWY_INLINE int64_t FirstPlace(int64_t n, Found found) {
  const hn::ScalableTag<I> d;
  const hn::CappedTag<I, 1> one;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto any =
        hn::Or(hn::Or(found(d, i), found(d, i + lanes)), hn::Or(found(d, i + 2 * lanes), found(d, i + 3 * lanes)));
    if (!hn::AllFalse(d, any)) break;
  }
  for (; i + lanes <= n; i += lanes) {
    const intptr_t lane = hn::FindFirstTrue(d, found(d, i));
    if (lane >= 0) return i + lane;
  }
  while (i < n && hn::AllFalse(one, found(one, i))) ++i;
  return i;
}

template <class I>
HWY_NOINLINE int64_t FirstWithBits(const I* x, int64_t n, I bits) {
  return FirstPlace<I>(n, [=](auto d, int64_t at) HWY_ATTR { return hn::Eq(hn::LoadU(d, x + at), hn::Set(d, bits)); });
}

// The first float whose magnitude is above that of infinity.
template <class I>
HWY_NOINLINE int64_t FirstNan(const I* x, int64_t n, I infinity) {
  return FirstPlace<I>(n, [=](auto d, int64_t at) HWY_ATTR {
    const auto magnitude = hn::And(hn::LoadU(d, x + at), hn::Set(d, std::numeric_limits<I>::max()));
    return hn::Gt(magnitude, hn::Set(d, infinity));
  });
}

// The bits of a float as an integer in the same order, -0 below +0, and back again.
template <class I>
HWY_INLINE I InOrder(I bits) {
  return static_cast<I>(bits ^ ((bits >> (8 * sizeof(I) - 1)) & std::numeric_limits<I>::max()));
}

// The same of all lanes.
template <class D>
HWY_INLINE hn::VFromD<D> InOrderAll(D d, hn::VFromD<D> bits) {
  return hn::Xor(bits, hn::And(hn::BroadcastSignBit(bits), hn::Set(d, std::numeric_limits<hn::TFromD<D>>::max())));
}

// An element of an array that may be one of floats.
template <class I>
HWY_INLINE I ElementAt(const I* x, int64_t i) {
  I bits;
  std::memcpy(&bits, x + i, sizeof(bits));
  return bits;
}

// The place of the first extreme of n > 0 integers or, if there is an `infinity`, floats.
template <bool kSmallest, class I>
HWY_NOINLINE int64_t FirstExtremeOneByOne(const I* x, int64_t n, I infinity) {
  const bool are_floats = infinity != 0;
  int64_t place = 0;
  I best = kSmallest ? std::numeric_limits<I>::max() : std::numeric_limits<I>::min();
  for (int64_t i = 0; i < n; ++i) {
    const I bits = ElementAt(x, i);
    if (are_floats && (bits & std::numeric_limits<I>::max()) > infinity) return i;
    const I here = are_floats ? InOrder(bits) : bits;
    if (kSmallest ? here < best : here > best) {
      best = here;
      place = i;
    }
  }
  return place;
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_PLACES_INL_H_
