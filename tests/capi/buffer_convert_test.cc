// buffer_convert_test.cc — every dtype into every other, across executors and in place. Refused arguments: bad_input_test.
#define BOOST_TEST_MODULE buffer_convert
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "backend/reference.h"
#include "hologram/hologram.h"
#include "support/elements.h"

namespace hologram::testing {
namespace {

constexpr int64_t kCount = 700;

// What `from` is as another dtype, by the reference.
Elements Converted(const Elements& from, holo_dtype dtype) {
  Elements to(dtype, from.count());
  const void* inputs[] = {from.At(0)};
  const ops::OpRow* row = ops::Find(std::string("to_") + holo_dtype_name(dtype));
  BOOST_TEST_REQUIRE((row != nullptr));
  backend::reference::Map(*row, from.dtype(), 0, inputs, to.At(0), from.count());
  return to;
}

struct Executors {
  Executors() {
    for (holo_executor& each : all) BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &each) == HOLO_OK);
  }
  ~Executors() {
    for (holo_executor each : all) holo_executor_destroy(each);
    BOOST_TEST(holo_live_handles() == 0);
  }
  Executors(const Executors&) = delete;
  Executors& operator=(const Executors&) = delete;

  holo_executor all[2] = {};
};

holo_buffer Made(holo_executor executor, const Elements& elements) {
  holo_buffer buffer = nullptr;
  BOOST_TEST_REQUIRE(holo_buffer_create(executor, elements.dtype(), elements.count(), &buffer) == HOLO_OK);
  BOOST_TEST(holo_buffer_write(buffer, 0, elements.At(0), elements.count()) == HOLO_OK);
  return buffer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(buffer_convert)

BOOST_AUTO_TEST_CASE(every_dtype_into_every_other) {
  const Executors executors;
  Random random(3);
  for (holo_dtype source = HOLO_F32; source <= HOLO_BOOL8; ++source) {
    Elements from = Elements::Special(source);
    from.Append(Elements::Any(source, &random, kCount));
    for (holo_dtype target = HOLO_F32; target <= HOLO_BOOL8; ++target) {
      for (holo_executor other : executors.all) {
        const holo_buffer src = Made(executors.all[0], from);
        const holo_buffer dst = Made(other, Elements(target, from.count()));
        BOOST_TEST(holo_buffer_convert(src, dst) == HOLO_OK);
        Elements got(target, from.count());
        BOOST_TEST(holo_buffer_read(dst, 0, got.At(0), from.count()) == HOLO_OK);
        const int64_t i = FirstDifference(got, Converted(from, target));
        BOOST_TEST(i == -1, holo_dtype_name(source) << " to " << holo_dtype_name(target) << ", element " << i);
        BOOST_TEST(holo_buffer_destroy(src) == HOLO_OK);
        BOOST_TEST(holo_buffer_destroy(dst) == HOLO_OK);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(in_place_if_sizes_are_equal_else_refused) {
  const Executors executors;
  alignas(8) std::byte memory[kCount * 8];
  Random random(4);
  for (holo_dtype source = HOLO_F32; source <= HOLO_BOOL8; ++source) {
    for (holo_dtype target = HOLO_F32; target <= HOLO_BOOL8; ++target) {
      const Elements from = Elements::Any(source, &random, kCount);
      const Elements want = Converted(from, target);
      std::memcpy(memory, from.At(0), static_cast<size_t>(kCount * from.size()));
      holo_buffer src = nullptr;
      holo_buffer dst = nullptr;
      BOOST_TEST_REQUIRE(holo_buffer_wrap(executors.all[0], source, kCount, memory, 0, nullptr, nullptr, &src) ==
                         HOLO_OK);
      BOOST_TEST_REQUIRE(holo_buffer_wrap(executors.all[1], target, kCount, memory, 0, nullptr, nullptr, &dst) ==
                         HOLO_OK);
      const bool same = from.size() == want.size();
      BOOST_TEST(holo_buffer_convert(src, dst) == (same ? HOLO_OK : HOLO_ERROR_OVERLAP));
      BOOST_TEST(FirstDifference(memory, same ? want : from, 0, kCount) == -1,
                 holo_dtype_name(source) << " to " << holo_dtype_name(target));
      BOOST_TEST(holo_buffer_destroy(src) == HOLO_OK);
      BOOST_TEST(holo_buffer_destroy(dst) == HOLO_OK);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_shifted_view_is_refused) {
  const Executors executors;
  holo_buffer whole = nullptr;
  holo_buffer first = nullptr;
  holo_buffer second = nullptr;
  BOOST_TEST_REQUIRE(holo_buffer_create(executors.all[0], HOLO_I32, 10, &whole) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_view(whole, 0, 8, &first) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_view(whole, 1, 8, &second) == HOLO_OK);
  BOOST_TEST(holo_buffer_convert(first, second) == HOLO_ERROR_OVERLAP);
  BOOST_TEST(holo_buffer_convert(second, first) == HOLO_ERROR_OVERLAP);
  for (holo_buffer buffer : {whole, first, second}) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(buffers_outlive_their_executors_handle) {
  holo_executor executor = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  const holo_buffer src = Made(executor, Elements::Of(std::vector<float>{1.5f, -300.0f}));
  const holo_buffer dst = Made(executor, Elements::Of(std::vector<int8_t>{0, 0}));
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  BOOST_TEST(holo_buffer_convert(src, dst) == HOLO_OK);
  int8_t got[2] = {};
  BOOST_TEST(holo_buffer_read(dst, 0, got, 2) == HOLO_OK);
  BOOST_TEST(got[0] == 1);
  BOOST_TEST(got[1] == -128);
  BOOST_TEST(holo_buffer_destroy(src) == HOLO_OK);
  BOOST_TEST(holo_buffer_destroy(dst) == HOLO_OK);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
