// chains.cc — the kernels of chains.def, made of the functors of their operations; compiled once per SIMD level.
#include "kernels/chains.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/chains.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/accumulations-inl.h"
#include "kernels/comparison_functors-inl.h"
#include "kernels/elementwise-inl.h"
#include "kernels/float_functors-inl.h"
#include "kernels/fma_functor-inl.h"
#include "kernels/pairs-inl.h"

#ifndef HOLOGRAM_KERNELS_CHAINS_ONCE_
#define HOLOGRAM_KERNELS_CHAINS_ONCE_
namespace hologram::kernels {

inline constexpr int kChainCount = 0
#define HOLO_CHAIN_SUM1(...) +1
#define HOLO_CHAIN_SUM2(...) +1
#define HOLO_CHAIN1(...) +1
#define HOLO_CHAIN2(...) +1
#define HOLO_CHAIN3(...) +1
#define HOLO_CHAIN_WHERE(...) +1
#include "kernels/chains.def"
    ;

// The kernels of one level and dtype.
struct ChainTable {
  ChainKernel of_row[kChainCount];
  ChainKernel polynomials[2][kMaxPolynomialSteps + 1];
  holo_kernel (*sum_of_row)(int chain);
};

}  // namespace hologram::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_NATIVE_FMA
namespace {

struct MulThenAdd {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b, V c) const {
    return hn::Add(hn::Mul(a, b), c);
  }
};

// What a comparison chooses.
template <class Comparison>
struct ChosenBy {
  static constexpr size_t kInputs = 4;
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b, V yes, V no) const {
    const auto mask = Comparison::Mask(d, a, b);
    if constexpr (Comparison::template kInverts<hn::TFromD<D>>) return hn::IfThenElse(mask, no, yes);
    return hn::IfThenElse(mask, yes, no);
  }
};

template <class Functor, size_t kInputCount>
struct One : Functor {
  static constexpr size_t kInputs = kInputCount;
};

// Outer, whose first or second input Inner gives.
template <class Inner, class Outer, int kPlace>
struct Composed {
  static constexpr size_t kInputs = Inner::kInputs + Outer::kInputs - 1;

  template <class D, class... V>
  HWY_INLINE auto operator()(D d, V... v) const {
    const std::array in = {v...};
    return Apply(d, in, std::make_index_sequence<Inner::kInputs>(), std::make_index_sequence<Outer::kInputs - 1>());
  }

 private:
  template <class D, class In, size_t... i, size_t... o>
  HWY_INLINE auto Apply(D d, const In& in, std::index_sequence<i...>, std::index_sequence<o...>) const {
    const auto inner = Inner()(d, in[i]...);
    if constexpr (kPlace == 0) {
      return Outer()(d, inner, in[Inner::kInputs + o]...);
    } else {
      static_assert(kPlace == 1 && Outer::kInputs == 2);
      return Outer()(d, in[Inner::kInputs], inner);
    }
  }
};

// An array, or the same elements again and again.
template <class T>
struct Stepped {
  const T* x;
  int64_t step;  // all bits or none

  template <class D, class... M>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t i, M... mask) const {
    return Array<T>{x}.At(d, i & step, mask...);
  }
};

template <class F, class T>
struct ChainKernelOfFunctor {
  using Inputs = std::make_index_sequence<F::kInputs>;

  template <uint32_t kUniforms, size_t... k>
  static HWY_NOINLINE void Run(const void* const* inputs, T* y, int64_t n, std::index_sequence<k...>) {
    ElementLoop<F>::Run(y, n, Input<(kUniforms >> k & 1) != 0>(inputs[k])...);
  }

  template <size_t... k>
  static HWY_NOINLINE void RunAny(const void* const* inputs, uint32_t uniforms, T* y, int64_t n,
                                  std::index_sequence<k...>) {
    ElementLoop<F>::Run(y, n, Stepped<T>{static_cast<const T*>(inputs[k]), int64_t{uniforms >> k & 1} - 1}...);
  }

  template <bool kIsUniform>
  static HWY_INLINE auto Input(const void* x) {
    if constexpr (kIsUniform) {
      return Constant<T>{*static_cast<const T*>(x)};
    } else {
      return Array<T>{static_cast<const T*>(x)};
    }
  }

