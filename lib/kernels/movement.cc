// movement.cc — elements that change places: reverse, gather, scatter; compiled once per SIMD level.
//
// Elements of one size are moved by one kernel, as integers.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/movement.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include "kernels/kernel_table.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The lanes in the opposite order.
template <class D>
HWY_INLINE hn::VFromD<D> Turned(D d, hn::VFromD<D> v) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (sizeof(hn::TFromD<D>) == 1) {
    const hn::RepartitionToWide<D> pairs;
    const auto turned = hn::Reverse(pairs, hn::BitCast(pairs, v));
    return hn::BitCast(d, hn::Or(hn::ShiftLeft<8>(turned), hn::ShiftRight<8>(turned)));
  } else
#endif
  {
    return hn::Reverse(d, v);
  }
}

// From both ends: a vector of each, loaded before either is stored, so that y may be x. `done` elements at either end are
// in their places already; gives how many are then.
template <class D, class U>
HWY_INLINE int64_t SwapEnds(D d, const U* x, U* y, int64_t n, int64_t done) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = done;
  for (; i + lanes <= n - i - lanes; i += lanes) {
    const auto front = hn::LoadU(d, x + i), back = hn::LoadU(d, x + n - i - lanes);
    hn::StoreU(Turned(d, front), d, y + n - i - lanes);
    hn::StoreU(Turned(d, back), d, y + i);
  }
  return i;
}

// The functors of ops.def's rows of family `movement`, as named there.

struct Reverse {
  template <class U>
  static void Kernel(const U* x, U* y, int64_t n) {
    int64_t i = SwapEnds(hn::ScalableTag<U>(), x, y, n, 0);
    i = SwapEnds(hn::CappedTag<U, 16 / sizeof(U)>(), x, y, n, i);
    for (; i < n - i; ++i) {
      const U front = x[i], back = x[n - 1 - i];
      y[n - 1 - i] = front;
      y[i] = back;
    }
  }
};

// Indices were in range when they were checked. Should another thread have changed them since, they still lead into the
// array: as unsigned numbers none is above the last.
template <class I>
HWY_INLINE int64_t Place(I index, int64_t count) {
  const uint64_t place = static_cast<std::make_unsigned_t<I>>(index), last = static_cast<uint64_t>(count - 1);
  return static_cast<int64_t>(place < last ? place : last);
}

struct Gather {
  template <class U, class I>
  static void Kernel(const U* x, const I* index, U* y, int64_t n, int64_t count) {
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
      const U e0 = x[Place(index[i], count)], e1 = x[Place(index[i + 1], count)];
      const U e2 = x[Place(index[i + 2], count)], e3 = x[Place(index[i + 3], count)];
      y[i] = e0;
      y[i + 1] = e1;
      y[i + 2] = e2;
      y[i + 3] = e3;
    }
    for (; i < n; ++i) y[i] = x[Place(index[i], count)];
  }
};

struct Scatter {
  template <class U, class I>
  static void Kernel(const U* x, const I* index, U* y, int64_t n, int64_t count) {
    for (int64_t i = 0; i < n; ++i) y[Place(index[i], count)] = x[i];
  }
};

template <class Functor, ops::ShapeWord kWord>
void AddMovementOf(holo_op op, base::DtypeSet dtypes, KernelTable* table) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if ((dtypes & base::Bit(dtype)) == 0) continue;
    base::WithBits(dtype, [=]<class U>(base::Type<U>) {
      if constexpr (kWord.shape == ops::Shape::kArray1) {
        SetWithRows<&Functor::template Kernel<U>>(op, dtype, table);
      } else {
        table->Set(op, dtype, &Functor::template Kernel<U, int64_t>);
        table->Set(op, dtype, &Functor::template Kernel<U, int32_t>, ops::Form::kIndex32);
      }
    });
  }
}

}  // namespace

void AddMovement(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_movement(code, Functor, word, types) AddMovementOf<Functor, word>(code, types, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddMovement)
}  // namespace hologram::kernels
#endif
