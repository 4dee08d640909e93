// peer_xnnpack.cc — XNNPACK's operators, one thread. Making and setting one up stays outside of the timing: it happens at
// the first call on other arrays, which the benchmarks do not time.
#include <cpuinfo.h>
#include <xnnpack.h>

#include "peers.h"
#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

void Check(xnn_status status) {
  if (status != xnn_status_success) throw cli::Failure("XNNPACK refuses an operator");
}

// Rows of one element are taken as one array.
struct Sigmoid {
  static xnn_status Create(size_t, xnn_operator_t* made) { return xnn_create_sigmoid_nc_f32(1, 1, 1, 0, made); }
  static xnn_status SetUp(xnn_operator_t made, size_t n, const float* x, float* y) {
    return xnn_setup_sigmoid_nc_f32(made, n, x, y, nullptr);
  }
};
struct Elu {
  static xnn_status Create(size_t, xnn_operator_t* made) { return xnn_create_elu_nc_f32(1, 1, 1, 1.0f, 0, made); }
  static xnn_status SetUp(xnn_operator_t made, size_t n, const float* x, float* y) {
    return xnn_setup_elu_nc_f32(made, n, x, y, nullptr);
  }
};
struct Softmax {
  static xnn_status Create(size_t n, xnn_operator_t* made) { return xnn_create_softmax_nc_f32(n, n, n, 0, made); }
  static xnn_status SetUp(xnn_operator_t made, size_t, const float* x, float* y) {
    return xnn_setup_softmax_nc_f32(made, 1, x, y, nullptr);
  }
};

template <class Kind>
void Run(const void* x, void* y, int64_t n) {
  static struct {
    xnn_operator_t made = nullptr;
    const void* x = nullptr;
    void* y = nullptr;
    int64_t n = 0;
  } last;
  if (last.x != x || last.y != y || last.n != n) {
    if (last.made != nullptr) Check(xnn_delete_operator(last.made));
    last.made = nullptr;
    const auto count = static_cast<size_t>(n);
    Check(Kind::Create(count, &last.made));
    Check(Kind::SetUp(last.made, count, static_cast<const float*>(x), static_cast<float*>(y)));
    last.x = x;
    last.y = y;
    last.n = n;
  }
  xnn_run_operator(last.made, nullptr);
}

}  // namespace

void AddXnnpackPeers(PeerTable* table) {
#if defined(__AVX2__) && !defined(__AVX512F__)
  // Peers are for AVX2: XNNPACK asks cpuinfo, which has no other way to be told.
  if (cpuinfo_initialize()) cpuinfo_isa.avx512f = false;
#endif
  Check(xnn_initialize(nullptr));
  constexpr const char* kName = "xnnpack";
  table->Add<ops::Shape::kMap1>(HOLO_OP_SIGMOID, HOLO_F32, kName, Run<Sigmoid>);
  table->Add<ops::Shape::kMap1>(HOLO_OP_ELU, HOLO_F32, kName, Run<Elu>);
  table->Add<ops::Shape::kArray1>(HOLO_OP_SOFTMAX, HOLO_F32, kName, Run<Softmax>);
}

}  // namespace hologram::bench
