// block_map-inl.h — the loop of maps whose function takes many steps, y[i] = f(x[i]) or f(a[i], b[i]); compiled once per
// SIMD level.
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
// or the same with a, b instead of x. It computes in f32 and f64; all else goes through these: wide_blocks-inl.h.
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
#include <type_traits>

#include "kernels/kernel_table.h"
#include "kernels/map_forms-inl.h"
#include "kernels/masked_tails-inl.h"
#include "kernels/wide_blocks-inl.h"

// One stage: for each vector `i` of a block of kN. Not a loop in the end, or the vectors would go through memory.
#undef HOLO_STAGE
#define HOLO_STAGE HWY_UNROLL(4) for (int i = 0; i < kN; ++i)

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Vectors of a block: what the level's registers hold. Four are often too many for the 16 registers of AVX2, but not where
// chains are so long that the CPU cannot look beyond them: such a functor has `kAvx2Vectors<D>`, which was measured.
inline constexpr int kBlockVectors = HWY_TARGET == HWY_AVX3                             ? 4
                                     : HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_NEON ? 2
                                                                                        : 1;
template <class F, class D>
constexpr int BlockVectors() {
  if constexpr (HWY_TARGET == HWY_AVX2 && requires { F::template kAvx2Vectors<D>; }) {
    return F::template kAvx2Vectors<D>;
  } else {
    return kBlockVectors;
  }
}

template <class F, int kN, class D, class V, class... X>
HWY_INLINE void EvaluateBlock(D d, V (&y)[kN], const X&... x) {
  if constexpr (!requires { &F::template Any<D, V>; }) {
    F::Common(d, x..., y);
  } else if (HWY_LIKELY(F::AllCommon(d, x...))) {
    F::Common(d, x..., y);
  } else {
    for (int i = 0; i < kN; ++i) y[i] = F::Any(d, x[i]...);
  }
}

// One vector of those that are left over.
template <class F, class D, class... V>
HWY_NOINLINE hn::VFromD<D> EvaluateVector(D d, V... v) {
  using Block = hn::VFromD<D>[1];
  hn::VFromD<D> y[1];
  EvaluateBlock<F>(d, y, Block{v}...);
  return y[0];
}

template <class F, class D, class T, class... Input>
HWY_INLINE void EvaluateBlockAt(D d, T* y, int64_t at, Input... x) {
  constexpr int kN = BlockVectors<F, D>();
  using V = hn::VFromD<D>;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  V in[sizeof...(Input)][kN], out[kN];
  int k = 0;
  const auto load = [&](const auto& input) HWY_ATTR {
    HOLO_STAGE in[k][i] = input.At(d, at + i * lanes);
    ++k;
  };
  (load(x), ...);
  if constexpr (sizeof...(Input) == 1) {
    EvaluateBlock<F>(d, out, in[0]);
  } else {
    EvaluateBlock<F>(d, out, in[0], in[1]);
  }
  HOLO_STAGE hn::StoreU(out[i], d, y + at + i * lanes);
}

// Whole blocks, then whole vectors; where they end. Part of its caller: a call of its own took as long as a vector.
template <class F, class D, class T, class... Input>
HWY_INLINE int64_t MapWholeVectors(D d, T* y, int64_t n, Input... x) {
  constexpr int kN = BlockVectors<F, D>();
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t at = 0;
  for (; at + kN * lanes <= n; at += kN * lanes) EvaluateBlockAt<F>(d, y, at, x...);
  for (; at + lanes <= n; at += lanes) hn::StoreU(EvaluateVector<F>(d, x.At(d, at)...), d, y + at);
  return at;
}

