// block_join.h — what reductions of blocks give together, in the order of kernels/reduction-inl.h.
#ifndef HOLOGRAM_ENGINE_BLOCK_JOIN_H_
#define HOLOGRAM_ENGINE_BLOCK_JOIN_H_

#include <cstdint>

#include "kernels/kernel_table.h"

namespace hologram::engine {

// A tree over the blocks' indices for sums and products, and for the smallest and largest, which no order changes; of
// argmin and argmax the block that has the best element, the first of equal ones.
class BlockJoin {
 public:
  // `reduce` reduces a block: a reduction's kernel of one input or of two, whose results are joined as those of `op` are.
  BlockJoin(const kernels::KernelTable& kernels, holo_op op, holo_dtype dtype, holo_kernel reduce);

  // Reduces the next `n` <= 4096 elements; `others` is null if there is one input.
  void Add(const void* elements, const void* others, int64_t n);
  // The result's bits, after at least one Add.
  uint64_t Result();

 private:
  bool IsPlace() const;
  uint64_t Two(uint64_t a, uint64_t b) const;

  holo_op op_;
  int log2_size_;
  holo_kernel reduce_;
  holo_kernel join_;
  int64_t blocks_ = 0;
  // Results of complete subtrees; a block's index tells how many of them it completes.
  int depth_ = 0;
  uint64_t waiting_[64];
  // Of argmin and argmax.
  int64_t begin_ = 0;
  uint64_t best_ = 0;
  uint64_t place_ = 0;
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_BLOCK_JOIN_H_
