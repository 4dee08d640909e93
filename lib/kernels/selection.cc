// selection.cc — y[i] = a[i] ? b[i] : c[i]; compiled once per SIMD level.
#include <limits>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/selection.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functor of ops.def's row of family `selection`, as named there. Both inputs are read, whichever is taken.

struct Where {
  template <class T>
  HWY_INLINE T operator()(uint8_t a, T b, T c) const {
    return a != 0 ? b : c;
  }
};

// Elements of one size are moved by one kernel, as integers.
template <class Functor>
void AddSelect(holo_op op, base::DtypeSet dtypes, KernelTable* table) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if ((dtypes & base::Bit(dtype)) == 0) continue;
    base::WithBits(dtype, [=]<class U>(base::Type<U>) {
      table->Set(op, dtype, &LaneMap3<Functor, uint8_t, U, U>);
      table->Set(op, dtype, &LaneMap3ScalarRest<Functor, uint8_t, U, U>, ops::Form::kScalarRest);
    });
  }
}

}  // namespace

void AddSelection(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_selection(code, Functor, word, types) AddSelect<Functor>(code, types, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddSelection)
}  // namespace hologram::kernels
#endif
