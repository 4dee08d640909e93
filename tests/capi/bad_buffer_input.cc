// bad_buffer_input.cc — bad input to the functions of buffer.h. Sizes that overflow: size_overflow_test.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "capi/world.h"

namespace hologram::testing {
namespace {

constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
constexpr holo_dtype kNoDtypes[] = {std::numeric_limits<int32_t>::min(), -1, 0, HOLO_BOOL8 + 1,
                                    std::numeric_limits<int32_t>::max()};

std::string Negative(int64_t value) { return std::to_string(value) + " is negative"; }

// Refusals that all functions of a buffer have in common: `call(buffer)` with everything else good.
template <class Call>
void RefusesBadBuffers(const World& w, const Function& f, Call call) {
  for (const BadHandle& bad : w.BadBuffers()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return call(bad.As<holo_buffer>()); });
  }
}

// Offsets and counts that a buffer of kCount elements does not have: `call(offset, count)`.
template <class Call>
void RefusesBadRanges(const Function& f, int offset_argument, int count_argument, Call call) {
  constexpr int64_t kCount = World::kCount;
  for (int64_t bad : {int64_t{-1}, kLowest}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, offset_argument, Negative(bad), [&] { return call(bad, 1); });
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, count_argument, Negative(bad), [&] { return call(0, bad); });
  }
  const int64_t ranges[][2] = {{0, kCount + 1}, {1, kCount},      {kCount, 1},          {kCount + 1, 0},
                               {0, kHighest},   {kHighest, 0},    {kHighest, kHighest}, {kHighest, 1},
                               {1, kHighest},   {2, kHighest - 1}};
  for (const auto& range : ranges) {
    const int64_t offset = range[0];
    const int64_t count = range[1];
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, count_argument,
              "offset " + std::to_string(offset) + " + count " + std::to_string(count),
              [&] { return call(offset, count); });
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, count_argument, "the end, " + std::to_string(kCount),
              [&] { return call(offset, count); });
  }
}

void NeverReleased(void* user, void*) { ++*static_cast<int*>(user); }

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(buffer_create_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_create", {"executor", "dtype", "count", "buffer"});
  holo_buffer* out = &w.outs().buffer;
  for (const BadHandle& bad : w.BadExecutors()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
              [&] { return holo_buffer_create(bad.As<holo_executor>(), HOLO_F32, 4, out); });
  }
  for (holo_dtype dtype : kNoDtypes) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(dtype) + " is no dtype",
              [&] { return holo_buffer_create(w.executor(), dtype, 4, out); });
  }
  for (int64_t count : {int64_t{-1}, kLowest}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, Negative(count),
              [&] { return holo_buffer_create(w.executor(), HOLO_F32, count, out); });
  }
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [&] { return holo_buffer_create(w.executor(), HOLO_F32, 4, nullptr); });
}

BOOST_AUTO_TEST_CASE(buffer_wrap_refuses_each_bad_argument_and_does_not_release) {
  World w;
  const Function f(w.watch(), "holo_buffer_wrap",
                   {"executor", "dtype", "count", "data", "flags", "release", "user", "buffer"});
  holo_buffer* out = &w.outs().buffer;
  float data[4] = {};
  int released = 0;
  const auto wrap = [&](holo_executor executor, holo_dtype dtype, int64_t count, void* memory, holo_buffer_flags flags,
                        holo_buffer* buffer) {
    return [=, &released] {
      return holo_buffer_wrap(executor, dtype, count, memory, flags, NeverReleased, &released, buffer);
    };
  };
  for (const BadHandle& bad : w.BadExecutors()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, wrap(bad.As<holo_executor>(), HOLO_F32, 4, data, 0, out));
  }
  for (holo_dtype dtype : kNoDtypes) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(dtype) + " is no dtype",
              wrap(w.executor(), dtype, 4, data, 0, out));
  }
  for (int64_t count : {int64_t{-1}, kLowest}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, Negative(count), wrap(w.executor(), HOLO_F32, count, data, 0, out));
  }
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null", wrap(w.executor(), HOLO_F32, 1, nullptr, 0, out));
  for (holo_buffer_flags flags : {2u, 3u, 1u << 31, ~0u}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, std::to_string(flags), wrap(w.executor(), HOLO_F32, 4, data, flags, out));
  }
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 8, "is null", wrap(w.executor(), HOLO_F32, 4, data, 0, nullptr));
  BOOST_TEST(released == 0);
}

BOOST_AUTO_TEST_CASE(buffer_view_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_view", {"buffer", "offset", "count", "view"});
  RefusesBadBuffers(w, f, [&](holo_buffer bad) { return holo_buffer_view(bad, 0, 1, &w.outs().buffer); });
  RefusesBadRanges(f, 2, 3, [&](int64_t offset, int64_t count) {
    return holo_buffer_view(w.Buffer(HOLO_F64), offset, count, &w.outs().buffer);
  });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [&] { return holo_buffer_view(w.Buffer(HOLO_F64), 0, 1, nullptr); });
}

BOOST_AUTO_TEST_CASE(buffer_destroy_refuses_what_is_no_live_buffer) {
  const World w;
  const Function f(w.watch(), "holo_buffer_destroy", {"buffer"});
  for (const BadHandle& bad : w.BadBuffers()) {
    if (bad.bits == 0) continue;
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return holo_buffer_destroy(bad.As<holo_buffer>()); });
  }
}

