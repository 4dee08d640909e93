// buffer_test.cc — what buffers hold and how it gets in and out: create, wrap, view, write, read, fill, map.
//
// How they end: destroy_order_test.
#define BOOST_TEST_MODULE buffer
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "capi/refusal.h"

namespace hologram::testing {
namespace {

struct Fixture {
  Fixture() { BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK); }
  ~Fixture() {
    for (holo_buffer buffer : buffers) holo_buffer_destroy(buffer);
    holo_executor_destroy(executor);
    BOOST_TEST(holo_live_handles() == 0);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  holo_buffer Create(holo_dtype dtype, int64_t count) {
    buffers.push_back(nullptr);
    BOOST_TEST_REQUIRE(holo_buffer_create(executor, dtype, count, &buffers.back()) == HOLO_OK);
    return buffers.back();
  }
  holo_buffer Wrap(holo_dtype dtype, int64_t count, void* data, holo_buffer_flags flags) {
    buffers.push_back(nullptr);
    BOOST_TEST_REQUIRE(holo_buffer_wrap(executor, dtype, count, data, flags, nullptr, nullptr, &buffers.back()) ==
                       HOLO_OK);
    return buffers.back();
  }
  holo_buffer View(holo_buffer buffer, int64_t offset, int64_t count) {
    buffers.push_back(nullptr);
    BOOST_TEST_REQUIRE(holo_buffer_view(buffer, offset, count, &buffers.back()) == HOLO_OK);
    return buffers.back();
  }

  holo_executor executor = nullptr;
  std::vector<holo_buffer> buffers;
};

std::vector<unsigned char> BytesOf(holo_buffer buffer) {
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  BOOST_TEST_REQUIRE(holo_buffer_info_get(buffer, &info) == HOLO_OK);
  std::vector<unsigned char> bytes(static_cast<size_t>(info.size_bytes));
  BOOST_TEST(holo_buffer_read(buffer, 0, bytes.data(), info.count) == HOLO_OK);
  return bytes;
}

std::vector<unsigned char> Ascending(size_t size) {
  std::vector<unsigned char> bytes(size);
  std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(1));
  return bytes;
}

void* DataOf(holo_buffer buffer) {
  void* data = nullptr;
  int64_t size_bytes = 0;
  BOOST_TEST_REQUIRE(holo_buffer_map(buffer, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_OK);
  return data;
}

void ExpectInfo(holo_buffer buffer, holo_dtype dtype, int64_t count, int32_t origin, holo_buffer_flags flags) {
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  BOOST_TEST(holo_buffer_info_get(buffer, &info) == HOLO_OK);
  BOOST_TEST(info.dtype == dtype);
  BOOST_TEST(info.count == count);
  BOOST_TEST(info.size_bytes == count * holo_dtype_size(dtype));
  BOOST_TEST(info.origin == origin);
  BOOST_TEST(info.flags == flags);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(buffer)

BOOST_AUTO_TEST_CASE(info_tells_what_was_asked_for) {
  Fixture t;
  alignas(8) unsigned char memory[80];
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    ExpectInfo(t.Create(dtype, 10), dtype, 10, HOLO_BUFFER_OWNED, 0);
    ExpectInfo(t.Wrap(dtype, 9, memory, 0), dtype, 9, HOLO_BUFFER_WRAPPED, 0);
    const holo_buffer fixed = t.Wrap(dtype, 10, memory, HOLO_BUFFER_READ_ONLY);
    ExpectInfo(fixed, dtype, 10, HOLO_BUFFER_WRAPPED, HOLO_BUFFER_READ_ONLY);
    ExpectInfo(t.View(fixed, 3, 5), dtype, 5, HOLO_BUFFER_VIEW, HOLO_BUFFER_READ_ONLY);
    ExpectInfo(t.View(t.buffers.back(), 1, 4), dtype, 4, HOLO_BUFFER_VIEW, HOLO_BUFFER_READ_ONLY);
  }
}

BOOST_AUTO_TEST_CASE(every_range_that_is_written_is_read_back_and_nothing_else_changes) {
  constexpr int64_t kCount = 6;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const auto size = static_cast<size_t>(holo_dtype_size(dtype));
    for (int64_t offset = 0; offset <= kCount; ++offset) {
      for (int64_t count = 0; offset + count <= kCount; ++count) {
        Fixture t;
        const holo_buffer buffer = t.Create(dtype, kCount);
        std::vector<unsigned char> expected(kCount * size, 0x77);
        BOOST_TEST(holo_buffer_write(buffer, 0, expected.data(), kCount) == HOLO_OK);
        const std::vector<unsigned char> part = Ascending(static_cast<size_t>(count) * size);
        BOOST_TEST(holo_buffer_write(buffer, offset, part.data(), count) == HOLO_OK);
        std::copy(part.begin(), part.end(), expected.begin() + offset * static_cast<int64_t>(size));
        BOOST_TEST(BytesOf(buffer) == expected, boost::test_tools::per_element());
        std::vector<unsigned char> got(part.size() + 1, 0x11);
        BOOST_TEST(holo_buffer_read(buffer, offset, got.data(), count) == HOLO_OK);
        BOOST_TEST(got.back() == 0x11);
        got.pop_back();
        BOOST_TEST(got == part, boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(source_and_destination_may_overlap_the_buffer) {
  Fixture t;
  std::vector<unsigned char> memory = Ascending(32);
  const holo_buffer buffer = t.Wrap(HOLO_U8, 32, memory.data(), 0);
  std::vector<unsigned char> expected = memory;
  BOOST_TEST(holo_buffer_write(buffer, 3, memory.data(), 20) == HOLO_OK);
  std::memmove(expected.data() + 3, expected.data(), 20);
  BOOST_TEST(memory == expected, boost::test_tools::per_element());
  BOOST_TEST(holo_buffer_read(buffer, 5, memory.data() + 1, 20) == HOLO_OK);
  std::memmove(expected.data() + 1, expected.data() + 5, 20);
  BOOST_TEST(memory == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_wrap_is_the_callers_memory) {
  Fixture t;
  int32_t memory[4] = {1, 2, 3, 4};
  const holo_buffer buffer = t.Wrap(HOLO_I32, 4, memory, 0);
  BOOST_TEST(DataOf(buffer) == memory);
  const int32_t nine = 9;
  BOOST_TEST(holo_buffer_write(buffer, 2, &nine, 1) == HOLO_OK);
  BOOST_TEST(memory[2] == 9);
  memory[0] = 8;
  int32_t got = 0;
  BOOST_TEST(holo_buffer_read(buffer, 0, &got, 1) == HOLO_OK);
  BOOST_TEST(got == 8);
}

BOOST_AUTO_TEST_CASE(a_view_is_a_part_of_its_parents_memory) {
  Fixture t;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const int64_t size = holo_dtype_size(dtype);
    const holo_buffer whole = t.Create(dtype, 10);
    const holo_buffer part = t.View(whole, 2, 7);
    const holo_buffer inner = t.View(part, 3, 4);
    auto* base = static_cast<unsigned char*>(DataOf(whole));
    BOOST_TEST((DataOf(part) == base + 2 * size));
    BOOST_TEST((DataOf(inner) == base + 5 * size));
    const std::vector<unsigned char> values = Ascending(static_cast<size_t>(4 * size));
    BOOST_TEST(holo_buffer_write(inner, 0, values.data(), 4) == HOLO_OK);
    BOOST_TEST(std::memcmp(base + 5 * size, values.data(), values.size()) == 0);
    BOOST_TEST(holo_buffer_write(inner, 1, values.data(), 4) == HOLO_ERROR_OUT_OF_RANGE, "a view has its own end");
  }
}

// However it is named: by the wrap, a view of it, or a view of that.
BOOST_AUTO_TEST_CASE(read_only_memory_is_never_written) {
  Fixture t;
  std::vector<unsigned char> memory = Ascending(40);
  const std::vector<unsigned char> before = memory;
  const holo_buffer wrapped = t.Wrap(HOLO_F32, 10, memory.data(), HOLO_BUFFER_READ_ONLY);
  const holo_buffer view = t.View(wrapped, 1, 8);
  const holo_buffer inner = t.View(view, 1, 6);
  const holo_buffer other = t.Create(HOLO_F32, 10);
  const holo_scalar one = {HOLO_F32, 0, {.f64 = 1}};
  BOOST_TEST(holo_buffer_fill(other, &one) == HOLO_OK);
  for (holo_buffer fixed : {wrapped, view, inner}) {
    const float value = 1;
    void* data = &t;
    int64_t size_bytes = -1;
    BOOST_TEST(holo_buffer_write(fixed, 0, &value, 1) == HOLO_ERROR_READ_ONLY);
    BOOST_TEST(holo_buffer_fill(fixed, &one) == HOLO_ERROR_READ_ONLY);
    BOOST_TEST(holo_buffer_copy(other, 0, fixed, 0, 4) == HOLO_ERROR_READ_ONLY);
    BOOST_TEST(holo_buffer_copy(fixed, 0, fixed, 0, 4) == HOLO_ERROR_READ_ONLY);
    BOOST_TEST(holo_add(t.executor, other, other, fixed, 4) == HOLO_ERROR_READ_ONLY);
    BOOST_TEST(holo_neg(t.executor, fixed, fixed, 4) == HOLO_ERROR_READ_ONLY);
    for (holo_access access : {HOLO_ACCESS_WRITE, HOLO_ACCESS_READ_WRITE}) {
      BOOST_TEST(holo_buffer_map(fixed, access, &data, &size_bytes) == HOLO_ERROR_READ_ONLY);
    }
    BOOST_TEST((data == &t && size_bytes == -1));
    BOOST_TEST(memory == before, boost::test_tools::per_element());
    // It is read like any other.
    float read[2] = {};
    BOOST_TEST(holo_buffer_map(fixed, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
    BOOST_TEST(holo_buffer_read(fixed, 0, read, 2) == HOLO_OK);
    BOOST_TEST(std::memcmp(read, data, sizeof read) == 0);
    BOOST_TEST(holo_buffer_copy(fixed, 0, other, 0, 6) == HOLO_OK);
    BOOST_TEST(holo_add(t.executor, fixed, other, other, 6) == HOLO_OK);
  }
}

BOOST_AUTO_TEST_CASE(maps_are_counted) {
  Fixture t;
  const holo_buffer buffer = t.Create(HOLO_F64, 3);
  void* first = nullptr;
  for (holo_access access : {HOLO_ACCESS_READ, HOLO_ACCESS_WRITE, HOLO_ACCESS_READ_WRITE}) {
    void* data = nullptr;
    int64_t size_bytes = 0;
    BOOST_TEST(holo_buffer_map(buffer, access, &data, &size_bytes) == HOLO_OK);
    if (first == nullptr) first = data;
    BOOST_TEST(data == first);
    BOOST_TEST(size_bytes == 24);
  }
  for (int i = 0; i < 3; ++i) BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_OK);
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_ERROR_NOT_MAPPED);
}

BOOST_AUTO_TEST_CASE(what_is_written_through_a_map_is_there) {
  Fixture t;
  const holo_buffer buffer = t.Create(HOLO_F32, 3);
  void* data = nullptr;
  int64_t size_bytes = 0;
  BOOST_TEST(holo_buffer_map(buffer, HOLO_ACCESS_WRITE, &data, &size_bytes) == HOLO_OK);
  const float values[3] = {1, 4, 9};
  std::memcpy(data, values, sizeof values);
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_OK);
  BOOST_TEST(holo_sqrt(t.executor, buffer, buffer, 3) == HOLO_OK);
  float roots[3] = {};
  BOOST_TEST(holo_buffer_read(buffer, 0, roots, 3) == HOLO_OK);
  BOOST_TEST((roots[0] == 1 && roots[1] == 2 && roots[2] == 3));
}

// The elements named by n, and only those, are an operation's.
BOOST_AUTO_TEST_CASE(an_operation_on_views_works_on_their_part) {
  Fixture t;
  std::vector<int64_t> memory(20);
  std::iota(memory.begin(), memory.end(), 0);
  const holo_buffer whole = t.Wrap(HOLO_I64, 20, memory.data(), 0);
  const holo_buffer x = t.View(whole, 2, 6);
  const holo_buffer y = t.View(whole, 10, 6);
  BOOST_TEST(holo_neg(t.executor, x, y, 5) == HOLO_OK);
  for (int64_t i = 0; i < 20; ++i) BOOST_TEST(memory[static_cast<size_t>(i)] == (i >= 10 && i < 15 ? 8 - i : i));
  holo_scalar sum = {};
  BOOST_TEST(holo_sum(t.executor, x, 4, &sum) == HOLO_OK);
  BOOST_TEST(sum.value.i64 == 2 + 3 + 4 + 5);
}

BOOST_AUTO_TEST_CASE(stats_count_buffers_and_bytes) {
  Fixture t;
  const auto stats = [&] {
    holo_executor_stats now = HOLO_EXECUTOR_STATS_INIT;
    BOOST_TEST_REQUIRE(holo_executor_stats_get(t.executor, &now) == HOLO_OK);
    return now;
  };
  const holo_executor_stats before = stats();
  BOOST_TEST(before.buffers == 0);
  BOOST_TEST(before.allocated_bytes > 0);
  float memory[4] = {};
  t.Create(HOLO_F32, 100000);
  const holo_executor_stats one = stats();
  BOOST_TEST(one.buffers == 1);
  BOOST_TEST(one.allocated_bytes > before.allocated_bytes + 400000);
  BOOST_TEST(one.allocated_bytes < before.allocated_bytes + 401000);
  t.View(t.Wrap(HOLO_F32, 4, memory, 0), 1, 2);
  BOOST_TEST(stats().buffers == 3);
  BOOST_TEST(holo_live_handles() == 4);
  for (holo_buffer& buffer : t.buffers) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  t.buffers.clear();
  const holo_executor_stats after = stats();
  BOOST_TEST(after.buffers == 0);
  BOOST_TEST(after.allocated_bytes == before.allocated_bytes);
  BOOST_TEST(holo_live_handles() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