template <class F>
struct BlockLoop {
  template <class T, class... Input>
  static HWY_INLINE void Run(T* y, int64_t n, Input... x) {
    const hn::ScalableTag<T> d;
    const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
    if constexpr (kMaskedTails<T>) {
      const int64_t at = MapWholeVectors<F>(d, y, n, x...);
      if (at == n) return;
      const auto rest = hn::FirstN(d, static_cast<size_t>(n - at));
      hn::BlendedStore(EvaluateVector<F>(d, x.At(d, at, rest)...), rest, d, y + at);
    } else if (n < lanes) {
      if (n == 0) return;
      // Less than a vector, where it cannot be loaded by a mask.
      HWY_ALIGN T lane[hn::MaxLanes(d)];
      hn::Store(EvaluateVector<F>(d, x.Few(d, n)...), d, lane);
      memcpy(y, lane, static_cast<size_t>(n) * sizeof(T));
    } else {
      // The rest is one more vector that ends where the data ends, its inputs loaded before anything is stored.
      using V = hn::VFromD<decltype(d)>;
      const V last[] = {x.At(d, n - lanes)...};
      if (MapWholeVectors<F>(d, y, n, x...) == n) return;
      if constexpr (sizeof...(Input) == 1) {
        hn::StoreU(EvaluateVector<F>(d, last[0]), d, y + n - lanes);
      } else {
        hn::StoreU(EvaluateVector<F>(d, last[0], last[1]), d, y + n - lanes);
      }
    }
  }
};

// Of T through W.
template <holo_op kOp, class F, class W, class T>
void MapWide(const T* x, T* y, int64_t n) {
  MapWideBlocks<W>(kOp, &Map1<BlockLoop<F>, W>, x, y, n);
}

template <class F, class W, class T>
void MapWide2(const T* a, const T* b, T* y, int64_t n) {
  MapWideBlocks2<W>(&Map2<BlockLoop<F>, W>, a, 1, b, 1, y, n);
}

template <class F, class W, class T>
void MapWide2ScalarRest(const T* a, const T* b, T* y, int64_t n) {
  MapWideBlocks2<W>(&Map2ScalarRest<BlockLoop<F>, W>, a, 1, b, 0, y, n);
}

template <class F, class W, class T>
void MapWide2ScalarFirst(const T* a, const T* b, T* y, int64_t n) {
  MapWideBlocks2<W>(&Map2ScalarFirst<BlockLoop<F>, W>, a, 0, b, 1, y, n);
}

// The kernels of T in one accuracy mode: its own, or those through W.
template <holo_op kOp, class F, ops::ShapeWord kWord, class W, class T>
void AddBlockMapAs(KernelTable* table) {
  using ops::Form;
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  if constexpr (std::is_same_v<W, T>) {
    AddMapAs<BlockLoop<F>, T, kWord>(kOp, kDtype, table);
  } else if constexpr (kWord.shape == ops::Shape::kMap1) {
    table->Set(kOp, kDtype, &MapWide<kOp, F, W, T>);
  } else {
    table->Set(kOp, kDtype, &MapWide2<F, W, T>);
    table->Set(kOp, kDtype, &MapWide2ScalarRest<F, W, T>, Form::kScalarRest);
    if constexpr (kWord.scalar_first) table->Set(kOp, kDtype, &MapWide2ScalarFirst<F, W, T>, Form::kScalarFirst);
  }
}

// Puts the kernels of one row of ops.def into the table.
template <holo_op kOp, class F, ops::ShapeWord kWord, base::DtypeSet kDtypes>
void AddBlockMap(KernelTable* table) {
  static_assert(kDtypes == ops::kFloats);
  AddBlockMapAs<kOp, F, kWord, double, double>(table);
  if (table->accuracy() == HOLO_ACCURACY_CORRECT) {
    AddBlockMapAs<kOp, F, kWord, double, float>(table);
    AddBlockMapAs<kOp, F, kWord, double, base::F16>(table);
    AddBlockMapAs<kOp, F, kWord, double, base::Bf16>(table);
  } else {
    AddBlockMapAs<kOp, F, kWord, float, float>(table);
    AddBlockMapAs<kOp, F, kWord, float, base::F16>(table);
    AddBlockMapAs<kOp, F, kWord, float, base::Bf16>(table);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_BLOCK_MAP_INL_H_
