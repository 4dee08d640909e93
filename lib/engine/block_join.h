// block_join.h — what reductions of blocks give together, in the order of kernels/reduction-inl.h.
#ifndef HOLOGRAM_ENGINE_BLOCK_JOIN_H_
#define HOLOGRAM_ENGINE_BLOCK_JOIN_H_

#include <cstdint>

#include "engine/steps.h"
#include "kernels/kernel_table.h"

namespace hologram::engine {

// A tree over the blocks' indices for sums and products, and for the smallest and largest, which no order changes; of
// argmin and argmax the block that has the best element, the first of equal ones.
class BlockJoin {
 public:
  // Of a step of kind kReduce.
  BlockJoin(const kernels::KernelTable& kernels, const Step& step);

  // Reduces the next `n` <= kBlockLanes elements of its inputs.
  void Add(const void* const* inputs, int64_t n);
  // The result's bits, after at least one Add.
  uint64_t Result();

 private:
  bool IsPlace() const;
  uint64_t Two(uint64_t a, uint64_t b) const;

  holo_op op_;
  int log2_size_;
  holo_kernel reduce_;
  int input_count_;
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