BOOST_AUTO_TEST_CASE(buffer_info_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_info_get", {"buffer", "info"});
  RefusesBadBuffers(w, f, [&](holo_buffer bad) { return holo_buffer_info_get(bad, &w.outs().buffer_info); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null",
            [&] { return holo_buffer_info_get(w.Buffer(HOLO_F32), nullptr); });
}

BOOST_AUTO_TEST_CASE(buffer_write_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_write", {"buffer", "offset", "src", "count"});
  const holo_buffer buffer = w.Buffer(HOLO_F64);
  const void* src = w.outs().elements;
  RefusesBadBuffers(w, f, [&](holo_buffer bad) { return holo_buffer_write(bad, 0, src, 1); });
  RefusesBadRanges(f, 2, 4,
                   [&](int64_t offset, int64_t count) { return holo_buffer_write(buffer, offset, src, count); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null", [&] { return holo_buffer_write(buffer, 0, nullptr, 1); });
  f.Refuses(HOLO_ERROR_READ_ONLY, 1, "is read-only",
            [&] { return holo_buffer_write(w.ReadOnly(HOLO_F64), 0, src, 1); });
}

BOOST_AUTO_TEST_CASE(buffer_read_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_read", {"buffer", "offset", "dst", "count"});
  const holo_buffer buffer = w.Buffer(HOLO_F64);
  void* dst = w.outs().elements;
  RefusesBadBuffers(w, f, [&](holo_buffer bad) { return holo_buffer_read(bad, 0, dst, 1); });
  RefusesBadRanges(f, 2, 4,
                   [&](int64_t offset, int64_t count) { return holo_buffer_read(buffer, offset, dst, count); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null", [&] { return holo_buffer_read(buffer, 0, nullptr, 1); });
}

// Integers that do not fit their type: buffer_test.
BOOST_AUTO_TEST_CASE(buffer_fill_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_fill", {"buffer", "value"});
  const holo_scalar one = {HOLO_F32, 0, {.f64 = 1}};
  RefusesBadBuffers(w, f, [&](holo_buffer bad) { return holo_buffer_fill(bad, &one); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null", [&] { return holo_buffer_fill(w.Buffer(HOLO_F32), nullptr); });
  f.Refuses(HOLO_ERROR_READ_ONLY, 1, "is read-only", [&] { return holo_buffer_fill(w.ReadOnly(HOLO_F32), &one); });
  for (holo_dtype dtype : kNoDtypes) {
    const holo_scalar value = {dtype, 0, {.f64 = 1}};
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(dtype) + " is no dtype",
              [&] { return holo_buffer_fill(w.Buffer(HOLO_F32), &value); });
  }
  for (holo_dtype have = HOLO_F32; have <= HOLO_BOOL8; ++have) {
    for (holo_dtype given = HOLO_F32; given <= HOLO_BOOL8; ++given) {
      if (have == given) continue;
      const holo_scalar value = {given, 0, {.u64 = 0}};
      f.Refuses(HOLO_ERROR_DTYPE, 2,
                std::string("has dtype ") + holo_dtype_name(given) + ", the buffer has " + holo_dtype_name(have),
                [&] { return holo_buffer_fill(w.Buffer(have), &value); });
    }
  }
}

BOOST_AUTO_TEST_CASE(buffer_map_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_map", {"buffer", "access", "data", "size_bytes"});
  void** data = &w.outs().data;
  int64_t* size_bytes = &w.outs().size_bytes;
  const holo_buffer buffer = w.Buffer(HOLO_F32);
  RefusesBadBuffers(w, f, [&](holo_buffer bad) { return holo_buffer_map(bad, HOLO_ACCESS_READ, data, size_bytes); });
  for (holo_access access : {0u, 4u, 5u, 1u << 31, ~0u}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(access) + " is no access",
              [&] { return holo_buffer_map(buffer, access, data, size_bytes); });
  }
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null",
            [&] { return holo_buffer_map(buffer, HOLO_ACCESS_READ, nullptr, size_bytes); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [&] { return holo_buffer_map(buffer, HOLO_ACCESS_READ, data, nullptr); });
  for (holo_access access : {HOLO_ACCESS_WRITE, HOLO_ACCESS_READ_WRITE}) {
    f.Refuses(HOLO_ERROR_READ_ONLY, 1, "is read-only",
              [&] { return holo_buffer_map(w.ReadOnly(HOLO_F32), access, data, size_bytes); });
  }
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_ERROR_NOT_MAPPED, "a refused map was counted");
}

BOOST_AUTO_TEST_CASE(buffer_unmap_refuses_bad_handles_and_what_is_not_mapped) {
  World w;
  const Function f(w.watch(), "holo_buffer_unmap", {"buffer"});
  RefusesBadBuffers(w, f, holo_buffer_unmap);
  const holo_buffer buffer = w.Buffer(HOLO_F32);
  f.Refuses(HOLO_ERROR_NOT_MAPPED, 1, "is not mapped", [&] { return holo_buffer_unmap(buffer); });
  void* data = nullptr;
  int64_t size_bytes = 0;
  BOOST_TEST(holo_buffer_map(buffer, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_OK);
  f.Refuses(HOLO_ERROR_NOT_MAPPED, 1, "is not mapped", [&] { return holo_buffer_unmap(buffer); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
