// columns_float.cc — sums, norms, moments and extremes of each column of a matrix of floats; compiled once per SIMD level.
#include <cmath>
#include <limits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/columns_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/accumulations-inl.h"
#include "kernels/elementwise-inl.h"
#include "kernels/float_columns-inl.h"
#include "kernels/float_functors-inl.h"
#include "kernels/joins-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functors of ops.def's rows of reductions, as named there.

// What one kind of terms makes of a column, or of two.
template <class Terms>
struct Accumulation : Terms {
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    ReduceStrip<Terms>(columns);
  }
};
using Sum = Accumulation<Adds>;
using Prod = Accumulation<Multiplies>;
using Norm1 = Accumulation<AddsMagnitudes>;
using NormInf = Accumulation<LargestMagnitude>;
using Dot = Accumulation<OfPairs<AddsProducts>>;

struct Mean {
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    AverageStrip<Adds>(columns);
  }
};

struct MeanSquaredError {
  static constexpr bool kOfPairs = true;
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    AverageStrip<OfPairs<AddsSquaredDistances>>(columns);
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
    if constexpr (TakesPairs<Functor>) {
      table->Set(op, base::kDtypeOf<T>, &ReduceColumnsOfPairs<Functor, T, ComputeOf<T>>, ops::Form::kColumns);
    } else {
      table->Set(op, base::kDtypeOf<T>, &ReduceColumns<Functor, T, ResultOf<Functor, T>>, ops::Form::kColumns);
    }
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
  AddColumnsOf<Dot>(HOLO_OP_DOT, table);
  AddColumnsOf<AMin>(HOLO_OP_AMIN, table);
  AddColumnsOf<AMax>(HOLO_OP_AMAX, table);
  AddColumnsOf<Mean>(HOLO_OP_MEAN, table);
  AddColumnsOf<Variance>(HOLO_OP_VARIANCE, table);
  AddColumnsOf<Norm1>(HOLO_OP_NORM1, table);
  AddColumnsOf<Norm2>(HOLO_OP_NORM2, table);
  AddColumnsOf<NormInf>(HOLO_OP_NORM_INF, table);
  AddColumnsOf<MeanSquaredError>(HOLO_OP_MSE, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddColumnsFloat)
}  // namespace hologram::kernels
#endif
