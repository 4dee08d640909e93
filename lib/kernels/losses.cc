// losses.cc — logarithms of sums of powers, and what predictions are worth beside targets; compiled once per SIMD level.
#include <cmath>
#include <limits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/losses.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/column_powers-inl.h"
#include "kernels/float_columns-inl.h"
#include "kernels/logarithmic-inl.h"
#include "kernels/moments-inl.h"
#include "kernels/pairs-inl.h"
#include "kernels/rows-inl.h"
#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// A function of a family of maps, of one vector. Tables are looked up by whole vectors only.
template <class F, class D, class V>
HWY_INLINE V Evaluated(D d, V x) {
  const hn::ScalableTag<hn::TFromD<D>> whole;
  if constexpr (hn::MaxLanes(d) < hn::MaxLanes(whole)) {
    HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(whole)] = {};
    hn::StoreU(x, d, lanes);
    hn::Store(Evaluated<F>(whole, hn::Load(whole, lanes)), whole, lanes);
    return hn::LoadU(d, lanes);
  } else {
    const V in[1] = {x};
    if (!F::AllCommon(d, in)) [[unlikely]]
      return F::Any(d, x);
    V y[1];
    F::Common(d, in, y);
    return y[0];
  }
}

// weight * value, 0 for a weight of zero.
template <class D, class V>
HWY_INLINE V Weighted(D d, V weight, V value) {
  return hn::IfThenZeroElse(hn::Eq(weight, hn::Zero(d)), hn::Mul(weight, value));
}

// -(b log a + (1 - b) log(1 - a)).
template <class D, class V>
HWY_NOINLINE V CrossEntropyOfProbability(D d, V a, V b) {
  const V other = hn::Sub(hn::Set(d, 1), b);
  return hn::Neg(hn::Add(Weighted(d, b, Evaluated<Log>(d, a)), Weighted(d, other, Evaluated<Log1p>(d, hn::Neg(a)))));
}

// The same of the probability 1 / (1 + e^-a): log(1 + e^-|a|) + |a| times the share of the side that a is not on.
template <class D, class V>
HWY_NOINLINE V CrossEntropyOfLogit(D d, V a, V b) {
  const V zero = hn::Zero(d), size = hn::Abs(a);
  const V share = hn::IfThenElse(hn::Gt(a, zero), hn::Sub(hn::Set(d, 1), b), b);
  return hn::Add(Weighted(d, share, size), Evaluated<Softplus>(d, hn::Neg(size)));
}

struct AddsEntropiesOfProbabilities : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D d, V lane, V a, V b) {
    return hn::Add(lane, CrossEntropyOfProbability(d, a, b));
  }
};

struct AddsEntropiesOfLogits : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D d, V lane, V a, V b) {
    return hn::Add(lane, CrossEntropyOfLogit(d, a, b));
  }
};

// b (log_sum - (a - most)): what is left of it is never negative.
template <class D, class V>
HWY_INLINE V Surprise(D d, V a, V b, V most, V log_sum) {
  return Weighted(d, b, hn::Add(hn::Sub(most, a), log_sum));
}

template <class A>
struct AddsSurprises : Adds {
  A most, log_sum;
  HWY_INLINE AddsSurprises(A largest, A of_others) : most(largest), log_sum(of_others) {}
  template <class D, class V>
  HWY_INLINE V Take(D d, V lane, V a, V b) const {
    return hn::Add(lane, Surprise(d, a, b, hn::Set(d, most), hn::Set(d, log_sum)));
  }
};

// The functors of ops.def's rows of family `losses`, as named there: of vectors, and of a matrix' columns.

// The mean of such terms.
template <class Terms>
struct MeanOfTerms {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(MaskedPairs<T, Terms>(a, b), n, result);
    *result /= static_cast<ComputeOf<T>>(n);
  }
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T>& columns) {
    AverageStrip<OfPairs<Terms>>(columns);
  }
  template <class T>
  static void OfColumns(const T* a, const T* b, int64_t rows, int64_t cols, ComputeOf<T>* y) {
    ReduceMatrices<MeanOfTerms, ComputeOf<T>>(a, b, rows, cols, y);
  }
};
using BinaryCrossEntropy = MeanOfTerms<AddsEntropiesOfProbabilities>;
using LogisticLoss = MeanOfTerms<AddsEntropiesOfLogits>;

struct LogSumExp {
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    using A = ComputeOf<T>;
    const A most = LargestOfRow(x, n);
    if (std::isinf(most)) [[unlikely]]
      return Accumulation<LargestUnlessNaN>::Kernel(x, n, result);
    *result = static_cast<A>(static_cast<double>(most) + LogOfRow(x, n, most));
  }
  template <class T>
  static void OfColumns(const T* x, int64_t rows, int64_t cols, ComputeOf<T>* y) {
    LogSumExpOfColumns(x, rows, cols, y);
  }
};

struct CrossEntropy {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, ComputeOf<T>* result) {
    using A = ComputeOf<T>;
    const A most = LargestOfRow(a, n);
    const A log_sum = n == 0 ? 0 : static_cast<A>(LogOfRow(a, n, most));
    FixedOrderSum(Pairs<T, AddsSurprises<A>>(a, b, {most, log_sum}), n, result);
    if (std::isnan(log_sum)) *result = log_sum;  // also if all targets are 0
  }
  template <class T>
  static void OfColumns(const T* a, const T* b, int64_t rows, int64_t cols, ComputeOf<T>* y) {
    SumTermsOfColumns(a, b, rows, cols, y, [](auto d, auto x, auto target, auto most, auto log_sum) HWY_ATTR {
      return Surprise(d, x, target, most, log_sum);
    });
  }
};

template <class Functor, class T>
void AddLoss(holo_op op, holo_dtype dtype, KernelTable* table) {
  SetWithRows<&Functor::template Kernel<T>>(op, dtype, table);
  table->Set(op, dtype, &Functor::template OfColumns<T>, ops::Form::kColumns);
}

}  // namespace

void AddLosses(KernelTable* table) {
#define HOLO_ADD_losses(code, Functor, word, types)   \
  AddLoss<Functor, float>(code, HOLO_F32, table);     \
  AddLoss<Functor, double>(code, HOLO_F64, table);    \
  AddLoss<Functor, base::F16>(code, HOLO_F16, table); \
  AddLoss<Functor, base::Bf16>(code, HOLO_BF16, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddLosses)
}  // namespace hologram::kernels
#endif
