// elementwise_half.cc — y[i] = op(x[i], …) on f16 and bf16, computed in f32; compiled once per SIMD level.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise_half.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/elementwise-inl.h"
#include "kernels/float_functors-inl.h"
#include "kernels/fma_emulation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// f32 has not the two bits more that rounding twice takes: its value is rounded to odd.
struct Fma {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b, V c) const {
    return FmaThroughDouble(d, a, b, c, NarrowToOdd());
  }
};

// What concerns signs only is done on the bits, of both types alike.
template <class Functor>
struct OnBits {
  static constexpr bool kExists = false;
};
template <>
struct OnBits<Abs> {
  static constexpr bool kExists = true;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::And(x, hn::Set(d, 0x7FFF));
  }
};
template <>
struct OnBits<Neg> {
  static constexpr bool kExists = true;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Xor(x, hn::Set(d, 0x8000));
  }
};
template <>
struct OnBits<CopySign> {
  static constexpr bool kExists = true;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    const V sign = hn::Set(d, 0x8000);
    return hn::Or(hn::AndNot(sign, a), hn::And(sign, b));
  }
};

template <class Functor, ops::ShapeWord kWord, base::DtypeSet kDtypes>
void AddHalfMap(holo_op op, KernelTable* table) {
  if constexpr (OnBits<Functor>::kExists) {
    for (const holo_dtype dtype : {HOLO_F16, HOLO_BF16})
      AddMapAs<ElementLoop<OnBits<Functor>>, uint16_t, kWord>(op, dtype, table);
  } else {
    AddMap<Functor, base::F16, kWord, kDtypes>(op, table);
    AddMap<Functor, base::Bf16, kWord, kDtypes>(op, table);
  }
}

}  // namespace

void AddElementwiseHalf(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_elementwise(code, Functor, word, types) AddHalfMap<Functor, word, types>(code, table);
#define HOLO_ADD_float_elementwise HOLO_ADD_elementwise
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddElementwiseHalf)
}  // namespace hologram::kernels
#endif
