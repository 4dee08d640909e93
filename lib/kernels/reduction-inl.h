// reduction-inl.h — sums and products of floats in an order that no SIMD level changes; compiled once per level.
//
// Element i of a block of 4096 goes to lane i mod 64. Each lane adds up its elements in ascending order, from +0; past
// the end of the data stand zeros, to the end of the group of 64. Then the lanes are added by halves (lane l and lane
// l + 32, then 16, 8, 4, 2, 1), and the blocks' results in a binary tree over the blocks' indices.

#if defined(HOLOGRAM_KERNELS_REDUCTION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_REDUCTION_INL_H_
#undef HOLOGRAM_KERNELS_REDUCTION_INL_H_
#else
#define HOLOGRAM_KERNELS_REDUCTION_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>
#include <utility>

#include "kernels/half_vectors-inl.h"
#include "kernels/kernel_table.h"
#include "kernels/masked_tails-inl.h"
#include "kernels/sum_block.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline constexpr int64_t kLanes = 64;
inline constexpr int64_t kBlock = kSumBlock;

// Of the terms of a sum or a product: lane[l] is joined by lane[l + half], down to one. In 128 bits by shuffles of the whole vector, whose other lanes nobody reads.
#if HWY_TARGET == HWY_SCALAR
template <class Terms, class D>
HWY_INLINE hn::TFromD<D> JoinHalves(D, hn::VFromD<D> v) {
  return hn::GetLane(v);
}
#else
template <class Terms, class D>
HWY_INLINE hn::TFromD<D> JoinHalves(D, hn::VFromD<D> v) {
  if constexpr (hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) > 16) {
    const hn::Half<D> half;
    return JoinHalves<Terms>(half, Terms::Join(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return hn::GetLane(Terms::Join(v, hn::Shuffle01(v)));
  } else {
    const hn::VFromD<D> pairs = Terms::Join(v, hn::Shuffle1032(v));
    return hn::GetLane(Terms::Join(pairs, hn::Shuffle2301(pairs)));
  }
}
#endif

// The lanes of one block. `Terms` are what is added up, a row of elements or of products:
//   Start(d), Join(a, b)     what a lane begins with, and how two become one
//   Add(d, sum, i)           sum + the terms from i on, a vector of them
//   AddFirst(d, sum, i, m)   the same with zeros for all but the first m, which may be negative or more than a vector;
//                            only where masked-out lanes cannot fault
//   kMasked                  whether it is there; else
//   Rest                     a copy of at most 63 terms, followed by zeros: the last group
template <class T, class Terms>
class BlockSum {
 public:
  // Written out, since an implicit one would not be compiled for this level.
  HWY_INLINE BlockSum() {}

  // Sums `n` <= 4096 terms from `begin` on.
  HWY_INLINE T operator()(const Terms& terms, int64_t begin, int64_t n) {
    if constexpr (kMany) {
      for (size_t first = 0; first < kVectors; first += kAtOnce) Pass(terms, begin, n, first, AtOnce());
    } else {
      AllPasses(terms, begin, n, std::make_index_sequence<kPasses>());
    }
    return AddVectors(std::make_index_sequence<kVectors / 2>());
  }

 private:
  using D = hn::ScalableTag<T>;
  using V = hn::VFromD<D>;
  static constexpr size_t kWidth = hn::MaxLanes(D());
  static constexpr size_t kVectors = kLanes / kWidth;
  // As many at a time as hide an addition's latency and fit into the registers; the lanes are taken in passes.
  static constexpr size_t kAtOnce = kVectors < 8 ? kVectors : 8;
  static constexpr size_t kPasses = kVectors / kAtOnce;
  using AtOnce = std::make_index_sequence<kAtOnce>;

 public:
  // Short vectors: the passes are a loop, and the whole a function, since written out they take 200 KB.
  static constexpr bool kMany = kPasses > 2;

 private:
  template <size_t... kPass>
  HWY_INLINE void AllPasses(const Terms& terms, int64_t begin, int64_t n, std::index_sequence<kPass...>) {
    (Pass(terms, begin, n, kPass * kAtOnce, AtOnce()), ...);
  }

  template <size_t... v>
  HWY_INLINE void Pass(const Terms& terms, int64_t begin, int64_t n, size_t first, std::index_sequence<v...>) {
    const D d;
    V sum[kAtOnce] = {((void)v, Terms::Start(d))...};
    const int64_t end = begin + n;
    int64_t i = begin;
    for (; i + kLanes <= end; i += kLanes) {
      ((sum[v] = terms.Add(d, sum[v], i + static_cast<int64_t>((first + v) * kWidth))), ...);
    }
    if (i < end) {
      if constexpr (Terms::kMasked) {
        ((sum[v] = terms.AddFirst(d, sum[v], i + static_cast<int64_t>((first + v) * kWidth),
                                  end - i - static_cast<int64_t>((first + v) * kWidth))),
         ...);
      } else {
        const typename Terms::Rest rest(terms, i, end - i);
        ((sum[v] = rest.Add(d, sum[v], static_cast<int64_t>((first + v) * kWidth))), ...);
      }
    }
    ((lanes_[first + v] = sum[v]), ...);
  }

  // lanes_[v] += lanes_[v + half] for each v below half, then on with half of that.
  template <size_t... v>
  HWY_INLINE T AddVectors(std::index_sequence<v...>) {
    if constexpr (sizeof...(v) > 0) {
      ((lanes_[v] = Terms::Join(lanes_[v], lanes_[v + sizeof...(v)])), ...);
      return AddVectors(std::make_index_sequence<sizeof...(v) / 2>());
    } else {
      return JoinHalves<Terms>(D(), lanes_[0]);
    }
  }

  V lanes_[kVectors];
};

template <class T, class Terms>
HWY_NOINLINE T SumOfBlockApart(const Terms& terms, int64_t begin, int64_t n) {
  return BlockSum<T, Terms>()(terms, begin, n);
}
template <class T, class Terms>
HWY_INLINE T SumOfBlock(const Terms& terms, int64_t begin, int64_t n) {
  if constexpr (BlockSum<T, Terms>::kMany) {
    return SumOfBlockApart<T>(terms, begin, n);
  } else {
    return BlockSum<T, Terms>()(terms, begin, n);
  }
}

template <class Terms, class T>
HWY_INLINE T JoinTwo(T a, T b) {
  const hn::CappedTag<T, 1> one;
  return hn::GetLane(Terms::Join(hn::Set(one, a), hn::Set(one, b)));
}

// More than one block; `block(begin, n)` is what comes out of one. The results of complete subtrees wait on a stack; a
// block's index tells how many of them it completes.
template <class Terms, class T, class Block>
HWY_INLINE T JoinBlocks(const Block& block, int64_t n) {
  T waiting[64];
  int depth = 0;
  int64_t index = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock, ++index) {
    T sum = block(begin, n - begin < kBlock ? n - begin : kBlock);
    for (int64_t bits = index; (bits & 1) != 0; bits >>= 1) sum = JoinTwo<Terms>(waiting[--depth], sum);
    waiting[depth++] = sum;
  }
  T sum = waiting[--depth];
  while (depth > 0) sum = JoinTwo<Terms>(waiting[--depth], sum);
  return sum;
}

template <class T, class Terms>
HWY_NOINLINE void SumBlocks(Terms terms, int64_t n, T* result) {
  *result = JoinBlocks<Terms, T>(
      [&](int64_t begin, int64_t count) HWY_ATTR { return SumOfBlock<T>(terms, begin, count); }, n);
}

// A single block needs no stack frame: many blocks are summed apart, by a call that comes last.
template <class T, class Terms>
HWY_INLINE void FixedOrderSum(Terms terms, int64_t n, T* result) {
  if (n > kBlock) return SumBlocks(terms, n, result);
  *result = SumOfBlock<T>(terms, 0, n);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_REDUCTION_INL_H_
