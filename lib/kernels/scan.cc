// scan.cc — running sums, floats in an order that no SIMD level changes; compiled once per SIMD level.
//
// In groups of 16 elements, zeros behind the last: lane i is joined by lane i - 1, then the new lane i by lane i - 2, then
// 4, then 8, zeros coming in from below (Hillis and Steele, Data parallel algorithms, 1986). What the groups before it
// came to is added to all lanes of a group. One addition leads from group to group.
#include <type_traits>
#include <utility>

#include "kernels/numbers.h"
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/scan.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/rows-inl.h"
#include "kernels/widened_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

inline constexpr int64_t kGroup = 16;

// The lanes of `v`, moved up by kStep, the last kStep lanes of what stands before it coming in from below.
#if HWY_TARGET == HWY_SCALAR
template <int kStep, class D, class V>
HWY_INLINE V Moved(D, V v, V) {
  return v;  // never called: a vector has one lane
}
#else
template <int kStep, class D, class V>
HWY_INLINE V Moved(D d, V v, V before) {
  using T = hn::TFromD<D>;
  constexpr int kLanes = static_cast<int>(hn::MaxLanes(D()));
#if HWY_TARGET == HWY_AVX3
  // Highway shifts within blocks of 128 bits only.
  if constexpr (kLanes * sizeof(T) == 64) {
    const hn::RebindToUnsigned<D> du;
    const __m512i high = hn::BitCast(du, v).raw, low = hn::BitCast(du, before).raw;
    if constexpr (sizeof(T) == 8) {
      return hn::BitCast(d, hn::VFromD<hn::RebindToUnsigned<D>>{_mm512_alignr_epi64(high, low, kLanes - kStep)});
    } else {
      return hn::BitCast(d, hn::VFromD<hn::RebindToUnsigned<D>>{_mm512_alignr_epi32(high, low, kLanes - kStep)});
    }
  }
#endif
  const hn::Repartition<uint8_t, D> bytes;
  const auto high = hn::BitCast(bytes, v), low = hn::BitCast(bytes, before);
  constexpr int kBytes = 16 - kStep * static_cast<int>(sizeof(T));
  if constexpr (kLanes * sizeof(T) == 16) {
    return hn::BitCast(d, hn::CombineShiftRightBytes<kBytes>(bytes, high, low));
  } else {
    const auto middle = hn::ConcatLowerUpper(bytes, high, low);
    if constexpr (kBytes == 0) {
      return hn::BitCast(d, middle);
    } else {
      return hn::BitCast(d, hn::CombineShiftRightBytes<kBytes>(bytes, high, middle));
    }
  }
}
#endif

// A group, in as many vectors as it takes.
template <class T>
class Group {
 public:
  // Written out, since an implicit one would not be compiled for this level.
  HWY_INLINE Group() {}

  template <class X>
  HWY_INLINE void Load(const X* x) {
    Each([&](auto k) HWY_ATTR { v_[k] = LoadLanes(D(), x + k * kLanes); });
  }
  HWY_INLINE void AddUp() {
    Step<1>();
    Step<2>();
    Step<4>();
    Step<8>();
  }
  // Adds `before` to all lanes, and gives what it is for the next group.
  HWY_INLINE hn::VFromD<hn::ScalableTag<T>> Finish(hn::VFromD<hn::ScalableTag<T>> before) {
    const auto next = hn::Add(Last(), before);
    Each([&](auto k) HWY_ATTR { v_[k] = hn::Add(v_[k], before); });
    return next;
  }
  HWY_INLINE void Store(T* y) const {
    Each([&](auto k) HWY_ATTR { hn::StoreU(v_[k], D(), y + k * kLanes); });
  }

 private:
  using D = hn::ScalableTag<T>;
  using V = hn::VFromD<D>;
  static constexpr int kLanes = static_cast<int>(hn::MaxLanes(D()));
  static constexpr int kVectors = static_cast<int>(kGroup) / kLanes;

  template <class Body, int... k>
  static HWY_INLINE void EachOf(Body body, std::integer_sequence<int, k...>) {
    (body(std::integral_constant<int, k>()), ...);
  }
  template <class Body>
  static HWY_INLINE void Each(Body body) {
    EachOf(body, std::make_integer_sequence<int, kVectors>());
  }

  // From the last vector down, so that those below still hold what they held.
  template <int kStep>
  HWY_INLINE void Step() {
    Each([&](auto from_last) HWY_ATTR {
      constexpr int k = kVectors - 1 - decltype(from_last)::value;
      if constexpr (kStep >= kLanes) {
        if constexpr (k >= kStep / kLanes) v_[k] = hn::Add(v_[k], v_[k - kStep / kLanes]);
      } else if constexpr (k > 0) {
        v_[k] = hn::Add(v_[k], Moved<kStep>(D(), v_[k], v_[k - 1]));
      } else {
        v_[k] = hn::Add(v_[k], Moved<kStep>(D(), v_[k], hn::Zero(D())));
      }
    });
  }

  // The last lane in all lanes.
  HWY_INLINE V Last() const {
    const V last = v_[kVectors - 1];
#if HWY_TARGET == HWY_SCALAR
    return last;
#else
    const D d;
    if constexpr (kLanes * sizeof(T) == 16) {
      return hn::Broadcast<kLanes - 1>(last);
    } else {
      return hn::TableLookupLanes(last, hn::SetTableIndices(d, kIndices.data()));
    }
#endif
  }
  struct Indices {
    std::make_signed_t<std::conditional_t<sizeof(T) == 8, int64_t, int32_t>> index[kLanes];
    constexpr Indices() : index() {
      for (auto& each : index) each = kLanes - 1;
    }
    constexpr auto data() const { return index; }
  };
  static constexpr Indices kIndices = {};

  V v_[kVectors];
};

// What elements are added up as: 64-bit integers wrap, whatever their sign.
template <class X>
using TermOf = std::conditional_t<std::is_integral_v<X>, uint64_t, ComputeOf<X>>;

// The functor of ops.def's row of family `scan`, as named there.

struct CumSum {
  template <class X>
  static void Kernel(const X* x, TermOf<X>* y, int64_t n) {
    using T = TermOf<X>;
    auto before = hn::Zero(hn::ScalableTag<T>());
    Group<T> group;
    int64_t i = 0;
    for (; i + kGroup <= n; i += kGroup) {
      group.Load(x + i);
      group.AddUp();
      before = group.Finish(before);
      group.Store(y + i);
    }
    if (i == n) return;
    X rest[kGroup] = {};
    HWY_ALIGN T sums[kGroup];
    __builtin_memcpy(rest, x + i, static_cast<size_t>(n - i) * sizeof(X));
    group.Load(rest);
    group.AddUp();
    group.Finish(before);
    group.Store(sums);
    __builtin_memcpy(y + i, sums, static_cast<size_t>(n - i) * sizeof(T));
  }
};

template <class Functor>
void AddScanOf(holo_op op, KernelTable* table) {
  ForEachNumber(
      [=]<class X>(base::Type<X>) { SetWithRows<&Functor::template Kernel<X>>(op, base::kDtypeOf<X>, table); });
}

}  // namespace

void AddScan(KernelTable* table) {
#define HOLO_ADD_scan(code, Functor, word, types) AddScanOf<Functor>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddScan)
}  // namespace hologram::kernels
#endif
