// elementwise_float.cc — y[i] = op(x[i], …) on f32 and f64; compiled once per SIMD level.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/elementwise-inl.h"
#include "kernels/float_functors-inl.h"
#include "kernels/fma_functor-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
void AddElementwiseFloat(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_elementwise(code, Functor, word, types) \
  AddMap<Functor, float, word, types>(code, table);      \
  AddMap<Functor, double, word, types>(code, table);
#define HOLO_ADD_float_elementwise HOLO_ADD_elementwise
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddElementwiseFloat)
}  // namespace hologram::kernels
#endif
