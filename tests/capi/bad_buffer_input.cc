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

// Offsets and counts that a buffer of kCount elements does not have: `call(offset, count)`. `end_argument` is the one
// that goes past the end.
template <class Call>
void RefusesBadRanges(const Function& f, int offset_argument, int count_argument, Call call, int end_argument) {
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
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, end_argument,
              "offset " + std::to_string(offset) + " + count " + std::to_string(count),
              [&] { return call(offset, count); });
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, end_argument, "the end, " + std::to_string(kCount),
              [&] { return call(offset, count); });
  }
}

template <class Call>
void RefusesBadRanges(const Function& f, int offset_argument, int count_argument, Call call) {
  RefusesBadRanges(f, offset_argument, count_argument, call, count_argument);
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

BOOST_AUTO_TEST_CASE(buffer_create_in_class_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_create_in_class", {"executor", "class_index", "dtype", "count", "buffer"});
  holo_buffer* out = &w.outs().buffer;
  const auto create = [&](int32_t class_index, holo_dtype dtype, int64_t count) {
    return [=, &w] { return holo_buffer_create_in_class(w.executor(), class_index, dtype, count, out); };
  };
  for (const BadHandle& bad : w.BadExecutors()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
              [&] { return holo_buffer_create_in_class(bad.As<holo_executor>(), 0, HOLO_F32, 4, out); });
  }
  for (int32_t index : {std::numeric_limits<int32_t>::min(), -2, 96, 97, 128, std::numeric_limits<int32_t>::max()}) {
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 2, std::to_string(index) + " is no class: they are 0 to 95, and -1 is any",
              create(index, HOLO_F32, 4));
  }
  for (holo_dtype dtype : kNoDtypes) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, std::to_string(dtype) + " is no dtype", create(0, dtype, 4));
  }
  for (int64_t count : {int64_t{-1}, kLowest}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, Negative(count), create(0, HOLO_F32, count));
  }
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const int64_t most = HOLO_CLASS_BYTES / holo_dtype_size(dtype);
    for (int64_t count : {most + 1, int64_t{1} << 32, int64_t{1} << 61, kHighest}) {
      const std::string shown = std::to_string(count) + " elements of " + std::to_string(holo_dtype_size(dtype)) +
                                " bytes: a class has 12288 bytes";
      for (int32_t index : {95, int32_t{HOLO_ANY_CLASS}}) {
        f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 4, shown, create(index, dtype, count));
      }
    }
  }
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "is null",
            [&] { return holo_buffer_create_in_class(w.executor(), 0, HOLO_F32, 4, nullptr); });
}

BOOST_AUTO_TEST_CASE(buffer_create_in_class_refuses_classes_in_use) {
  World w;
  const Function f(w.watch(), "holo_buffer_create_in_class", {"executor", "class_index", "dtype", "count", "buffer"});
  holo_buffer buffers[HOLO_CLASS_COUNT] = {};
  const auto create = [&](int32_t class_index) {
    return [=, &w] { return holo_buffer_create_in_class(w.executor(), class_index, HOLO_F32, 4, &w.outs().buffer); };
  };
  for (int32_t i = 0; i < HOLO_CLASS_COUNT; ++i) {
    BOOST_TEST(holo_buffer_create_in_class(w.executor(), i, HOLO_F32, 4, &buffers[i]) == HOLO_OK);
    f.Refuses(HOLO_ERROR_LIMIT, 2, "class " + std::to_string(i) + " is in use", create(i));
  }
  f.Refuses(HOLO_ERROR_LIMIT, 0, "all 96 classes are in use", create(HOLO_ANY_CLASS));
  for (holo_buffer buffer : buffers) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
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

BOOST_AUTO_TEST_CASE(buffer_convert_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_convert", {"src", "dst"});
  const holo_buffer src = w.Buffer(HOLO_F64);
  const holo_buffer dst = w.Buffer(HOLO_I8, 3);
  for (const BadHandle& bad : w.BadBuffers()) {
    const auto buffer = bad.As<holo_buffer>();
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return holo_buffer_convert(buffer, dst); });
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, bad.said, [&] { return holo_buffer_convert(src, buffer); });
  }
  f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 2, "has 5 elements, argument 1 (src) has 70",
            [&] { return holo_buffer_convert(src, w.Short(HOLO_I8)); });
  f.Refuses(HOLO_ERROR_READ_ONLY, 2, "is read-only", [&] { return holo_buffer_convert(src, w.ReadOnly(HOLO_I8)); });
}

BOOST_AUTO_TEST_CASE(buffer_copy_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_buffer_copy", {"src", "src_offset", "dst", "dst_offset", "count"});
  const holo_buffer src = w.Buffer(HOLO_F64, 0);
  const holo_buffer dst = w.Buffer(HOLO_F64, 1);
  for (const BadHandle& bad : w.BadBuffers()) {
    const auto buffer = bad.As<holo_buffer>();
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return holo_buffer_copy(buffer, 0, dst, 0, 1); });
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 3, bad.said, [&] { return holo_buffer_copy(src, 0, buffer, 0, 1); });
  }
  RefusesBadRanges(
      f, 2, 5, [&](int64_t offset, int64_t count) { return holo_buffer_copy(src, offset, dst, 0, count); }, 2);
  holo_buffer endless = nullptr;  // a source for any range; its memory is never touched
  BOOST_TEST(holo_buffer_wrap(w.executor(), HOLO_U8, kHighest, &w, 0, nullptr, nullptr, &endless) == HOLO_OK);
  RefusesBadRanges(
      f, 4, 5,
      [&](int64_t offset, int64_t count) { return holo_buffer_copy(endless, 0, w.Buffer(HOLO_U8), offset, count); }, 4);
  BOOST_TEST(holo_buffer_destroy(endless) == HOLO_OK);
  for (holo_dtype have = HOLO_F32; have <= HOLO_BOOL8; ++have) {
    for (holo_dtype given = HOLO_F32; given <= HOLO_BOOL8; ++given) {
      if (have == given) continue;
      f.Refuses(
          HOLO_ERROR_DTYPE, 3,
          std::string("has dtype ") + holo_dtype_name(given) + ", but argument 1 (src) has " + holo_dtype_name(have),
          [&] { return holo_buffer_copy(w.Buffer(have), 0, w.Buffer(given), 0, 1); });
    }
  }
  for (int64_t count : {0, 1}) {
    f.Refuses(HOLO_ERROR_READ_ONLY, 3, "is read-only",
              [&] { return holo_buffer_copy(src, 0, w.ReadOnly(HOLO_F64), 0, count); });
  }
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
