// columns_float.cc — sums, norms, moments and extremes of each column of a matrix of floats; compiled once per SIMD level.
//
// Blocks of 64 rows are added up from the top down, from +0, and then joined as a binary tree over their indices: the
// order that no SIMD level changes. f16 and bf16 are added up in f32.
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/columns_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/accumulations-inl.h"
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

// Some columns of a matrix; what they come to, and what its elements are looked at from, beside one another in `result` and
// `context`, which have room for whole vectors.
template <class T>
struct Columns {
  using A = ComputeOf<T>;
  const T* x;
  int64_t rows, stride;
  int64_t first, count;
  A* result;
  A* context;
};

constexpr uint64_t BlocksOf(int64_t rows) { return static_cast<uint64_t>((rows + kBlockRows - 1) / kBlockRows) | 1; }

// Of how many columns a strip is: there must be a row of results for each level of the tree.
template <class A>
constexpr int64_t StripWidth(int64_t rows) {
  const int64_t levels = std::bit_width(BlocksOf(rows)) + 1;
  return kRoomBytes / static_cast<int64_t>(sizeof(A)) / levels / kBlockRows * kBlockRows;
}

// Rows of partial results wait behind the first one; a block's index tells how many complete subtrees it ends.
template <class Terms, class T>
HWY_NOINLINE void ReduceStrip(const Columns<T>& columns) {
  using A = ComputeOf<T>;
  const int64_t width = StripWidth<A>(columns.rows), count = columns.count;
  A* waiting = columns.result;  // the row that the next block goes to
  if (columns.rows == 0) {
    for (int64_t c = 0; c < count; ++c) waiting[c] = hn::GetLane(Terms::Start(hn::CappedTag<A, 1>()));
  }
  ForEachBlock(columns.x, columns.rows, columns.stride, columns.first, count,
               [&](const Strip<T>& strip, int64_t row) HWY_ATTR {
                 TakeStrip<Terms>(strip, waiting, columns.context);
                 for (int64_t bits = row / kBlockRows; (bits & 1) != 0; bits >>= 1, waiting -= width) {
                   JoinRows<Terms>(waiting - width, waiting, count);
                 }
                 waiting += width;
               });
  while (waiting - columns.result > width) {
    waiting -= width;
    JoinRows<Terms>(waiting - width, waiting, count);
  }
}

// y[c] = what `Functor` makes of column c: Functor::Reduce(columns) leaves it in the result.
template <class Functor, class T, class R>
void ReduceColumns(const T* x, int64_t rows, int64_t cols, R* y) {
  using A = ComputeOf<T>;
  HWY_ALIGN A room[kRoomBytes / sizeof(A)];
  HWY_ALIGN A context[kRoomBytes / sizeof(A) / 2];  // a tree has two levels, or more
  const int64_t width = StripWidth<A>(rows);
  for (int64_t first = 0; first < cols; first += width) {
    const int64_t count = cols - first < width ? cols - first : width;
    Functor::Reduce(Columns<T>{x, rows, cols, first, count, room, context});
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

// What one kind of terms makes of a column.
template <class Terms>
struct Accumulation {
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    ReduceStrip<Terms>(columns);
  }
};
using Sum = Accumulation<Adds>;
using Prod = Accumulation<Multiplies>;
using Norm1 = Accumulation<AddsMagnitudes>;
using NormInf = Accumulation<LargestMagnitude>;

// Sums, over the number of rows.
template <class Terms, class T>
HWY_INLINE void AverageStrip(const Columns<T>& columns) {
  ReduceStrip<Terms>(columns);
  const ComputeOf<T> rows = static_cast<ComputeOf<T>>(columns.rows);
  for (int64_t c = 0; c < columns.count; ++c) columns.result[c] /= rows;
}

struct Mean {
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    AverageStrip<Adds>(columns);
  }
};

struct Variance {
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    AverageStrip<Adds>(columns);
    for (int64_t c = 0; c < columns.count; ++c) columns.context[c] = columns.result[c];
    AverageStrip<AddsSquaredDistances>(columns);
  }
};

struct Norm2 {
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    using Range = RangeOfSquares<ComputeOf<T>>;
    ReduceStrip<AddsSquares>(columns);
    bool all_in_range = true;
    for (int64_t c = 0; c < columns.count; ++c) {
      all_in_range = all_in_range && Range::Has(columns.result[c]);
      columns.context[c] = Range::ScaleFor(columns.result[c]);
    }
    if (!all_in_range) ReduceStrip<AddsScaledSquares>(columns);  // 1 where nothing was lost: the same bits once more
    for (int64_t c = 0; c < columns.count; ++c) {
      columns.result[c] = std::sqrt(columns.result[c]) * (1 / columns.context[c]);
    }
  }
};

template <class Functor, int kSign>
struct Extreme {
  static constexpr bool kSameType = true;
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    using C = hn::TFromD<D>;
    return hn::Set(d, static_cast<C>(kSign) * std::numeric_limits<C>::infinity());
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return Functor()(hn::DFromV<V>(), a, b);
  }
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return Join(lane, x);
  }
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    ReduceStrip<Extreme>(columns);
  }
};
using AMin = Extreme<Min, 1>;
using AMax = Extreme<Max, -1>;

template <class Functor, class T>
using ResultOf = std::conditional_t < requires {
  Functor::kSameType;
}
, T, ComputeOf < T >> ;

template <class Functor>
void AddColumnsOf(holo_op op, KernelTable* table) {
  const auto add = [=]<class T>(base::Type<T>) {
    table->Set(op, base::kDtypeOf<T>, &ReduceColumns<Functor, T, ResultOf<Functor, T>>, ops::Form::kColumns);
  };
  add(base::Type<float>());
  add(base::Type<double>());
  add(base::Type<base::F16>());
  add(base::Type<base::Bf16>());
}

}  // namespace

void AddColumnsFloat(KernelTable* table) {
  AddColumnsOf<Sum>(HOLO_OP_SUM, table);
  AddColumnsOf<Prod>(HOLO_OP_PROD, table);
  AddColumnsOf<AMin>(HOLO_OP_AMIN, table);
  AddColumnsOf<AMax>(HOLO_OP_AMAX, table);
  AddColumnsOf<Mean>(HOLO_OP_MEAN, table);
  AddColumnsOf<Variance>(HOLO_OP_VARIANCE, table);
  AddColumnsOf<Norm1>(HOLO_OP_NORM1, table);
  AddColumnsOf<Norm2>(HOLO_OP_NORM2, table);
  AddColumnsOf<NormInf>(HOLO_OP_NORM_INF, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddColumnsFloat)
}  // namespace hologram::kernels
#endif
