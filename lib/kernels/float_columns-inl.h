// float_columns-inl.h — sums and products of each column of a matrix of floats, and of two; compiled once per SIMD level.
//
// Blocks of 64 rows are added up from the top down, from +0, and then joined as a binary tree over their indices: the
// order that no SIMD level changes. f16 and bf16 are added up in f32.

#if defined(HOLOGRAM_KERNELS_FLOAT_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_FLOAT_COLUMNS_INL_H_
#undef HOLOGRAM_KERNELS_FLOAT_COLUMNS_INL_H_
#else
#define HOLOGRAM_KERNELS_FLOAT_COLUMNS_INL_H_
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstdint>
#include <type_traits>

#include "kernels/columns-inl.h"
#include "kernels/joins-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
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
template <class T, class A = ComputeOf<T>>
struct Columns {
  const T* x;
  const T* second;  // of pairs: the other matrix
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
template <class Terms, class T, class A>
HWY_NOINLINE void ReduceStrip(const Columns<T, A>& columns) {
  const int64_t width = StripWidth<A>(columns.rows), count = columns.count;
  A* waiting = columns.result;  // the row that the next block goes to
  if (columns.rows == 0) {
    for (int64_t c = 0; c < count; ++c) waiting[c] = hn::GetLane(Terms::Start(hn::CappedTag<A, 1>()));
  }
  ForEachBlock(columns.x, columns.second, columns.rows, columns.stride, columns.first, count,
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

template <class A, class R>
HWY_INLINE void StoreColumns(const A* results, int64_t count, R* y) {
  int64_t c = 0;
  if constexpr (std::is_same_v<A, R>) {
    __builtin_memcpy(y, results, static_cast<size_t>(count) * sizeof(R));
  } else if constexpr (base::kIsHalf<R>) {
    const hn::ScalableTag<A> d;
    const hn::CappedTag<A, 1> one;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    for (; c + lanes <= count; c += lanes) StoreAs(d, hn::LoadU(d, results + c), y + c);
    for (; c < count; ++c) StoreAs(one, hn::LoadU(one, results + c), y + c);
  } else {
    for (; c < count; ++c) y[c] = static_cast<R>(results[c]);
  }
}

// y[c] = what `Functor` makes of column c, in A: Functor::Reduce(columns) leaves it in the result.
template <class Functor, class A, class T, class R>
HWY_INLINE void ReduceMatrices(const T* x, const T* second, int64_t rows, int64_t cols, R* y) {
  HWY_ALIGN A room[kRoomBytes / sizeof(A)];
  HWY_ALIGN A context[kRoomBytes / sizeof(A) / 2];  // a tree has two levels, or more
  const int64_t width = StripWidth<A>(rows);
  for (int64_t first = 0; first < cols; first += width) {
    const int64_t count = cols - first < width ? cols - first : width;
    Functor::Reduce(Columns<T, A>{x, second, rows, cols, first, count, room, context});
    StoreColumns(room, count, y + first);
  }
}

template <class Functor, class T, class R>
void ReduceColumns(const T* x, int64_t rows, int64_t cols, R* y) {
  ReduceMatrices<Functor, ComputeOf<T>>(x, static_cast<const T*>(nullptr), rows, cols, y);
}
template <class Functor, class T, class R>
void ReduceColumnsOfPairs(const T* a, const T* b, int64_t rows, int64_t cols, R* y) {
  ReduceMatrices<Functor, ComputeOf<T>>(a, b, rows, cols, y);
}

// Sums, over the number of rows.
template <class Terms, class T, class A>
HWY_INLINE void AverageStrip(const Columns<T, A>& columns) {
  ReduceStrip<Terms>(columns);
  const A rows = static_cast<A>(columns.rows);
  for (int64_t c = 0; c < columns.count; ++c) columns.result[c] /= rows;
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_FLOAT_COLUMNS_INL_H_
