// column_powers-inl.h — sums of powers of the elements of each column of a matrix; compiled once per SIMD level.
//
// As those of a row (softmax-inl.h), each lane relative to the largest element of its own column.

#if defined(HOLOGRAM_KERNELS_COLUMN_POWERS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_COLUMN_POWERS_INL_H_
#undef HOLOGRAM_KERNELS_COLUMN_POWERS_INL_H_
#else
#define HOLOGRAM_KERNELS_COLUMN_POWERS_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The largest number, or NaN if there is one.
struct LargestUnlessNaN : LargerNumber {
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::Lt(a, b), b, hn::IfThenElse(hn::IsNaN(b), b, a)));
  }
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return Join(lane, x);
  }
};

// RowPowers, of lanes that each have a largest element.
template <class D>
class LanePowers : PowerRange<hn::TFromD<D>> {
  using A = hn::TFromD<D>;
  using V = hn::VFromD<D>;
  using DI = hn::RebindToSigned<D>;
  using Range = PowerRange<A>;

 public:
  HWY_INLINE LanePowers(D d, V most) {
    const auto splits = hn::Le(hn::Abs(most), hn::Set(d, Range::kSplits));
    shift_ = hn::IfThenZeroElse(splits, most);
    const V reference = hn::Sub(most, shift_);
    lowest_ = hn::Add(reference, hn::Set(d, Range::kLowest));
    const V exponent = hn::Round(hn::Mul(hn::IfThenElseZero(splits, most), hn::Set(d, static_cast<A>(Range::kLog2e))));
    const DI di;
    const auto raise = hn::Sub(hn::Set(di, static_cast<hn::TFromD<DI>>(Range::kRaise)), hn::ConvertTo(di, exponent));
    raise_ = hn::ShiftLeft<Range::kShift>(raise);
  }

  HWY_INLINE V operator()(D d, V x) const {
    const V in[1] = {x};
    V y[1];
    RaisedPowers(d, in, shift_, lowest_, raise_, y);
    return y[0];
  }
  // Whether a power that small is to count as nothing.
  HWY_INLINE auto IsNothing(D d, V x, V most) const { return hn::Le(x, hn::Add(most, hn::Set(d, Range::kLowest))); }

 private:
  V shift_, lowest_;
  hn::VFromD<DI> raise_;
};

// A sum in two parts, for each lane.
template <class D>
struct LaneSums {
  using V = hn::VFromD<D>;
  V sum, lost;

  HWY_INLINE explicit LaneSums(D d) : sum(hn::Zero(d)), lost(hn::Zero(d)) {}
  HWY_INLINE void Add(D d, V more) { AddExactly(&sum, &lost, more, hn::Zero(d)); }
  HWY_INLINE void Store(D d, hn::TFromD<D>* sums, hn::TFromD<D>* losses) const {
    hn::StoreU(sum, d, sums);
    hn::StoreU(lost, d, losses);
  }
};

// Some columns, not more than a vector has lanes. Tables are looked up by whole vectors only: further lanes are zeros.
template <class T>
struct LaneColumns {
  using D = hn::ScalableTag<ComputeOf<T>>;
  const T* x;
  int64_t rows, stride, count;

  HWY_INLINE hn::VFromD<D> Row(int64_t r) const { return Load(x + r * stride); }
  HWY_INLINE hn::VFromD<D> Load(const T* from) const {
    const D d;
    if (count == static_cast<int64_t>(hn::Lanes(d))) return LoadAs(d, from);
    HWY_ALIGN T some[hn::MaxLanes(D())] = {};
    __builtin_memcpy(some, from, static_cast<size_t>(count) * sizeof(T));
    return LoadAs(d, some);
  }
};

template <class D, class Columns>
HWY_INLINE hn::VFromD<D> LargestOfColumns(D d, const Columns& columns) {
  hn::VFromD<D> most = LargestUnlessNaN::Start(d);
  for (int64_t r = 0; r < columns.rows; ++r) most = LargestUnlessNaN::Join(most, columns.Row(r));
  return most;
}

