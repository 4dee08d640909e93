// no_thread_key_test.cc — a process whose keys for thread-local data are all in use: threads still call, and leave
// nothing but a record that no later thread gets.
#define BOOST_TEST_MODULE no_thread_key

#include <pthread.h>

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "executor/record.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;

BOOST_AUTO_TEST_SUITE(no_thread_key)

// Nothing of the library has run in this process yet.
BOOST_AUTO_TEST_CASE(threads_call_all_the_same) {
  std::vector<pthread_key_t> keys;
  for (pthread_key_t key = 0; pthread_key_create(&key, nullptr) == 0;) keys.push_back(key);
  BOOST_TEST(keys.size() > 100);
  {
    const test::Session session;
    constexpr int kThreads = 50;
    for (int i = 0; i < kThreads; ++i) {
      std::thread([&] {
        const holo_buffer x = session.Floats(100, 3);
        Must(holo_mul(session, x, x, x, 100));
        BOOST_TEST(test::FirstFloat(x) == 9);
        Must(holo_buffer_destroy(x));
      }).join();
    }
    BOOST_TEST(RecordsMade() == kThreads + 1);
    // Those that ended count as living, so a destroyer sends barriers; and nobody holds anything up.
    int released = 0;
    float data[4] = {};
    const auto release = [](void* user, void*) { ++*static_cast<int*>(user); };
    Must(holo_buffer_destroy(session.Wrap(data, 4, release, &released)));
    BOOST_TEST(released == 1);
  }
  BOOST_TEST(holo_live_handles() == 0);
  for (const pthread_key_t key : keys) pthread_key_delete(key);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
