// allocation_failure_test.cc — an executor's allocator that fails at its i-th call, for every i: by null or, though it
// must not, by an exception; once, or from then on.
//
// When the process itself has no memory: process_memory_failure_test.
#define BOOST_TEST_MODULE allocation_failure
#include <boost/test/unit_test.hpp>
#include <cstdint>

#include "capi/counting_allocator.h"
#include "capi/failing_walk.h"
#include "capi/host_session.h"

namespace hologram::testing {
namespace {

using Failure = CountingAllocator::Failure;

// How often a session asks for memory: the executor; two created buffers with their data; a wrap; a view.
constexpr int64_t kCallsOfASession = 1 + 2 * 2 + 1 + 1;

// Runs a session with the allocator failing from its `first` call on, `count` times. Returns how many steps found no
// memory.
int FailingSession(int64_t first, int64_t count, Failure failure, int64_t* failures) {
  CountingAllocator allocator;
  allocator.FailFrom(first, count == CountingAllocator::kForEver ? count : first + count - 1, failure);
  HostSession session(allocator.Options(), [&] { allocator.FailNoMore(); });
  session.Run();
  BOOST_TEST(allocator.given() == 0);
  BOOST_TEST(allocator.given_bytes() == 0);
  BOOST_TEST(allocator.complaints() == "");
  *failures = allocator.failures();
  return session.refused();
}

// The same of a walk through every function.
int FailingWalkOf(int64_t first, int64_t count, Failure failure, int64_t* failures) {
  CountingAllocator allocator;
  allocator.FailFrom(first, count == CountingAllocator::kForEver ? count : first + count - 1, failure);
  FailingWalk walk(
      allocator.Options().allocator, [&] { allocator.FailNoMore(); }, [&] { return allocator.given_bytes(); });
  walk.Run();
  BOOST_TEST(allocator.given() == 0);
  BOOST_TEST(allocator.complaints() == "");
  *failures = allocator.failures();
  return walk.refused();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(allocation_failure)

BOOST_AUTO_TEST_CASE(a_session_asks_as_often_as_this_test_believes) {
  CountingAllocator allocator;
  HostSession session(allocator.Options(), [] {});
  session.Run();
  BOOST_TEST(allocator.calls() == kCallsOfASession);
  BOOST_TEST(allocator.given() == 0);
  BOOST_TEST(allocator.complaints() == "");
  BOOST_TEST(session.refused() == 0);
}

BOOST_AUTO_TEST_CASE(from_the_ith_call_on) {
  for (Failure failure : {Failure::kNull, Failure::kThrowBadAlloc, Failure::kThrowInt}) {
    for (int64_t i = 1; i <= kCallsOfASession + 1; ++i) {
      BOOST_TEST_CONTEXT("call " << i << " fails in way " << static_cast<int>(failure)) {
        int64_t failures = 0;
        const int refused = FailingSession(i, CountingAllocator::kForEver, failure, &failures);
        BOOST_TEST((failures > 0) == (i <= kCallsOfASession));
        BOOST_TEST(refused == (failures > 0 ? 1 : 0));
      }
    }
  }
}

// A buffer asks twice before it gives up, since freeing what waits may have helped: one failure need not show.
BOOST_AUTO_TEST_CASE(at_the_ith_call_only) {
  for (Failure failure : {Failure::kNull, Failure::kThrowBadAlloc, Failure::kThrowInt}) {
    for (int64_t count : {1, 2}) {
      for (int64_t i = 1; i <= kCallsOfASession; ++i) {
        BOOST_TEST_CONTEXT(count << " calls from " << i << " on fail in way " << static_cast<int>(failure)) {
          int64_t failures = 0;
          const int refused = FailingSession(i, count, failure, &failures);
          BOOST_TEST(failures >= 1);
          BOOST_TEST(refused <= 1);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(anywhere_in_a_walk_through_every_function) {
  for (Failure failure : {Failure::kNull, Failure::kThrowBadAlloc, Failure::kThrowInt}) {
    for (int64_t count : {int64_t{1}, int64_t{2}, CountingAllocator::kForEver}) {
      int64_t i = 1;
      for (int64_t failures = 1; failures > 0 && i < 1000; ++i) {
        BOOST_TEST_CONTEXT("call " << i << " fails in way " << static_cast<int>(failure) << ", " << count << " times") {
          const int refused = FailingWalkOf(i, count, failure, &failures);
          BOOST_TEST(refused <= 1);
          if (count == CountingAllocator::kForEver) BOOST_TEST((refused == 1) == (failures > 0));
        }
      }
      BOOST_TEST(i > kCallsOfASession, "a walk asks more often than a session");
      BOOST_TEST(i < 1000);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_books_of_the_executor_agree_with_the_allocators) {
  CountingAllocator allocator;
  const holo_executor_options options = allocator.Options();
  holo_executor executor = nullptr;
  holo_buffer buffers[7] = {};
  float memory[4] = {};
  const auto agree = [&](int64_t open) {
    holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
    BOOST_TEST(holo_executor_stats_get(executor, &stats) == HOLO_OK);
    BOOST_TEST(stats.allocated_bytes == allocator.given_bytes());
    BOOST_TEST(stats.buffers == open);
  };
  BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
  agree(0);
  BOOST_TEST(holo_buffer_create(executor, HOLO_U8, 0, &buffers[0]) == HOLO_OK);
  agree(1);
  BOOST_TEST(holo_buffer_create(executor, HOLO_U8, 1, &buffers[1]) == HOLO_OK);
  agree(2);
  BOOST_TEST(holo_buffer_create(executor, HOLO_F64, 12345, &buffers[2]) == HOLO_OK);
  agree(3);
  BOOST_TEST(holo_buffer_wrap(executor, HOLO_F32, 4, memory, 0, nullptr, nullptr, &buffers[3]) == HOLO_OK);
  agree(4);
  BOOST_TEST(holo_buffer_view(buffers[2], 5, 10, &buffers[4]) == HOLO_OK);
  BOOST_TEST(holo_buffer_view(buffers[4], 5, 5, &buffers[5]) == HOLO_OK);
  agree(6);
  BOOST_TEST(holo_buffer_create_in_class(executor, HOLO_ANY_CLASS, HOLO_F32, 4, &buffers[6]) == HOLO_OK);
  agree(7);
  BOOST_TEST(holo_buffer_destroy(buffers[6]) == HOLO_OK);
  agree(6);  // and the pool
  BOOST_TEST(holo_buffer_destroy(buffers[2]) == HOLO_OK);
  agree(6);  // its views hold it
  for (int i : {0, 1, 3, 4}) BOOST_TEST(holo_buffer_destroy(buffers[i]) == HOLO_OK);
  agree(3);
  BOOST_TEST(holo_buffer_destroy(buffers[5]) == HOLO_OK);
  agree(0);
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  BOOST_TEST(allocator.given() == 0);
  BOOST_TEST(allocator.complaints() == "");
}

// Before it gives up, a create frees what waits to be freed.
BOOST_AUTO_TEST_CASE(memory_that_waits_is_found) {
  CountingAllocator allocator;
  const holo_executor_options options = allocator.Options();
  holo_executor executor = nullptr;
  holo_buffer buffer = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
  BOOST_TEST(holo_buffer_create(executor, HOLO_F32, 16, &buffer) == HOLO_OK);
  BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  allocator.FailFrom(1, 1, Failure::kNull);
  BOOST_TEST(holo_buffer_create(executor, HOLO_F32, 16, &buffer) == HOLO_OK);
  BOOST_TEST(allocator.failures() == 1);
  BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  BOOST_TEST(allocator.given() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
