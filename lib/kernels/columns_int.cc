// columns_int.cc — sum, product, dot, minimum and maximum of each column of a matrix of integers; compiled once per SIMD level.
//
// Wrapping arithmetic associates, and so do minimum and maximum: the order is free. What 64 rows of 8 or 16 bits come to
// fits in twice the bits; wider sums are made once a block.
#include <limits>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/columns_int.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/columns-inl.h"
#include "kernels/extreme_keys-inl.h"
#include "kernels/joins-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

inline constexpr int64_t kWidth = 1024;  // columns of a strip

// In what 64 elements are added up: twice the bits.
template <class T>
using LocalSum = std::conditional_t<
    sizeof(T) == 1, std::conditional_t<std::is_signed_v<T>, int16_t, uint16_t>,
    std::conditional_t<sizeof(T) == 2, std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>, uint64_t>>;

// The functors of ops.def's rows of reductions, as named there: the lanes of a block and the results, what both start
// with, and how they are joined by elements, and results by those of a block.

struct Sum : Adds {
  template <class T>
  using Lane = LocalSum<T>;
  template <class T>
  using Result = uint64_t;
};

struct Prod : Multiplies {
  template <class T>
  using Lane = uint64_t;
  template <class T>
  using Result = uint64_t;
};

struct AddsProducts : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V a, V b) {
    return hn::Add(lane, hn::Mul(a, b));
  }
};
struct Dot : OfPairs<AddsProducts> {
  template <class T>
  using Lane = uint64_t;
  template <class T>
  using Result = uint64_t;
};

template <class Pick>
struct Extreme {
  template <class T>
  using Lane = T;
  template <class T>
  using Result = T;

  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    using Limits = std::numeric_limits<hn::TFromD<D>>;
    return hn::Set(d, Pick::kSmallest ? Limits::max() : Limits::min());
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return Pick()(a, b);
  }
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return Join(lane, x);
  }
};
using AMin = Extreme<Smaller>;
using AMax = Extreme<Larger>;

template <class Functor, class T>
void KernelOfPairs(const T* x, const T* second, int64_t rows, int64_t cols, typename Functor::template Result<T>* y) {
  using Lane = typename Functor::template Lane<T>;
  using R = typename Functor::template Result<T>;
  HWY_ALIGN Lane lanes[kWidth];
  HWY_ALIGN R results[kWidth];
  for (int64_t first = 0; first < cols; first += kWidth) {
    const int64_t count = cols - first < kWidth ? cols - first : kWidth;
    const hn::ScalableTag<R> d;
    const int64_t width = static_cast<int64_t>(hn::Lanes(d));
    for (int64_t c = 0; c < count; c += width) hn::StoreU(Functor::Start(d), d, results + c);
    ForEachBlock(x, second, rows, cols, first, count, [&](const Strip<T>& strip, int64_t) HWY_ATTR {
      TakeStrip<Functor>(strip, lanes);
      for (int64_t c = 0; c < count; c += width) {
        const auto more = LoadLanes(d, lanes + c);
        hn::StoreU(Functor::Join(hn::LoadU(d, results + c), more), d, results + c);
      }
    });
    __builtin_memcpy(y + first, results, static_cast<size_t>(count) * sizeof(R));
  }
}

template <class Functor, class T>
void Kernel(const T* x, int64_t rows, int64_t cols, typename Functor::template Result<T>* y) {
  KernelOfPairs<Functor, T>(x, nullptr, rows, cols, y);
}

template <class Functor, class... T>
void AddColumnsOf(holo_op op, KernelTable* table) {
  if constexpr (TakesPairs<Functor>) {
    (table->Set(op, base::kDtypeOf<T>, &KernelOfPairs<Functor, T>, ops::Form::kColumns), ...);
  } else {
    (table->Set(op, base::kDtypeOf<T>, &Kernel<Functor, T>, ops::Form::kColumns), ...);
  }
}

template <class Functor>
void AddColumnsOfAll(holo_op op, KernelTable* table) {
  AddColumnsOf<Functor, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>(op, table);
}

}  // namespace

void AddColumnsInt(KernelTable* table) {
  AddColumnsOfAll<Sum>(HOLO_OP_SUM, table);
  AddColumnsOfAll<Prod>(HOLO_OP_PROD, table);
  AddColumnsOfAll<Dot>(HOLO_OP_DOT, table);
  AddColumnsOfAll<AMin>(HOLO_OP_AMIN, table);
  AddColumnsOfAll<AMax>(HOLO_OP_AMAX, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddColumnsInt)
}  // namespace hologram::kernels
#endif
