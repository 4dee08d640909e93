// process_memory_failure_test.cc — the process has no memory: at the library's first use, for a thread's record, for a
// segment of the handle table, at every i-th allocation of a session and of a walk through every function. Not in sanitizer builds, which have a malloc of
// their own.
#define BOOST_TEST_MODULE process_memory_failure
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "capi/failing_malloc.h"
#include "capi/failing_walk.h"
#include "capi/host_session.h"
#include "hologram/hologram.h"

namespace hologram::testing {
namespace {

// What a child did; in memory that it shares with its parent.
struct FirstUse {
  holo_status created;
  int64_t failures;
  holo_status again;
  holo_cpu_info cpu;
  bool well;
};

constexpr int64_t kNone = int64_t{1} << 40;  // no process allocates so often

// The library's first use in a process, with the `first`-th allocation failing.
FirstUse FirstUseInAChild(int64_t first, bool lasting) {
  void* shared = mmap(nullptr, sizeof(FirstUse), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* use = new (shared) FirstUse();
  const pid_t child = fork();
  if (child == 0) {
    holo_executor executor = nullptr;
    use->cpu.struct_size = sizeof use->cpu;
    FailingMalloc failing(first, lasting);
    use->created = holo_executor_create(nullptr, &executor);
    failing.Stop();
    use->failures = failing.failures();
    use->again = use->created == HOLO_OK ? HOLO_OK : holo_executor_create(nullptr, &executor);
    use->well = holo_cpu_info_get(&use->cpu) == HOLO_OK && holo_executor_destroy(executor) == HOLO_OK &&
                holo_live_handles() == 0;
    _exit(0);
  }
  int status = -1;
  BOOST_TEST((child > 0 && waitpid(child, &status, 0) == child));
  BOOST_TEST(status == 0, "the child ended with wait status " << status);
  const FirstUse result = *use;
  munmap(shared, sizeof(FirstUse));
  return result;
}

constexpr int kStaticRecords = 4;  // that need no memory

// Threads that have made a call and stay until the program ends, so that new ones find no record to take over.
class Crowd {
 public:
  Crowd() {
    for (int i = 0; i < kStaticRecords; ++i) Join([] { holo_buffer_unmap(nullptr); });
  }
  ~Crowd() {
    leave_.set_value();
    for (std::thread& thread : threads_) thread.join();
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Runs `body` on one more thread, waits for its end, and keeps the thread.
  template <class Body>
  void Join(Body body) {
    std::promise<void> done;
    threads_.emplace_back([&body, &done, leave = left_] {
      body();
      done.set_value();
      leave.wait();
    });
    done.get_future().wait();
  }

 private:
  std::promise<void> leave_;
  std::shared_future<void> left_ = leave_.get_future().share();
  std::vector<std::thread> threads_;
};

Crowd& TheCrowd() {
  static Crowd crowd;
  return crowd;
}

// By value and without a string: there may be no memory for one.
holo_error LastError() {
  holo_error error = HOLO_ERROR_INIT;
  if (holo_last_error(&error) != HOLO_OK) error.code = -1;
  return error;
}

// An allocator that takes nothing from malloc, so that only the library's own needs are counted.
struct Arena {
  static void* Allocate(void* user, int64_t size_bytes, int64_t) {
    auto* arena = static_cast<Arena*>(user);
    unsigned char* memory = arena->next;
    arena->next += (size_bytes + 63) / 64 * 64;
    if (arena->next > arena->end) return nullptr;
    ++arena->given;
    return memory;
  }
  static void Deallocate(void* user, void*, int64_t, int64_t) { --static_cast<Arena*>(user)->given; }

  explicit Arena(int64_t size_bytes)
      : next(static_cast<unsigned char*>(mmap(nullptr, static_cast<size_t>(size_bytes), PROT_READ | PROT_WRITE,
                                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))),
        end(next + size_bytes) {}

  unsigned char* next;
  unsigned char* end;
  int64_t given = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(process_memory_failure)

// Before any other case: nothing of the library has run in this process yet.
BOOST_AUTO_TEST_CASE(at_the_first_use_of_the_library) {
  const FirstUse usual = FirstUseInAChild(kNone, false);
  BOOST_TEST(usual.well);
  for (bool lasting : {false, true}) {
    int64_t failures = 1;
    for (int64_t i = 1; failures > 0 && i < 1000; ++i) {
      BOOST_TEST_CONTEXT("allocation " << i << (lasting ? " and later" : "")) {
        const FirstUse use = FirstUseInAChild(i, lasting);
        failures = use.failures;
        BOOST_TEST((use.created == HOLO_OK || (use.created == HOLO_ERROR_OUT_OF_MEMORY && failures > 0)), use.created);
        BOOST_TEST(use.again == HOLO_OK);
        BOOST_TEST(use.well);
        BOOST_TEST(use.cpu.levels_supported == usual.cpu.levels_supported);
        BOOST_TEST(use.cpu.level_chosen == usual.cpu.level_chosen);
        BOOST_TEST(use.cpu.usable_cpus == usual.cpu.usable_cpus);
        BOOST_TEST(use.cpu.l2_bytes == usual.cpu.l2_bytes);
      }
    }
    BOOST_TEST(failures == 0);
  }
}

BOOST_AUTO_TEST_CASE(for_a_threads_record) {
  for (bool lasting : {false, true}) {
    int64_t failures = 1;
    for (int64_t i = 1; failures > 0 && i < 100; ++i) {
      BOOST_TEST_CONTEXT("allocation " << i << (lasting ? " and later" : "")) {
        TheCrowd().Join([&] {
          FailingMalloc failing(i, lasting);
          holo_buffer out = nullptr;
          const holo_status status = holo_buffer_view(nullptr, 0, 0, &out);
          const holo_error told = LastError();
          failing.Stop();
          failures = failing.failures();
          BOOST_TEST((status == HOLO_ERROR_INVALID_HANDLE || (status == HOLO_ERROR_OUT_OF_MEMORY && failures > 0)),
                     status);
          BOOST_TEST(told.code == status);
          BOOST_TEST(holo_buffer_view(nullptr, 0, 0, &out) == HOLO_ERROR_INVALID_HANDLE, "tried again");
          BOOST_TEST(LastError().code == HOLO_ERROR_INVALID_HANDLE);
          BOOST_TEST((out == nullptr));
        });
        BOOST_TEST((i > 1 || failures > 0), "this thread needed no memory");
      }
    }
    BOOST_TEST(failures == 0);
  }
}

BOOST_AUTO_TEST_CASE(operations_on_a_thread_without_a_record) {
  holo_executor executor = nullptr;
  holo_buffer buffer = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_create(executor, HOLO_F32, 8, &buffer) == HOLO_OK);
  int released = 0;
  const auto count_release = [](void* user, void*) { ++*static_cast<int*>(user); };
  TheCrowd().Join([&] {
    const float ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    float memory[4] = {};
    holo_buffer made = nullptr;
    FailingMalloc failing(1, true);
    holo_scalar sum = {-1, -1, {-1}};
    const holo_status wrap = holo_buffer_wrap(executor, HOLO_F32, 4, memory, 0, count_release, &released, &made);
    const holo_status in_class = holo_buffer_create_in_class(executor, 0, HOLO_F32, 4, &made);
    const holo_status copy = holo_buffer_copy(buffer, 0, buffer, 1, 2);
    const holo_status write = holo_buffer_write(buffer, 0, ones, 8);
    const holo_status add = holo_add(executor, buffer, buffer, buffer, 8);
    const holo_status reduce = holo_sum(executor, buffer, 8, &sum);
    failing.Stop();
    for (holo_status status : {wrap, in_class, copy, write, add, reduce}) {
      BOOST_TEST(status == HOLO_ERROR_OUT_OF_MEMORY);
    }
    BOOST_TEST(sum.dtype == -1);
    BOOST_TEST(released == 0);
    BOOST_TEST((made == nullptr));
    BOOST_TEST(holo_buffer_write(buffer, 0, ones, 8) == HOLO_OK);
    BOOST_TEST(holo_sum(executor, buffer, 8, &sum) == HOLO_OK);
    BOOST_TEST(sum.value.f64 == 8);
  });
  BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
}

// Destroying needs no memory.
BOOST_AUTO_TEST_CASE(destroying_on_a_thread_without_a_record) {
  holo_executor executor = nullptr;
  holo_buffer buffers[2] = {};
  float memory[4] = {};
  int released = 0;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  for (holo_buffer& buffer : buffers) {
    BOOST_TEST_REQUIRE(holo_buffer_wrap(
                           executor, HOLO_F32, 4, memory, 0, [](void* user, void*) { ++*static_cast<int*>(user); },
                           &released, &buffer) == HOLO_OK);
  }
  TheCrowd().Join([&] {
    FailingMalloc failing(1, true);
    const holo_status statuses[] = {holo_buffer_destroy(buffers[0]), holo_executor_destroy(executor),
                                    holo_buffer_destroy(buffers[1]), holo_guard_release(nullptr)};
    failing.Stop();
    for (holo_status status : statuses) BOOST_TEST(status == HOLO_OK);
  });
  BOOST_TEST(released == 2);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_CASE(the_last_error_stays_right_when_memory_comes_back) {
  TheCrowd().Join([] {
    FailingMalloc failing(1, true);
    const holo_error before = LastError();
    const holo_status status = holo_buffer_unmap(nullptr);
    const holo_error during = LastError();
    failing.Stop();
    const holo_error after = LastError();
    BOOST_TEST(before.code == HOLO_OK, "no call has failed yet, but: " << before.message);
    BOOST_TEST(status == HOLO_ERROR_OUT_OF_MEMORY);
    BOOST_TEST(during.code == HOLO_ERROR_OUT_OF_MEMORY);
    BOOST_TEST(std::string(during.message).find("record") != std::string::npos, during.message);
    BOOST_TEST(after.code == HOLO_ERROR_OUT_OF_MEMORY, "the failure is forgotten");
  });
}

// The first segment of the handle table is static.
BOOST_AUTO_TEST_CASE(for_a_segment_of_the_handle_table) {
  Arena arena(int64_t{8} << 20);
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.allocator = {Arena::Allocate, Arena::Deallocate, &arena};
  holo_executor executor = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
  std::vector<holo_buffer> buffers(10000);
  float memory[4] = {};
  int released = 0;
  const auto count_release = [](void* user, void*) { ++*static_cast<int*>(user); };
  int refused = 0;
  int64_t failures = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    FailingMalloc failing(1, true);
    holo_status status = holo_buffer_wrap(executor, HOLO_F32, 4, memory, 0, count_release, &released, &buffers[i]);
    failing.Stop();
    failures += failing.failures();
    if (status == HOLO_OK) continue;
    ++refused;
    BOOST_TEST(status == HOLO_ERROR_OUT_OF_MEMORY);
    BOOST_TEST((buffers[i] == nullptr));
    const holo_error told = LastError();
    BOOST_TEST(told.code == HOLO_ERROR_OUT_OF_MEMORY);
    BOOST_TEST(std::string(told.message).starts_with("holo_buffer_wrap: no memory"), told.message);
    BOOST_TEST(holo_live_handles() == static_cast<int64_t>(i) + 1);
    BOOST_TEST(arena.given == static_cast<int64_t>(i) + 1);
    status = holo_buffer_wrap(executor, HOLO_F32, 4, memory, 0, count_release, &released, &buffers[i]);
    BOOST_TEST_REQUIRE(status == HOLO_OK, "tried again");
  }
  BOOST_TEST(refused == 2);
  BOOST_TEST(failures >= 2);
  BOOST_TEST(released == 0, "a wrap that failed was released");
  for (holo_buffer buffer : buffers) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  BOOST_TEST(arena.given == 0);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_CASE(at_the_ith_allocation_of_a_session) {
  for (bool lasting : {false, true}) {
    int64_t failures = 1;
    int refused = 0;
    for (int64_t i = 1; failures > 0 && i < 100; ++i) {
      BOOST_TEST_CONTEXT("allocation " << i << (lasting ? " and later" : "")) {
        FailingMalloc failing(i, lasting);
        HostSession session(HOLO_EXECUTOR_OPTIONS_INIT, [&] { failing.Stop(); });
        session.Run();
        failing.Stop();
        failures = failing.failures();
        refused += session.refused();
      }
    }
    BOOST_TEST(failures == 0);
    BOOST_TEST(refused > (lasting ? 6 : 0));
  }
}

BOOST_AUTO_TEST_CASE(at_the_ith_allocation_of_a_walk_through_every_function) {
  for (bool lasting : {false, true}) {
    int64_t failures = 1;
    int refused = 0;
    for (int64_t i = 1; failures > 0 && i < 1000; ++i) {
      BOOST_TEST_CONTEXT("allocation " << i << (lasting ? " and later" : "")) {
        FailingMalloc failing(i, lasting);
        FailingWalk walk(
            {}, [&] { failing.Stop(); }, [] { return int64_t{0}; });
        walk.Run();
        failing.Stop();
        failures = failing.failures();
        refused += walk.refused();
      }
    }
    BOOST_TEST(failures == 0);
    BOOST_TEST(refused > (lasting ? 30 : 0));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
