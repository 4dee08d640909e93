// float_control.h — the bits of this thread's floating-point control registers that say how to compute: rounding,
// flushing of subnormals, traps. Not those that record what has happened.
#ifndef HOLOGRAM_TESTS_SUPPORT_FLOAT_CONTROL_H_
#define HOLOGRAM_TESTS_SUPPORT_FLOAT_CONTROL_H_

#include <cstdint>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace hologram::testing {

#if defined(__x86_64__)
// MXCSR below, the x87 control word above: nothing but these two steer arithmetic.
inline uint64_t FloatControl() {
  uint16_t x87 = 0;
  __asm__ volatile("fnstcw %0" : "=m"(x87));
  return uint64_t{x87} << 32 | (_mm_getcsr() & 0xFFC0u);
}
inline void SetFloatControl(uint64_t bits) {
  const uint16_t x87 = static_cast<uint16_t>(bits >> 32);
  _mm_setcsr(static_cast<unsigned>(bits));
  __asm__ volatile("fldcw %0" : : "m"(x87));
}
inline constexpr uint64_t kFlushResults = 1u << 15;  // FTZ
inline constexpr uint64_t kFlushOperands = 1u << 6;  // DAZ
inline constexpr uint64_t kRoundingUnit = 1u << 13;  // of a two-bit field; 0 is to nearest
inline constexpr uint64_t kX87RoundingUnit = uint64_t{1} << (32 + 10);
#elif defined(__aarch64__)
inline uint64_t FloatControl() {
  uint64_t bits = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(bits));
  return bits;
}
inline void SetFloatControl(uint64_t bits) { __asm__ volatile("msr fpcr, %0" : : "r"(bits)); }
inline constexpr uint64_t kFlushResults = 1u << 24;  // FZ: operands as well
inline constexpr uint64_t kFlushOperands = 0;
inline constexpr uint64_t kRoundingUnit = 1u << 22;
inline constexpr uint64_t kX87RoundingUnit = 0;
#else
inline uint64_t FloatControl() { return 0; }
inline void SetFloatControl(uint64_t) {}
inline constexpr uint64_t kFlushResults = 0;
inline constexpr uint64_t kFlushOperands = 0;
inline constexpr uint64_t kRoundingUnit = 0;
inline constexpr uint64_t kX87RoundingUnit = 0;
#endif

// The settings that a host may have made: its own, subnormals flushed, each rounding mode, and all of it.
inline std::vector<uint64_t> HostFloatControls() {
  const uint64_t usual = FloatControl();
  const uint64_t flush = kFlushResults | kFlushOperands;
  std::vector<uint64_t> settings = {usual, usual | kFlushResults, usual | kFlushOperands, usual | flush};
  for (uint64_t mode : {1, 2, 3}) {
    const uint64_t rounding = mode * (kRoundingUnit | kX87RoundingUnit);
    settings.insert(settings.end(), {usual | rounding, usual | rounding | flush});
  }
  return settings;
}

// Puts the thread's settings back.
class KeepFloatControl {
 public:
  KeepFloatControl() : kept_(FloatControl()) {}
  ~KeepFloatControl() { SetFloatControl(kept_); }
  KeepFloatControl(const KeepFloatControl&) = delete;
  KeepFloatControl& operator=(const KeepFloatControl&) = delete;

 private:
  uint64_t kept_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_FLOAT_CONTROL_H_
