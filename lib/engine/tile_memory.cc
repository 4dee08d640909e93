// tile_memory.cc — operands that no launch changes are bound once.
#include "engine/tile_memory.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/moves.h"
#include "memory/allocator.h"

namespace hologram::engine {
namespace {

std::byte* Zeroed(int64_t size_bytes) {
  void* memory = memory::Allocate(memory::kDefaultAllocator, size_bytes);
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, 0, static_cast<size_t>(size_bytes));
  return static_cast<std::byte*>(memory);
}

// Not 0: a plan may need none.
int64_t SizeOf(const Layout& layout) { return layout.size_bytes + memory::kAlignment; }

}  // namespace

void TileMemory::Free::operator()(std::byte* memory) const {
  memory::Deallocate(memory::kDefaultAllocator, memory, size_bytes);
}

TileMemory::TileMemory(const Steps& steps, const Layout& layout)
    : steps_(steps),
      layout_(layout),
      memory_(Zeroed(SizeOf(layout)), Free{SizeOf(layout)}),
      bound_(steps.steps.size()) {
  for (size_t i = 0; i < bound_.size(); ++i) {
    const Step& step = steps.steps[i];
    BoundStep& bound = bound_[i];
    const auto bind = [&](const Operand& operand, BoundOperand* to) {
      if (operand.place == Place::kMemory) {
        in_memory_.push_back({to, &operand});
      } else if (operand.place != Place::kNone) {
        *to = Fixed(operand);
      }
    };
    for (int k = 0; k < step.input_count; ++k) {
      bind(step.inputs[k], &bound.inputs[k]);
      if (IsUniform(steps, step.inputs[k])) bound.uniforms |= 1u << k;
    }
    bind(step.mask, &bound.mask);
    bind(step.output, &bound.output);
    if (IsUniform(steps, step.output)) {
      bound.uniform_lanes = kernels::kUniformBytes >> std::max(base::Log2Size(step.dtype), bound.output.log2_size);
    }
  }
  for (size_t i = 0; i < steps.uniforms.size(); ++i) {
    const Uniform& uniform = steps.uniforms[i];
    if (uniform.source == Uniform::Source::kTileBegin) tile_begin_ = static_cast<int32_t>(i);
    if (uniform.source == Uniform::Source::kConstant) SetFixed(i, uniform.bits, layout.tile_lanes);
  }
}

BoundOperand TileMemory::Fixed(const Operand& operand) const {
  const auto index = static_cast<size_t>(operand.index);
  if (operand.place == Place::kSlot) {
    const Slot& slot = steps_.slots[index];
    return {At(layout_.slots[index]), slot.is_block ? kBlockLanes - 1 : 0, base::Log2Size(slot.dtype)};
  }
  const int log2_size = base::Log2Size(steps_.uniforms[index].dtype);
  return {At(operand.place == Place::kFilled ? layout_.filled[index] : layout_.uniforms[index]), 0, log2_size};
}

void TileMemory::SetFixed(size_t uniform, uint64_t bits, int64_t lanes) {
  const int log2_size = base::Log2Size(steps_.uniforms[uniform].dtype);
  FillElements(&bits, log2_size, kernels::kUniformBytes >> log2_size, At(layout_.uniforms[uniform]));
  if (layout_.filled[uniform] >= 0) FillElements(&bits, log2_size, lanes, At(layout_.filled[uniform]));
}

void TileMemory::Set(int32_t uniform, int64_t value) {
  FillElements(&value, 3, kernels::kUniformBytes >> 3, At(layout_.uniforms[static_cast<size_t>(uniform)]));
}

void TileMemory::Bind(const isa::Launch& launch) {
  const int64_t lanes = std::min(launch.lanes, layout_.tile_lanes);
  for (size_t i = 0; i < steps_.uniforms.size(); ++i) {
    const Uniform& uniform = steps_.uniforms[i];
    if (uniform.source == Uniform::Source::kParameter) {
      SetFixed(i, launch.arguments[static_cast<size_t>(uniform.bits)].bits, lanes);
    } else if (uniform.source == Uniform::Source::kLanes) {
      SetFixed(i, static_cast<uint64_t>(launch.lanes), lanes);
    }
  }
  for (const InMemory& in_memory : in_memory_) {
    const auto parameter = static_cast<size_t>(in_memory.operand->index);
    *in_memory.bound = {MemoryOf(steps_, launch, *in_memory.operand), -1,
                        base::Log2Size(steps_.parameters[parameter].dtype)};
  }
}

}  // namespace hologram::engine
