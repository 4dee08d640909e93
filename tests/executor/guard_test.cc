// guard_test.cc — what a guard pins, for whom, and for how long.
#define BOOST_TEST_MODULE guard

#include <boost/test/unit_test.hpp>
#include <thread>

#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

void CountRelease(void* user, void*) { ++*static_cast<int*>(user); }

holo_guard Acquire(holo_executor executor) {
  holo_guard guard = nullptr;
  Must(holo_guard_acquire(executor, nullptr, 0, &guard));
  return guard;
}

BOOST_AUTO_TEST_SUITE(guard)

BOOST_AUTO_TEST_CASE(calls_inside_a_guard_give_the_same_results) {
  const Session session;
  const holo_buffer a = session.Floats(100, 2);
  const holo_buffer y = session.Floats(100, 0);
  const holo_guard guard = Acquire(session);
  Must(holo_add(session, a, a, y, 100));
  BOOST_TEST(test::FirstFloat(y) == 4);
  BOOST_TEST(holo_add(session, a, nullptr, y, 100) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(holo_add(session, a, a, y, 101) == HOLO_ERROR_OUT_OF_RANGE);
  Must(holo_guard_release(guard));
  Must(holo_buffer_destroy(a));
  Must(holo_buffer_destroy(y));
}

BOOST_AUTO_TEST_CASE(destroy_inside_a_guard_kills_the_handle_at_once_and_the_memory_at_release) {
  const Session session;
  int released = 0;
  float data[4] = {1, 1, 1, 1};
  const holo_buffer buffer = session.Wrap(data, 4, CountRelease, &released);
  const holo_guard guard = Acquire(session);
  Must(holo_buffer_destroy(buffer));
  BOOST_TEST(released == 0);
  BOOST_TEST(holo_relu(session, buffer, buffer, 4) == HOLO_ERROR_INVALID_HANDLE);
  Must(holo_guard_release(guard));
  BOOST_TEST(released == 1);
}

BOOST_AUTO_TEST_CASE(a_guard_holds_what_another_thread_destroys) {
  const Session session;
  int released = 0;
  float data[4] = {};
  const holo_buffer buffer = session.Wrap(data, 4, CountRelease, &released);
  const holo_guard guard = Acquire(session);
  std::thread([&] { Must(holo_buffer_destroy(buffer)); }).join();
  BOOST_TEST(released == 0);
  Must(holo_guard_release(guard));
  BOOST_TEST(released == 1);
}

BOOST_AUTO_TEST_CASE(a_guard_does_not_hold_another_executors_memory) {
  const Session guarded;
  const Session other;
  int released = 0;
  float data[4] = {};
  const holo_guard guard = Acquire(guarded);
  Must(holo_buffer_destroy(other.Wrap(data, 4, CountRelease, &released)));
  BOOST_TEST(released == 1);
  Must(holo_guard_release(guard));
}

BOOST_AUTO_TEST_CASE(a_guarded_call_refuses_another_executors_buffer) {
  const Session guarded;
  const Session other;
  const holo_buffer mine = guarded.Floats(4, 1);
  const holo_buffer theirs = other.Floats(4, 1);
  const holo_guard guard = Acquire(guarded);
  BOOST_TEST(holo_relu(guarded, theirs, mine, 4) == HOLO_ERROR_WRONG_EXECUTOR);
  holo_guard second = nullptr;
  BOOST_TEST(holo_guard_acquire(guarded, &theirs, 1, &second) == HOLO_ERROR_WRONG_EXECUTOR);
  Must(holo_guard_release(guard));
  Must(holo_buffer_destroy(mine));
  Must(holo_buffer_destroy(theirs));
}

BOOST_AUTO_TEST_CASE(four_guards_nest_and_are_released_in_any_order) {
  const Session session;
  holo_guard guards[4];
  for (holo_guard& guard : guards) guard = Acquire(session);
  holo_guard fifth = nullptr;
  BOOST_TEST(holo_guard_acquire(session, nullptr, 0, &fifth) == HOLO_ERROR_LIMIT);
  int released = 0;
  float data[4] = {};
  const holo_buffer buffer = session.Wrap(data, 4, CountRelease, &released);
  Must(holo_buffer_destroy(buffer));
  for (const int i : {1, 3, 0}) {
    Must(holo_guard_release(guards[i]));
    BOOST_TEST(holo_guard_release(guards[i]) == HOLO_ERROR_INVALID_HANDLE);
    BOOST_TEST(released == 0);
  }
  Must(holo_guard_release(guards[2]));
  BOOST_TEST(released == 1);
}

BOOST_AUTO_TEST_CASE(another_thread_cannot_release_it) {
  const Session session;
  const holo_guard guard = Acquire(session);
  holo_status status = HOLO_OK;
  std::thread([&] { status = holo_guard_release(guard); }).join();
  BOOST_TEST(status == HOLO_ERROR_WRONG_THREAD);
  Must(holo_guard_release(guard));
  Must(holo_guard_release(nullptr));
}

BOOST_AUTO_TEST_CASE(a_thread_that_ends_with_a_guard_lets_go) {
  const Session session;
  int released = 0;
  float data[4] = {};
  const holo_buffer buffer = session.Wrap(data, 4, CountRelease, &released);
  std::thread([&] {
    Acquire(session);
    Must(holo_buffer_destroy(buffer));
    BOOST_TEST(released == 0);
  }).join();
  BOOST_TEST(released == 1);
}

BOOST_AUTO_TEST_CASE(the_executor_may_go_first) {
  holo_executor executor = nullptr;
  Must(holo_executor_create(nullptr, &executor));
  holo_buffer buffer = nullptr;
  Must(holo_buffer_create(executor, HOLO_F32, 4, &buffer));
  const holo_guard guard = Acquire(executor);
  Must(holo_executor_destroy(executor));
  BOOST_TEST(holo_relu(executor, buffer, buffer, 4) == HOLO_ERROR_INVALID_HANDLE);
  Must(holo_buffer_destroy(buffer));
  Must(holo_guard_release(guard));
}

BOOST_AUTO_TEST_CASE(nothing_is_left_at_the_end) { BOOST_TEST(holo_live_handles() == 0); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
