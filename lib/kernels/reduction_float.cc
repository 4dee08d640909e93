// reduction_float.cc — sums, products, norms and moments of floats, f16 and bf16 in f32; compiled once per SIMD level.
#include <cmath>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduction_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/accumulations-inl.h"
#include "kernels/moments-inl.h"
#include "kernels/pairs-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functors of ops.def's rows of family `reduction`, as named there.

using Sum = Accumulation<Adds>;
using Prod = Accumulation<Multiplies>;
using Norm1 = Accumulation<AddsMagnitudes>;
using NormInf = Accumulation<LargestMagnitude>;

struct Dot {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Pairs<T, AddsProducts>(a, b), n, result);
  }
};

// Two passes: what the mean lacks of being exact counts by its square only.
struct Variance {
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    ComputeOf<T> mean;
    Mean::Kernel(x, n, &mean);
    MeanSquaredDistance(x, n, mean, result);
  }
};

struct MeanSquaredError {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Pairs<T, AddsSquaredDistances>(a, b), n, result);
    *result /= static_cast<ComputeOf<T>>(n);
  }
};

struct Norm2 {
  template <class T>
  static HWY_NOINLINE void Scaled(const T* x, int64_t n, ComputeOf<T>* result) {
    using A = ComputeOf<T>;
    const A scale = RangeOfSquares<A>::ScaleFor(*result);
    FixedOrderSum(Elements<T, AddsScaledSquares>(x, scale), n, result);
    *result = std::sqrt(*result) * (1 / scale);
  }
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Elements<T, AddsSquares>(x), n, result);
    if (!RangeOfSquares<ComputeOf<T>>::Has(*result)) return Scaled(x, n, result);
    *result = std::sqrt(*result);
  }
};

}  // namespace

void AddReductionFloat(KernelTable* table) {
#define HOLO_ADD_reduction(code, Functor, word, types)                      \
  SetWithRows<&Functor::template Kernel<float>>(code, HOLO_F32, table);     \
  SetWithRows<&Functor::template Kernel<double>>(code, HOLO_F64, table);    \
  SetWithRows<&Functor::template Kernel<base::F16>>(code, HOLO_F16, table); \
  SetWithRows<&Functor::template Kernel<base::Bf16>>(code, HOLO_BF16, table);
#define HOLO_ADD_float_reduction HOLO_ADD_reduction
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddReductionFloat)
}  // namespace hologram::kernels
#endif
