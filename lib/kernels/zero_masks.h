// zero_masks.h — which bits tell that an element is not zero: all, of floats all but the sign.
#ifndef HOLOGRAM_KERNELS_ZERO_MASKS_H_
#define HOLOGRAM_KERNELS_ZERO_MASKS_H_

#include <cstdint>

#include "hologram/types.h"

namespace hologram::kernels {

// `visit.template operator()<U, kMask>(dtype)` for every dtype: elements of one size and mask are one kernel.
template <class Visit>
void ForEachZeroMask(Visit visit) {
  for (const holo_dtype dtype : {HOLO_I8, HOLO_U8, HOLO_BOOL8}) visit.template operator()<uint8_t, 0xFF>(dtype);
  for (const holo_dtype dtype : {HOLO_I16, HOLO_U16}) visit.template operator()<uint16_t, 0xFFFF>(dtype);
  for (const holo_dtype dtype : {HOLO_F16, HOLO_BF16}) visit.template operator()<uint16_t, 0x7FFF>(dtype);
  for (const holo_dtype dtype : {HOLO_I32, HOLO_U32}) visit.template operator()<uint32_t, 0xFFFFFFFF>(dtype);
  visit.template operator()<uint32_t, 0x7FFFFFFF>(HOLO_F32);
  for (const holo_dtype dtype : {HOLO_I64, HOLO_U64}) visit.template operator()<uint64_t, 0xFFFFFFFFFFFFFFFF>(dtype);
  visit.template operator()<uint64_t, 0x7FFFFFFFFFFFFFFF>(HOLO_F64);
}

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_ZERO_MASKS_H_
