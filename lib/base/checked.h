// checked.h — sizes multiplied without wrapping.
#ifndef HOLOGRAM_BASE_CHECKED_H_
#define HOLOGRAM_BASE_CHECKED_H_

#include <cstdint>
#include <limits>

#include "base/dtype.h"

namespace hologram::base {

// Bytes of `count` elements; false if they do not fit in 63 bits. `count` is not negative.
inline bool SizeInBytes(int64_t count, holo_dtype dtype, int64_t* size_bytes) {
  const int shift = Log2Size(dtype);
  if (count > (std::numeric_limits<int64_t>::max() >> shift)) return false;
  *size_bytes = count << shift;
  return true;
}

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_CHECKED_H_
