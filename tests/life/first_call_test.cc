// first_call_test.cc — 64 threads make the process's first call at the same moment.
#define BOOST_TEST_MODULE first_call

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "support/session.h"

namespace hologram::executor {
namespace {

BOOST_AUTO_TEST_SUITE(first_call)

BOOST_AUTO_TEST_CASE(of_64_threads_at_once) {
  constexpr int kThreads = 64;
  std::atomic<int> waiting{0};
  std::atomic<int> right{0};
  std::atomic<holo_kernel> kernel{nullptr};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      waiting.fetch_add(1);
      while (waiting.load() < kThreads) std::this_thread::yield();
      if (i % 2 == 0) {  // half of them come in through the kernels, half through an executor
        holo_kernel mine = nullptr;
        test::Must(holo_kernel_get(HOLO_OP_ADD, HOLO_F32, HOLO_SIMD_BEST, &mine));
        holo_kernel expected = nullptr;
        if (!kernel.compare_exchange_strong(expected, mine) && expected != mine) return;
      }
      const test::Session session;
      const holo_buffer a = session.Floats(100, 2);
      test::Must(holo_add(session, a, a, a, 100));
      if (test::FirstFloat(a) == 4) right.fetch_add(1);
      test::Must(holo_buffer_destroy(a));
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(right.load() == kThreads);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
