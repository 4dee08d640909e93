// exhaustive_stride.h — which inputs of f32 a test takes that may take all.
#ifndef HOLOGRAM_TESTS_KERNELS_EXHAUSTIVE_STRIDE_H_
#define HOLOGRAM_TESTS_KERNELS_EXHAUSTIVE_STRIDE_H_

#include <cstdint>
#include <cstdlib>

namespace hologram::testing {

inline constexpr uint64_t kF32Inputs = uint64_t{1} << 32;
inline constexpr uint64_t kUsualStride = 19997;

// HOLO_EXHAUSTIVE_STRIDE, the distance between the bits of two inputs.
inline uint64_t Stride() {
  const char* wish = std::getenv("HOLO_EXHAUSTIVE_STRIDE");
  const uint64_t stride = wish != nullptr ? std::strtoull(wish, nullptr, 0) : 0;
  return stride > 0 ? stride : kUsualStride;
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_KERNELS_EXHAUSTIVE_STRIDE_H_
