// polar.cc — y[i] = op(a[i], b[i]) for the distance and the angle of points, on all floats; compiled once per SIMD level.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polar.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/polar-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {

void AddPolar(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_polar(code, Functor, word, types) AddBlockMap<code, Functor, word, types>(table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddPolar)
}  // namespace hologram::kernels
#endif
