// cpu_backend.cc — chooses the SIMD level, finds its kernels, and runs one where the hot path has not.
#include "backend/cpu_backend.h"

#include <algorithm>

#include "cpu/host_cpu.h"
#include "engine/kernel_call.h"
#include "kernels/kernel_cast.h"
#include "ops/op_table.h"

namespace hologram::backend {

using kernels::KernelCast;

base::Error CpuBackend::Make(holo_simd_level cap, holo_accuracy accuracy, CpuBackend* backend) {
  if (!cpu::IsLevel(cap)) return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, 0, base::Message::kUnknownLevel, cap);
  const holo_cpu_info& info = cpu::Info();
  const holo_simd_level capped = cpu::ChooseLevel(info.levels_supported, cap);
  if (capped == 0) return base::FailText(HOLO_ERROR_UNSUPPORTED, 0, base::Message::kForeignLevel, cpu::LevelName(cap));
  backend->level_ = std::min(capped, info.level_chosen);  // HOLOGRAM_SIMD holds for every executor
  backend->kernels_ = &kernels::TableFor(backend->level_, accuracy);
  return base::kOk;
}

base::Error CpuBackend::Find(holo_op op, holo_form form, holo_dtype dtype, int op_argument, int dtype_argument,
                             holo_kernel* kernel) const {
  const ops::OpRow* row = ops::Find(op);
  if (row == nullptr) return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, op_argument, base::Message::kUnknownOp, op);
  if (form < 0 || form >= ops::kFormLimit) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, op_argument + 1, base::Message::kUnknownForm, form);
  }
  if (!row->Has(static_cast<ops::Form>(form))) {
    return base::FailText(HOLO_ERROR_UNSUPPORTED, op_argument + 1, base::Message::kNoForm, row->name, form);
  }
  if (!base::IsDtype(dtype)) {
    return base::Fail(HOLO_ERROR_INVALID_ARGUMENT, dtype_argument, base::Message::kUnknownDtype, dtype);
  }
  const holo_kernel found = kernels_->Get(op, dtype, static_cast<ops::Form>(form));
  if (found == nullptr) {
    return base::FailText(HOLO_ERROR_DTYPE, dtype_argument, base::Message::kNoKernel, row->name, dtype);
  }
  *kernel = found;
  return base::kOk;
}

holo_status CpuBackend::Run(const BackendCall& call) const {
  using In = const void*;
  using Out = void*;
  using N = int64_t;
  const auto form = static_cast<ops::Form>(call.form);
  const holo_kernel kernel = kernels_->Get(call.op, call.dtype, form);
  const void* const* in = call.inputs;
  const bool of_matrix = IsAxis(form);
  switch (ops::Find(call.op)->shape) {
    case ops::Shape::kMap1:
    case ops::Shape::kMap2:
    case ops::Shape::kMap3:
    case ops::Shape::kSelect:
    case ops::Shape::kSequence:
      engine::CallMap(kernel, in, call.input_count, call.output, call.n);
      return HOLO_OK;
    case ops::Shape::kArray1:
      if (of_matrix) {
        KernelCast<In, N, N, Out>(kernel)(in[0], call.rows, call.cols, call.output);
      } else {
        KernelCast<In, Out, N>(kernel)(in[0], call.output, call.n);
      }
      return HOLO_OK;
    case ops::Shape::kNorm2:
      if (of_matrix) {
        KernelCast<In, In, In, N, N, Out>(kernel)(in[0], in[1], in[2], call.rows, call.cols, call.output);
      } else {
        KernelCast<In, In, In, Out, N>(kernel)(in[0], in[1], in[2], call.output, call.n);
      }
      return HOLO_OK;
    case ops::Shape::kNorm3:
      if (of_matrix) {
        KernelCast<In, In, In, In, N, N, Out>(kernel)(in[0], in[1], in[2], in[3], call.rows, call.cols, call.output);
      } else {
        KernelCast<In, In, In, In, Out, N>(kernel)(in[0], in[1], in[2], in[3], call.output, call.n);
      }
      return HOLO_OK;
    case ops::Shape::kGather:
    case ops::Shape::kScatter:
      KernelCast<In, In, Out, N, N>(kernel)(in[0], in[1], call.output, call.n, call.count);
      return HOLO_OK;
    case ops::Shape::kReduce1:
    case ops::Shape::kReduce2:
      if (!of_matrix) {
        engine::CallReduction(kernel, in, call.input_count, call.n, call.result);
      } else if (call.input_count == 1) {
        KernelCast<In, N, N, Out>(kernel)(in[0], call.rows, call.cols, call.output);
      } else {
        KernelCast<In, In, N, N, Out>(kernel)(in[0], in[1], call.rows, call.cols, call.output);
      }
      return HOLO_OK;
  }
  return HOLO_ERROR_INTERNAL;  // unreachable: the switch is complete
}

const void* CpuBackend::Query(int32_t interface_id, int32_t min_version) const {
  return interface_id == HOLO_INTERFACE_CPU && min_version <= HOLO_CPU_INTERFACE_VERSION ? &kCpuInterface : nullptr;
}

}  // namespace hologram::backend
