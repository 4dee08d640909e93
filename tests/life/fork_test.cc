// fork_test.cc — fork before, during and after calls of other threads: the child computes, destroys, starts threads.
#define BOOST_TEST_MODULE fork

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "life/block_pool.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;

// What a sanitizer's run time may have locked when another thread forks stays locked in the child: there, buffers get
// their memory from a pool without locks, and children start no threads.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

holo_executor_options Options() {
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  if (kSanitized) options.allocator = test::BlockPool::Allocator();
  return options;
}

struct Session : test::Session {
  Session() : test::Session(Options()) {}
};

constexpr int kChildTimeoutSeconds = 60;

// Runs `body` in a child; true if it returned true. A child that hangs is ended by its alarm.
bool InChild(const std::function<bool()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(kChildTimeoutSeconds);
    bool good = false;
    try {
      good = body();
    } catch (...) {
    }
    _exit(good ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Computes(const Session& session) {
  const holo_buffer a = session.Floats(1000, 2);
  const holo_buffer y = session.Floats(1000, 0);
  Must(holo_mul(session, a, a, y, 1000));
  const bool right = test::FirstFloat(y) == 4;
  Must(holo_buffer_destroy(a));
  Must(holo_buffer_destroy(y));
  return right;
}

bool ComputesEverywhere(const Session& inherited) {
  if (!Computes(inherited)) return false;
  const Session own;
  bool in_thread = kSanitized;
  if (!kSanitized) std::thread([&] { in_thread = Computes(own) && Computes(inherited); }).join();
  return in_thread && InChild([&] { return Computes(own) && Computes(inherited); });
}

BOOST_AUTO_TEST_SUITE(fork)

BOOST_AUTO_TEST_CASE(before_the_first_call) {
  // First: nothing of the library has run in this process yet.
  BOOST_TEST(InChild([] {
    const Session session;
    return ComputesEverywhere(session);
  }));
}

BOOST_AUTO_TEST_CASE(after_calls) {
  const Session session;
  BOOST_TEST(Computes(session));
  BOOST_TEST(InChild([&] { return ComputesEverywhere(session); }));
  BOOST_TEST(Computes(session));
}

BOOST_AUTO_TEST_CASE(while_threads_call_create_and_destroy) {
  const Session session;
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!stop.load()) Computes(session);
    });
  }
  int good = 0;
  constexpr int kForks = 100;
  for (int i = 0; i < kForks; ++i) {
    good += InChild([&] { return ComputesEverywhere(session); }) ? 1 : 0;
  }
  stop.store(true);
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(good == kForks);
}

// A release callback that blocks until it is let go: its thread is in the middle of a destroy.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool reached = false;
  bool open = false;

  static void Release(void* user, void*) {
    Gate* gate = static_cast<Gate*>(user);
    std::unique_lock lock(gate->mutex);
    gate->reached = true;
    gate->changed.notify_all();
    gate->changed.wait(lock, [&] { return gate->open; });
  }
  void AwaitReached() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return reached; });
  }
  void Open() {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
};

BOOST_AUTO_TEST_CASE(while_a_thread_is_inside_a_release_callback) {
  const Session session;
  Gate gate;
  float data[4] = {};
  std::thread destroyer([&] { Must(holo_buffer_destroy(session.Wrap(data, 4, Gate::Release, &gate))); });
  gate.AwaitReached();
  BOOST_TEST(InChild([&] { return ComputesEverywhere(session); }));
  gate.Open();
  destroyer.join();
}

void CountRelease(void* user, void*) { ++*static_cast<int*>(user); }

BOOST_AUTO_TEST_CASE(a_reader_that_fork_left_behind_holds_nothing_up) {
  const Session session;
  int released = 0;
  float data[4] = {};
  const holo_buffer held = session.Wrap(data, 4, CountRelease, &released);
  std::mutex mutex;
  std::condition_variable changed;
  bool guarded = false;
  bool stop = false;
  std::thread reader([&] {
    holo_guard guard = nullptr;
    Must(holo_guard_acquire(session, &held, 1, &guard));
    std::unique_lock lock(mutex);
    guarded = true;
    changed.notify_all();
    changed.wait(lock, [&] { return stop; });
    lock.unlock();
    Must(holo_guard_release(guard));
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return guarded; });
  }
  BOOST_TEST(InChild([&] {
    Must(holo_buffer_destroy(held));
    return released == 1 && ComputesEverywhere(session);
  }));
  Must(holo_buffer_destroy(held));
  BOOST_TEST(released == 0);
  {
    const std::lock_guard lock(mutex);
    stop = true;
    changed.notify_all();
  }
  reader.join();
  BOOST_TEST(released == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