  template <uint32_t... kSets>
  static void Kernel(const void* const* inputs, uint32_t uniforms, void* y, int64_t n) {
    T* const out = static_cast<T*>(y);
    if (uniforms == 0) return Run<0>(inputs, out, n, Inputs());
    const bool done = ((uniforms == kSets && (Run<kSets>(inputs, out, n, Inputs()), true)) || ...);
    if (!done) RunAny(inputs, uniforms, out, n, Inputs());
  }
};

template <class F>
struct AddsWhatItGives : Adds {
  template <class D, class V, class... W>
  static HWY_INLINE V Take(D d, V lane, V x, W... w) {
    return hn::Add(lane, F()(d, x, w...));
  }
};

template <class F, class T>
struct SumKernelOfFunctor {
  static void OfOne(const T* x, int64_t n, T* result) { FixedOrderSum(Elements<T, AddsWhatItGives<F>>(x), n, result); }
  static void OfTwo(const T* a, const T* b, int64_t n, T* result) {
    FixedOrderSum(Pairs<T, AddsWhatItGives<F>>(a, b), n, result);
  }

  static holo_kernel Kernel() {
    if constexpr (F::kInputs == 1) {
      return reinterpret_cast<holo_kernel>(&OfOne);
    } else {
      return reinterpret_cast<holo_kernel>(&OfTwo);
    }
  }
};

template <class Step, class T, size_t kSteps>
struct Polynomial {
  struct Functor {
    template <class D, class V, class... C>
    HWY_INLINE V operator()(D d, V x, V v, C... c) const {
      ((v = Step()(d, v, x, c)), ...);
      return v;
    }
  };

  static void Kernel(const void* const* inputs, uint32_t uniforms, void* y, int64_t n) {
    T* const out = static_cast<T*>(y);
    const Array<T> x = {static_cast<const T*>(inputs[0])};
    const T* const begin = static_cast<const T*>(inputs[1]);
    if ((uniforms & 2) != 0) {
      Run(inputs, out, n, x, Constant<T>{*begin}, std::make_index_sequence<kSteps>());
    } else {
      Run(inputs, out, n, x, Array<T>{begin}, std::make_index_sequence<kSteps>());
    }
  }

  template <class Begin, size_t... k>
  static HWY_INLINE void Run(const void* const* inputs, T* y, int64_t n, Array<T> x, Begin begin,
                             std::index_sequence<k...>) {
    ElementLoop<Functor>::Run(y, n, x, begin, Constant<T>{*static_cast<const T*>(inputs[2 + k])}...);
  }
};

// How many inputs an operation's functor has.
#define HOLO_OP(code, name, Functor, family, word, ...) \
  inline constexpr size_t kInputsOf##Functor = static_cast<size_t>(ops::InputCount(ops::words::word.shape));
#include "ops/ops.def"

template <class T>
holo_kernel SumOfRow(int chain) {
  int row = 0;
#define HOLO_CHAIN1(...) ++row;
#define HOLO_CHAIN2(...) ++row;
#define HOLO_CHAIN3(...) ++row;
#define HOLO_CHAIN_WHERE(...) ++row;
#define HOLO_CHAIN_SUM1(Only) \
  if (chain == row++) return SumKernelOfFunctor<One<Only, kInputsOf##Only>, T>::Kernel();
#define HOLO_CHAIN_SUM2(First, Second) \
  if (chain == row++)                  \
    return SumKernelOfFunctor<Composed<One<First, kInputsOf##First>, One<Second, kInputsOf##Second>, 0>, T>::Kernel();
#include "kernels/chains.def"
  return nullptr;
}

template <class T>
constexpr ChainTable TableOfType() {
  return {{
#define HOLO_CHAIN_SUM1(...) nullptr,
#define HOLO_CHAIN_SUM2(...) nullptr,
#define HOLO_CHAIN1(Only, ...) &ChainKernelOfFunctor<One<Only, kInputsOf##Only>, T>::template Kernel<__VA_ARGS__>,
#define HOLO_CHAIN2(First, Second, place, ...)                                                         \
  &ChainKernelOfFunctor<Composed<One<First, kInputsOf##First>, One<Second, kInputsOf##Second>, place>, \
                        T>::template Kernel<__VA_ARGS__>,
#define HOLO_CHAIN3(First, Second, place, Third, ...)                                                           \
  &ChainKernelOfFunctor<Composed<Composed<One<First, kInputsOf##First>, One<Second, kInputsOf##Second>, place>, \
                                 One<Third, kInputsOf##Third>, 0>,                                              \
                        T>::template Kernel<__VA_ARGS__>,
#define HOLO_CHAIN_WHERE(First, ...) &ChainKernelOfFunctor<ChosenBy<First>, T>::template Kernel<__VA_ARGS__>,
#include "kernels/chains.def"
          },
          {{nullptr, nullptr, &Polynomial<MulThenAdd, T, 2>::Kernel, nullptr, &Polynomial<MulThenAdd, T, 4>::Kernel,
            nullptr, nullptr, nullptr, &Polynomial<MulThenAdd, T, 8>::Kernel},
           {nullptr, nullptr, &Polynomial<Fma, T, 2>::Kernel, nullptr, &Polynomial<Fma, T, 4>::Kernel, nullptr, nullptr,
            nullptr, &Polynomial<Fma, T, 8>::Kernel}},
          &SumOfRow<T>};
}

}  // namespace

