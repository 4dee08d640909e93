// elementwise_int.cc — y[i] = op(x[i], …) on i32 and i64; compiled once per SIMD level. Everything wraps.
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise_int.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functors of ops.def's rows of family `elementwise` that take integers, as named there.

struct Add {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Add(a, b);
  }
};

struct Sub {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Sub(a, b);
  }
};

struct Mul {
  template <class D, class V>
  requires(sizeof(hn::TFromD<D>) == 4) HWY_INLINE V operator()(D, V a, V b) const { return hn::Mul(a, b); }

  // The low halves' product, and the two cross products one word up.
  template <class D, class V>
  requires(sizeof(hn::TFromD<D>) == 8) HWY_INLINE V operator()(D d, V a, V b) const {
#if HWY_TARGET == HWY_AVX3
    (void)d;
    return V{_mm512_mullo_epi64(a.raw, b.raw)};
#elif HWY_TARGET == HWY_SCALAR
    (void)d;
    return hn::Mul(a, b);
#else
    const hn::RebindToUnsigned<D> du64;
    const hn::Repartition<uint32_t, D> du32;
    const auto a_words = hn::BitCast(du32, a);
    const auto b_words = hn::BitCast(du32, b);
    const auto a_high = hn::BitCast(du32, hn::ShiftRight<32>(hn::BitCast(du64, a)));
    const auto b_high = hn::BitCast(du32, hn::ShiftRight<32>(hn::BitCast(du64, b)));
    const auto cross = hn::Add(hn::MulEven(a_words, b_high), hn::MulEven(a_high, b_words));
    return hn::BitCast(d, hn::Add(hn::MulEven(a_words, b_words), hn::ShiftLeft<32>(cross)));
#endif
  }
};

template <class T>
HWY_INLINE T Quotient(T a, T b) {
  if (b == 0) return 0;
  if (b == -1) return static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(a));
  return a / b;
}

struct Div {
  // Lane by lane: no level has a vector instruction for it.
  template <class D, class V>
  static HWY_INLINE V LaneByLane(D d, V a, V b) {
    HWY_ALIGN hn::TFromD<D> x[hn::MaxLanes(D())];
    HWY_ALIGN hn::TFromD<D> y[hn::MaxLanes(D())];
    hn::Store(a, d, x);
    hn::Store(b, d, y);
    for (size_t i = 0; i < hn::Lanes(d); ++i) x[i] = Quotient(x[i], y[i]);
    return hn::Load(d, x);
  }

#if HWY_TARGET == HWY_SCALAR
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return LaneByLane(d, a, b);
  }
#else
  // Through f64, rounding towards zero. The division's own rounding cannot reach the next integer: a quotient that is
  // none stands at least 1/|b| away from it, and the error is at most 2^-53 |a / b| <= 2^-22 / |b|.
  template <class D>
  static HWY_INLINE hn::VFromD<D> Truncated(D d, hn::VFromD<D> a, hn::VFromD<D> b) {
    const hn::Rebind<double, D> dd;
    return hn::DemoteTo(d, hn::Div(hn::PromoteTo(dd, a), hn::PromoteTo(dd, b)));
  }

  template <class D, class V>
  requires(sizeof(hn::TFromD<D>) == 4) HWY_INLINE V operator()(D d, V a, V b) const {
    if constexpr (hn::MaxLanes(D()) == 1) {
      return LaneByLane(d, a, b);
    } else {
      const hn::Half<D> half;
      const V quotient = hn::Combine(d, Truncated(half, hn::UpperHalf(half, a), hn::UpperHalf(half, b)),
                                     Truncated(half, hn::LowerHalf(half, a), hn::LowerHalf(half, b)));
      const V by_minus_one = hn::IfThenElse(hn::Eq(b, hn::Set(d, -1)), hn::Neg(a), quotient);
      return hn::IfThenZeroElse(hn::Eq(b, hn::Zero(d)), by_minus_one);
    }
  }

  template <class D, class V>
  requires(sizeof(hn::TFromD<D>) == 8) HWY_INLINE V operator()(D d, V a, V b) const { return LaneByLane(d, a, b); }
#endif
};

struct Min {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Min(a, b);
  }
};

struct Max {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Max(a, b);
  }
};

struct Abs {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Abs(x);
  }
};

struct Neg {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Sub(hn::Zero(d), x);
  }
};

struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Max(x, hn::Zero(d));
  }
};

// Rows of ops.def that take no integers have no functor here; AddMap does not use the type.
struct Sqrt;
struct Fma;

}  // namespace

void AddElementwiseInt(KernelTable* table) {
#define HOLO_ADD_elementwise(code, Functor, shape, types) \
  AddMap<Functor, int32_t, shape, types>(code, table);    \
  AddMap<Functor, int64_t, shape, types>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddElementwiseInt)
}  // namespace hologram::kernels
#endif
