// columns_float.cc — sum, product, minimum and maximum of each column of a matrix of floats; compiled once per SIMD level.
//
// Blocks of 64 rows are added up from the top down, from +0, and then joined as a binary tree over their indices: the
// order that no SIMD level changes. f16 and bf16 are added up in f32.
#include <bit>
#include <limits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/columns_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/columns-inl.h"
#include "kernels/elementwise-inl.h"
#include "kernels/float_functors-inl.h"
#include "kernels/joins-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// Room for as many rows of a strip as the tree has levels: in the first cache, and on the stack.
inline constexpr int64_t kRoomBytes = int64_t{1} << 15;

// left[c] is joined by right[c]; both have room for whole vectors.
template <class Terms, class A>
HWY_INLINE void JoinRows(A* left, const A* right, int64_t cols) {
  const hn::ScalableTag<A> d;
  for (int64_t c = 0; c < cols; c += static_cast<int64_t>(hn::Lanes(d))) {
    hn::StoreU(Terms::Join(hn::LoadU(d, left + c), hn::LoadU(d, right + c)), d, left + c);
  }
}

// Rows of partial results wait in `room`; a block's index tells how many complete subtrees it ends.
template <class Terms, class T, class R>
HWY_INLINE void ReduceColumns(const T* x, int64_t rows, int64_t cols, R* y) {
  using A = ComputeOf<T>;
  HWY_ALIGN A room[kRoomBytes / sizeof(A)];
  const uint64_t blocks = static_cast<uint64_t>((rows + kBlockRows - 1) / kBlockRows);
  const int64_t levels = std::bit_width(blocks) + 1;
  const int64_t width = kRoomBytes / static_cast<int64_t>(sizeof(A)) / levels / kBlockRows * kBlockRows;
  for (int64_t first = 0; first < cols; first += width) {
    const int64_t count = cols - first < width ? cols - first : width;
    A* waiting = room;  // the row that the next block goes to
    if (rows == 0) {
      for (int64_t c = 0; c < count; ++c) room[c] = hn::GetLane(Terms::Start(hn::CappedTag<A, 1>()));
    }
    ForEachBlock(x, rows, cols, first, count, [&](const Strip<T>& strip, int64_t row) HWY_ATTR {
      TakeStrip<Terms>(strip, waiting);
      for (int64_t bits = row / kBlockRows; (bits & 1) != 0; bits >>= 1, waiting -= width) {
        JoinRows<Terms>(waiting - width, waiting, count);
      }
      waiting += width;
    });
    while (waiting - room > width) {
      waiting -= width;
      JoinRows<Terms>(waiting - width, waiting, count);
    }
    const hn::ScalableTag<A> d;
    const hn::CappedTag<A, 1> one;
    int64_t c = 0;
    for (; c + static_cast<int64_t>(hn::Lanes(d)) <= count; c += static_cast<int64_t>(hn::Lanes(d))) {
      StoreAs(d, hn::LoadU(d, room + c), y + first + c);
    }
    for (; c < count; ++c) StoreAs(one, hn::LoadU(one, room + c), y + first + c);
  }
}

// The functors of ops.def's rows of reductions, as named there.

struct Sum {
  template <class T>
  static void Kernel(const T* x, int64_t rows, int64_t cols, ComputeOf<T>* y) {
    ReduceColumns<Adds>(x, rows, cols, y);
  }
};

struct Prod {
  template <class T>
  static void Kernel(const T* x, int64_t rows, int64_t cols, ComputeOf<T>* y) {
    ReduceColumns<Multiplies>(x, rows, cols, y);
  }
};

template <class Functor, int kSign>
struct Extreme {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    using C = hn::TFromD<D>;
    return hn::Set(d, static_cast<C>(kSign) * std::numeric_limits<C>::infinity());
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return Functor()(hn::DFromV<V>(), a, b);
  }
  template <class T>
  static void Kernel(const T* x, int64_t rows, int64_t cols, T* y) {
    ReduceColumns<Extreme>(x, rows, cols, y);
  }
};
using AMin = Extreme<Min, 1>;
using AMax = Extreme<Max, -1>;

template <class Functor>
void AddColumnsOf(holo_op op, KernelTable* table) {
  constexpr ops::Form kForm = ops::Form::kColumns;
  table->Set(op, HOLO_F32, &Functor::template Kernel<float>, kForm);
  table->Set(op, HOLO_F64, &Functor::template Kernel<double>, kForm);
  table->Set(op, HOLO_F16, &Functor::template Kernel<base::F16>, kForm);
  table->Set(op, HOLO_BF16, &Functor::template Kernel<base::Bf16>, kForm);
}

}  // namespace

void AddColumnsFloat(KernelTable* table) {
  AddColumnsOf<Sum>(HOLO_OP_SUM, table);
  AddColumnsOf<Prod>(HOLO_OP_PROD, table);
  AddColumnsOf<AMin>(HOLO_OP_AMIN, table);
  AddColumnsOf<AMax>(HOLO_OP_AMAX, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddColumnsFloat)
}  // namespace hologram::kernels
#endif
