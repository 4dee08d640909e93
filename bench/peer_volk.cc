// peer_volk.cc — VOLK's kernels, for the operations of which it has the same semantics (its min and max do not order
// zeros, and its tan is another function next to the poles).
#include <volk/volk.h>

#include "peers.h"

namespace hologram::bench {
namespace {

using ops::Shape;

// VOLK takes the output first. The kernel is a variable: the first call through it chooses the best implementation.
template <auto* kKernel, class T>
void Map1(const void* x, void* y, int64_t n) {
  (*kKernel)(static_cast<T*>(y), static_cast<const T*>(x), static_cast<unsigned>(n));
}

template <auto* kKernel, class T>
void Map2(const void* a, const void* b, void* y, int64_t n) {
  (*kKernel)(static_cast<T*>(y), static_cast<const T*>(a), static_cast<const T*>(b), static_cast<unsigned>(n));
}

template <auto* kKernel, class T>
void Reduce1(const void* x, int64_t n, void* result) {
  (*kKernel)(static_cast<T*>(result), static_cast<const T*>(x), static_cast<unsigned>(n));
}

template <auto* kKernel, class T>
void Reduce2(const void* a, const void* b, int64_t n, void* result) {
  (*kKernel)(static_cast<T*>(result), static_cast<const T*>(a), static_cast<const T*>(b), static_cast<unsigned>(n));
}

}  // namespace

void AddVolkPeers(PeerTable* table) {
  constexpr const char* kName = "volk";
  table->Add<Shape::kMap2>(HOLO_OP_ADD, HOLO_F32, kName, Map2<&volk_32f_x2_add_32f, float>);
  table->Add<Shape::kMap2>(HOLO_OP_SUB, HOLO_F32, kName, Map2<&volk_32f_x2_subtract_32f, float>);
  table->Add<Shape::kMap2>(HOLO_OP_MUL, HOLO_F32, kName, Map2<&volk_32f_x2_multiply_32f, float>);
  table->Add<Shape::kMap2>(HOLO_OP_DIV, HOLO_F32, kName, Map2<&volk_32f_x2_divide_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_SQRT, HOLO_F32, kName, Map1<&volk_32f_sqrt_32f, float>);
  table->Add<Shape::kReduce1>(HOLO_OP_SUM, HOLO_F32, kName, Reduce1<&volk_32f_accumulator_s32f, float>);
  table->Add<Shape::kReduce2>(HOLO_OP_DOT, HOLO_F32, kName, Reduce2<&volk_32f_x2_dot_prod_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_EXP, HOLO_F32, kName, Map1<&volk_32f_exp_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_TANH, HOLO_F32, kName, Map1<&volk_32f_tanh_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_LOG2, HOLO_F32, kName, Map1<&volk_32f_log2_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_SIN, HOLO_F32, kName, Map1<&volk_32f_sin_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_COS, HOLO_F32, kName, Map1<&volk_32f_cos_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_ASIN, HOLO_F32, kName, Map1<&volk_32f_asin_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_ACOS, HOLO_F32, kName, Map1<&volk_32f_acos_32f, float>);
  table->Add<Shape::kMap1>(HOLO_OP_ATAN, HOLO_F32, kName, Map1<&volk_32f_atan_32f, float>);
  table->Add<Shape::kMap2>(HOLO_OP_ADD, HOLO_F64, kName, Map2<&volk_64f_x2_add_64f, double>);
  table->Add<Shape::kMap2>(HOLO_OP_MUL, HOLO_F64, kName, Map2<&volk_64f_x2_multiply_64f, double>);
}

}  // namespace hologram::bench
