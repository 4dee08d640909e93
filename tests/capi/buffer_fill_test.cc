// buffer_fill_test.cc — holo_buffer_fill: every dtype, at every length and place, values that fit and values that do not,
// and rounding to the small floats.
#define BOOST_TEST_MODULE buffer_fill
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "capi/refusal.h"
#include "support/guarded.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Fixture {
  Fixture() { BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK); }
  ~Fixture() { holo_executor_destroy(executor); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  // Fills `count` elements at `data`.
  holo_status Fill(const holo_scalar& value, void* data, int64_t count) const {
    holo_buffer buffer = nullptr;
    BOOST_TEST_REQUIRE(holo_buffer_wrap(executor, value.dtype, count, data, 0, nullptr, nullptr, &buffer) == HOLO_OK);
    const holo_status status = holo_buffer_fill(buffer, &value);
    BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
    return status;
  }
  // The bits of one element.
  uint64_t Pattern(const holo_scalar& value) const {
    uint64_t bits = 0;
    const holo_status status = Fill(value, &bits, 1);
    BOOST_TEST(status == HOLO_OK, holo_dtype_name(value.dtype) << ": " << holo_status_name(status));
    return bits;
  }
  uint64_t Float(holo_dtype dtype, double value) const { return Pattern({dtype, 0, {.f64 = value}}); }
  uint64_t Signed(holo_dtype dtype, int64_t value) const { return Pattern({dtype, 0, {.i64 = value}}); }
  uint64_t Unsigned(holo_dtype dtype, uint64_t value) const { return Pattern({dtype, 0, {.u64 = value}}); }

  holo_executor executor = nullptr;
};

// What the bits of a small float mean (IEEE 754, 3.4), the largest finite exponent being the bias.
double Decode(uint64_t bits, int mantissa_bits, int bias) {
  const auto exponent = static_cast<int>(bits >> mantissa_bits & (2u * static_cast<unsigned>(bias) + 1));
  const auto mantissa = static_cast<double>(bits & ((uint64_t{1} << mantissa_bits) - 1));
  const double sign = (bits >> 15 & 1) != 0 ? -1 : 1;
  if (exponent == 2 * bias + 1) return mantissa == 0 ? sign * kInfinity : std::numeric_limits<double>::quiet_NaN();
  if (exponent == 0) return sign * std::ldexp(mantissa, 1 - bias - mantissa_bits);
  return sign * std::ldexp(mantissa + std::ldexp(1, mantissa_bits), exponent - bias - mantissa_bits);
}

