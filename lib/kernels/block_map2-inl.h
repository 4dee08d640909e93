// block_map2-inl.h — the loop of block_map-inl.h for maps of two inputs, y[i] = f(a[i], b[i]), with scalar forms; compiled
// once per SIMD level.
//
// A functor has AllCommon(d, a, b), Common(d, a, b, y) and Any(d, a, b).

#if defined(HOLOGRAM_KERNELS_BLOCK_MAP2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_BLOCK_MAP2_INL_H_
#undef HOLOGRAM_KERNELS_BLOCK_MAP2_INL_H_
#else
#define HOLOGRAM_KERNELS_BLOCK_MAP2_INL_H_
#endif

#include <hwy/highway.h>
#include <string.h>

#include <cstdint>

#include "kernels/block_map-inl.h"
#include "kernels/elementwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class F, int kN, class D, class V>
HWY_INLINE void EvaluateBlock2(D d, const V (&a)[kN], const V (&b)[kN], V (&y)[kN]) {
  if (HWY_LIKELY(F::AllCommon(d, a, b))) {
    F::Common(d, a, b, y);
  } else {
    for (int i = 0; i < kN; ++i) y[i] = F::Any(d, a[i], b[i]);
  }
}

template <class F, class D, class V>
HWY_NOINLINE V EvaluateVector2(D d, V v, V w) {
  const V a[1] = {v}, b[1] = {w};
  V y[1];
  EvaluateBlock2<F>(d, a, b, y);
  return y[0];
}

// Less than a vector, where it cannot be loaded by a mask.
template <class T, class D>
HWY_INLINE hn::VFromD<D> LoadFew(D d, Array<T> input, int64_t n) {
  HWY_ALIGN T lanes[hn::MaxLanes(D())] = {};
  memcpy(lanes, input.x, static_cast<size_t>(n) * sizeof(T));
  return LoadAs(d, lanes);
}
template <class T, class D>
HWY_INLINE hn::VFromD<D> LoadFew(D d, Constant<T> input, int64_t) {
  return input.At(d, 0);
}

template <class F, class T, class A, class B>
HWY_INLINE void MapBlocks2(T* y, int64_t n, A a, B b) {
  constexpr int kN = kBlockVectors;
  const hn::ScalableTag<ComputeOf<T>> d;
  using V = hn::VFromD<decltype(d)>;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t at = 0;
  const auto vectors = [&](int64_t end) HWY_ATTR {
    for (; at + kN * lanes <= end; at += kN * lanes) {
      V in_a[kN], in_b[kN], out[kN];
      HOLO_STAGE in_a[i] = a.At(d, at + i * lanes);
      HOLO_STAGE in_b[i] = b.At(d, at + i * lanes);
      EvaluateBlock2<F>(d, in_a, in_b, out);
      HOLO_STAGE StoreAs(d, out[i], y + at + i * lanes);
    }
    for (; at + lanes <= end; at += lanes) StoreAs(d, EvaluateVector2<F>(d, a.At(d, at), b.At(d, at)), y + at);
  };
  if constexpr (kMaskedTails<T> && !base::kIsHalf<T>) {
    vectors(n);
    if (at == n) return;
    const auto rest = hn::FirstN(d, static_cast<size_t>(n - at));
    hn::BlendedStore(EvaluateVector2<F>(d, a.At(d, at, rest), b.At(d, at, rest)), rest, d, y + at);
  } else if (n < lanes) {
    if (n == 0) return;
    HWY_ALIGN T few[hn::MaxLanes(d)];
    StoreAs(d, EvaluateVector2<F>(d, LoadFew<T>(d, a, n), LoadFew<T>(d, b, n)), few);
    memcpy(y, few, static_cast<size_t>(n) * sizeof(T));
  } else {
    // The rest is one more vector that ends where the data ends, loaded before anything is stored.
    const V last_a = a.At(d, n - lanes), last_b = b.At(d, n - lanes);
    vectors(n);
    if (at < n) StoreAs(d, EvaluateVector2<F>(d, last_a, last_b), y + n - lanes);
  }
}

template <class F, class T>
void BlockMap2(const T* a, const T* b, T* y, int64_t n) {
  MapBlocks2<F>(y, n, Array<T>{a}, Array<T>{b});
}

template <class F, class T>
void BlockMap2ScalarRest(const T* a, const T* b, T* y, int64_t n) {
  MapBlocks2<F>(y, n, Array<T>{a}, Constant<T>{Widened(b)});
}

template <class F, class T>
void BlockMap2ScalarFirst(const T* a, const T* b, T* y, int64_t n) {
  MapBlocks2<F>(y, n, Constant<T>{Widened(a)}, Array<T>{b});
}

template <class F, class T>
void AddBlockMap2As(holo_op op, KernelTable* table) {
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  table->Set(op, kDtype, &BlockMap2<F, T>);
  table->Set(op, kDtype, &BlockMap2ScalarRest<F, T>, ops::Form::kScalarRest);
  table->Set(op, kDtype, &BlockMap2ScalarFirst<F, T>, ops::Form::kScalarFirst);
}

// Puts the kernels of one row of ops.def into the table.
template <class F, ops::ShapeWord kWord, base::DtypeSet kDtypes>
void AddBlockMap2(holo_op op, KernelTable* table) {
  static_assert(kDtypes == ops::kFloats && kWord.scalar_first);
  AddBlockMap2As<F, float>(op, table);
  AddBlockMap2As<F, double>(op, table);
  AddBlockMap2As<F, base::F16>(op, table);
  AddBlockMap2As<F, base::Bf16>(op, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_BLOCK_MAP2_INL_H_
