// sum_block.h — how many elements a reduction takes together before it joins what came out: part of the order that
// reduction-inl.h keeps, which whoever reduces block by block has to know.
#ifndef HOLOGRAM_KERNELS_SUM_BLOCK_H_
#define HOLOGRAM_KERNELS_SUM_BLOCK_H_

#include <cstdint>

namespace hologram::kernels {

inline constexpr int64_t kSumBlock = 4096;

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_SUM_BLOCK_H_
