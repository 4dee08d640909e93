// block_map-inl.h — the loop of maps of one input whose function takes many steps, y[i] = f(x[i]); compiled once per SIMD
// level.
//
// Such a function is a chain of instructions that wait for one another, so it is written stage by stage: each step for all
// vectors of a block, then the next one. (The CPU reorders, but not over a hundred instructions: for tanh on AVX-512 a
// block of four vectors is 10 % faster than four vectors one after another.) A functor F has
//
//   AllCommon(d, x)  whether all lanes of the block may take the short way
//   Common(d, x, y)  the short way, which knows neither NaN nor infinity nor results that are not normal
//   Any(d, x)        the long way, of one vector and all values: the same steps for lanes that may take the short way, so
//                    that a lane's bits do not depend on its neighbours; left out if the short way takes everything
//
// Every element of a block is read before any is written, so an output equal to the input is safe.

#if defined(HOLOGRAM_KERNELS_BLOCK_MAP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_BLOCK_MAP_INL_H_
#undef HOLOGRAM_KERNELS_BLOCK_MAP_INL_H_
#else
#define HOLOGRAM_KERNELS_BLOCK_MAP_INL_H_
#endif

#include <hwy/highway.h>
#include <string.h>

#include <cstdint>

#include "kernels/half_vectors-inl.h"
#include "kernels/kernel_table.h"
#include "kernels/masked_tails-inl.h"

// One stage: for each vector `i` of a block of kN. Not a loop in the end, or the vectors would go through memory.
#undef HOLO_STAGE
#define HOLO_STAGE HWY_UNROLL(4) for (int i = 0; i < kN; ++i)

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Vectors of a block: what the level's registers hold. Four are too many for the 16 registers of AVX2.
inline constexpr int kBlockVectors = HWY_TARGET == HWY_AVX3                             ? 4
                                     : HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_NEON ? 2
                                                                                        : 1;

template <class F, int kN, class D, class V>
HWY_INLINE void EvaluateBlock(D d, const V (&x)[kN], V (&y)[kN]) {
  if constexpr (!requires { &F::template Any<D, V>; }) {
    F::Common(d, x, y);
  } else if (HWY_LIKELY(F::AllCommon(d, x))) {
    F::Common(d, x, y);
  } else {
    for (int i = 0; i < kN; ++i) y[i] = F::Any(d, x[i]);
  }
}

// One vector of those that are left over; a function of its own, since every type that is computed in f32 can share it.
template <class F, class D, class V>
HWY_NOINLINE V EvaluateVector(D d, V v) {
  const V x[1] = {v};
  V y[1];
  EvaluateBlock<F>(d, x, y);
  return y[0];
}

// Less than a vector, where it cannot be loaded by a mask.
template <class F, class D, class T>
HWY_INLINE void EvaluateFew(D d, const T* x, T* y, int64_t n) {
  HWY_ALIGN T lanes[hn::MaxLanes(D())] = {};
  memcpy(lanes, x, static_cast<size_t>(n) * sizeof(T));
  StoreAs(d, EvaluateVector<F>(d, LoadAs(d, lanes)), lanes);
  memcpy(y, lanes, static_cast<size_t>(n) * sizeof(T));
}

// Whole blocks, then whole vectors; where they end. Part of its caller: a call of its own took as long as a vector.
template <class F, class D, class T>
HWY_INLINE int64_t MapWholeVectors(D d, const T* x, T* y, int64_t n) {
  constexpr int kN = kBlockVectors;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t at = 0;
  for (; at + kN * lanes <= n; at += kN * lanes) {
    hn::VFromD<D> in[kN], out[kN];
    HOLO_STAGE in[i] = LoadAs(d, x + at + i * lanes);
    EvaluateBlock<F>(d, in, out);
    HOLO_STAGE StoreAs(d, out[i], y + at + i * lanes);
  }
  for (; at + lanes <= n; at += lanes) StoreAs(d, EvaluateVector<F>(d, LoadAs(d, x + at)), y + at);
  return at;
}

template <class F, class T>
void MapBlocks(const T* x, T* y, int64_t n) {
  const hn::ScalableTag<ComputeOf<T>> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  if constexpr (kMaskedTails<T> && !base::kIsHalf<T>) {
    const int64_t at = MapWholeVectors<F>(d, x, y, n);
    if (at == n) return;
    const auto rest = hn::FirstN(d, static_cast<size_t>(n - at));
    hn::BlendedStore(EvaluateVector<F>(d, hn::MaskedLoad(rest, d, x + at)), rest, d, y + at);
  } else if (n < lanes) {
    if (n > 0) EvaluateFew<F>(d, x, y, n);
  } else {
    // The rest is one more vector that ends where the data ends, loaded before anything is stored.
    const auto last = LoadAs(d, x + n - lanes);
    if (MapWholeVectors<F>(d, x, y, n) < n) StoreAs(d, EvaluateVector<F>(d, last), y + n - lanes);
  }
}

// Puts the kernels of one row of ops.def into the table.
template <class F, base::DtypeSet kDtypes>
void AddBlockMap(holo_op op, KernelTable* table) {
  static_assert(kDtypes == ops::kFloats);
  table->Set(op, HOLO_F32, &MapBlocks<F, float>);
  table->Set(op, HOLO_F64, &MapBlocks<F, double>);
  table->Set(op, HOLO_F16, &MapBlocks<F, base::F16>);
  table->Set(op, HOLO_BF16, &MapBlocks<F, base::Bf16>);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_BLOCK_MAP_INL_H_
