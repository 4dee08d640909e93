// softmax.cc — the shares that powers of an array's elements have in their sum, and their logarithms; compiled once per SIMD
// level.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/rows-inl.h"
#include "kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

template <class Functor, class T>
void Kernel(const T* x, T* y, int64_t n) {
  if (n > 0) Functor::Row(x, y, n);
}

}  // namespace

void AddSoftmax(KernelTable* table) {
#define HOLO_ADD_softmax(code, Functor, word, types)               \
  SetWithRows<&Kernel<Functor, float>>(code, HOLO_F32, table);     \
  SetWithRows<&Kernel<Functor, double>>(code, HOLO_F64, table);    \
  SetWithRows<&Kernel<Functor, base::F16>>(code, HOLO_F16, table); \
  SetWithRows<&Kernel<Functor, base::Bf16>>(code, HOLO_BF16, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddSoftmax)
}  // namespace hologram::kernels
#endif
