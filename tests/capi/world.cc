// world.cc — makes them, and watches all of their memory.
#include "capi/world.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "support/random_values.h"

namespace hologram::testing {
namespace {

template <class Handle>
uintptr_t BitsOfHandle(Handle handle) {
  return reinterpret_cast<uintptr_t>(handle);
}

void Must(holo_status status) { BOOST_REQUIRE_EQUAL(holo_status_name(status), holo_status_name(HOLO_OK)); }

constexpr const char* kNotLive = "is not a live handle";

// What a host might hand over by mistake. `live` is a handle of the right kind, whose parts are changed one by one.
std::vector<BadHandle> Garbage(uintptr_t live) {
  std::vector<BadHandle> bad = {{"null", 0, "is null"}};
  const auto add = [&](const char* what, uintptr_t bits) { bad.push_back({what, bits, kNotLive}); };
  add("another generation", live ^ uintptr_t{1} << 32);
  add("the highest bit", live ^ uintptr_t{1} << 63);
  add("another copy of the library", live ^ uintptr_t{1} << 4);
  add("no kind", live & ~uintptr_t{15});
  add("an unknown kind", live | 15);
  add("a slot never made", (live & ~(uintptr_t{0xffffff} << 8)) | uintptr_t{0xabcdef} << 8);
  add("the last slot", live | uintptr_t{0xffffff} << 8);
  add("slot 0", live & ~(uintptr_t{0xffffff} << 8));
  add("all ones", ~uintptr_t{0});
  add("one", 1);
  add("a pointer", reinterpret_cast<uintptr_t>(&bad));
  Random random(1);
  for (int i = 0; i < 8; ++i) add("random bits", random.Bits());
  return bad;
}

}  // namespace

holo_buffer World::Create(holo_executor executor, holo_dtype dtype, int64_t count) {
  holo_buffer buffer = nullptr;
  Must(holo_buffer_create(executor, dtype, count, &buffer));
  void* data = nullptr;
  int64_t size_bytes = 0;
  Must(holo_buffer_map(buffer, HOLO_ACCESS_WRITE, &data, &size_bytes));
  for (int64_t i = 0; i < size_bytes; ++i) static_cast<unsigned char*>(data)[i] = static_cast<unsigned char>(i * 7 + 1);
  watch_.Memory(data, size_bytes);
  Must(holo_buffer_unmap(buffer));
  return buffer;
}

holo_buffer World::WrapReadOnly(holo_dtype dtype) {
  const auto size_bytes = static_cast<size_t>(kCount * holo_dtype_size(dtype));
  wrapped_.push_back(std::make_unique<std::vector<unsigned char>>(size_bytes, 0x5A));
  watch_.Memory(wrapped_.back()->data(), static_cast<int64_t>(size_bytes));
  holo_buffer buffer = nullptr;
  Must(holo_buffer_wrap(executor_, dtype, kCount, wrapped_.back()->data(), HOLO_BUFFER_READ_ONLY, nullptr, nullptr,
                        &buffer));
  return buffer;
}

World::World() : outs_(std::make_unique<Outs>()) {
  std::memset(outs_.get(), 0xA5, sizeof *outs_);
  outs_->executor_info.struct_size = sizeof outs_->executor_info;
  outs_->stats.struct_size = sizeof outs_->stats;
  outs_->buffer_info.struct_size = sizeof outs_->buffer_info;
  outs_->op_info.struct_size = sizeof outs_->op_info;
  outs_->cpu_info.struct_size = sizeof outs_->cpu_info;
  watch_.Memory(outs_.get(), sizeof *outs_);
  Must(holo_executor_create(nullptr, &executor_));
  dead_executor_ = BitsOfHandle(executor_);
  Must(holo_executor_backend(executor_, &backend_));
  dead_backend_ = BitsOfHandle(backend_);
  Must(holo_executor_destroy(executor_));
  Must(holo_executor_create(nullptr, &executor_));
  Must(holo_executor_backend(executor_, &backend_));
  Must(holo_executor_create(nullptr, &other_));
  Must(holo_guard_acquire(other_, nullptr, 0, &guard_));
  released_guard_ = BitsOfHandle(guard_);
  Must(holo_guard_release(guard_));
  Must(holo_guard_acquire(other_, nullptr, 0, &guard_));
  const holo_buffer dead = Create(executor_, HOLO_F32, 0);
  dead_buffer_ = BitsOfHandle(dead);
  Must(holo_buffer_destroy(dead));
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    for (int i = 0; i < 4; ++i) buffers_.push_back(Create(executor_, dtype, kCount));
    buffers_.push_back(Create(executor_, dtype, kShort));
    buffers_.push_back(WrapReadOnly(dtype));
    buffers_.push_back(Create(other_, dtype, kCount));
  }
  watch_.Executor(executor_);
  watch_.Executor(other_);
}

World::~World() {
  for (holo_buffer buffer : buffers_) holo_buffer_destroy(buffer);
  holo_guard_release(guard_);
  holo_executor_destroy(other_);
  holo_executor_destroy(executor_);
}

std::vector<BadHandle> World::BadBuffers() const {
  std::vector<BadHandle> bad = Garbage(BitsOfHandle(Buffer(HOLO_F32)));
  bad.push_back({"destroyed", dead_buffer_, kNotLive});
  bad.push_back({"a backend", BitsOfHandle(backend_), kNotLive});
  bad.push_back({"an executor", BitsOfHandle(executor_), kNotLive});
  bad.push_back({"a guard", BitsOfHandle(guard_), kNotLive});
  return bad;
}

std::vector<BadHandle> World::BadExecutors() const {
  std::vector<BadHandle> bad = Garbage(BitsOfHandle(executor_));
  bad.push_back({"destroyed", dead_executor_, kNotLive});
  bad.push_back({"a backend", BitsOfHandle(backend_), kNotLive});
  bad.push_back({"a buffer", BitsOfHandle(Buffer(HOLO_F32)), kNotLive});
  bad.push_back({"a guard", BitsOfHandle(guard_), kNotLive});
  return bad;
}

std::vector<BadHandle> World::BadBackends() const {
  std::vector<BadHandle> bad = Garbage(BitsOfHandle(backend_));
  bad.push_back({"of an executor that is destroyed", dead_backend_, kNotLive});
  bad.push_back({"an executor", BitsOfHandle(executor_), kNotLive});
  bad.push_back({"a buffer", BitsOfHandle(Buffer(HOLO_F32)), kNotLive});
  bad.push_back({"a guard", BitsOfHandle(guard_), kNotLive});
  return bad;
}

std::vector<BadHandle> World::BadGuards() const {
  std::vector<BadHandle> bad;
  const auto add = [&](const char* what, uintptr_t bits) { bad.push_back({what, bits, "is no open guard"}); };
  add("released", released_guard_);
  add("another sequence", BitsOfHandle(guard_) ^ uintptr_t{1} << 63);
  add("a guard slot that is free", BitsOfHandle(guard_) ^ 3);
  add("an executor", BitsOfHandle(executor_));
  add("a buffer", BitsOfHandle(Buffer(HOLO_F32)));
  add("a backend", BitsOfHandle(backend_));
  add("all ones", ~uintptr_t{0});
  add("a pointer", reinterpret_cast<uintptr_t>(&bad));
  return bad;
}

}  // namespace hologram::testing
