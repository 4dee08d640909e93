// class_buffer_test.cc — buffers in the classes of an executor's pool: where they are, that each class holds one at a
// time, and when it is free again.
//
// The pool by itself: class_pool_test. Refused arguments: bad_input_test. Every order of destroying: destroy_order_test.
#define BOOST_TEST_MODULE class_buffer
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "capi/counting_allocator.h"
#include "capi/refusal.h"
#include "executor/section.h"

namespace hologram::testing {
namespace {

constexpr int64_t kPoolBytes = int64_t{HOLO_CLASS_COUNT} * HOLO_CLASS_BYTES;

unsigned char* DataOf(holo_buffer buffer) {
  void* data = nullptr;
  int64_t size_bytes = 0;
  BOOST_TEST_REQUIRE(holo_buffer_map(buffer, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_OK);
  return static_cast<unsigned char*>(data);
}

holo_buffer_info InfoOf(holo_buffer buffer) {
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  BOOST_TEST_REQUIRE(holo_buffer_info_get(buffer, &info) == HOLO_OK);
  return info;
}

struct Fixture {
  Fixture() {
    const holo_executor_options options = allocator.Options();
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
  }
  ~Fixture() {
    for (holo_buffer buffer : buffers) holo_buffer_destroy(buffer);
    holo_executor_destroy(executor);
    BOOST_TEST(allocator.given() == 0);
    BOOST_TEST(allocator.complaints() == "");
    BOOST_TEST(holo_live_handles() == 0);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  // 16 floats.
  holo_status Try(int32_t class_index, holo_buffer* buffer) const {
    return holo_buffer_create_in_class(executor, class_index, HOLO_F32, 16, buffer);
  }
  holo_buffer Create(int32_t class_index, holo_dtype dtype, int64_t count) {
    buffers.push_back(nullptr);
    BOOST_TEST_REQUIRE(holo_buffer_create_in_class(executor, class_index, dtype, count, &buffers.back()) == HOLO_OK);
    return buffers.back();
  }
  bool IsFree(int32_t class_index) const {
    holo_buffer buffer = nullptr;
    const holo_status status = Try(class_index, &buffer);
    BOOST_TEST((status == HOLO_OK || status == HOLO_ERROR_LIMIT), holo_status_name(status));
    BOOST_TEST((status == HOLO_OK) == (buffer != nullptr));
    BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
    return status == HOLO_OK;
  }
  holo_executor_stats Stats() const {
    holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
    BOOST_TEST_REQUIRE(holo_executor_stats_get(executor, &stats) == HOLO_OK);
    return stats;
  }

  CountingAllocator allocator;
  holo_executor executor = nullptr;
  std::vector<holo_buffer> buffers;
};

// Runs `hold(wait)` on another thread, and `meanwhile` when that waits.
void While(const std::function<void(const std::function<void()>& wait)>& hold, const std::function<void()>& meanwhile) {
  std::latch holding(1);
  std::latch leave(1);
  std::thread thread([&] {
    hold([&] {
      holding.count_down();
      leave.wait();
    });
  });
  holding.wait();
  meanwhile();
  leave.count_down();
  thread.join();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(class_buffer)

BOOST_AUTO_TEST_CASE(each_class_has_its_place_and_is_told) {
  Fixture t;
  const unsigned char* first = DataOf(t.Create(0, HOLO_F32, 1));
  BOOST_TEST(reinterpret_cast<uintptr_t>(first) % 64 == 0u);
  for (int32_t i = 1; i < HOLO_CLASS_COUNT; ++i) {
    const holo_buffer buffer = t.Create(i, HOLO_I16, i);
    BOOST_TEST((DataOf(buffer) == first + int64_t{i} * HOLO_CLASS_BYTES));
    const holo_buffer_info info = InfoOf(buffer);
    BOOST_TEST(info.origin == HOLO_BUFFER_CLASS);
    BOOST_TEST(info.class_index == i);
    BOOST_TEST(info.reserved == 0);
    BOOST_TEST(info.dtype == HOLO_I16);
    BOOST_TEST(info.count == i);
    BOOST_TEST(info.size_bytes == 2 * i);
    BOOST_TEST(info.flags == 0u);
  }
}

BOOST_AUTO_TEST_CASE(other_buffers_are_in_no_class) {
  Fixture t;
  float memory[4] = {};
  t.buffers.resize(3);
  BOOST_TEST(holo_buffer_create(t.executor, HOLO_F32, 4, &t.buffers[0]) == HOLO_OK);
  BOOST_TEST(holo_buffer_wrap(t.executor, HOLO_F32, 4, memory, 0, nullptr, nullptr, &t.buffers[1]) == HOLO_OK);
  BOOST_TEST(holo_buffer_view(t.buffers[0], 0, 4, &t.buffers[2]) == HOLO_OK);
  for (holo_buffer buffer : t.buffers) BOOST_TEST(InfoOf(buffer).class_index == -1);
}

BOOST_AUTO_TEST_CASE(a_class_holds_its_bytes_of_every_dtype) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    Fixture t;
    const int64_t count = HOLO_CLASS_BYTES / holo_dtype_size(dtype);
    const holo_buffer buffers[3] = {t.Create(94, dtype, count), t.Create(95, dtype, count), t.Create(0, dtype, count)};
    for (int i = 0; i < 3; ++i) {
      BOOST_TEST(InfoOf(buffers[i]).size_bytes == HOLO_CLASS_BYTES);
      const std::vector<unsigned char> bytes(HOLO_CLASS_BYTES, static_cast<unsigned char>(i + 1));
      BOOST_TEST(holo_buffer_write(buffers[i], 0, bytes.data(), count) == HOLO_OK);
    }
    for (int i = 0; i < 3; ++i) {
      const std::vector<unsigned char> bytes(HOLO_CLASS_BYTES, static_cast<unsigned char>(i + 1));
      BOOST_TEST(std::memcmp(DataOf(buffers[i]), bytes.data(), bytes.size()) == 0, "class of buffer " << i);
    }
  }
}

BOOST_AUTO_TEST_CASE(one_buffer_at_a_time) {
  Fixture t;
  for (int32_t i : {0, 1, 63, 64, 95}) {
    for (int round = 0; round < 3; ++round) {
      holo_buffer buffer = nullptr;
      BOOST_TEST(t.Try(i, &buffer) == HOLO_OK);
      BOOST_TEST(!t.IsFree(i));
      BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
      BOOST_TEST(t.IsFree(i));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_elements_take_a_class_too) {
  Fixture t;
  const holo_buffer empty = t.Create(5, HOLO_F64, 0);
  BOOST_TEST(InfoOf(empty).class_index == 5);
  BOOST_TEST(!t.IsFree(5));
}

BOOST_AUTO_TEST_CASE(any_takes_each_once_and_then_the_one_that_comes_back) {
  Fixture t;
  for (int32_t i = 0; i < HOLO_CLASS_COUNT; ++i) {
    BOOST_TEST(InfoOf(t.Create(HOLO_ANY_CLASS, HOLO_U8, HOLO_CLASS_BYTES)).class_index == i);
  }
  BOOST_TEST(!t.IsFree(HOLO_ANY_CLASS));
  for (size_t back : {size_t{70}, size_t{3}}) {
    BOOST_TEST(holo_buffer_destroy(t.buffers[back]) == HOLO_OK);
    BOOST_TEST(t.Try(HOLO_ANY_CLASS, &t.buffers[back]) == HOLO_OK);
    BOOST_TEST(InfoOf(t.buffers[back]).class_index == static_cast<int32_t>(back));
    BOOST_TEST(!t.IsFree(HOLO_ANY_CLASS));
  }
}

BOOST_AUTO_TEST_CASE(executors_have_their_own) {
  Fixture t;
  holo_executor other = nullptr;
  holo_buffer buffer = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &other) == HOLO_OK);
  const unsigned char* data = DataOf(t.Create(7, HOLO_F32, 16));
  BOOST_TEST(holo_buffer_create_in_class(other, 7, HOLO_F32, 16, &buffer) == HOLO_OK);
  BOOST_TEST((DataOf(buffer) != data));
  BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(other) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(views_hold_the_class_of_their_parent) {
  Fixture t;
  holo_buffer buffer = nullptr;
  holo_buffer view = nullptr;
  holo_buffer inner = nullptr;
  BOOST_TEST(t.Try(9, &buffer) == HOLO_OK);
  BOOST_TEST(holo_buffer_view(buffer, 4, 8, &view) == HOLO_OK);
  BOOST_TEST(holo_buffer_view(view, 1, 2, &inner) == HOLO_OK);
  for (holo_buffer part : {view, inner}) {
    BOOST_TEST(InfoOf(part).origin == HOLO_BUFFER_VIEW);
    BOOST_TEST(InfoOf(part).class_index == 9);
  }
  for (holo_buffer part : {buffer, view, inner}) {
    BOOST_TEST(!t.IsFree(9));
    BOOST_TEST(holo_buffer_destroy(part) == HOLO_OK);
  }
  BOOST_TEST(t.IsFree(9));
}

BOOST_AUTO_TEST_CASE(guards_hold_classes) {
  Fixture t;
  holo_buffer buffer = nullptr;
  holo_guard guard = nullptr;
  BOOST_TEST(t.Try(9, &buffer) == HOLO_OK);
  BOOST_TEST(holo_guard_acquire(t.executor, nullptr, 0, &guard) == HOLO_OK);
  BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  BOOST_TEST(!t.IsFree(9));
  BOOST_TEST(holo_guard_release(guard) == HOLO_OK);
  BOOST_TEST(t.IsFree(9));
}

BOOST_AUTO_TEST_CASE(guards_and_calls_of_other_threads_hold_classes) {
  Fixture t;
  holo_buffer buffer = nullptr;
  const auto destroyed_but_held = [&] {
    BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
    BOOST_TEST(!t.IsFree(9));
    BOOST_TEST(t.IsFree(10));
  };
  BOOST_TEST(t.Try(9, &buffer) == HOLO_OK);
  While(
      [&](const std::function<void()>& wait) {
        holo_guard guard = nullptr;
        const holo_status status = holo_guard_acquire(t.executor, nullptr, 0, &guard);
        wait();
        if (status == HOLO_OK) holo_guard_release(guard);
      },
      // The guard holds whatever is destroyed after it was acquired: all that IsFree makes, too.
      [&] {
        BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
        BOOST_TEST(!t.IsFree(9));
      });
  BOOST_TEST(t.Try(9, &buffer) == HOLO_OK);
  While(
      [&](const std::function<void()>& wait) {
        executor::Section section;
        const bool entered = section.Enter(executor::IdOf(buffer)).ok();
        wait();
        if (!entered) std::abort();
      },
      destroyed_but_held);
  BOOST_TEST(t.IsFree(9));
}

// Where small buffers wait for company before they are freed.
BOOST_AUTO_TEST_CASE(a_class_is_free_at_once_beside_an_idle_thread) {
  Fixture t;
  While(
      [](const std::function<void()>& wait) {
        holo_buffer_unmap(nullptr);
        wait();
      },
      [&] {
        for (int i = 0; i < 100; ++i) BOOST_TEST_REQUIRE(t.IsFree(i % HOLO_CLASS_COUNT));
        for (int i = 0; i < 100; ++i) {
          BOOST_TEST_REQUIRE(t.IsFree(3));
          BOOST_TEST_REQUIRE(t.Stats().buffers == 0);
        }
      });
}

BOOST_AUTO_TEST_CASE(the_pool_is_one_allocation_at_first_use) {
  Fixture t;
  BOOST_TEST(t.allocator.given() == 1);  // the executor
  const int64_t before = t.Stats().allocated_bytes;
  t.Create(50, HOLO_F32, 16);
  BOOST_TEST(t.allocator.given() == 3);  // a descriptor, the pool
  BOOST_TEST(t.allocator.last_asked_bytes() == kPoolBytes);
  const int64_t descriptor = t.Stats().allocated_bytes - before - kPoolBytes;
  BOOST_TEST(descriptor > 0);
  BOOST_TEST(descriptor < 512);
  t.Create(51, HOLO_U8, HOLO_CLASS_BYTES);
  BOOST_TEST(t.allocator.given() == 4);
  BOOST_TEST(t.Stats().allocated_bytes == before + kPoolBytes + 2 * descriptor);
  BOOST_TEST(t.Stats().allocated_bytes == t.allocator.given_bytes());
  BOOST_TEST(t.Stats().buffers == 2);
  for (holo_buffer& buffer : t.buffers) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  t.buffers.clear();
  BOOST_TEST(t.Stats().buffers == 0);
  BOOST_TEST(t.Stats().allocated_bytes == before + kPoolBytes, "the pool stays");
  BOOST_TEST(t.IsFree(50));
  BOOST_TEST(t.allocator.given() == 2);
}

BOOST_AUTO_TEST_CASE(no_memory_for_the_pool_changes_nothing) {
  Fixture t;
  Watch watch;
  watch.Executor(t.executor);
  const Function f(watch, "holo_buffer_create_in_class", {"executor", "class_index", "dtype", "count", "buffer"});
  holo_buffer buffer = nullptr;
  t.allocator.Limit(kPoolBytes - 1);
  for (int32_t i : {4, 4, int32_t{HOLO_ANY_CLASS}}) {
    f.Refuses(HOLO_ERROR_OUT_OF_MEMORY, 0, std::to_string(kPoolBytes) + " bytes", [&] { return t.Try(i, &buffer); });
  }
  t.allocator.Limit(kPoolBytes);
  BOOST_TEST(t.IsFree(4));
  BOOST_TEST(t.IsFree(0));
}

BOOST_AUTO_TEST_CASE(operations_work_in_classes) {
  Fixture t;
  constexpr int64_t kCount = HOLO_CLASS_BYTES / 4;
  const holo_buffer a = t.Create(10, HOLO_F32, kCount);
  const holo_buffer b = t.Create(11, HOLO_F32, kCount);
  const holo_buffer c = t.Create(12, HOLO_F32, kCount);
  const holo_scalar two = {HOLO_F32, 0, {.f64 = 2}};
  const holo_scalar five = {HOLO_F32, 0, {.f64 = 5}};
  holo_scalar sum = {};
  BOOST_TEST(holo_buffer_fill(a, &two) == HOLO_OK);
  BOOST_TEST(holo_buffer_fill(b, &five) == HOLO_OK);
  BOOST_TEST(holo_mul(t.executor, a, b, c, kCount) == HOLO_OK);
  BOOST_TEST(holo_add(t.executor, c, b, b, kCount) == HOLO_OK);
  BOOST_TEST(holo_sum(t.executor, b, kCount, &sum) == HOLO_OK);
  BOOST_TEST(sum.value.f64 == 15.0 * kCount);
  BOOST_TEST(holo_sum(t.executor, c, kCount, &sum) == HOLO_OK);
  BOOST_TEST(sum.value.f64 == 10.0 * kCount);
  t.buffers.push_back(nullptr);
  BOOST_TEST(holo_buffer_view(c, 1, kCount - 1, &t.buffers.back()) == HOLO_OK);
  BOOST_TEST(holo_neg(t.executor, c, t.buffers.back(), kCount - 1) == HOLO_ERROR_OVERLAP);
  BOOST_TEST(holo_neg(t.executor, b, t.buffers.back(), kCount - 1) == HOLO_OK);
}

constexpr int kThreads = 4;

// Starts all at once, awake: one that has to be woken comes when the others are done. Returns how many said that
// something went wrong.
int CountFailures(const std::function<bool(int thread)>& body) {
  std::atomic<int> awaited{kThreads};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      awaited.fetch_sub(1);
      while (awaited.load() > 0) std::this_thread::yield();
      if (!body(i)) failures.fetch_add(1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return failures.load();
}

// Gives no thread a pool before all have asked for one.
struct AllAtOnce {
  std::atomic<int> asked{0};
  std::atomic<int> pools{0};

  static void* Allocate(void* user, int64_t size_bytes, int64_t alignment) {
    auto* self = static_cast<AllAtOnce*>(user);
    if (size_bytes == kPoolBytes) {
      self->asked.fetch_add(1);
      self->pools.fetch_add(1);
      while (self->asked.load() < kThreads) std::this_thread::yield();
    }
    return std::aligned_alloc(static_cast<size_t>(alignment), static_cast<size_t>((size_bytes + 63) / 64 * 64));
  }
  static void Deallocate(void* user, void* memory, int64_t size_bytes, int64_t) {
    if (size_bytes == kPoolBytes) static_cast<AllAtOnce*>(user)->pools.fetch_sub(1);
    std::free(memory);
  }
};

BOOST_AUTO_TEST_CASE(threads_that_use_the_pool_first_make_one) {
  for (int round = 0; round < 20; ++round) {
    AllAtOnce host;
    holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
    options.allocator = {AllAtOnce::Allocate, AllAtOnce::Deallocate, &host};
    holo_executor executor = nullptr;
    holo_buffer buffers[kThreads] = {};
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
    const auto bytes = [&] {
      holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
      BOOST_TEST_REQUIRE(holo_executor_stats_get(executor, &stats) == HOLO_OK);
      return stats.allocated_bytes;
    };
    const int64_t before = bytes();
    BOOST_TEST(CountFailures([&](int i) {
                 return holo_buffer_create_in_class(executor, i * 30, HOLO_F32, 16, &buffers[i]) == HOLO_OK;
               }) == 0);
    BOOST_TEST(host.asked.load() == kThreads);
    BOOST_TEST(host.pools.load() == 1);
    for (int i = 1; i < kThreads; ++i) {
      BOOST_TEST((DataOf(buffers[i]) - DataOf(buffers[0])) == 30 * i * HOLO_CLASS_BYTES);
    }
    for (holo_buffer buffer : buffers) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
    BOOST_TEST(bytes() == before + kPoolBytes);
    BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
    BOOST_TEST(host.pools.load() == 0);
  }
}

// Nobody else uses a thread's class, so it is free when that thread's destroy has returned, whatever the others do.
BOOST_AUTO_TEST_CASE(a_thread_that_destroys_its_buffer_has_its_class_back) {
  holo_executor executor = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  BOOST_TEST(CountFailures([&](int thread) {
               for (int round = 0; round < 5000; ++round) {
                 holo_buffer buffer = nullptr;
                 if (holo_buffer_create_in_class(executor, thread, HOLO_I32, 16, &buffer) != HOLO_OK) return false;
                 const int32_t value = thread + round;
                 int32_t read = 0;
                 if (holo_buffer_write(buffer, 5, &value, 1) != HOLO_OK) return false;
                 if (holo_buffer_read(buffer, 5, &read, 1) != HOLO_OK || read != value) return false;
                 if (holo_buffer_destroy(buffer) != HOLO_OK) return false;
               }
               return true;
             }) == 0);
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
