// tile_memory.h — what one run of a plan writes to, and where its steps' operands are.
#ifndef HOLOGRAM_ENGINE_TILE_MEMORY_H_
#define HOLOGRAM_ENGINE_TILE_MEMORY_H_

#include <cstddef>
#include <memory>

#include "engine/tile_layout.h"
#include "isa/launch.h"

namespace hologram::engine {

// Elements of which those of a tile begin at its first lane, or at that lane's place in its block, or always at the first.
struct BoundOperand {
  std::byte* base = nullptr;
  int64_t lane_mask = 0;
  int log2_size = 0;

  std::byte* At(int64_t first_lane) const { return base + ((first_lane & lane_mask) << log2_size); }
};

struct BoundStep {
  BoundOperand inputs[kMaxOperands];
  BoundOperand mask;
  BoundOperand output;
  uint32_t uniforms = 0;      // which inputs are
  int64_t uniform_lanes = 0;  // how many elements a step has whose output is uniform; else 0
};

class TileMemory {
 public:
  // Of a plan; throws if there is no memory.
  TileMemory(const Steps& steps, const Layout& layout);

  // For a launch: scalars are put where steps read them, buffers' operands lead to them.
  void Bind(const isa::Launch& launch);

  // Gives a uniform that changes, of i64, its value; that which is a tile's first lane, if there is one.
  void Set(int32_t uniform, int64_t value);
  void SetTileBegin(int64_t first_lane) {
    if (tile_begin_ >= 0) Set(tile_begin_, first_lane);
  }

  const BoundStep& step(size_t i) const { return bound_[i]; }

 private:
  struct Free {
    int64_t size_bytes;
    void operator()(std::byte* memory) const;
  };

  std::byte* At(int64_t offset) const { return memory_.get() + offset; }
  BoundOperand Fixed(const Operand& operand) const;
  void SetFixed(size_t uniform, uint64_t bits, int64_t lanes);

  const Steps& steps_;
  const Layout& layout_;
  std::unique_ptr<std::byte, Free> memory_;
  std::vector<BoundStep> bound_;
  int32_t tile_begin_ = -1;
  struct InMemory {
    BoundOperand* bound;
    const Operand* operand;
  };
  std::vector<InMemory> in_memory_;
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_TILE_MEMORY_H_
