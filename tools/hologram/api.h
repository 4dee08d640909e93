// api.h — the C API as C++ uses it best: a failing status is thrown, a handle is destroyed by its owner.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_API_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_API_H_

#include <string>
#include <utility>

#include "failure.h"
#include "hologram/hologram.h"

namespace hologram::cli {

// Throws the library's own message if a call failed.
inline void Check(holo_status status) {
  if (status == HOLO_OK) return;
  holo_error error = HOLO_ERROR_INIT;
  const bool described = holo_last_error(&error) == HOLO_OK && error.code == status && error.message[0] != '\0';
  const std::string name = holo_status_name(status);
  throw Failure(described ? std::string(error.message) + " (" + name + ")" : name);
}

// Owns one handle.
template <class Handle, holo_status (*Destroy)(Handle) noexcept>
class Owned {
 public:
  Owned() = default;
  explicit Owned(Handle handle) : handle_(handle) {}
  Owned(Owned&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Owned() { Destroy(handle_); }

  Handle get() const { return handle_; }

 private:
  Handle handle_ = nullptr;
};

using Executor = Owned<holo_executor, holo_executor_destroy>;
using Buffer = Owned<holo_buffer, holo_buffer_destroy>;

inline Executor MakeExecutor(holo_simd_level simd_cap, holo_accuracy accuracy = HOLO_ACCURACY_STANDARD) {
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.simd_cap = simd_cap;
  options.accuracy = accuracy;
  holo_executor executor = nullptr;
  Check(holo_executor_create(&options, &executor));
  return Executor(executor);
}

inline holo_simd_level SimdLevelOf(const Executor& executor) {
  holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
  Check(holo_executor_info_get(executor.get(), &info));
  return info.simd_level;
}

inline Buffer MakeBuffer(const Executor& executor, holo_dtype dtype, int64_t count) {
  holo_buffer buffer = nullptr;
  Check(holo_buffer_create(executor.get(), dtype, count, &buffer));
  return Buffer(buffer);
}

// Memory that outlives the buffer; it is not written to.
inline Buffer WrapReadOnly(const Executor& executor, holo_dtype dtype, int64_t count, const void* data) {
  holo_buffer buffer = nullptr;
  Check(holo_buffer_wrap(executor.get(), dtype, count, const_cast<void*>(data), HOLO_BUFFER_READ_ONLY, nullptr, nullptr,
                         &buffer));
  return Buffer(buffer);
}

inline Buffer Wrap(const Executor& executor, holo_dtype dtype, int64_t count, void* data) {
  holo_buffer buffer = nullptr;
  Check(holo_buffer_wrap(executor.get(), dtype, count, data, 0, nullptr, nullptr, &buffer));
  return Buffer(buffer);
}

inline Buffer View(const Buffer& buffer, int64_t offset, int64_t count) {
  holo_buffer view = nullptr;
  Check(holo_buffer_view(buffer.get(), offset, count, &view));
  return Buffer(view);
}

inline holo_cpu_info CpuInfo() {
  holo_cpu_info info = HOLO_CPU_INFO_INIT;
  Check(holo_cpu_info_get(&info));
  return info;
}

inline std::string LibraryVersion() {
  int32_t major = 0, minor = 0, patch = 0;
  holo_version(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

// The name of a level or a type that this program was not built to know is its number.
inline std::string SimdLevelName(holo_simd_level level) {
  const char* name = holo_simd_level_name(level);
  return name != nullptr ? name : std::to_string(level);
}

inline std::string DtypeName(holo_dtype dtype) {
  const char* name = holo_dtype_name(dtype);
  return name != nullptr ? name : std::to_string(dtype);
}

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_API_H_
