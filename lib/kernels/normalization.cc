// normalization.cc — rows brought to a mean of 0 and a variance of 1, or to a mean square of 1; compiled once per SIMD level.
#include <cmath>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/normalization.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/map_row-inl.h"
#include "kernels/moments-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// What a row is multiplied by.
template <class A>
HWY_INLINE A ScaleOf(A square, A epsilon) {
  return 1 / std::sqrt(square + epsilon);
}

template <class T>
HWY_NOINLINE void LayerNormRow(const T* x, const T* weight, const T* bias, ComputeOf<T> epsilon, int64_t n, T* y) {
  ComputeOf<T> mean, variance;
  Mean::Kernel(x, n, &mean);
  MeanSquaredDistance(x, n, mean, &variance);
  const ComputeOf<T> scale = ScaleOf(variance, epsilon);
  MapRow(x, y, n, [=](auto d, auto element, int64_t i) HWY_ATTR {
    const auto factor = hn::Mul(hn::Set(d, scale), LoadAs(d, weight + i));
    return hn::MulAdd(hn::Sub(element, hn::Set(d, mean)), factor, LoadAs(d, bias + i));
  });
}

template <class T>
HWY_NOINLINE void RmsNormRow(const T* x, const T* weight, ComputeOf<T> epsilon, int64_t n, T* y) {
  ComputeOf<T> square;
  Average<AddsSquares>::Kernel(x, n, &square);
  const ComputeOf<T> scale = ScaleOf(square, epsilon);
  MapRow(x, y, n, [=](auto d, auto element, int64_t i) HWY_ATTR {
    return hn::Mul(element, hn::Mul(hn::Set(d, scale), LoadAs(d, weight + i)));
  });
}

// The functors of ops.def's rows of family `normalization`, as named there.

struct LayerNorm {
  template <class T>
  static void Kernel(const T* x, const T* weight, const T* bias, const T* epsilon, T* y, int64_t n) {
    LayerNormRow(x, weight, bias, Widened(epsilon), n, y);
  }
  template <class T>
  static void OfRows(const T* x, const T* weight, const T* bias, const T* epsilon, int64_t rows, int64_t cols, T* y) {
    const ComputeOf<T> added = Widened(epsilon);
    for (int64_t at = 0; at < rows * cols; at += cols) LayerNormRow(x + at, weight, bias, added, cols, y + at);
  }
};

struct RmsNorm {
  template <class T>
  static void Kernel(const T* x, const T* weight, const T* epsilon, T* y, int64_t n) {
    RmsNormRow(x, weight, Widened(epsilon), n, y);
  }
  template <class T>
  static void OfRows(const T* x, const T* weight, const T* epsilon, int64_t rows, int64_t cols, T* y) {
    const ComputeOf<T> added = Widened(epsilon);
    for (int64_t at = 0; at < rows * cols; at += cols) RmsNormRow(x + at, weight, added, cols, y + at);
  }
};

template <class Functor, class T>
void AddNorm(holo_op op, KernelTable* table) {
  table->Set(op, base::kDtypeOf<T>, &Functor::template Kernel<T>);
  table->Set(op, base::kDtypeOf<T>, &Functor::template OfRows<T>, ops::Form::kRows);
}

}  // namespace

void AddNormalization(KernelTable* table) {
#define HOLO_ADD_normalization(code, Functor, word, types) \
  AddNorm<Functor, float>(code, table);                    \
  AddNorm<Functor, double>(code, table);                   \
  AddNorm<Functor, base::F16>(code, table);                \
  AddNorm<Functor, base::Bf16>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddNormalization)
}  // namespace hologram::kernels
#endif
