// overlap.h — whether pieces of memory overlap.
#ifndef HOLOGRAM_BASE_OVERLAP_H_
#define HOLOGRAM_BASE_OVERLAP_H_

#include <cstdint>

namespace hologram::base {

// Whether the two have a byte in common. One of no bytes has none.
inline bool HaveCommonBytes(const void* a, uint64_t a_bytes, const void* b, uint64_t b_bytes) {
  const auto x = reinterpret_cast<uintptr_t>(a), y = reinterpret_cast<uintptr_t>(b);
  const bool apart = x < y ? y - x >= a_bytes : x - y >= b_bytes;
  return !apart && a_bytes != 0 && b_bytes != 0;
}

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_OVERLAP_H_