// Every finite value comes back, and what lies between two neighbours goes to the nearer one, from the middle to the
// even one.
void RoundsToNearestEven(holo_dtype dtype, int mantissa_bits, int bias) {
  const Fixture t;
  const uint64_t infinity = (uint64_t{2} * static_cast<unsigned>(bias) + 1) << mantissa_bits;
  int wrong = 0;
  const auto expect = [&](double value, uint64_t bits) {
    for (const bool negative : {false, true}) {
      const uint64_t got = t.Float(dtype, negative ? -value : value);
      const uint64_t due = bits | (negative ? 0x8000u : 0u);
      if (got != due && ++wrong < 10)
        BOOST_ERROR(std::hexfloat << value << " gave " << std::hex << got << ", not " << due);
    }
  };
  Sample sample(static_cast<uint64_t>(dtype));
  for (uint64_t bits = 0; bits < infinity; ++bits) {
    if (!sample.Take()) continue;
    const double value = Decode(bits, mantissa_bits, bias);
    // Past the largest finite value: as if there were one more.
    const double next = bits + 1 == infinity ? value + (value - Decode(bits - 1, mantissa_bits, bias))
                                             : Decode(bits + 1, mantissa_bits, bias);
    const double middle = value + (next - value) / 2;  // exact: a double has bits to spare
    expect(value, bits);
    expect(std::nextafter(middle, value), bits);
    expect(middle, bits % 2 == 0 ? bits : bits + 1);
    expect(std::nextafter(middle, next), bits + 1);
  }
  expect(kInfinity, infinity);
  expect(std::numeric_limits<double>::max(), infinity);
  expect(std::numeric_limits<double>::denorm_min(), 0);
  BOOST_TEST(wrong == 0);
  const uint64_t nan = t.Float(dtype, std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(std::isnan(Decode(nan, mantissa_bits, bias)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(buffer_fill)

BOOST_AUTO_TEST_CASE(f16_is_rounded_to_nearest_even) { RoundsToNearestEven(HOLO_F16, 10, 15); }
BOOST_AUTO_TEST_CASE(bf16_is_rounded_to_nearest_even) { RoundsToNearestEven(HOLO_BF16, 7, 127); }

BOOST_AUTO_TEST_CASE(f32_is_rounded_and_f64_is_not) {
  const Fixture t;
  for (double value : {0.0, -0.0, 1.0, 0.1, -1e30, 1e-40, 1e300, 1 + 0x1p-24, 1 + 0x1.8p-23, kInfinity, -kInfinity}) {
    BOOST_TEST(t.Float(HOLO_F32, value) == std::bit_cast<uint32_t>(static_cast<float>(value)), value);
    BOOST_TEST(t.Float(HOLO_F64, value) == std::bit_cast<uint64_t>(value), value);
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(std::isnan(std::bit_cast<float>(static_cast<uint32_t>(t.Float(HOLO_F32, nan)))));
  BOOST_TEST(t.Float(HOLO_F64, nan) == std::bit_cast<uint64_t>(nan));
}

BOOST_AUTO_TEST_CASE(integers_from_end_to_end) {
  const Fixture t;
  for (const auto& [dtype, bits] : {std::pair{HOLO_I8, 8}, {HOLO_I16, 16}, {HOLO_I32, 32}, {HOLO_I64, 64}}) {
    const uint64_t mask = ~uint64_t{0} >> (64 - bits);
    const int64_t highest = static_cast<int64_t>(mask >> 1);
    for (int64_t value : {-highest - 1, -highest, int64_t{-1}, int64_t{0}, int64_t{1}, highest - 1, highest}) {
      BOOST_TEST(t.Signed(dtype, value) == (static_cast<uint64_t>(value) & mask), holo_dtype_name(dtype) << value);
    }
  }
  for (const auto& [dtype, bits] : {std::pair{HOLO_U8, 8}, {HOLO_U16, 16}, {HOLO_U32, 32}, {HOLO_U64, 64}}) {
    const uint64_t highest = ~uint64_t{0} >> (64 - bits);
    for (uint64_t value : {uint64_t{0}, uint64_t{1}, highest / 2, highest / 2 + 1, highest - 1, highest}) {
      BOOST_TEST(t.Unsigned(dtype, value) == value, holo_dtype_name(dtype) << value);
    }
  }
  BOOST_TEST(t.Unsigned(HOLO_BOOL8, 0) == 0u);
  BOOST_TEST(t.Unsigned(HOLO_BOOL8, 1) == 1u);
}

BOOST_AUTO_TEST_CASE(integers_that_do_not_fit_are_refused) {
  const Fixture t;
  uint64_t memory = 0x5A5A5A5A5A5A5A5A;
  Watch watch;
  watch.Executor(t.executor);
  watch.Memory(&memory, sizeof memory);
  const Function f(watch, "holo_buffer_fill", {"buffer", "value"});
  const auto refuses = [&](holo_dtype dtype, int64_t value) {
    holo_buffer buffer = nullptr;
    BOOST_TEST_REQUIRE(holo_buffer_wrap(t.executor, dtype, 1, &memory, 0, nullptr, nullptr, &buffer) == HOLO_OK);
    const holo_scalar scalar = {dtype, 0, {.i64 = value}};
    const std::string shown = std::to_string(value) + " does not fit in " + holo_dtype_name(dtype);
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 2, shown, [&] { return holo_buffer_fill(buffer, &scalar); });
    BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  };
  constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
  constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
  for (const auto& [dtype, bits] : {std::pair{HOLO_I8, 8}, {HOLO_I16, 16}, {HOLO_I32, 32}}) {
    const int64_t limit = int64_t{1} << (bits - 1);
    for (int64_t value : {limit, limit + 1, 2 * limit, -limit - 1, kHighest, kLowest}) refuses(dtype, value);
  }
  for (const auto& [dtype, bits] : {std::pair{HOLO_U8, 8}, {HOLO_U16, 16}, {HOLO_U32, 32}}) {
    for (int64_t value : {int64_t{1} << bits, (int64_t{1} << bits) + 1, kHighest}) refuses(dtype, value);
  }
  for (int64_t value : {int64_t{2}, int64_t{255}, int64_t{256}, kHighest}) refuses(HOLO_BOOL8, value);
}

// Unsigned values of 2^63 and more are shown as what they are.
BOOST_AUTO_TEST_CASE(large_unsigned_values_are_shown_unsigned) {
  const Fixture t;
  uint8_t memory = 7;
  holo_buffer buffer = nullptr;
  BOOST_TEST_REQUIRE(holo_buffer_wrap(t.executor, HOLO_U8, 1, &memory, 0, nullptr, nullptr, &buffer) == HOLO_OK);
  const holo_scalar scalar = {HOLO_U8, 0, {.u64 = ~uint64_t{0}}};
  BOOST_TEST(holo_buffer_fill(buffer, &scalar) == HOLO_ERROR_OUT_OF_RANGE);
  holo_error error = HOLO_ERROR_INIT;
  BOOST_TEST(holo_last_error(&error) == HOLO_OK);
  const std::string message = error.message;
  BOOST_TEST(message.find("18446744073709551615") != message.npos, message);
  BOOST_TEST(memory == 7);
  BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(every_element_and_no_other_byte_is_set) {
  const Fixture t;
  constexpr int64_t kMostBytes = 3 * 8192;
  GuardedRoom room(kMostBytes);
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const int64_t size = holo_dtype_size(dtype);
    holo_scalar value = {dtype, 0, {.u64 = 1}};
    if (dtype == HOLO_I16 || dtype == HOLO_U16) value.value.u64 = 0x1234;
    if (dtype == HOLO_I32 || dtype == HOLO_U32) value.value.u64 = 0x12345678;
    if (dtype == HOLO_I64 || dtype == HOLO_U64) value.value.u64 = 0x123456789ABCDEF0;
    if (dtype <= HOLO_BF16) value.value.f64 = 0.3;
    const uint64_t pattern = t.Pattern(value);
    for (int64_t bytes : {0, 8, 16, 24, 4088, 4096, 4104, 8184, 8192, 8200, 20000}) {
      for (int64_t count : {bytes / size - 1, bytes / size, bytes / size + 1}) {
        if (count < 0) continue;
        for (Edge edge : {Edge::kFront, Edge::kBack}) {
          std::byte* data = room.Place(count * size, edge, count % 5);
          BOOST_TEST(t.Fill(value, data, count) == HOLO_OK);
          int64_t wrong = 0;
          for (int64_t i = 0; i < count; ++i)
            wrong += std::memcmp(data + i * size, &pattern, static_cast<size_t>(size)) != 0;
          BOOST_TEST(wrong == 0, holo_dtype_name(dtype) << ", " << count << " elements");
          BOOST_TEST(room.Intact(), holo_dtype_name(dtype) << ", " << count << " elements: written outside");
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
