// tile_plan.cc — runs the steps.
#include "engine/tile_plan.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/block_join.h"
#include "engine/moves.h"
#include "engine/tile_memory.h"
#include "kernels/kernel_cast.h"

namespace hologram::engine {
namespace {

using isa::LaunchError;
using kernels::KernelCast;

// One launch, tile by tile.
class TileRun {
 public:
  TileRun(const Steps& steps, size_t step_count, const kernels::KernelTable& kernels, const isa::Launch& launch,
          TileMemory* memory)
      : steps_(steps), step_count_(step_count), kernels_(kernels), launch_(launch), memory_(*memory) {
    for (size_t i = step_count_; i < steps.steps.size(); ++i) {
      const Step& step = steps.steps[i];
      joins_.emplace_back(kernels, step);
    }
  }

  LaunchError Run(int64_t tile_lanes) {
    int64_t block = 0;
    do {  // once for no lanes: reductions have something to say of them
      const int64_t block_end = joins_.empty() ? launch_.lanes : std::min(block + kBlockLanes, launch_.lanes);
      for (int64_t first = block; first < block_end; first += tile_lanes) {
        if (LaunchError error = Tile(first, std::min(tile_lanes, block_end - first)); !error.ok()) return error;
      }
      for (size_t k = 0; k < joins_.size(); ++k) {
        const BoundStep& bound = memory_.step(step_count_ + k);
        const void* const inputs[] = {bound.inputs[0].At(block), bound.inputs[1].At(block)};
        joins_[k].Add(inputs, block_end - block);
      }
      block = block_end;
    } while (block < launch_.lanes);
    for (size_t k = 0; k < joins_.size(); ++k) {
      launch_.arguments[static_cast<size_t>(steps_.steps[step_count_ + k].result)].bits = joins_[k].Result();
    }
    return {};
  }

 private:
  struct Round {
    int64_t iteration;
    int64_t count;
  };

  LaunchError Tile(int64_t first, int64_t lanes) {
    memory_.SetTileBegin(first);
    for (size_t i = 0; i < step_count_; ++i) {
      const Step& step = steps_.steps[i];
      const BoundStep& bound = memory_.step(i);
      switch (step.kind) {
        case StepKind::kMap:
        case StepKind::kChain:
          Compute(step, bound, first, bound.uniform_lanes != 0 ? bound.uniform_lanes : lanes);
          break;
        case StepKind::kLoopBegin: {
          const int64_t count = launch_.Integer(step.count);
          if (count == 0) {
            i = static_cast<size_t>(step.target);
            break;
          }
          rounds_[depth_++] = {0, count};
          SetIteration(step, 0);
          break;
        }
        case StepKind::kLoopEnd: {
          Round& round = rounds_[depth_ - 1];
          if (++round.iteration == round.count) {
            --depth_;
            break;
          }
          i = static_cast<size_t>(step.target);
          SetIteration(steps_.steps[i], round.iteration);
          break;
        }
        default:
          if (LaunchError error = Move(step, bound, first, lanes); !error.ok()) return error;
      }
    }
    return {};
  }

  void SetIteration(const Step& loop_begin, int64_t iteration) {
    const Operand& read = loop_begin.inputs[0];
    if (read.place == Place::kUniform) memory_.Set(read.index, iteration);
  }

  void Compute(const Step& step, const BoundStep& bound, int64_t first, int64_t lanes) {
    const void* inputs[kMaxOperands];
    for (int k = 0; k < step.input_count; ++k) inputs[k] = bound.inputs[k].At(first);
    std::byte* const out = bound.output.At(first);
    if (step.kind == StepKind::kMap) return CallMap(step.kernel, inputs, step.input_count, out, lanes);
    reinterpret_cast<kernels::ChainKernel>(step.kernel)(inputs, bound.uniforms, out, lanes);
  }

  LaunchError Move(const Step& step, const BoundStep& bound, int64_t first, int64_t lanes) {
    const int log2_size = base::Log2Size(step.dtype);
    std::byte* const in = step.input_count > 0 ? bound.inputs[0].At(first) : nullptr;
    std::byte* const out = bound.output.At(first);
    const auto* const mask =
        step.mask.place == Place::kNone ? nullptr : reinterpret_cast<const uint8_t*>(bound.mask.At(first));
    switch (step.kind) {
      case StepKind::kCopy: {
        const int64_t count = bound.uniform_lanes != 0 ? bound.uniform_lanes : lanes;
        if (in != out) std::memcpy(out, in, static_cast<size_t>(count) << log2_size);
        return {};
      }
      case StepKind::kFill:
        FillElements(in, log2_size, lanes, out);
        return {};
      case StepKind::kLoad:
        LoadStrided(StridedOf(step.address, first), log2_size, lanes, out);
        return {};
      case StepKind::kStore:
        StoreStrided(in, mask, log2_size, lanes, StridedOf(step.address, first));
        return {};
      default:
        return Access(step, bound, first, lanes, mask);
    }
  }

