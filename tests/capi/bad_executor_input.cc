// bad_executor_input.cc — bad input to the functions of executor.h that take a handle.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "capi/world.h"

namespace hologram::testing {

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(executor_destroy_refuses_what_is_no_live_executor) {
  const World w;
  const Function f(w.watch(), "holo_executor_destroy", {"executor"});
  for (const BadHandle& bad : w.BadExecutors()) {
    if (bad.bits == 0) continue;
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return holo_executor_destroy(bad.As<holo_executor>()); });
  }
}

BOOST_AUTO_TEST_CASE(destroying_or_releasing_null_does_nothing) {
  BOOST_TEST(holo_executor_destroy(nullptr) == HOLO_OK);
  BOOST_TEST(holo_buffer_destroy(nullptr) == HOLO_OK);
  BOOST_TEST(holo_guard_release(nullptr) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(executor_info_and_stats_refuse_null_and_bad_handles) {
  World w;
  const Function info(w.watch(), "holo_executor_info_get", {"executor", "info"});
  const Function stats(w.watch(), "holo_executor_stats_get", {"executor", "stats"});
  info.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null",
               [&] { return holo_executor_info_get(w.executor(), nullptr); });
  stats.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null",
                [&] { return holo_executor_stats_get(w.executor(), nullptr); });
  for (const BadHandle& bad : w.BadExecutors()) {
    const auto executor = bad.As<holo_executor>();
    info.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
                 [&] { return holo_executor_info_get(executor, &w.outs().executor_info); });
    stats.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
                  [&] { return holo_executor_stats_get(executor, &w.outs().stats); });
  }
}

BOOST_AUTO_TEST_CASE(guard_acquire_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_guard_acquire", {"executor", "buffers", "count", "guard"});
  const holo_buffer good = w.Buffer(HOLO_F32);
  for (const BadHandle& bad : w.BadExecutors()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
              [&] { return holo_guard_acquire(bad.As<holo_executor>(), &good, 1, &w.outs().guard); });
  }
  const auto acquire = [&](const std::vector<holo_buffer>& buffers) {
    return [&w, buffers] {
      return holo_guard_acquire(w.executor(), buffers.data(), static_cast<int32_t>(buffers.size()), &w.outs().guard);
    };
  };
  for (const BadHandle& bad : w.BadBuffers()) {
    const auto buffer = bad.As<holo_buffer>();
    for (const auto& buffers : std::vector<std::vector<holo_buffer>>{{buffer}, {good, good, buffer}, {buffer, good}}) {
      f.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, bad.said, acquire(buffers));
    }
  }
  f.Refuses(HOLO_ERROR_WRONG_EXECUTOR, 2, "belongs to another executor", acquire({good, w.Foreign(HOLO_F32)}));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null",
            [&] { return holo_guard_acquire(w.executor(), nullptr, 1, &w.outs().guard); });
  for (int32_t count : {-1, std::numeric_limits<int32_t>::min()}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, std::to_string(count) + " is negative",
              [&] { return holo_guard_acquire(w.executor(), &good, count, &w.outs().guard); });
  }
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [&] { return holo_guard_acquire(w.executor(), &good, 1, nullptr); });
}

// One is open already: the world's own.
BOOST_AUTO_TEST_CASE(a_fifth_guard_is_refused) {
  World w;
  const Function f(w.watch(), "holo_guard_acquire", {"executor", "buffers", "count", "guard"});
  holo_guard guards[3] = {};
  for (holo_guard& guard : guards) {
    BOOST_TEST_REQUIRE(holo_guard_acquire(w.executor(), nullptr, 0, &guard) == HOLO_OK);
  }
  f.Refuses(HOLO_ERROR_LIMIT, 0, "4 guards",
            [&] { return holo_guard_acquire(w.executor(), nullptr, 0, &w.outs().guard); });
  for (holo_guard guard : guards) BOOST_TEST(holo_guard_release(guard) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(guard_release_refuses_what_is_no_open_guard) {
  const World w;
  const Function f(w.watch(), "holo_guard_release", {"guard"});
  for (const BadHandle& bad : w.BadGuards()) {
    BOOST_TEST_CONTEXT(bad.what) {
      f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return holo_guard_release(bad.As<holo_guard>()); });
    }
  }
}

BOOST_AUTO_TEST_CASE(guard_release_refuses_another_threads_guard) {
  const World w;
  const Function f(w.watch(), "holo_guard_release", {"guard"});
  holo_guard guard = nullptr;
  BOOST_TEST_REQUIRE(holo_guard_acquire(w.executor(), nullptr, 0, &guard) == HOLO_OK);
  std::thread([&] {
    f.Refuses(HOLO_ERROR_WRONG_THREAD, 1, "another thread", [&] { return holo_guard_release(guard); });
  }).join();
  BOOST_TEST(holo_guard_release(guard) == HOLO_OK);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