const ChainTable* ChainsOf(holo_dtype dtype) {
  static constexpr ChainTable kOfF32 = TableOfType<float>(), kOfF64 = TableOfType<double>();
  return dtype == HOLO_F32 ? &kOfF32 : dtype == HOLO_F64 ? &kOfF64 : nullptr;
}
#else
const ChainTable* ChainsOf(holo_dtype) { return nullptr; }
#endif

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
namespace {

// The operation of a functor.
#define HOLO_OP(code, name, Functor, ...) inline constexpr holo_op kCodeOf##Functor = code;
#include "ops/ops.def"

constexpr Chain MakeChain(std::initializer_list<Chain::Link> links) {
  Chain chain = {static_cast<int8_t>(links.size()), {}};
  Chain::Link* to = chain.links;
  for (const Chain::Link& link : links) *to++ = link;
  return chain;
}

constexpr Chain kChains[] = {
#define HOLO_CHAIN_SUM1(Only) MakeChain({{kCodeOf##Only, 0}, {HOLO_OP_SUM, 0}}),
#define HOLO_CHAIN_SUM2(First, Second) MakeChain({{kCodeOf##First, 0}, {kCodeOf##Second, 0}, {HOLO_OP_SUM, 0}}),
#define HOLO_CHAIN1(Only, ...) MakeChain({{kCodeOf##Only, 0}}),
#define HOLO_CHAIN2(First, Second, place, ...) MakeChain({{kCodeOf##First, 0}, {kCodeOf##Second, place}}),
#define HOLO_CHAIN3(First, Second, place, Third, ...) \
  MakeChain({{kCodeOf##First, 0}, {kCodeOf##Second, place}, {kCodeOf##Third, 0}}),
#define HOLO_CHAIN_WHERE(First, ...) MakeChain({{kCodeOf##First, 0}, {HOLO_OP_WHERE, 0}}),
#include "kernels/chains.def"
};

const ChainTable* TableOf(holo_dtype dtype, holo_simd_level level) {
#if defined(__x86_64__)
  if (level == HOLO_SIMD_AVX2) return N_AVX2::ChainsOf(dtype);
  if (level == HOLO_SIMD_AVX512) return N_AVX3::ChainsOf(dtype);
#elif defined(__aarch64__)
  if (level == HOLO_SIMD_NEON) return N_NEON::ChainsOf(dtype);
#endif
  return nullptr;
}

}  // namespace

std::span<const Chain> Chains() { return kChains; }

int FindChain(std::span<const Chain::Link> links) {
  for (int i = 0; i < kChainCount; ++i) {
    if (std::equal(links.begin(), links.end(), kChains[i].links, kChains[i].links + kChains[i].op_count)) return i;
  }
  return -1;
}

ChainKernel ChainKernelOf(int chain, holo_dtype dtype, holo_simd_level level) {
  const ChainTable* table = TableOf(dtype, level);
  return table != nullptr ? table->of_row[chain] : nullptr;
}

holo_kernel SumKernelOf(int chain, holo_dtype dtype, holo_simd_level level) {
  const ChainTable* table = TableOf(dtype, level);
  return table != nullptr ? table->sum_of_row(chain) : nullptr;
}

ChainKernel PolynomialKernelOf(bool by_fma, int steps, holo_dtype dtype, holo_simd_level level) {
  const ChainTable* table = TableOf(dtype, level);
  return table != nullptr ? table->polynomials[by_fma ? 1 : 0][steps] : nullptr;
}

}  // namespace hologram::kernels
#endif
