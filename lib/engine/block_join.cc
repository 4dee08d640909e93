// block_join.cc — partial results are joined by the kernels that would have joined elements.
#include "engine/block_join.h"

#include <cstring>

#include "engine/kernel_call.h"
#include "ops/op_table.h"

namespace hologram::engine {
namespace {

using kernels::KernelCast;

// The map of two that joins a reduction's results.
holo_op JoinOf(holo_op reduction) {
  switch (reduction) {
    case HOLO_OP_SUM:
      return HOLO_OP_ADD;
    case HOLO_OP_PROD:
      return HOLO_OP_MUL;
    case HOLO_OP_AMIN:
      return HOLO_OP_MIN;
    default:
      return HOLO_OP_MAX;
  }
}

}  // namespace

BlockJoin::BlockJoin(const kernels::KernelTable& kernels, const Step& step)
    : op_(step.op),
      log2_size_(base::Log2Size(step.dtype)),
      reduce_(step.kernel),
      input_count_(step.input_count),
      join_(IsPlace() ? reduce_ : kernels.Get(JoinOf(op_), ops::Find(op_)->ResultDtype(step.dtype))) {}

bool BlockJoin::IsPlace() const { return op_ == HOLO_OP_ARGMIN || op_ == HOLO_OP_ARGMAX; }

void BlockJoin::Add(const void* const* inputs, int64_t n) {
  uint64_t result = 0;
  CallReduction(reduce_, inputs, input_count_, n, &result);
  if (IsPlace()) {
    const auto size = size_t{1} << log2_size_;
    const auto* found = static_cast<const std::byte*>(inputs[0]) + (result << log2_size_);
    std::byte both[16];
    std::memcpy(both, &best_, size);
    std::memcpy(both + size, found, size);
    uint64_t second = 1;
    if (blocks_ != 0) KernelCast<const void*, int64_t, void*>(join_)(both, 2, &second);
    if (second != 0) {
      std::memcpy(&best_, found, size);
      place_ = static_cast<uint64_t>(begin_) + result;
    }
  } else {
    for (int64_t bits = blocks_; (bits & 1) != 0; bits >>= 1) result = Two(waiting_[--depth_], result);
    waiting_[depth_++] = result;
  }
  begin_ += n;
  ++blocks_;
}

uint64_t BlockJoin::Result() {
  if (IsPlace()) return place_;
  uint64_t result = waiting_[--depth_];
  while (depth_ > 0) result = Two(waiting_[--depth_], result);
  return result;
}

uint64_t BlockJoin::Two(uint64_t a, uint64_t b) const {
  uint64_t both = 0;
  KernelCast<const void*, const void*, void*, int64_t>(join_)(&a, &b, &both, 1);
  return both;
}

}  // namespace hologram::engine
