// failing_walk.h — the walk through every function, with memory that fails somewhere on the way: a call that finds none
// says so, changes nothing, and succeeds when it is tried again; in the end nothing is left.
#ifndef HOLOGRAM_TESTS_CAPI_FAILING_WALK_H_
#define HOLOGRAM_TESTS_CAPI_FAILING_WALK_H_

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "capi/every_function.h"

namespace hologram::testing {

class FailingWalk {
 public:
  // `restore` ends the failing. `held_bytes` is what a refused call may not change.
  FailingWalk(const holo_allocator& allocator, std::function<void()> restore, std::function<int64_t()> held_bytes)
      : restore_(std::move(restore)), held_bytes_(std::move(held_bytes)) {
#define HOLO_EXPORT(name, fallible) walk_.call.name = ::name;
#include "capi/exported_functions.def"
    walk_.allocator = allocator;
    walk_.user = this;
    walk_.before = [](walk* w, int, int) { static_cast<FailingWalk*>(w->user)->Look(); };
    walk_.after = [](walk* w, int function, int, holo_status status) {
      return status == HOLO_OK ? int{WALK_ON} : static_cast<FailingWalk*>(w->user)->Refused(function, status);
    };
  }
  FailingWalk(const FailingWalk&) = delete;
  FailingWalk& operator=(const FailingWalk&) = delete;

  void Run() {
    const int64_t live = holo_live_handles();
    BOOST_TEST(walk_every_function(&walk_) == 1);
    BOOST_TEST(holo_live_handles() == live);
  }

  // How many calls found no memory.
  int refused() const { return refused_; }

 private:
  // Allocates nothing: memory may be failing.
  void Look() {
    live_ = holo_live_handles();
    held_ = held_bytes_();
  }

  int Refused(int function, holo_status status) {
    holo_error error = HOLO_ERROR_INIT;
    const holo_status told = holo_last_error(&error);  // while memory is still failing
    restore_();
    ++refused_;
    BOOST_TEST_CONTEXT(function_name(function)) {
      BOOST_TEST(function_can_fail(function) == FALLIBLE);
      BOOST_TEST(std::string(holo_status_name(status)) == "HOLO_ERROR_OUT_OF_MEMORY");
      BOOST_TEST(told == HOLO_OK);
      BOOST_TEST(error.code == status);
      BOOST_TEST(error.argument == 0);
      const std::string message = error.message;
      BOOST_TEST(message.starts_with(std::string(function_name(function)) + ": no memory"), message);
      BOOST_TEST(holo_live_handles() == live_);
      BOOST_TEST(held_bytes_() == held_, "the refused call holds memory");
    }
    return status == HOLO_ERROR_OUT_OF_MEMORY ? WALK_AGAIN : WALK_END;
  }

  walk walk_ = {};
  std::function<void()> restore_;
  std::function<int64_t()> held_bytes_;
  int64_t live_ = 0;
  int64_t held_ = 0;
  int refused_ = 0;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_FAILING_WALK_H_