// LogOfRow of each column, whose largest element is not infinite; else NaN.
template <class D, class Columns>
HWY_INLINE void LogsOfColumns(D d, const Columns& columns, hn::VFromD<D> most, double* logs) {
  using A = hn::TFromD<D>;
  using V = hn::VFromD<D>;
  const LanePowers<D> powers(d, most);
  LaneSums<D> others(d), largest(d);
  const V one = hn::Set(d, 1);
  for (int64_t r = 0; r < columns.rows; ++r) {
    const V x = columns.Row(r);
    const auto is_largest = hn::Eq(x, most);
    others.Add(d, hn::IfThenZeroElse(hn::Or(is_largest, powers.IsNothing(d, x, most)), powers(d, x)));
    largest.Add(d, hn::IfThenElseZero(is_largest, one));
  }
  constexpr size_t kMost = hn::MaxLanes(D());
  HWY_ALIGN A sums[2][kMost], counts[2][kMost], units[kMost], most_of[kMost];
  others.Store(d, sums[0], sums[1]);
  largest.Store(d, counts[0], counts[1]);
  hn::StoreU(powers(d, most), d, units);
  hn::StoreU(most, d, most_of);
  for (size_t i = 0; i < hn::Lanes(d); ++i) {
    const double sum = static_cast<double>(sums[0][i]) + static_cast<double>(sums[1][i]);
    const double count = static_cast<double>(counts[0][i]) + static_cast<double>(counts[1][i]);
    logs[i] = std::isinf(most_of[i]) ? std::numeric_limits<double>::quiet_NaN()
                                     : LogOfOnePlus(sum / static_cast<double>(units[i]) + (count - 1));
  }
}

// `body(columns, first)` for vectors of columns, the first of which is column `first`.
template <class T, class Body>
HWY_INLINE void ForEachLaneColumns(const T* x, int64_t rows, int64_t cols, Body body) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(typename LaneColumns<T>::D()));
  for (int64_t first = 0; first < cols; first += lanes) {
    const int64_t left = cols - first;
    body(LaneColumns<T>{x + first, rows, cols, left < lanes ? left : lanes}, first);
  }
}

template <class T>
HWY_INLINE void LogSumExpOfColumns(const T* x, int64_t rows, int64_t cols, ComputeOf<T>* y) {
  using A = ComputeOf<T>;
  ForEachLaneColumns(x, rows, cols, [=](const auto& columns, int64_t first) HWY_ATTR {
    const typename LaneColumns<T>::D d;
    constexpr size_t kMost = hn::MaxLanes(d);
    HWY_ALIGN A most_of[kMost];
    double logs[kMost];
    const auto most = LargestOfColumns(d, columns);
    LogsOfColumns(d, columns, most, logs);
    hn::StoreU(most, d, most_of);
    for (int64_t i = 0; i < columns.count; ++i) {
      y[first + i] = std::isinf(most_of[i]) ? most_of[i] : static_cast<A>(static_cast<double>(most_of[i]) + logs[i]);
    }
  });
}

// For each column the sum over its rows of `term(d, a, b, most, log_sum)`.
template <class T, class Term>
HWY_INLINE void SumTermsOfColumns(const T* a, const T* b, int64_t rows, int64_t cols, ComputeOf<T>* y, Term term) {
  using A = ComputeOf<T>;
  ForEachLaneColumns(a, rows, cols, [=](const auto& columns, int64_t first) HWY_ATTR {
    const typename LaneColumns<T>::D d;
    constexpr size_t kMost = hn::MaxLanes(d);
    HWY_ALIGN A log_sum[kMost], sums[2][kMost];
    double logs[kMost];
    const auto most = LargestOfColumns(d, columns);
    LogsOfColumns(d, columns, most, logs);
    for (size_t i = 0; i < hn::Lanes(d); ++i) log_sum[i] = rows == 0 ? 0 : static_cast<A>(logs[i]);
    const auto log_sums = hn::LoadU(d, log_sum);
    LaneSums<typename LaneColumns<T>::D> total(d);
    for (int64_t r = 0; r < rows; ++r) {
      total.Add(d, term(d, columns.Row(r), columns.Load(b + r * cols + first), most, log_sums));
    }
    total.Store(d, sums[0], sums[1]);
    for (int64_t i = 0; i < columns.count; ++i) {
      const A sum = sums[0][i] + sums[1][i];
      y[first + i] = std::isnan(log_sum[i]) ? log_sum[i] : std::isinf(sums[0][i]) ? sums[0][i] : sum;
    }
  });
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_COLUMN_POWERS_INL_H_
