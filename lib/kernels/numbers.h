// numbers.h — every dtype but bool8, for kernels that there are of each.
#ifndef HOLOGRAM_KERNELS_NUMBERS_H_
#define HOLOGRAM_KERNELS_NUMBERS_H_

#include "base/dtype.h"

namespace hologram::kernels {

// `visit(base::Type<T>())` for the C++ type of each.
template <class Visit>
void ForEachNumber(Visit visit) {
  const auto each = [&]<class... T>(base::Type<T>... types) { (visit(types), ...); };
  using base::Type;
  each(Type<float>(), Type<double>(), Type<base::F16>(), Type<base::Bf16>(), Type<int8_t>(), Type<int16_t>(),
       Type<int32_t>(), Type<int64_t>(), Type<uint8_t>(), Type<uint16_t>(), Type<uint32_t>(), Type<uint64_t>());
}

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_NUMBERS_H_
