// release_callback_test.cc — the callback of wrapped memory: when it runs, with what, and what it may do.
//
// Together with views, guards and executors, in every order of destroying them: destroy_order_test.
#define BOOST_TEST_MODULE release_callback
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <vector>

#include "capi/counting_allocator.h"
#include "executor/section.h"
#include "hologram/hologram.h"

namespace hologram::testing {
namespace {

struct Released {
  int times = 0;
  void* data = nullptr;
};

void NoteRelease(void* user, void* data) {
  auto* released = static_cast<Released*>(user);
  ++released->times;
  released->data = data;
}

struct Fixture {
  Fixture() {
    const holo_executor_options options = allocator.Options();
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
  }
  ~Fixture() {
    holo_executor_destroy(executor);
    BOOST_TEST(allocator.given() == 0);
    BOOST_TEST(allocator.complaints() == "");
    BOOST_TEST(holo_live_handles() == 0);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  holo_buffer Wrap(void* memory, holo_buffer_flags flags, holo_release release, void* user) const {
    holo_buffer buffer = nullptr;
    BOOST_TEST_REQUIRE(holo_buffer_wrap(executor, HOLO_F32, 4, memory, flags, release, user, &buffer) == HOLO_OK);
    return buffer;
  }

  CountingAllocator allocator;
  holo_executor executor = nullptr;
  float data[4] = {};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(release_callback)

BOOST_AUTO_TEST_CASE(gets_the_user_and_the_data_of_the_wrap) {
  Fixture t;
  for (holo_buffer_flags flags : {0u, 1u}) {
    Released released;
    BOOST_TEST(holo_buffer_destroy(t.Wrap(t.data + 1, flags, NoteRelease, &released)) == HOLO_OK);
    BOOST_TEST(released.times == 1);
    BOOST_TEST(released.data == t.data + 1);
  }
}

BOOST_AUTO_TEST_CASE(may_be_null) {
  Fixture t;
  BOOST_TEST(holo_buffer_destroy(t.Wrap(t.data, 0, nullptr, nullptr)) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(runs_for_each_wrap_of_one_memory) {
  Fixture t;
  Released released[2];
  const holo_buffer buffers[2] = {t.Wrap(t.data, 0, NoteRelease, &released[0]),
                                  t.Wrap(t.data, 0, NoteRelease, &released[1])};
  for (int i : {1, 0}) {
    BOOST_TEST(released[i].times == 0);
    BOOST_TEST(holo_buffer_destroy(buffers[i]) == HOLO_OK);
    BOOST_TEST(released[i].times == 1);
  }
}

// Other ways to fail: bad_input_test, size_overflow_test, allocation_failure_test, process_memory_failure_test and
// all_slots_test.
BOOST_AUTO_TEST_CASE(does_not_run_for_a_wrap_nested_too_deep) {
  Fixture t;
  Released released;
  holo_buffer buffer = nullptr;
  {
    const std::vector<uint64_t> ids(executor::kHazards, executor::IdOf(t.executor));
    executor::Section section;
    BOOST_TEST_REQUIRE(section.Enter(ids).ok());
    BOOST_TEST(holo_buffer_wrap(t.executor, HOLO_F32, 4, t.data, 0, NoteRelease, &released, &buffer) ==
               HOLO_ERROR_LIMIT);
  }
  BOOST_TEST((buffer == nullptr));
  BOOST_TEST(released.times == 0);
  BOOST_TEST(holo_buffer_destroy(t.Wrap(t.data, 0, NoteRelease, &released)) == HOLO_OK);
  BOOST_TEST(released.times == 1);
}

BOOST_AUTO_TEST_CASE(does_not_run_for_a_wrap_on_an_executor_that_is_gone) {
  Fixture t;
  Released released;
  holo_executor gone = nullptr;
  holo_buffer buffer = nullptr;
  BOOST_TEST(holo_executor_create(nullptr, &gone) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(gone) == HOLO_OK);
  for (holo_executor executor : {gone, holo_executor{nullptr}}) {
    BOOST_TEST(holo_buffer_wrap(executor, HOLO_F32, 4, t.data, 0, NoteRelease, &released, &buffer) ==
               HOLO_ERROR_INVALID_HANDLE);
  }
  BOOST_TEST(released.times == 0);
}

// What it destroys goes when it has returned, and not before: memory of its own buffer's executor, too.
BOOST_AUTO_TEST_CASE(finds_the_class_of_what_it_destroys_in_use_until_it_returns) {
  Fixture t;
  struct Seen {
    holo_executor executor;
    holo_buffer in_class = nullptr;
    holo_status destroyed = HOLO_ERROR_INTERNAL;
    holo_status inside = HOLO_OK;
  } seen = {t.executor};
  BOOST_TEST(holo_buffer_create_in_class(t.executor, 7, HOLO_F32, 4, &seen.in_class) == HOLO_OK);
  const holo_buffer wrapped = t.Wrap(
      t.data, 0,
      [](void* user, void*) {
        auto* s = static_cast<Seen*>(user);
        holo_buffer again = nullptr;
        s->destroyed = holo_buffer_destroy(s->in_class);
        s->inside = holo_buffer_create_in_class(s->executor, 7, HOLO_F32, 4, &again);
      },
      &seen);
  BOOST_TEST(holo_buffer_destroy(wrapped) == HOLO_OK);
  BOOST_TEST(seen.destroyed == HOLO_OK);
  BOOST_TEST(seen.inside == HOLO_ERROR_LIMIT);
  BOOST_TEST(holo_buffer_create_in_class(t.executor, 7, HOLO_F32, 4, &seen.in_class) == HOLO_OK);
  BOOST_TEST(holo_buffer_destroy(seen.in_class) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(finds_the_buffer_destroyed_and_not_counted) {
  Fixture t;
  struct Seen {
    holo_executor executor;
    holo_buffer buffer = nullptr;
    int64_t live = -1;
    int64_t buffers = -1;
    holo_status again = HOLO_OK;
  } seen = {t.executor};
  seen.buffer = t.Wrap(
      t.data, 0,
      [](void* user, void*) {
        auto* s = static_cast<Seen*>(user);
        holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
        s->live = holo_live_handles();
        if (holo_executor_stats_get(s->executor, &stats) == HOLO_OK) s->buffers = stats.buffers;
        s->again = holo_buffer_destroy(s->buffer);
      },
      &seen);
  BOOST_TEST(holo_buffer_destroy(seen.buffer) == HOLO_OK);
  BOOST_TEST(seen.live == 1);
  BOOST_TEST(seen.buffers == 0);
  BOOST_TEST(seen.again == HOLO_ERROR_INVALID_HANDLE);
}

// Everything that a caller may do.
struct Busy {
  holo_executor executor = nullptr;
  holo_buffer next = nullptr;
  std::vector<holo_status> statuses;
};

void CallTheLibrary(void* user, void*) {
  auto* busy = static_cast<Busy*>(user);
  holo_buffer made = nullptr;
  holo_guard guard = nullptr;
  holo_scalar sum = {};
  const auto note = [busy](holo_status status) { busy->statuses.push_back(status); };
  note(holo_guard_acquire(busy->executor, nullptr, 0, &guard));
  note(holo_buffer_create(busy->executor, HOLO_F32, 4, &made));
  note(holo_relu(busy->executor, made, made, 4));
  note(holo_sum(busy->executor, made, 0, &sum));
  note(holo_buffer_destroy(made));
  note(holo_buffer_destroy(busy->next));
  note(holo_guard_release(guard));
  note(holo_executor_destroy(busy->executor));
}

BOOST_AUTO_TEST_CASE(may_call_the_library_and_end_its_own_executor) {
  Fixture t;
  Busy busy;
  Released released;
  busy.executor = t.executor;
  busy.next = t.Wrap(t.data, 0, NoteRelease, &released);
  BOOST_TEST(holo_buffer_destroy(t.Wrap(t.data, 0, CallTheLibrary, &busy)) == HOLO_OK);
  BOOST_TEST(busy.statuses == std::vector<holo_status>(8, HOLO_OK), boost::test_tools::per_element());
  BOOST_TEST(released.times == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
