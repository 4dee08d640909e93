// session.h — an executor for a test, and calls that must succeed.
#ifndef HOLOGRAM_TESTS_SUPPORT_SESSION_H_
#define HOLOGRAM_TESTS_SUPPORT_SESSION_H_

#include <cstdint>
#include <stdexcept>
#include <string>

#include "hologram/hologram.h"

namespace hologram::test {

// The message of this thread's last failure.
inline std::string LastMessage() {
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  return error.message;
}

// For steps that are not what is tested: throws, from any thread, with the library's own words.
inline void Must(holo_status status) {
  if (status != HOLO_OK) throw std::runtime_error(std::string(holo_status_name(status)) + ": " + LastMessage());
}

class Session {
 public:
  explicit Session(const holo_executor_options& options) { Must(holo_executor_create(&options, &executor_)); }
  explicit Session(holo_simd_level cap = HOLO_SIMD_BEST) : Session(CappedAt(cap)) {}
  ~Session() { holo_executor_destroy(executor_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  operator holo_executor() const { return executor_; }  // NOLINT(google-explicit-constructor)

  // `count` floats, all of them `value`. Its user destroys it.
  holo_buffer Floats(int64_t count, float value) const {
    holo_buffer buffer = nullptr;
    Must(holo_buffer_create(executor_, HOLO_F32, count, &buffer));
    holo_scalar scalar = {HOLO_F32, 0, {value}};
    Must(holo_buffer_fill(buffer, &scalar));
    return buffer;
  }

  holo_buffer Wrap(float* data, int64_t count, holo_release release, void* user) const {
    holo_buffer buffer = nullptr;
    Must(holo_buffer_wrap(executor_, HOLO_F32, count, data, 0, release, user, &buffer));
    return buffer;
  }

 private:
  static holo_executor_options CappedAt(holo_simd_level cap) {
    holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
    options.simd_cap = cap;
    return options;
  }

  holo_executor executor_ = nullptr;
};

inline float FirstFloat(holo_buffer buffer) {
  float value = 0;
  Must(holo_buffer_read(buffer, 0, &value, 1));
  return value;
}

}  // namespace hologram::test

#endif  // HOLOGRAM_TESTS_SUPPORT_SESSION_H_
