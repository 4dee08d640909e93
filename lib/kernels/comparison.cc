// comparison.cc — y[i] = a[i] < b[i] and the like, as bool8; compiled once per SIMD level.
#include <limits>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/comparison.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/comparison_functors-inl.h"
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// 16-bit floats are compared as integers: their magnitudes are in order, and negative ones are put in order by
// negation, which makes one number of both zeros. Magnitudes above that of infinity are NaN: the larger one of
// the two tells. (Of bools joined by && gcc 12 makes no vectors.)
template <class Functor, uint16_t kInfinity>
struct HalvesAsIntegers {
  HWY_INLINE bool operator()(uint16_t a, uint16_t b) const {
    const int16_t magnitude_a = static_cast<int16_t>(a & 0x7FFF), magnitude_b = static_cast<int16_t>(b & 0x7FFF);
    const int16_t larger = magnitude_a > magnitude_b ? magnitude_a : magnitude_b;
    const bool holds = Functor()(Ordered(a, magnitude_a), Ordered(b, magnitude_b));
    return larger > static_cast<int16_t>(kInfinity) ? std::is_same_v<Functor, NotEqual> : holds;
  }

 private:
  // -m is ~m + 1: by the sign as a mask.
  static HWY_INLINE int16_t Ordered(uint16_t x, int16_t magnitude) {
    const int16_t mask = static_cast<int16_t>(static_cast<int16_t>(x) >> 15);
    return static_cast<int16_t>((magnitude ^ mask) - mask);
  }
};

template <class Functor, uint16_t kInfinity>
struct OfHalf : HalvesAsIntegers<Functor, kInfinity> {};
template <class Functor, uint16_t kInfinity>
requires requires { typename Functor::SwappedOf; }
struct OfHalf<Functor, kInfinity> {
  using SwappedOf = OfHalf<typename Functor::SwappedOf, kInfinity>;
};

}  // namespace

void AddComparison(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_comparison(code, Functor, word, types)                                        \
  AddLaneMap<Functor, float, uint8_t, base::kDtypeOf<float>, word, types>(code, table);        \
  AddLaneMap<Functor, double, uint8_t, base::kDtypeOf<double>, word, types>(code, table);      \
  AddLaneMap<Functor, int8_t, uint8_t, base::kDtypeOf<int8_t>, word, types>(code, table);      \
  AddLaneMap<Functor, int16_t, uint8_t, base::kDtypeOf<int16_t>, word, types>(code, table);    \
  AddLaneMap<Functor, int32_t, uint8_t, base::kDtypeOf<int32_t>, word, types>(code, table);    \
  AddLaneMap<Functor, int64_t, uint8_t, base::kDtypeOf<int64_t>, word, types>(code, table);    \
  AddLaneMap<Functor, uint8_t, uint8_t, base::kDtypeOf<uint8_t>, word, types>(code, table);    \
  AddLaneMap<Functor, uint16_t, uint8_t, base::kDtypeOf<uint16_t>, word, types>(code, table);  \
  AddLaneMap<Functor, uint32_t, uint8_t, base::kDtypeOf<uint32_t>, word, types>(code, table);  \
  AddLaneMap<Functor, uint64_t, uint8_t, base::kDtypeOf<uint64_t>, word, types>(code, table);  \
  AddLaneMap<OfHalf<Functor, 0x7C00>, uint16_t, uint8_t, HOLO_F16, word, types>(code, table);  \
  AddLaneMap<OfHalf<Functor, 0x7F80>, uint16_t, uint8_t, HOLO_BF16, word, types>(code, table); \
  AddLaneMap<Functor, uint8_t, uint8_t, HOLO_BOOL8, word, types>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddComparison)
}  // namespace hologram::kernels
#endif
