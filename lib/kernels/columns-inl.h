// columns-inl.h — how a matrix is gone over when its columns are reduced; compiled once per SIMD level.
//
// Column by column nothing would be in order in memory. So a strip of columns is taken through blocks of 64 rows, eight
// rows at a time, into an array of lanes, one for each column, which stays in the first cache.

#if defined(HOLOGRAM_KERNELS_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_COLUMNS_INL_H_
#undef HOLOGRAM_KERNELS_COLUMNS_INL_H_
#else
#define HOLOGRAM_KERNELS_COLUMNS_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <type_traits>

#include "kernels/joins-inl.h"
#include "kernels/masked_tails-inl.h"
#include "kernels/widened_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

inline constexpr int64_t kBlockRows = 64;
inline constexpr int kRowsAtOnce = 8;

// Terms of two matrices' elements.
template <class F>
struct OfPairs : F {
  static constexpr bool kOfPairs = true;
};
template <class F>
concept TakesPairs = requires {
  F::kOfPairs;
};

// Some columns of one block: `x` is the first element, `stride` the distance of rows; `second` that of another matrix, or
// null.
template <class T>
struct Strip {
  const T* x;
  const T* second;
  int64_t stride;
  int64_t rows;
  int64_t cols;
};

// `visit(strip, first_row)` for each block of rows of the columns [first_col, first_col + cols).
template <class T, class Visit>
HWY_INLINE void ForEachBlock(const T* x, const T* second, int64_t rows, int64_t stride, int64_t first_col, int64_t cols,
                             Visit visit) {
  for (int64_t row = 0; row < rows; row += kBlockRows) {
    const int64_t left = rows - row, first = row * stride + first_col;
    visit(Strip<T>{x + first, second == nullptr ? nullptr : second + first, stride,
                   left < kBlockRows ? left : kBlockRows, cols},
          row);
  }
}

// The first `count` elements from x on, as lanes of D's type.
template <class T, class D>
HWY_INLINE hn::VFromD<D> LoadSomeLanes(D d, const T* x, size_t count) {
  if constexpr (kIsWider<T, D>) {
    return hn::PromoteTo(d, LoadSomeLanes(hn::Rebind<float, D>(), x, count));
  } else if constexpr (base::kIsHalf<T>) {
    const hn::Rebind<uint16_t, D> d16;
    return WidenHalf<T>(d, hn::MaskedLoad(hn::FirstN(d16, count), d16, reinterpret_cast<const uint16_t*>(x)));
  } else {
    const hn::Rebind<T, D> narrow;
    const auto v = hn::MaskedLoad(hn::FirstN(narrow, count), narrow, x);
    if constexpr (std::is_integral_v<T>) {
      return Widened<T>(d, v);
    } else {
      return v;
    }
  }
}

// `body(tag, column, load)` for vectors of lanes of A that together are `cols` columns, where `load(tag, from)` gives those
// of a row from there on. Arrays of lanes have room for whole vectors.
template <class A, class T, class Body>
HWY_INLINE void ForEachVector(int64_t cols, Body body) {
  const hn::ScalableTag<A> d;
  const auto width = [](auto tag) HWY_ATTR { return static_cast<int64_t>(hn::Lanes(tag)); };
  const auto whole = [](auto tag, const T* from) HWY_ATTR { return LoadLanes(tag, from); };
  int64_t c = 0;
  for (; c + width(d) <= cols; c += width(d)) body(d, c, whole);
  if constexpr (kMaskedTails<T>) {
    if (c == cols) return;
    const size_t rest = static_cast<size_t>(cols - c);
    body(d, c, [rest](auto tag, const T* from) HWY_ATTR { return LoadSomeLanes(tag, from, rest); });
  } else {
    const hn::CappedTag<A, 16 / sizeof(A)> short_tag;
    if (width(d) > width(short_tag)) {
      for (; c + width(short_tag) <= cols; c += width(short_tag)) body(short_tag, c, whole);
    }
    for (; c < cols; ++c) body(hn::CappedTag<A, 1>(), c, whole);
  }
}

template <class T, class Visit>
HWY_INLINE void ForEachBlock(const T* x, int64_t rows, int64_t stride, int64_t first_col, int64_t cols, Visit visit) {
  ForEachBlock(x, static_cast<const T*>(nullptr), rows, stride, first_col, cols, visit);
}

// Rows of a strip, from `row` on, taken by the lanes one after another; of a first row these are still to be started.
// `Terms` has Start(d), what a lane begins with, and Take(d, lane, elements); if it has a context (joins-inl.h), that is an
// array as long as `lanes`, or, of pairs, the other matrix. The rows' number is a constant or an int.
template <class Terms, class Count, class T, class A>
HWY_INLINE void TakeRows(const Strip<T>& strip, int64_t row, Count rows, A* lanes,
                         [[maybe_unused]] const A* context = nullptr) {
  const T* x = strip.x + row * strip.stride;
  [[maybe_unused]] const T* second = TakesPairs<Terms> ? strip.second + row * strip.stride : nullptr;
  const bool first = row == 0;
  ForEachVector<A, T>(strip.cols, [=](auto tag, int64_t c, auto load) HWY_ATTR {
    auto lane = first ? Terms::Start(tag) : hn::LoadU(tag, lanes + c);
    auto from = lane;
    if constexpr (HasContext<Terms> && !TakesPairs<Terms>) from = hn::LoadU(tag, context + c);
    for (int r = 0; r < rows; ++r) {
      if constexpr (TakesPairs<Terms>) from = load(tag, second + r * strip.stride + c);
      lane = TakeElement<Terms>(tag, lane, load(tag, x + r * strip.stride + c), from);
    }
    hn::StoreU(lane, tag, lanes + c);
  });
}

// All rows of a strip; there is at least one.
template <class Terms, class T, class A>
HWY_INLINE void TakeStrip(const Strip<T>& strip, A* lanes, const A* context = nullptr) {
  constexpr std::integral_constant<int, kRowsAtOnce> kAtOnce = {};
  int64_t row = 0;
  for (; row + kRowsAtOnce <= strip.rows; row += kRowsAtOnce) TakeRows<Terms>(strip, row, kAtOnce, lanes, context);
  if (row < strip.rows) TakeRows<Terms>(strip, row, static_cast<int>(strip.rows - row), lanes, context);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_COLUMNS_INL_H_
