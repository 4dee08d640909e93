// world.h — executors, buffers of every dtype and handles of every bad kind, for calls that must be refused.
#ifndef HOLOGRAM_TESTS_CAPI_WORLD_H_
#define HOLOGRAM_TESTS_CAPI_WORLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "capi/refusal.h"
#include "hologram/hologram.h"

namespace hologram::testing {

// Bits that are no live handle of the kind they are given for.
struct BadHandle {
  std::string what;
  uintptr_t bits = 0;
  std::string said;  // in the message

  template <class Handle>
  Handle As() const {
    return reinterpret_cast<Handle>(bits);
  }
};

// Where calls put what they fill. All bytes are 0xA5 to begin with; of structs, struct_size is right.
struct Outs {
  holo_executor executor;
  holo_buffer buffer;
  holo_guard guard;
  holo_backend backend;
  const void* table;
  char text[64];
  int64_t needed;
  holo_kernel kernel;
  holo_op op;
  void* data;
  int64_t size_bytes;
  holo_scalar result;
  double elements[128];
  holo_executor_info executor_info;
  holo_executor_stats stats;
  holo_buffer_info buffer_info;
  holo_op_info op_info;
  holo_cpu_info cpu_info;
};

class World {
 public:
  static constexpr int64_t kCount = 70;  // elements of each buffer but the short one
  static constexpr int64_t kShort = 5;

  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  holo_executor executor() const { return executor_; }
  holo_executor other() const { return other_; }
  holo_backend backend() const { return backend_; }  // of `executor`
  // Buffers of `executor`; the first three to be read, the fourth to be written.
  holo_buffer Buffer(holo_dtype dtype, int i = 0) const { return At(dtype, i); }
  holo_buffer Short(holo_dtype dtype) const { return At(dtype, 4); }
  holo_buffer ReadOnly(holo_dtype dtype) const { return At(dtype, 5); }
  // A buffer of `other`.
  holo_buffer Foreign(holo_dtype dtype) const { return At(dtype, 6); }

  std::vector<BadHandle> BadBuffers() const;
  std::vector<BadHandle> BadExecutors() const;
  std::vector<BadHandle> BadGuards() const;
  std::vector<BadHandle> BadBackends() const;

  Outs& outs() { return *outs_; }
  const Watch& watch() const { return watch_; }

 private:
  static constexpr size_t kPerDtype = 7;

  holo_buffer At(holo_dtype dtype, int i) const {
    return buffers_[static_cast<size_t>(dtype - HOLO_F32) * kPerDtype + static_cast<size_t>(i)];
  }
  holo_buffer Create(holo_executor executor, holo_dtype dtype, int64_t count);
  holo_buffer WrapReadOnly(holo_dtype dtype);

  holo_executor executor_ = nullptr;
  holo_executor other_ = nullptr;
  holo_guard guard_ = nullptr;  // of `other`
  holo_backend backend_ = nullptr;
  std::vector<holo_buffer> buffers_;
  std::vector<std::unique_ptr<std::vector<unsigned char>>> wrapped_;
  uintptr_t dead_buffer_ = 0;  // its slot names another buffer now
  uintptr_t dead_executor_ = 0;
  uintptr_t dead_backend_ = 0;
  uintptr_t released_guard_ = 0;
  std::unique_ptr<Outs> outs_;
  Watch watch_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_WORLD_H_
