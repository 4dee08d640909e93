// resolve.cc — forms by which inputs are uniform.
#include "engine/resolve.h"

#include <utility>

namespace hologram::engine {
namespace {

using ops::Form;

class Resolving {
 public:
  Resolving(const kernels::KernelTable& kernels, holo_simd_level level, Steps* steps)
      : kernels_(kernels), level_(level), steps_(*steps) {}

  void Run() {
    std::vector<Step> old;
    old.swap(steps_.steps);
    std::vector<int32_t> moved(old.size());
    for (size_t i = 0; i < old.size(); ++i) {
      Step step = old[i];
      if (step.kind == StepKind::kMap) {
        ResolveMap(&step);
      } else if (step.kind == StepKind::kReduce) {
        if (step.kernel == nullptr) step.kernel = kernels_.Get(step.op, step.dtype);
      } else {
        ResolveMove(&step);
      }
      moved[i] = static_cast<int32_t>(steps_.steps.size());
      steps_.steps.push_back(step);
    }
    MoveTargets(moved, &steps_);
  }

 private:
  bool IsUniformSlot(const Operand& operand) const { return operand.place == Place::kSlot && IsUniform(operand); }
  bool IsUniform(const Operand& operand) const { return engine::IsUniform(steps_, operand); }

  // Of a uniform, if it is one.
  holo_dtype DtypeOf(const Operand& operand) const {
    const auto index = static_cast<size_t>(operand.index);
    if (operand.place == Place::kUniform) return steps_.uniforms[index].dtype;
    return operand.place == Place::kSlot ? steps_.slots[index].dtype : 0;
  }

  void ResolveMap(Step* step) {
    const ops::OpRow& row = *ops::Find(step->op);
    if (!IsUniformSlot(step->output) && row.shape != ops::Shape::kSequence && !FindForm(row, step)) {
      if (FindChain(step)) return;
      for (int k = 0; k < step->input_count; ++k) Spread(*step, row.InputDtype(k, step->dtype), &step->inputs[k]);
    }
    step->kernel = kernels_.Get(step->op, step->dtype, step->form);
  }

  // Whether the table has a kernel that takes uniforms where they are.
  bool FindForm(const ops::OpRow& row, Step* step) {
    uint32_t uniforms = 0;
    for (int k = 0; k < step->input_count; ++k) uniforms |= uint32_t{IsUniform(step->inputs[k])} << k;
    if (uniforms == 0) return true;
    if (row.shape == ops::Shape::kMap2 && !row.scalar_first && uniforms == 1) {  // its inputs may change places
      std::swap(step->inputs[0], step->inputs[1]);
      uniforms = 2;
    }
    for (const Form form : {Form::kScalarRest, Form::kScalarFirst}) {
      if (!row.Has(form) || ops::ScalarMask(row.shape, form) != uniforms) continue;
      step->form = form;
      return true;
    }
    return false;
  }

  bool FindChain(Step* step) {
    const kernels::Chain::Link only = {step->op, 0};
    const int chain = kernels::FindChain({&only, 1});
    const kernels::ChainKernel kernel = chain < 0 ? nullptr : kernels::ChainKernelOf(chain, step->dtype, level_);
    if (kernel == nullptr) return false;
    step->kind = StepKind::kChain;
    step->kernel = reinterpret_cast<holo_kernel>(kernel);
    return true;
  }

  void ResolveMove(Step* step) {
    if (step->kind == StepKind::kCopy && IsUniform(step->inputs[0]) && !IsUniformSlot(step->output)) {
      step->kind = StepKind::kFill;
      return;
    }
    if (step->kind == StepKind::kStore || step->kind == StepKind::kScatter) {
      Spread(*step, step->dtype, &step->inputs[0]);
    }
    const bool is_indexed = step->kind == StepKind::kGather || step->kind == StepKind::kScatter;
    if (is_indexed) {
      Operand& index = step->inputs[step->input_count - 1];
      Spread(*step, DtypeOf(index), &index);
    }
    Spread(*step, HOLO_BOOL8, &step->mask);
  }

  // A tile of it: made once, or before the step.
  void Spread(const Step& step, holo_dtype dtype, Operand* operand) {
    if (!IsUniform(*operand)) return;
    if (operand->place == Place::kUniform && steps_.uniforms[static_cast<size_t>(operand->index)].IsFixed()) {
      operand->place = Place::kFilled;
      return;
    }
    steps_.slots.push_back({.dtype = dtype});
    const Operand tile = {Place::kSlot, static_cast<int32_t>(steps_.slots.size()) - 1, {}};
    steps_.steps.push_back(Step{.kind = StepKind::kFill,
                                .dtype = dtype,
                                .input_count = 1,
                                .inputs = {*operand},
                                .output = tile,
                                .instruction = step.instruction});
    *operand = tile;
  }

  const kernels::KernelTable& kernels_;
  holo_simd_level level_;
  Steps& steps_;
};

}  // namespace

void Resolve(const kernels::KernelTable& kernels, holo_simd_level level, Steps* steps) {
  Resolving(kernels, level, steps).Run();
}

}  // namespace hologram::engine
