// peer_onednn.cc — oneDNN's primitives, one thread. Making one and binding arrays to it stays outside of the timing: it
// happens at the first call on other arrays, which the benchmarks do not time.
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include "peers.h"
#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

void Check(dnnl_status_t status) {
  if (status != dnnl_success) throw cli::Failure("oneDNN refuses a primitive");
}

struct Machine {
  dnnl_engine_t engine = nullptr;
  dnnl_stream_t stream = nullptr;

  Machine() {
    omp_set_num_threads(1);
#if defined(__AVX2__) && !defined(__AVX512F__)
    Check(dnnl_set_max_cpu_isa(dnnl_cpu_isa_avx2));
#endif
    Check(dnnl_engine_create(&engine, dnnl_cpu, 0));
    Check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
  }
  static const Machine& Get() {
    static const Machine machine;
    return machine;
  }
};

// What oneDNN calls descriptors of operations, each made of the array's.
template <dnnl_alg_kind_t kAlgorithm, int kAlpha>
struct Eltwise {
  dnnl_eltwise_desc_t descriptor;
  explicit Eltwise(const dnnl_memory_desc_t& array) {
    Check(dnnl_eltwise_forward_desc_init(&descriptor, dnnl_forward_inference, kAlgorithm, &array, kAlpha, 0));
  }
};
template <dnnl_alg_kind_t kAlgorithm>
struct Softmax {
  dnnl_softmax_v2_desc_t descriptor;
  explicit Softmax(const dnnl_memory_desc_t& row) {
    Check(dnnl_softmax_v2_forward_desc_init(&descriptor, dnnl_forward_inference, kAlgorithm, &row, &row, 1));
  }
};

// One primitive and the arrays it was bound to last.
template <class Operation, dnnl_data_type_t kType>
struct Bound {
  dnnl_primitive_t primitive = nullptr;
  dnnl_exec_arg_t arguments[2] = {{DNNL_ARG_SRC, nullptr}, {DNNL_ARG_DST, nullptr}};
  const void* x = nullptr;
  void* y = nullptr;
  int64_t n = 0;

  void Bind(const void* new_x, void* new_y, int64_t new_n) {
    const Machine& machine = Machine::Get();
    if (primitive != nullptr) {
      Check(dnnl_primitive_destroy(primitive));
      for (dnnl_exec_arg_t& argument : arguments) Check(dnnl_memory_destroy(argument.memory));
    }
    primitive = nullptr;
    const dnnl_dims_t dims = {1, new_n};
    dnnl_memory_desc_t array;
    Check(dnnl_memory_desc_init_by_tag(&array, 2, dims, kType, dnnl_ab));
    const Operation operation(array);
    dnnl_primitive_desc_t description = nullptr;
    Check(dnnl_primitive_desc_create(&description, &operation.descriptor, nullptr, machine.engine, nullptr));
    Check(dnnl_primitive_create(&primitive, description));
    Check(dnnl_primitive_desc_destroy(description));
    Check(dnnl_memory_create(&arguments[0].memory, &array, machine.engine, const_cast<void*>(new_x)));
    Check(dnnl_memory_create(&arguments[1].memory, &array, machine.engine, new_y));
    x = new_x;
    y = new_y;
    n = new_n;
  }
};

template <class Operation, dnnl_data_type_t kType>
void Run(const void* x, void* y, int64_t n) {
  static Bound<Operation, kType> bound;
  if (bound.x != x || bound.y != y || bound.n != n) bound.Bind(x, y, n);
  dnnl_primitive_execute(bound.primitive, Machine::Get().stream, 2, bound.arguments);
}

template <class Operation>
void AddOperation(PeerTable* table, holo_op op) {
  table->Add<ops::Shape::kMap1>(op, HOLO_F32, "onednn", Run<Operation, dnnl_f32>);
#if defined(__AVX512BF16__)
  table->Add<ops::Shape::kMap1>(op, HOLO_BF16, "onednn", Run<Operation, dnnl_bf16>);
#endif
}

}  // namespace

void AddOneDnnPeers(PeerTable* table) {
  AddOperation<Eltwise<dnnl_eltwise_exp, 0>>(table, HOLO_OP_EXP);
  AddOperation<Eltwise<dnnl_eltwise_log, 0>>(table, HOLO_OP_LOG);
  AddOperation<Eltwise<dnnl_eltwise_tanh, 0>>(table, HOLO_OP_TANH);
  AddOperation<Eltwise<dnnl_eltwise_logistic, 0>>(table, HOLO_OP_SIGMOID);
  AddOperation<Eltwise<dnnl_eltwise_swish, 1>>(table, HOLO_OP_SILU);
  AddOperation<Eltwise<dnnl_eltwise_gelu_tanh, 0>>(table, HOLO_OP_GELU_TANH);
  AddOperation<Eltwise<dnnl_eltwise_gelu_erf, 0>>(table, HOLO_OP_GELU);
  AddOperation<Eltwise<dnnl_eltwise_elu, 1>>(table, HOLO_OP_ELU);
  AddOperation<Eltwise<dnnl_eltwise_mish, 0>>(table, HOLO_OP_MISH);
  AddOperation<Eltwise<dnnl_eltwise_soft_relu, 0>>(table, HOLO_OP_SOFTPLUS);
  AddOperation<Softmax<dnnl_softmax_accurate>>(table, HOLO_OP_SOFTMAX);
  AddOperation<Softmax<dnnl_softmax_log>>(table, HOLO_OP_LOG_SOFTMAX);
}

}  // namespace hologram::bench
