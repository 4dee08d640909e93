// steps.h — a program as the engine sees it: kernels applied to tiles, one after the other.
//
// A tile is so many lanes' values of one register. What one kernel after another makes of a program's tiles is what each
// lane would have made by itself: operations do not look at other lanes, and branches have become masks (lower.h).
#ifndef HOLOGRAM_ENGINE_STEPS_H_
#define HOLOGRAM_ENGINE_STEPS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hologram/kernel.h"
#include "isa/launch.h"
#include "kernels/chains.h"
#include "kernels/sum_block.h"
#include "ops/op_table.h"

namespace hologram::engine {

// Lanes of a block, of which reductions are made.
inline constexpr int64_t kBlockLanes = kernels::kSumBlock;

// Where a step's operand is.
enum class Place : uint8_t {
  kNone,
  kSlot,     // a tile of its own, or, if the slot is uniform, a few equal elements
  kMemory,   // a buffer's elements, from the one of the first lane on
  kUniform,  // one of the steps' uniforms
  kFilled    // a tile full of a uniform
};

struct Operand {
  Place place = Place::kNone;
  int32_t index = 0;  // of a slot, a parameter, a uniform
  isa::Value offset;  // in memory, of lane 0's element

  friend bool operator==(const Operand&, const Operand&) = default;
};

// A number that is the same in all lanes.
struct Uniform {
  enum class Source : uint8_t { kConstant, kParameter, kLanes, kIteration, kTileBegin };
  Source source = Source::kConstant;
  holo_dtype dtype = 0;
  uint64_t bits = 0;  // a constant's; the number of the parameter, of the loop

  // Whether it is known before the first tile.
  bool IsFixed() const { return source <= Source::kLanes; }
  friend bool operator==(const Uniform&, const Uniform&) = default;
};

enum class StepKind : uint8_t {
  kMap,        // output = op(inputs)
  kChain,      // output = a chain's operations on inputs
  kCopy,       // output = inputs[0]
  kFill,       // output = inputs[0], a uniform, in each lane
  kLoad,       // output = the elements at `address`, one by one
  kStore,      // the elements at `address` = inputs[0], one by one; where `mask` is set, if there is one
  kGather,     // as kLoad, at the indices inputs[0]
  kScatter,    // as kStore, at the indices inputs[1]
  kLoopBegin,  // the steps up to `target` run count times; inputs[0], if there is one, is the number of the round
  kLoopEnd,    // back to the one after `target`
  kReduce      // after each block: a parameter = op over inputs[0]
};

// Up to so many operands has a chain.
inline constexpr int kMaxOperands = kernels::kMaxChainInputs;

struct Step {
  StepKind kind = StepKind::kCopy;
  holo_op op = 0;
  holo_dtype dtype = 0;  // of the inputs; of a gather's, load's, store's elements
  ops::Form form = ops::Form::kBuffers;
  int8_t input_count = 0;
  int16_t chain = -1;
  Operand inputs[kMaxOperands] = {};
  Operand mask = {};
  Operand output = {};
  isa::Address address = {};
  isa::Value count = {};     // of a loop
  int32_t target = 0;        // of a loop's step: the other one
  int32_t instruction = -1;  // what it comes from
  int32_t result = -1;       // the parameter that a reduction gives
  holo_kernel kernel = nullptr;
};

struct Slot {
  holo_dtype dtype = 0;
  bool is_uniform = false;
  bool is_block = false;  // what is reduced: a whole block's lanes
};

struct Steps {
  std::vector<Step> steps;  // reductions last
  std::vector<Slot> slots;
  std::vector<Uniform> uniforms;
  std::vector<isa::Parameter> parameters;
};

// Where an operand in memory is, that of lane 0.
std::byte* MemoryOf(const Steps& steps, const isa::Launch& launch, const Operand& operand);

// Calls `body(operand)` for each operand that a step reads.
template <class S, class Body>
void ForEachRead(S& step, Body body) {
  for (int k = 0; k < step.input_count; ++k) body(step.inputs[k]);
  if (step.mask.place != Place::kNone) body(step.mask);
}

// Whether an operand is the same in all lanes, in a few equal elements.
bool IsUniform(const Steps& steps, const Operand& operand);

// The only step that writes to a slot, and the only one that reads it: -1 if there is none, -2 if there are several.
struct Use {
  int32_t writer = -1;
  int32_t reader = -1;

  bool IsPassedOn() const { return writer >= 0 && reader >= 0; }
};
std::vector<Use> UsesOf(const Steps& steps);

// Of each step the innermost loop's kLoopBegin, -1 if it is in none.
std::vector<int32_t> LoopsOf(const Steps& steps);

// The step after which a value made by `writer` and read by `reader` is not wanted any more: the reader, or the end of the
// outermost loop around it in which the writer is not.
int32_t EndOfUse(const Steps& steps, const std::vector<int32_t>& loops, int32_t writer, int32_t reader);

// Takes out the steps that are marked.
void RemoveSteps(const std::vector<bool>& marked, Steps* steps);

// After steps have moved: that loops lead to where `moved` says that their other steps are now.
void MoveTargets(const std::vector<int32_t>& moved, Steps* steps);

// Whether parameters may be the same memory: a launch lets buffers of one element size be one.
bool MayBeOne(const Steps& steps, int32_t a, int32_t b);

// Whether a step writes to a parameter's memory, or to what may be the same.
bool WritesMemoryOf(const Steps& steps, const Step& step, int32_t parameter);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_STEPS_H_
