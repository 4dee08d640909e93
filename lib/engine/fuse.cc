// fuse.cc — finds chains from their ends: each step asks who makes its inputs.
#include "engine/fuse.h"

#include <algorithm>

#include "engine/fusion.h"
#include "engine/polynomials.h"

namespace hologram::engine {
namespace {

// The chain of kernels/chains.def that a step's operations make with one more, whose input `place` they give; -1 if there is
// none.
int ChainWith(const Step& first, holo_op op, int place) {
  std::vector<kernels::Chain::Link> links;
  if (first.kind == StepKind::kMap) {
    links.push_back({first.op, 0});
  } else if (first.kind == StepKind::kChain && first.chain >= 0) {
    const kernels::Chain& chain = kernels::Chains()[static_cast<size_t>(first.chain)];
    links.assign(chain.links, chain.links + chain.op_count);
  } else {
    return -1;
  }
  links.push_back({op, static_cast<int8_t>(place)});
  return kernels::FindChain(links);
}

// A comparison that chains have not is its converse with inputs that change places.
void Normalize(Step* step) {
  if (step->kind != StepKind::kMap) return;
  if (step->op == HOLO_OP_MUL && step->inputs[0] == step->inputs[1]) {
    step->op = HOLO_OP_SQUARE;
    step->input_count = 1;
  }
  const bool is_greater = step->op == HOLO_OP_GT || step->op == HOLO_OP_GE;
  if (!is_greater) return;
  step->op = step->op == HOLO_OP_GT ? HOLO_OP_LT : HOLO_OP_LE;
  std::swap(step->inputs[0], step->inputs[1]);
}

// Sums of what one step gives, or a chain: the terms are made while they are added up.
class Summing {
 public:
  Summing(holo_simd_level level, Fusion* fusion) : level_(level), fusion_(*fusion) {}

  void Run() {
    for (int32_t i = fusion_.size(); i-- > 0 && fusion_.At(i).kind == StepKind::kReduce;) {
      if (fusion_.At(i).op == HOLO_OP_SUM) Join(i);
    }
  }

 private:
  void Join(int32_t i) {
    const Step& sum = fusion_.At(i);
    if (sum.inputs[0].place != Place::kSlot) return;
    const int32_t maker = fusion_.OnlyMakerOfSlot(sum.inputs[0].index, i);
    if (maker < 0) return;
    const Step& term = fusion_.At(maker);
    if (term.dtype != sum.dtype || !CanWait(term)) return;
    const int chain = ChainWith(term, HOLO_OP_SUM, 0);
    const holo_kernel kernel = chain < 0 ? nullptr : kernels::SumKernelOf(chain, sum.dtype, level_);
    if (kernel == nullptr) return;
    Step fused = sum;
    fused.kernel = kernel;
    fused.input_count = term.input_count;
    std::copy(term.inputs, term.inputs + term.input_count, fused.inputs);
    if (!fusion_.Replace({maker}, i, fused)) return;
    for (int k = 0; k < fused.input_count; ++k) {
      if (fused.inputs[k].place == Place::kSlot) fusion_.KeepBlock(fused.inputs[k].index);
    }
  }

  // Whether what a step reads is there, and the same, when its block is complete.
  bool CanWait(const Step& term) const {
    return std::all_of(term.inputs, term.inputs + term.input_count, [&](const Operand& input) {
      if (fusion_.IsUniform(input)) return false;
      return input.place == Place::kMemory ? !fusion_.IsWritten(input.index)
                                           : input.place == Place::kSlot && fusion_.HasOneMaker(input.index);
    });
  }

  holo_simd_level level_;
  Fusion& fusion_;
};

class Chaining {
 public:
  Chaining(holo_simd_level level, Fusion* fusion) : level_(level), fusion_(*fusion) {}

  void Run() {
    for (int32_t i = 0; i < fusion_.size(); ++i) {
      if (fusion_.At(i).kind == StepKind::kMap) Extend(i);
    }
  }

 private:
  // Makes step i the end of a longer chain, if it can be.
  void Extend(int32_t i) {
    const Step& step = fusion_.At(i);
    for (int place = 0; place < step.input_count; ++place) {
      const int32_t inner = fusion_.OnlyMaker(i, place);
      if (inner >= 0 && Join(inner, i, place)) return;
    }
  }

  bool Join(int32_t inner, int32_t outer, int place) {
    const Step& first = fusion_.At(inner);
    const Step& last = fusion_.At(outer);
    if (first.dtype != last.dtype) return false;
    const bool commutes = (ops::Find(last.op)->Laws(last.dtype) & ops::kCommutes) != 0;
    const int chain = ChainWith(first, last.op, commutes && place == 1 ? 0 : place);
    if (chain < 0) return false;
    const kernels::ChainKernel kernel = kernels::ChainKernelOf(chain, first.dtype, level_);
    if (kernel == nullptr) return false;
    Step fused = last;
    fused.kind = StepKind::kChain;
    fused.chain = static_cast<int16_t>(chain);
    fused.kernel = reinterpret_cast<holo_kernel>(kernel);
    fused.input_count = first.input_count;
    std::copy(first.inputs, first.inputs + first.input_count, fused.inputs);
    for (int k = 0; k < last.input_count; ++k) {
      if (k != place) fused.inputs[fused.input_count++] = last.inputs[k];
    }
    return fusion_.Replace({inner}, outer, fused);
  }

  holo_simd_level level_;
  Fusion& fusion_;
};

}  // namespace

void Fuse(holo_simd_level level, Steps* steps) {
  for (Step& step : steps->steps) Normalize(&step);
  Fusion fusion(steps);
  FusePolynomials(level, &fusion);
  Chaining(level, &fusion).Run();
  Summing(level, &fusion).Run();
  fusion.Finish();
}

}  // namespace hologram::engine
