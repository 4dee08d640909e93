// sweep_test.cc — a destroyer that meets more hazards or guards than a sweep can note walks the records instead, and
// finds the one holder all the same.
#define BOOST_TEST_MODULE sweep

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include "executor/section.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

constexpr int kThreads = 20;  // 560 hazards and 80 guards: a sweep notes 256 and 64

void CountRelease(void* user, void*) { static_cast<std::atomic<int>*>(user)->fetch_add(1); }

// Threads that hold something until they are let go.
class Holders {
 public:
  explicit Holders(const std::function<void(int thread, const std::function<void()>& wait)>& hold) {
    for (int i = 0; i < kThreads; ++i) {
      threads_.emplace_back([this, hold, i] {
        hold(i, [this] {
          holding_.count_down();
          leave_.wait();
        });
      });
    }
    holding_.wait();
  }
  void LetGo() {
    leave_.count_down();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::latch holding_{kThreads};
  std::latch leave_{1};
  std::vector<std::thread> threads_;
};

BOOST_AUTO_TEST_SUITE(sweep)

BOOST_AUTO_TEST_CASE(more_hazards_than_it_notes) {
  const Session session;
  std::atomic<int> released{0};
  float data[4] = {};
  const holo_buffer held = session.Wrap(data, 4, CountRelease, &released);
  const holo_buffer other = session.Wrap(data, 4, CountRelease, &released);
  const holo_buffer named_by_all = session.Floats(4, 0);
  Holders holders([&](int thread, const std::function<void()>& wait) {
    std::vector<uint64_t> ids(kHazards, IdOf(named_by_all));
    if (thread == kThreads / 2) ids[kHazards / 2] = IdOf(held);
    Section section;
    if (!section.Enter(ids).ok()) throw std::logic_error("there is no room for this thread's hazards");
    wait();
  });
  Must(holo_buffer_destroy(other));
  BOOST_TEST(released.load() == 1);
  Must(holo_buffer_destroy(held));
  BOOST_TEST(released.load() == 1);
  holders.LetGo();
  BOOST_TEST(released.load() == 2);
  Must(holo_buffer_destroy(named_by_all));
}

BOOST_AUTO_TEST_CASE(more_guards_than_it_notes) {
  const Session guarded;
  const Session unguarded;
  std::atomic<int> released{0};
  float data[4] = {};
  const holo_buffer held = guarded.Wrap(data, 4, CountRelease, &released);
  const holo_buffer free = unguarded.Wrap(data, 4, CountRelease, &released);
  Holders holders([&](int, const std::function<void()>& wait) {
    holo_guard guards[kGuards] = {};
    for (holo_guard& guard : guards) Must(holo_guard_acquire(guarded, nullptr, 0, &guard));
    wait();
    for (holo_guard guard : guards) Must(holo_guard_release(guard));
  });
  Must(holo_buffer_destroy(free));
  BOOST_TEST(released.load() == 1);
  Must(holo_buffer_destroy(held));
  BOOST_TEST(released.load() == 1);
  holders.LetGo();
  BOOST_TEST(released.load() == 2);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_at_the_end) { BOOST_TEST(holo_live_handles() == 0); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
