// size_overflow_test.cc — counts near 2^31, 2^32, 2^59 and 2^63: the size in bytes is exact, or the call is refused and
// nothing is allocated.
#define BOOST_TEST_MODULE size_overflow
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "capi/counting_allocator.h"
#include "capi/refusal.h"

// The default allocator of the sanitizers ends the process when it is asked for too much.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" const char* __asan_default_options();
extern "C" const char* __tsan_default_options();
const char* __asan_default_options() { return "allocator_may_return_null=1"; }
const char* __tsan_default_options() { return "allocator_may_return_null=1"; }
// NOLINTEND(bugprone-reserved-identifier)

namespace hologram::testing {
namespace {

constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
constexpr int64_t kMostThatIsGiven = int64_t{1} << 24;

// Around every power of two from 2^31 on, and the largest.
std::vector<int64_t> LargeCounts() {
  std::vector<int64_t> counts = {kHighest, kHighest - 1, kHighest - 7, kHighest / 2, kHighest / 3};
  for (int bit = 31; bit < 63; ++bit) {
    for (int64_t near : {-1, 0, 1}) counts.push_back((int64_t{1} << bit) + near);
  }
  return counts;
}

// Whether count elements have a size below 2^63.
bool Fits(int64_t count, holo_dtype dtype) { return count <= kHighest / holo_dtype_size(dtype); }

struct Fixture {
  Fixture() {
    allocator.Limit(kMostThatIsGiven);
    const holo_executor_options options = allocator.Options();
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
    watch.Executor(executor);
    watch.Memory(&out, sizeof out);  // NOLINT(bugprone-sizeof-expression): of the handle
  }
  ~Fixture() {
    holo_executor_destroy(executor);
    BOOST_TEST(allocator.given() == 0);
    BOOST_TEST(allocator.complaints() == "");
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  std::string TooLarge(int64_t count, holo_dtype dtype) const {
    return std::to_string(count) + " elements of " + std::to_string(holo_dtype_size(dtype)) + " bytes";
  }

  CountingAllocator allocator;
  Watch watch;
  holo_executor executor = nullptr;
  holo_buffer out = reinterpret_cast<holo_buffer>(0xA5A5A5A5);
};

template <class Body>
void ForEachLargeCount(Body body) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    for (int64_t count : LargeCounts()) body(dtype, count);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(size_overflow)

BOOST_AUTO_TEST_CASE(create_asks_for_the_exact_size_or_refuses) {
  Fixture t;
  const Function f(t.watch, "holo_buffer_create", {"executor", "dtype", "count", "buffer"});
  ForEachLargeCount([&](holo_dtype dtype, int64_t count) {
    const int64_t calls = t.allocator.calls();
    const auto create = [&] { return holo_buffer_create(t.executor, dtype, count, &t.out); };
    if (Fits(count, dtype)) {
      const int64_t size_bytes = count * holo_dtype_size(dtype);
      f.Refuses(HOLO_ERROR_OUT_OF_MEMORY, 0, std::to_string(size_bytes) + " bytes", create);
      BOOST_TEST(t.allocator.last_asked_bytes() == size_bytes);
    } else {
      f.Refuses(HOLO_ERROR_SIZE_OVERFLOW, 3, t.TooLarge(count, dtype), create);
      BOOST_TEST(t.allocator.calls() == calls, "memory was asked for");
    }
  });
}

BOOST_AUTO_TEST_CASE(create_from_the_own_allocator_is_refused_as_well) {
  holo_executor executor = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  Watch watch;
  watch.Executor(executor);
  const Function f(watch, "holo_buffer_create", {"executor", "dtype", "count", "buffer"});
  holo_buffer out = nullptr;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    // More than any address space has, up to what boundaries of alignment could make wrap.
    for (int64_t size_bytes : {int64_t{1} << 59, int64_t{1} << 61, kHighest - 64, kHighest - 7}) {
      f.Refuses(HOLO_ERROR_OUT_OF_MEMORY, 0, " bytes",
                [&] { return holo_buffer_create(executor, dtype, size_bytes / holo_dtype_size(dtype), &out); });
    }
  }
  BOOST_TEST((out == nullptr));
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(wrap_takes_any_size_that_fits_and_refuses_the_rest) {
  Fixture t;
  const Function f(t.watch, "holo_buffer_wrap",
                   {"executor", "dtype", "count", "data", "flags", "release", "user", "buffer"});
  int released = 0;
  const auto count_release = [](void* user, void*) { ++*static_cast<int*>(user); };
  char data = 0;
  ForEachLargeCount([&](holo_dtype dtype, int64_t count) {
    holo_buffer buffer = nullptr;
    if (!Fits(count, dtype)) {
      f.Refuses(HOLO_ERROR_SIZE_OVERFLOW, 3, t.TooLarge(count, dtype),
                [&] { return holo_buffer_wrap(t.executor, dtype, count, &data, 0, count_release, &released, &t.out); });
      return;
    }
    BOOST_TEST(holo_buffer_wrap(t.executor, dtype, count, &data, 0, nullptr, nullptr, &buffer) == HOLO_OK);
    holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
    BOOST_TEST(holo_buffer_info_get(buffer, &info) == HOLO_OK);
    BOOST_TEST(info.count == count);
    BOOST_TEST(info.size_bytes == count * holo_dtype_size(dtype));
    BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  });
  BOOST_TEST(released == 0);
}

BOOST_AUTO_TEST_CASE(view_of_a_large_buffer_does_not_wrap_round) {
  Fixture t;
  const Function f(t.watch, "holo_buffer_view", {"buffer", "offset", "count", "view"});
  for (holo_dtype dtype : {HOLO_U8, HOLO_F16, HOLO_F32, HOLO_F64}) {
    const int64_t count = kHighest / holo_dtype_size(dtype);
    holo_buffer large = nullptr;
    auto* data = reinterpret_cast<char*>(0x1000);  // never touched
    BOOST_TEST_REQUIRE(holo_buffer_wrap(t.executor, dtype, count, data, 0, nullptr, nullptr, &large) == HOLO_OK);
    const int64_t refused[][2] = {{count, 1},           {count - 1, 2}, {1, count},
                                  {kHighest, kHighest}, {kHighest, 1},  {2, kHighest - 1}};
    for (const auto& range : refused) {
      const int64_t offset = range[0];
      const int64_t part = range[1];
      f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 3, std::to_string(offset) + " + count " + std::to_string(part),
                [&] { return holo_buffer_view(large, offset, part, &t.out); });
    }
    const int64_t taken[][2] = {{0, count}, {count, 0}, {count - 1, 1}, {count / 2, count / 2}, {int64_t{1} << 31, 1}};
    for (const auto& [offset, part] : taken) {
      holo_buffer view = nullptr;
      void* at = nullptr;
      int64_t size_bytes = 0;
      BOOST_TEST(holo_buffer_view(large, offset, part, &view) == HOLO_OK);
      BOOST_TEST(holo_buffer_map(view, HOLO_ACCESS_READ, &at, &size_bytes) == HOLO_OK);
      BOOST_TEST(reinterpret_cast<uintptr_t>(at) == 0x1000 + static_cast<uintptr_t>(offset * holo_dtype_size(dtype)));
      BOOST_TEST(size_bytes == part * holo_dtype_size(dtype));
      BOOST_TEST(holo_buffer_destroy(view) == HOLO_OK);
    }
    BOOST_TEST(holo_buffer_destroy(large) == HOLO_OK);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
