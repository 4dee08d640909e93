// buffer_copy_test.cc — elements from one buffer to another: every range, any alignment, overlapping or not, across
// executors. Refused arguments: bad_input_test.
#define BOOST_TEST_MODULE buffer_copy
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

#include "hologram/hologram.h"
#include "support/guarded.h"

namespace hologram::testing {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes Ascending(int64_t size, unsigned char first) {
  Bytes bytes(static_cast<size_t>(size));
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

struct Fixture {
  Fixture() { BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK); }
  ~Fixture() {
    for (holo_buffer buffer : buffers) holo_buffer_destroy(buffer);
    holo_executor_destroy(executor);
    BOOST_TEST(holo_live_handles() == 0);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  holo_buffer Wrap(holo_dtype dtype, int64_t count, void* data, holo_buffer_flags flags = 0) {
    buffers.push_back(nullptr);
    BOOST_TEST_REQUIRE(holo_buffer_wrap(executor, dtype, count, data, flags, nullptr, nullptr, &buffers.back()) ==
                       HOLO_OK);
    return buffers.back();
  }

  holo_executor executor = nullptr;
  std::vector<holo_buffer> buffers;
};

// `visit(from, to, count)` for every copy between two buffers of `elements` elements.
template <class Visit>
void ForEachRange(int64_t elements, Visit visit) {
  for (int64_t count = 0; count <= elements; ++count) {
    for (int64_t from = 0; from + count <= elements; ++from) {
      for (int64_t to = 0; to + count <= elements; ++to) visit(from, to, count);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(buffer_copy)

BOOST_AUTO_TEST_CASE(every_range_of_every_dtype_and_nothing_else) {
  constexpr int64_t kCount = 5;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const int64_t size = holo_dtype_size(dtype);
    Bytes src = Ascending(kCount * size, 1);
    Bytes dst(src.size());
    Fixture t;
    const holo_buffer from = t.Wrap(dtype, kCount, src.data(), HOLO_BUFFER_READ_ONLY);
    const holo_buffer to = t.Wrap(dtype, kCount, dst.data());
    ForEachRange(kCount, [&](int64_t src_offset, int64_t dst_offset, int64_t count) {
      const Bytes before = Ascending(kCount * size, 100);
      dst.assign(before.begin(), before.end());
      Bytes expected = before;
      std::memcpy(expected.data() + dst_offset * size, src.data() + src_offset * size,
                  static_cast<size_t>(count * size));
      BOOST_TEST(holo_buffer_copy(from, src_offset, to, dst_offset, count) == HOLO_OK);
      BOOST_TEST(dst == expected, boost::test_tools::per_element());
    });
    BOOST_TEST(src == Ascending(kCount * size, 1), boost::test_tools::per_element());
  }
}

// Within one buffer; between two views of it; between two wraps of one memory.
BOOST_AUTO_TEST_CASE(ranges_may_overlap) {
  constexpr int64_t kCount = 9;
  Bytes memory(kCount * 4);
  Fixture t;
  const holo_buffer whole = t.Wrap(HOLO_I32, kCount, memory.data());
  const holo_buffer again = t.Wrap(HOLO_I32, kCount, memory.data());
  t.buffers.push_back(nullptr);
  BOOST_TEST_REQUIRE(holo_buffer_view(whole, 0, kCount, &t.buffers.back()) == HOLO_OK);
  const holo_buffer view = t.buffers.back();
  const holo_buffer pairs[][2] = {{whole, whole}, {whole, view}, {view, view}, {again, whole}, {view, again}};
  for (const auto& [src, dst] : pairs) {
    ForEachRange(kCount, [&, from = src, to = dst](int64_t src_offset, int64_t dst_offset, int64_t count) {
      const Bytes before = Ascending(kCount * 4, 1);
      memory.assign(before.begin(), before.end());
      Bytes expected = before;
      std::memmove(expected.data() + dst_offset * 4, expected.data() + src_offset * 4, static_cast<size_t>(count) * 4);
      BOOST_TEST(holo_buffer_copy(from, src_offset, to, dst_offset, count) == HOLO_OK);
      BOOST_TEST(memory == expected, boost::test_tools::per_element());
    });
  }
}

BOOST_AUTO_TEST_CASE(foreign_memory_may_lie_anywhere) {
  constexpr int64_t kCount = 33;
  Guarded<double> src(kCount);
  Guarded<double> dst(kCount);
  std::vector<double> values(kCount);
  std::iota(values.begin(), values.end(), 0.5);
  for (int64_t offset = 0; offset < 64; ++offset) {
    src.Place(kCount, Edge::kFront, offset);
    dst.Place(kCount, Edge::kFront, 63 - offset);
    src.Write(values.data());
    Fixture t;
    const holo_buffer from = t.Wrap(HOLO_F64, kCount, src.data());
    const holo_buffer to = t.Wrap(HOLO_F64, kCount, dst.data());
    BOOST_TEST(holo_buffer_copy(from, 0, to, 0, kCount) == HOLO_OK);
    BOOST_TEST(dst.Holds(values.data()), offset);
    BOOST_TEST(dst.Intact(), offset);
    BOOST_TEST(src.Holds(values.data()), offset);
  }
}

BOOST_AUTO_TEST_CASE(between_executors_and_kinds_of_memory) {
  Fixture t;
  holo_executor other = nullptr;
  holo_buffer created = nullptr;
  holo_buffer in_class = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &other) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_create(other, HOLO_F32, 6, &created) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_create_in_class(t.executor, 2, HOLO_F32, 6, &in_class) == HOLO_OK);
  t.buffers = {created, in_class};
  float memory[6] = {1, 2, 3, 4, 5, 6};
  float read[6] = {};
  const holo_buffer wrapped = t.Wrap(HOLO_F32, 6, memory);
  BOOST_TEST(holo_buffer_copy(wrapped, 0, created, 0, 6) == HOLO_OK);
  BOOST_TEST(holo_buffer_copy(created, 0, in_class, 0, 6) == HOLO_OK);
  BOOST_TEST(holo_buffer_copy(created, 1, in_class, 3, 2) == HOLO_OK);
  BOOST_TEST(holo_buffer_read(in_class, 0, read, 6) == HOLO_OK);
  const float expected[6] = {1, 2, 3, 2, 3, 6};
  BOOST_TEST(std::memcmp(read, expected, sizeof read) == 0);
  BOOST_TEST(holo_executor_destroy(other) == HOLO_OK);
  BOOST_TEST(holo_buffer_copy(in_class, 0, created, 0, 6) == HOLO_OK, "a buffer outlives its executor's handle");
}

BOOST_AUTO_TEST_CASE(nothing_is_copied_from_and_to_anywhere) {
  Fixture t;
  holo_buffer created = nullptr;
  BOOST_TEST_REQUIRE(holo_buffer_create(t.executor, HOLO_F64, 0, &created) == HOLO_OK);
  t.buffers.push_back(created);
  double one = 1;
  const holo_buffer some[] = {created, t.Wrap(HOLO_F64, 0, nullptr), t.Wrap(HOLO_F64, 0, reinterpret_cast<void*>(1)),
                              t.Wrap(HOLO_F64, 1, &one)};
  for (holo_buffer src : some) {
    for (holo_buffer dst : some) BOOST_TEST(holo_buffer_copy(src, 0, dst, 0, 0) == HOLO_OK);
  }
  BOOST_TEST(holo_buffer_copy(some[3], 1, some[3], 1, 0) == HOLO_OK, "at the end");
  BOOST_TEST(one == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
