// float_environment.h — the default floating-point environment for as long as an object lives: round to nearest, subnormals
// kept, exceptions masked.
#ifndef HOLOGRAM_THREAD_FLOAT_ENVIRONMENT_H_
#define HOLOGRAM_THREAD_FLOAT_ENVIRONMENT_H_

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace hologram::thread {

class DefaultFloatEnvironment {
 public:
  // Does nothing if not `wanted`.
  explicit DefaultFloatEnvironment(bool wanted) : wanted_(wanted) {
    if (!wanted) return;
    host_ = Get();
    Set(kDefault);
  }
  ~DefaultFloatEnvironment() {
    if (wanted_) Set(host_);
  }
  DefaultFloatEnvironment(const DefaultFloatEnvironment&) = delete;
  DefaultFloatEnvironment& operator=(const DefaultFloatEnvironment&) = delete;

 private:
#if defined(__x86_64__)
  // MXCSR, the flags of what has happened included. Kernels have no x87 instructions.
  static constexpr uint32_t kDefault = 0x1F80;
  static uint32_t Get() { return _mm_getcsr(); }
  static void Set(uint32_t bits) { _mm_setcsr(bits); }
#elif defined(__aarch64__)
  static constexpr uint32_t kDefault = 0;
  static uint32_t Get() {
    uint64_t bits = 0;
    __asm__ volatile("mrs %0, fpcr" : "=r"(bits));
    return static_cast<uint32_t>(bits);
  }
  static void Set(uint32_t bits) { __asm__ volatile("msr fpcr, %0" : : "r"(uint64_t{bits})); }
#else
  static constexpr uint32_t kDefault = 0;
  static uint32_t Get() { return 0; }
  static void Set(uint32_t) {}
#endif

  bool wanted_;
  uint32_t host_ = 0;
};

}  // namespace hologram::thread

#endif  // HOLOGRAM_THREAD_FLOAT_ENVIRONMENT_H_
