// polynomials.cc — a run of such steps is collected from its begin, and cut into pieces that have kernels.
#include "engine/polynomials.h"

#include <algorithm>

namespace hologram::engine {
namespace {

// v * x + c, made by one step or two. Of the factors it is not known at first which is v.
struct Term {
  int32_t step = -1;      // that gives it
  int32_t mul_step = -1;  // the one before, if there are two
  Operand factors[2];
  Operand c;

  bool by_fma() const { return mul_step < 0; }
};

class Finding {
 public:
  Finding(holo_simd_level level, Fusion* fusion) : level_(level), fusion_(*fusion) {}

  void Run() {
    run_of_.resize(static_cast<size_t>(fusion_.size()), -1);
    for (int32_t i = 0; i < fusion_.size(); ++i) {
      Term term;
      if (IsTerm(i, &term)) Append(term);
    }
    for (const std::vector<Term>& run : runs_) Cut(run);
  }

 private:
  bool IsFloatMap(const Step& step, holo_op op) const {
    return step.kind == StepKind::kMap && step.op == op && (step.dtype == HOLO_F32 || step.dtype == HOLO_F64);
  }

  bool IsTerm(int32_t i, Term* term) const {
    const Step& step = fusion_.At(i);
    if (IsFloatMap(step, HOLO_OP_FMA) && fusion_.IsUniform(step.inputs[2])) {
      *term = {i, -1, {step.inputs[0], step.inputs[1]}, step.inputs[2]};
      return true;
    }
    if (!IsFloatMap(step, HOLO_OP_ADD)) return false;
    for (int place = 0; place < 2; ++place) {
      const int32_t maker = fusion_.OnlyMaker(i, place);
      if (maker < 0 || !fusion_.IsUniform(step.inputs[1 - place])) continue;
      const Step& mul = fusion_.At(maker);
      if (!IsFloatMap(mul, HOLO_OP_MUL)) continue;
      *term = {i, maker, {mul.inputs[0], mul.inputs[1]}, step.inputs[1 - place]};
      return true;
    }
    return false;
  }

  // To the run whose last term it goes on from, else as a new one's first.
  void Append(const Term& term) {
    const int32_t factors_at = term.by_fma() ? term.step : term.mul_step;
    for (int place = 0; place < 2; ++place) {
      const int32_t maker = fusion_.OnlyMaker(factors_at, place);
      const int32_t run = maker >= 0 ? run_of_[static_cast<size_t>(maker)] : -1;
      if (run < 0) continue;
      std::vector<Term>& terms = runs_[static_cast<size_t>(run)];
      if (terms.back().by_fma() != term.by_fma() || !GoesOn(&terms, term.factors[1 - place])) continue;
      terms.push_back(term);
      terms.back().factors[0] = term.factors[place];
      terms.back().factors[1] = term.factors[1 - place];
      run_of_[static_cast<size_t>(term.step)] = run;
      return;
    }
    run_of_[static_cast<size_t>(term.step)] = static_cast<int32_t>(runs_.size());
    runs_.push_back({term});
  }

  // Whether the run's x is this one; a first term learns which of its factors is.
  bool GoesOn(std::vector<Term>* run, const Operand& x) const {
    if (fusion_.IsUniform(x)) return false;
    Term& first = run->front();
    if (run->size() == 1 && first.factors[0] == x) std::swap(first.factors[0], first.factors[1]);
    return first.factors[1] == x;
  }

  void Cut(const std::vector<Term>& run) {
    size_t done = 0;
    for (const size_t piece : {size_t{8}, size_t{4}, size_t{2}}) {
      for (; run.size() - done >= piece; done += piece) Piece(run, done, piece);
    }
  }

  void Piece(const std::vector<Term>& run, size_t begin, size_t size) {
    const Term& last = run[begin + size - 1];
    Step fused = fusion_.At(last.step);
    const kernels::ChainKernel kernel =
        kernels::PolynomialKernelOf(last.by_fma(), static_cast<int>(size), fused.dtype, level_);
    if (kernel == nullptr) return;
    fused.kind = StepKind::kChain;
    fused.chain = -1;
    fused.kernel = reinterpret_cast<holo_kernel>(kernel);
    fused.inputs[0] = run[begin].factors[1];
    fused.inputs[1] = run[begin].factors[0];
    fused.input_count = 2;
    std::vector<int32_t> others;
    for (size_t k = begin; k < begin + size; ++k) {
      fused.inputs[fused.input_count++] = run[k].c;
      if (run[k].mul_step >= 0) others.push_back(run[k].mul_step);
      if (run[k].step != last.step) others.push_back(run[k].step);
    }
    fusion_.Replace(others, last.step, fused);
  }

  holo_simd_level level_;
  Fusion& fusion_;
  std::vector<std::vector<Term>> runs_;
  std::vector<int32_t> run_of_;  // of the step that is a run's last
};

}  // namespace

void FusePolynomials(holo_simd_level level, Fusion* fusion) { Finding(level, fusion).Run(); }

}  // namespace hologram::engine
