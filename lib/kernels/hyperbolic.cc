// hyperbolic.cc — y[i] = op(x[i]) for functions made of e^x - 1, on all floats; compiled once per SIMD level.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/hyperbolic.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/hyperbolic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

void AddHyperbolic(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_hyperbolic(code, Functor, word, types) AddBlockMap<code, Functor, word, types>(table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddHyperbolic)
}  // namespace hologram::kernels
#endif
