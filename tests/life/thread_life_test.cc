// thread_life_test.cc — threads that come and go: records are reused, and what threads leave behind is freed.
#define BOOST_TEST_MODULE thread_life

#include <pthread.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <latch>
#include <thread>
#include <vector>

#include "executor/record.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

int CountRecords() {
  int count = 0;
  for (const Record* r = FirstRecord(); r != nullptr; r = r->next) ++count;
  return count;
}

bool Computes(const Session& session) {
  const holo_buffer a = session.Floats(64, 3);
  const holo_buffer y = session.Floats(64, 0);
  Must(holo_add(session, a, a, y, 64));
  const bool right = test::FirstFloat(y) == 6;
  Must(holo_buffer_destroy(a));
  Must(holo_buffer_destroy(y));
  return right;
}

// The large numbers of the full run are too slow under emulation and sanitizers.
int Scaled(int count) {
  const char* sample = std::getenv("HOLO_TEST_SAMPLE");
  return sample != nullptr ? count / std::atoi(sample) : count;
}

BOOST_AUTO_TEST_SUITE(thread_life)

BOOST_AUTO_TEST_CASE(many_threads_at_once) {
  const Session session;
  std::atomic<int> right{0};
  const int count = Scaled(1000);
  std::latch all_inside(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&] {
      right.fetch_add(Computes(session) ? 1 : 0);
      all_inside.arrive_and_wait();
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(right.load() == count);
  BOOST_TEST(CountRecords() >= count);
  BOOST_TEST(LiveRecords() == 1);
}

BOOST_AUTO_TEST_CASE(threads_in_a_row_reuse_a_record) {
  const Session session;
  const int before = CountRecords();
  int right = 0;
  const int count = Scaled(3000);
  for (int i = 0; i < count; ++i) std::thread([&] { right += Computes(session) ? 1 : 0; }).join();
  BOOST_TEST(right == count);
  BOOST_TEST(CountRecords() <= before + 1);
}

// A key of the test's own whose destructor calls the library after the library's own may have run.
pthread_key_t g_late_key;
const Session* g_late_session = nullptr;
std::atomic<int> g_late_calls{0};

void CallLate(void* rounds_left) {
  if (Computes(*g_late_session)) g_late_calls.fetch_add(1);
  const auto left = reinterpret_cast<uintptr_t>(rounds_left) - 1;
  if (left > 0) pthread_setspecific(g_late_key, reinterpret_cast<void*>(left));
}

BOOST_AUTO_TEST_CASE(calls_from_destructors_of_thread_keys_work) {
  const Session session;
  g_late_session = &session;
  BOOST_TEST(pthread_key_create(&g_late_key, CallLate) == 0);
  std::thread([&] {
    Computes(session);
    pthread_setspecific(g_late_key, reinterpret_cast<void*>(uintptr_t{3}));
  }).join();
  BOOST_TEST(g_late_calls.load() == 3);
  BOOST_TEST(LiveRecords() == 1);
  pthread_key_delete(g_late_key);
}

void CountRelease(void* user, void*) { static_cast<std::atomic<int>*>(user)->fetch_add(1); }

BOOST_AUTO_TEST_CASE(a_cancelled_thread_leaves_nothing_behind) {
  const Session session;
  std::atomic<int> released{0};
  int64_t wrapped = 0;
  float data[4] = {};
  for (int i = 0; i < Scaled(300); ++i) {
    struct Work {
      const Session* session;
      float* data;
      std::atomic<int>* released;
      std::atomic<int64_t> wrapped{0};
    } work = {&session, data, &released};
    pthread_t thread;
    BOOST_REQUIRE(pthread_create(
                      &thread, nullptr,
                      [](void* argument) -> void* {
                        Work* w = static_cast<Work*>(argument);
                        for (;;) {
                          const holo_buffer buffer = w->session->Wrap(w->data, 4, CountRelease, w->released);
                          w->wrapped.fetch_add(1);
                          holo_buffer_destroy(buffer);
                          pthread_testcancel();
                        }
                      },
                      &work) == 0);
    while (work.wrapped.load() == 0) std::this_thread::yield();
    pthread_cancel(thread);
    pthread_join(thread, nullptr);
    wrapped += work.wrapped.load();
  }
  BOOST_TEST(released.load() == wrapped);
  BOOST_TEST(LiveRecords() == 1);
}

BOOST_AUTO_TEST_CASE(buffers_destroyed_by_another_thread_than_their_maker) {
  const Session session;
  for (int i = 0; i < Scaled(500); ++i) {
    const holo_buffer buffer = session.Floats(16, 1);
    std::thread([&] { Must(holo_buffer_destroy(buffer)); }).join();
  }
  holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
  Must(holo_executor_stats_get(session, &stats));
  BOOST_TEST(stats.buffers < 32);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
