// peer_volk.cc — VOLK's kernels, for the operations of which it has the same semantics (its min and max do not order
// zeros).
#include <volk/volk.h>

#include "peers.h"

namespace hologram::bench {
namespace {

using ops::Shape;

// VOLK takes the output first. The kernel is a variable: the first call through it chooses the best implementation.
template <auto* kKernel, class T>
void Map1(const T* x, T* y, int64_t n) {
  (*kKernel)(y, x, static_cast<unsigned>(n));
}

template <auto* kKernel, class T>
void Map2(const T* a, const T* b, T* y, int64_t n) {
  (*kKernel)(y, a, b, static_cast<unsigned>(n));
}

template <auto* kKernel, class T>
void Reduce1(const T* x, int64_t n, T* result) {
  (*kKernel)(result, x, static_cast<unsigned>(n));
}

template <auto* kKernel, class T>
void Reduce2(const T* a, const T* b, int64_t n, T* result) {
  (*kKernel)(result, a, b, static_cast<unsigned>(n));
}

}  // namespace

void AddVolkPeers(PeerTable* table) {
  constexpr const char* kName = "volk";
  table->Add<Shape::kMap2, float>(HOLO_OP_ADD, kName, Map2<&volk_32f_x2_add_32f>);
  table->Add<Shape::kMap2, float>(HOLO_OP_SUB, kName, Map2<&volk_32f_x2_subtract_32f>);
  table->Add<Shape::kMap2, float>(HOLO_OP_MUL, kName, Map2<&volk_32f_x2_multiply_32f>);
  table->Add<Shape::kMap2, float>(HOLO_OP_DIV, kName, Map2<&volk_32f_x2_divide_32f>);
  table->Add<Shape::kMap1, float>(HOLO_OP_SQRT, kName, Map1<&volk_32f_sqrt_32f>);
  table->Add<Shape::kReduce1, float>(HOLO_OP_SUM, kName, Reduce1<&volk_32f_accumulator_s32f>);
  table->Add<Shape::kReduce2, float>(HOLO_OP_DOT, kName, Reduce2<&volk_32f_x2_dot_prod_32f>);
  table->Add<Shape::kMap2, double>(HOLO_OP_ADD, kName, Map2<&volk_64f_x2_add_64f>);
  table->Add<Shape::kMap2, double>(HOLO_OP_MUL, kName, Map2<&volk_64f_x2_multiply_64f>);
}

}  // namespace hologram::bench
