// chains.h — kernels of several operations in one pass, for programs: of f32 and f64, on the levels that have FMA.
#ifndef HOLOGRAM_KERNELS_CHAINS_H_
#define HOLOGRAM_KERNELS_CHAINS_H_

#include <cstdint>
#include <span>

#include "hologram/cpu.h"
#include "hologram/kernel.h"
#include "hologram/op.h"
#include "hologram/types.h"

namespace hologram::kernels {

inline constexpr int kMaxChainOps = 3;
// Of a polynomial with eight steps: the variable, what it begins with, and a number for each.
inline constexpr int kMaxPolynomialSteps = 8;
inline constexpr int kMaxChainInputs = kMaxPolynomialSteps + 2;

// Each operation but the first has what the one before it gives as its input `place`.
struct Chain {
  struct Link {
    holo_op op;
    int8_t place;

    friend bool operator==(const Link&, const Link&) = default;
  };
  int8_t op_count;
  Link links[kMaxChainOps];
};

// All rows of chains.def, in order.
std::span<const Chain> Chains();

// The number of the chain of just these operations; -1 if there is none.
int FindChain(std::span<const Chain::Link> links);

// `uniforms` has a bit for each input that is the same for all elements: its pointer leads to kUniformBytes bytes of them.
// `y` may be an input. As with other kernels nothing is checked.
using ChainKernel = void (*)(const void* const* inputs, uint32_t uniforms, void* y, int64_t n);
inline constexpr int64_t kUniformBytes = 256;

// Null if the level or the dtype has none, or if the chain is a sum.
ChainKernel ChainKernelOf(int chain, holo_dtype dtype, holo_simd_level level);

// The kernel of a chain that ends in a sum, a reduction's of one input or two; null likewise.
holo_kernel SumKernelOf(int chain, holo_dtype dtype, holo_simd_level level);

// v = v * x + c for each of `steps` numbers c, one after the other: by fma, or rounded after the product, too. Inputs are x,
// v, and the numbers, which are uniform, as x is not. `steps` is 2, 4 or 8.
ChainKernel PolynomialKernelOf(bool by_fma, int steps, holo_dtype dtype, holo_simd_level level);

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_CHAINS_H_