  Strided StridedOf(const isa::Address& address, int64_t first) const {
    const auto stride = static_cast<uint64_t>(launch_.Integer(address.stride));
    const auto offset = static_cast<uint64_t>(launch_.Integer(address.offset));
    auto* const data = static_cast<std::byte*>(launch_.arguments[static_cast<size_t>(address.parameter)].data);
    // Where the elements are has been checked; on the way there numbers may wrap.
    return {data, static_cast<int64_t>(stride * static_cast<uint64_t>(first) + offset), static_cast<int64_t>(stride)};
  }

  // At indices: all of them are looked at before the first is used.
  LaunchError Access(const Step& step, const BoundStep& bound, int64_t first, int64_t lanes, const uint8_t* mask) {
    const bool gathers = step.kind == StepKind::kGather;
    const BoundOperand& index = bound.inputs[gathers ? 0 : 1];
    const isa::Argument& buffer = launch_.arguments[static_cast<size_t>(step.address.parameter)];
    const bool is_short = index.log2_size == 2;
    const Indexed indexed = {static_cast<std::byte*>(buffer.data), buffer.count, index.At(first), is_short};
    if (mask != nullptr || !AreInRange(indexed, lanes)) {
      const int64_t bad = FindOutOfRange(indexed, mask, lanes);
      if (bad != lanes) {
        return {base::Fail(HOLO_ERROR_OUT_OF_RANGE, 0, base::Message::kElementRange, first + bad, indexed.At(bad),
                           buffer.count),
                step.address.parameter, step.instruction};
      }
    }
    const int log2_size = base::Log2Size(step.dtype);
    std::byte* const out = bound.output.At(first);
    const std::byte* const in = bound.inputs[0].At(first);
    if (mask != nullptr) {
      if (gathers) {
        GatherMasked(indexed, mask, log2_size, lanes, out);
      } else {
        ScatterMasked(in, mask, log2_size, lanes, indexed);
      }
      return {};
    }
    const holo_kernel kernel = kernels_.Get(gathers ? HOLO_OP_GATHER : HOLO_OP_SCATTER, step.dtype,
                                            is_short ? ops::Form::kIndex32 : ops::Form::kBuffers);
    KernelCast<const void*, const void*, void*, int64_t, int64_t>(kernel)(
        gathers ? indexed.data : in, indexed.index, gathers ? out : indexed.data, lanes, buffer.count);
    return {};
  }

  // By the largest of the indices, as unsigned numbers.
  bool AreInRange(const Indexed& indexed, int64_t lanes) const {
    const holo_kernel maximum = kernels_.Get(HOLO_OP_AMAX, indexed.is_short ? HOLO_U32 : HOLO_U64);
    uint64_t largest = 0;
    KernelCast<const void*, int64_t, void*>(maximum)(indexed.index, lanes, &largest);
    return largest < static_cast<uint64_t>(indexed.count);
  }

  const Steps& steps_;
  const size_t step_count_;  // but for the reductions, which come after those
  const kernels::KernelTable& kernels_;
  const isa::Launch& launch_;
  TileMemory& memory_;
  int depth_ = 0;
  Round rounds_[isa::kMaxLoopDepth];
  std::vector<BlockJoin> joins_;
};

}  // namespace

TilePlan::TilePlan(Steps steps, Layout layout, const kernels::KernelTable& kernels)
    : steps_(std::move(steps)),
      step_count_(static_cast<size_t>(std::count_if(steps_.steps.begin(), steps_.steps.end(),
                                                    [](const Step& step) { return step.kind != StepKind::kReduce; }))),
      layout_(std::move(layout)),
      kernels_(kernels) {}

TilePlan::~TilePlan() { delete memory_.load(std::memory_order_relaxed); }

LaunchError TilePlan::Run(const isa::Launch& launch) const {
  std::unique_ptr<TileMemory> memory(memory_.exchange(nullptr, std::memory_order_acquire));
  if (memory == nullptr) memory = std::make_unique<TileMemory>(steps_, layout_);
  memory->Bind(launch);
  LaunchError error = TileRun(steps_, step_count_, kernels_, launch, memory.get()).Run(layout_.tile_lanes);
  delete memory_.exchange(memory.release(), std::memory_order_acq_rel);
  return error;
}

}  // namespace hologram::engine
