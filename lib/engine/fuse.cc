// fuse.cc — finds chains from their ends: each step asks who makes its inputs.
#include "engine/fuse.h"

#include <algorithm>

#include "engine/fusion.h"
#include "engine/polynomials.h"

namespace hologram::engine {
namespace {

// The operations of a step in the words of chains.def; a comparison that it has not is its converse with inputs that
// change places.
struct Ops {
  int8_t count = 0;
  kernels::Chain::Link links[kernels::kMaxChainOps] = {};
};

Ops OpsOf(const Step& step) {
  if (step.kind == StepKind::kMap) return {1, {{step.op, 0}}};
  const kernels::Chain& chain = kernels::Chains()[static_cast<size_t>(step.chain)];
  Ops ops = {chain.op_count, {}};
  std::copy(chain.links, chain.links + chain.op_count, ops.links);
  return ops;
}

int FindChain(const Ops& ops) {
  const auto chains = kernels::Chains();
  for (size_t i = 0; i < chains.size(); ++i) {
    const bool same = chains[i].op_count == ops.count &&
                      std::equal(ops.links, ops.links + ops.count, chains[i].links,
                                 [](const auto& a, const auto& b) { return a.op == b.op && a.place == b.place; });
    if (same) return static_cast<int>(i);
  }
  return -1;
}

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
    const bool is_chain = term.kind == StepKind::kChain && term.chain >= 0;
    if ((term.kind != StepKind::kMap && !is_chain) || term.dtype != sum.dtype || !CanWait(term)) return;
    Ops ops = OpsOf(term);
    if (ops.count == kernels::kMaxChainOps) return;
    ops.links[ops.count++] = {HOLO_OP_SUM, 0};
    const int chain = FindChain(ops);
    const holo_kernel kernel = chain < 0 ? nullptr : kernels::SumKernelOf(chain, sum.dtype, level_);
    if (kernel == nullptr) return;
    Step fused = sum;
    fused.kernel = kernel;
    fused.input_count = term.input_count;
    std::copy(term.inputs, term.inputs + term.input_count, fused.inputs);
    for (int k = 0; k < fused.input_count; ++k) {
      if (fused.inputs[k].place == Place::kSlot) fusion_.KeepBlock(fused.inputs[k].index);
    }
    fusion_.Replace({maker}, i, fused);
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
    const bool is_chain = first.kind == StepKind::kChain && first.chain >= 0;
    if ((first.kind != StepKind::kMap && !is_chain) || first.dtype != last.dtype) return false;
    Ops ops = OpsOf(first);
    if (ops.count == kernels::kMaxChainOps) return false;
    const bool commutes = (ops::Find(last.op)->Laws(last.dtype) & ops::kCommutes) != 0;
    ops.links[ops.count++] = {last.op, static_cast<int8_t>(commutes && place == 1 ? 0 : place)};
    const int chain = FindChain(ops);
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
