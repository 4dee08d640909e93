// host_session.h — what a host does with the library, with memory that fails somewhere on the way: a step that finds
// none says so, changes nothing, and succeeds when it is tried again.
#ifndef HOLOGRAM_TESTS_CAPI_HOST_SESSION_H_
#define HOLOGRAM_TESTS_CAPI_HOST_SESSION_H_

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "hologram/hologram.h"

namespace hologram::testing {

class HostSession {
 public:
  // `restore` ends the failing.
  HostSession(const holo_executor_options& options, std::function<void()> restore)
      : options_(options), restore_(std::move(restore)) {}

  // Makes one of everything, works with it, and destroys it.
  void Run() {
    const int64_t live = holo_live_handles();
    float memory[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    int released = 0;
    holo_guard guard = nullptr;
    Step("holo_executor_create", &executor_, [&] { return holo_executor_create(&options_, &executor_); });
    Step("holo_buffer_create", &a_, [&] { return holo_buffer_create(executor_, HOLO_F32, 8, &a_); });
    Step("holo_buffer_create", &large_, [&] { return holo_buffer_create(executor_, HOLO_F32, 100000, &large_); });
    Step("holo_buffer_wrap", &wrapped_,
         [&] { return holo_buffer_wrap(executor_, HOLO_F32, 8, memory, 0, CountRelease, &released, &wrapped_); });
    BOOST_TEST(released == 0, "a wrap that failed was released");
    Step("holo_buffer_view", &view_, [&] { return holo_buffer_view(large_, 10, 8, &view_); });
    Step("holo_guard_acquire", &guard, [&] { return holo_guard_acquire(executor_, nullptr, 0, &guard); });
    Compute();
    Must(holo_guard_release(guard));
    for (holo_buffer buffer : {large_, a_, wrapped_, view_}) Must(holo_buffer_destroy(buffer));
    Must(holo_executor_destroy(executor_));
    BOOST_TEST(released == 1);
    BOOST_TEST(holo_live_handles() == live);
  }

  // How many steps found no memory.
  int refused() const { return refused_; }

 private:
  static void CountRelease(void* user, void*) { ++*static_cast<int*>(user); }

  void Must(holo_status status) const {
    BOOST_TEST(status == HOLO_OK, holo_status_name(status) << " from a call that needs no memory");
  }

  int64_t AllocatedBytes() const {
    holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
    return holo_executor_stats_get(executor_, &stats) == HOLO_OK ? stats.allocated_bytes : 0;
  }

  template <class Handle, class Call>
  void Step(const char* function, Handle* out, Call call) {
    const int64_t live = holo_live_handles();
    const int64_t bytes = AllocatedBytes();
    const holo_status status = call();
    if (status == HOLO_OK) return;
    holo_error error = HOLO_ERROR_INIT;
    const holo_status told = holo_last_error(&error);  // while memory is still failing
    restore_();
    ++refused_;
    BOOST_TEST(told == HOLO_OK);
    BOOST_TEST(std::string(holo_status_name(status)) == "HOLO_ERROR_OUT_OF_MEMORY", function);
    BOOST_TEST(error.code == status);
    BOOST_TEST(error.argument == 0);
    const std::string message = error.message;
    BOOST_TEST(message.starts_with(std::string(function) + ": no memory"), message);
    BOOST_TEST((*out == nullptr), function << " filled its pointer");
    BOOST_TEST(holo_live_handles() == live);
    BOOST_TEST(AllocatedBytes() == bytes, function << " holds memory");
    BOOST_TEST_REQUIRE(call() == HOLO_OK, function << ", tried again");
  }

  void Compute() {
    const holo_scalar two = {HOLO_F32, 0, {.f64 = 2}};
    holo_scalar sum = {};
    Must(holo_buffer_fill(a_, &two));
    Must(holo_mul(executor_, a_, wrapped_, view_, 8));
    Must(holo_sum(executor_, view_, 8, &sum));
    BOOST_TEST(sum.value.f64 == 72);
  }

  holo_executor_options options_;
  std::function<void()> restore_;
  holo_executor executor_ = nullptr;
  holo_buffer a_ = nullptr;
  holo_buffer large_ = nullptr;
  holo_buffer wrapped_ = nullptr;
  holo_buffer view_ = nullptr;
  int refused_ = 0;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_HOST_SESSION_H_
