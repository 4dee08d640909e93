// correct_reduction.cc — sums of products and of squares of f32, f16 and bf16 in the accuracy mode `correct`: added up in f64
// and rounded once; compiled once per SIMD level.
//
// Products of f32 are exact in f64. Squares of differences are not always, and so are rounded by themselves, not by FMA,
// which some levels lack: every level gives the same bits.
#include <cmath>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/correct_reduction.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/elements-inl.h"
#include "kernels/float_columns-inl.h"
#include "kernels/pairs-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

struct AddsWideProducts : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V a, V b) {
    return hn::Add(lane, hn::Mul(a, b));
  }
};

struct AddsWideSquares : Adds {
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return hn::Add(lane, hn::Mul(x, x));
  }
};

struct AddsWideDistances : Adds {
  static constexpr bool kHasContext = true;
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x, V from) {
    const V distance = hn::Sub(x, from);
    return hn::Add(lane, hn::Mul(distance, distance));
  }
};

template <class F, class T>
HWY_INLINE double SumOf(const T* x, int64_t n, double context = 0) {
  double sum;
  FixedOrderSum(Elements<T, F, double>(x, context), n, &sum);
  return sum;
}
template <class F, class T>
HWY_INLINE double SumOfPairs(const T* a, const T* b, int64_t n) {
  double sum;
  FixedOrderSum(Pairs<T, F, double>(a, b), n, &sum);
  return sum;
}

// The functors, of vectors and of a matrix' columns.

struct Dot {
  static constexpr bool kOfPairs = true;
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, float* result) {
    *result = static_cast<float>(SumOfPairs<AddsWideProducts>(a, b, n));
  }
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T, double>& columns) {
    ReduceStrip<OfPairs<AddsWideProducts>>(columns);
  }
};

struct MeanSquaredError {
  static constexpr bool kOfPairs = true;
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, float* result) {
    *result = static_cast<float>(SumOfPairs<AddsWideDistances>(a, b, n) / static_cast<double>(n));
  }
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T, double>& columns) {
    AverageStrip<OfPairs<AddsWideDistances>>(columns);
  }
};

struct Variance {
  template <class T>
  static void Kernel(const T* x, int64_t n, float* result) {
    const double mean = SumOf<Adds>(x, n) / static_cast<double>(n);
    *result = static_cast<float>(SumOf<AddsWideDistances>(x, n, mean) / static_cast<double>(n));
  }
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T, double>& columns) {
    AverageStrip<Adds>(columns);
    for (int64_t c = 0; c < columns.count; ++c) columns.context[c] = columns.result[c];
    AverageStrip<AddsWideDistances>(columns);
  }
};

struct Norm2 {
  template <class T>
  static void Kernel(const T* x, int64_t n, float* result) {
    *result = static_cast<float>(std::sqrt(SumOf<AddsWideSquares>(x, n)));
  }
  template <class T>
  static HWY_INLINE void Reduce(const Columns<T, double>& columns) {
    ReduceStrip<AddsWideSquares>(columns);
    for (int64_t c = 0; c < columns.count; ++c) columns.result[c] = std::sqrt(columns.result[c]);
  }
};

template <class Functor, class T>
void ReduceWideColumns(const T* x, int64_t rows, int64_t cols, float* y) {
  ReduceMatrices<Functor, double>(x, static_cast<const T*>(nullptr), rows, cols, y);
}
template <class Functor, class T>
void ReduceWideColumnsOfPairs(const T* a, const T* b, int64_t rows, int64_t cols, float* y) {
  ReduceMatrices<Functor, double>(a, b, rows, cols, y);
}

template <class Functor, class... T>
void AddOf(holo_op op, KernelTable* table) {
  (SetWithRows<&Functor::template Kernel<T>>(op, base::kDtypeOf<T>, table), ...);
  if constexpr (TakesPairs<Functor>) {
    (table->Set(op, base::kDtypeOf<T>, &ReduceWideColumnsOfPairs<Functor, T>, ops::Form::kColumns), ...);
  } else {
    (table->Set(op, base::kDtypeOf<T>, &ReduceWideColumns<Functor, T>, ops::Form::kColumns), ...);
  }
}

}  // namespace

void AddCorrectReduction(KernelTable* table) {
  if (table->accuracy() != HOLO_ACCURACY_CORRECT) return;
  AddOf<Dot, float, base::F16, base::Bf16>(HOLO_OP_DOT, table);
  AddOf<MeanSquaredError, float, base::F16, base::Bf16>(HOLO_OP_MSE, table);
  AddOf<Variance, float, base::F16, base::Bf16>(HOLO_OP_VARIANCE, table);
  AddOf<Norm2, float, base::F16, base::Bf16>(HOLO_OP_NORM2, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddCorrectReduction)
}  // namespace hologram::kernels
#endif
