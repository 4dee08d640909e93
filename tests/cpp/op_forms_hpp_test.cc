// op_forms_hpp_test.cc — every operation of ops.def as a member that takes scalars, and which numbers those may be.
#include <boost/mpl/vector.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <type_traits>

#include "cpp/op_checks.h"
#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

// The checks for the SHAPE of a row, of all forms that could be, also those that the row does not have.
using BufferScalar = Args<Arg::kBuffer, Arg::kScalar>;
using ScalarBuffer = Args<Arg::kScalar, Arg::kBuffer>;
using BufferScalars = Args<Arg::kBuffer, Arg::kScalar, Arg::kScalar>;
using MaskAndScalars = Args<Arg::kMask, Arg::kScalar, Arg::kScalar>;
#define CHECK_MAP2(code)                                                                  \
  AllTypes::CheckMaps<BufferScalar, Try, Throw>(Executor(), code, HOLO_FORM_SCALAR_REST); \
  AllTypes::CheckMaps<ScalarBuffer, Try, Throw>(Executor(), code, HOLO_FORM_SCALAR_FIRST)
#define CHECK_ORDERED2(code) CHECK_MAP2(code)
#define CHECK_MAP3(code) AllTypes::CheckMaps<BufferScalars, Try, Throw>(Executor(), code, HOLO_FORM_SCALAR_REST)
#define CHECK_SELECT(code) AllTypes::CheckMaps<MaskAndScalars, Try, Throw>(Executor(), code, HOLO_FORM_SCALAR_REST)
#define CHECK_MAP1(code) CheckHasNoScalars(code)
#define CHECK_ARRAY1(code) CheckHasNoScalars(code)
#define CHECK_NORM2(code) CheckHasNoScalars(code)
#define CHECK_NORM3(code) CheckHasNoScalars(code)
#define CHECK_SEQUENCE(code) CheckHasNoScalars(code)
#define CHECK_GATHER(code) CheckHasNoScalars(code)
#define CHECK_SCATTER(code) CheckHasNoScalars(code)
#define CHECK_REDUCE1(code) CheckHasNoScalars(code)
#define CHECK_PRODUCT1(code) CHECK_REDUCE1(code)
#define CHECK_NONEMPTY1(code) CHECK_REDUCE1(code)
#define CHECK_REDUCE2(code) CheckHasNoScalars(code)

// There is no member with scalars for it beside the one that ops_hpp_test checks, so there should be no form.
void CheckHasNoScalars(holo_op op) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    holo_op_info info = HOLO_OP_INFO_INIT;
    if (holo_op_info_get(op, dtype, &info) == HOLO_OK)
      BOOST_TEST((info.forms & (1u << HOLO_FORM_SCALAR_REST | 1u << HOLO_FORM_SCALAR_FIRST)) == 0u);
  }
}

template <class... As>
concept CanSelect = requires(const Executor& ex, const As&... as) {
  ex.where(as...);
};
using Mask = Buffer<bool8>;
static_assert(CanSelect<Mask, float, float, Buffer<float>> && !CanSelect<Mask, float, float, Buffer<const float>>);
static_assert(!CanSelect<Buffer<uint8_t>, float, float, Buffer<float>>, "a mask is of bool8");
static_assert(!CanSelect<Mask, Buffer<float>, float, Buffer<float>>, "the library has no such form");

// Of variables the type decides; a constant is looked at besides, in refusals_test.
template <class V, class T>
constexpr bool kIsTaken = std::is_convertible_v<V, Value<T>>;
static_assert(kIsTaken<f16, f16> && kIsTaken<float, f16> && !kIsTaken<bf16, f16> && !kIsTaken<f16, float>);
static_assert(kIsTaken<bool, bool8> && kIsTaken<bool8, bool8> && !kIsTaken<int, bool8> && !kIsTaken<bool, int>);
static_assert(kIsTaken<double, float> && !kIsTaken<float, int32_t> && !kIsTaken<double, int64_t>);
static_assert(!kIsTaken<const char*, float> && !kIsTaken<Buffer<float>, float> && !kIsTaken<void*, int64_t>);

using Halves = boost::mpl::vector<f16, bf16>;

template <class T>
double Sent(Value<T> value) {
  BOOST_TEST(value.get()->dtype == kDtypeOf<T>);
  BOOST_TEST(value.get()->reserved == 0);
  return value.get()->value.f64;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(op_forms_hpp)

#define HOLO_OP(code, name, Functor, family, shape, ...)                            \
  BOOST_AUTO_TEST_CASE(name##_with_scalars_takes_and_gives_what_the_library_says) { \
    using namespace name##_members;                                                 \
    CHECK_##shape(code);                                                            \
  }
#include "ops/ops.def"

BOOST_AUTO_TEST_CASE(scalars_stand_for_buffers_of_one_value) {
  const Executor executor;
  const Buffer<float> x(executor, 4);
  std::iota(x.begin(), x.end(), 1.0f);
  const Buffer<float> out(executor, 4);
  executor.sub(x, 3, out);
  BOOST_TEST(out[0] == -2);
  executor.sub(3, x, out);
  BOOST_TEST(out[0] == 2);
  executor.clip(x, 2, 3, out);
  BOOST_TEST(executor.sum(out) == 10);
  const Buffer<bool8> mask(executor, 4);
  executor.lt(x, 3, mask);
  BOOST_TEST((mask[1].value == 1 && mask[2].value == 0));
  executor.where(mask, -1, 1, out);
  BOOST_TEST(out[1] == -1);
  BOOST_TEST(out[2] == 1);
  executor.where(mask, x, out, out);
  BOOST_TEST(out[1] == 2);
  BOOST_TEST(out[2] == 1);
  BOOST_TEST(executor.try_add(x, 1, out.view(0, 3), 4).code() == HOLO_ERROR_OUT_OF_RANGE);
}

BOOST_AUTO_TEST_CASE(scalars_of_16_bit_floats_are_themselves_or_floats) {
  const Executor executor;
  const Buffer<f16> half(executor, 3);
  half.fill(1.5f);
  executor.mul(half, 0.5f, half);
  BOOST_TEST(half[0].bits == 0x3a00);
  executor.add(half, half[0], half);
  BOOST_TEST(half[2].bits == 0x3e00);
  const Buffer<bf16> brain(executor, 3);
  brain.fill(bf16{0x3fc0});
  BOOST_TEST(brain[2].bits == 0x3fc0);
}

// All 65,536 of them, by the library's own conversion.
BOOST_AUTO_TEST_CASE_TEMPLATE(half_floats_have_the_value_that_the_library_sees, T, Halves) {
  const Executor executor;
  const Buffer<T> half(executor, 65536);
  for (int64_t i = 0; i < half.size(); ++i) half[i].bits = static_cast<uint16_t>(i);
  const Buffer<float> expected(executor, half.size());
  executor.to_f32(half, expected);
  int64_t wrong = 0;
  for (int64_t i = 0; i < half.size(); ++i) {
    const double sent = Value<T>(half[i]).get()->value.f64;
    const bool both_nan = sent != sent && expected[i] != expected[i];
    const bool same = sent == expected[i] && std::signbit(sent) == std::signbit(expected[i]);
    wrong += both_nan || same ? 0 : 1;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(constants_are_taken_as_in_braces) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(Sent<float>(2) == 2);
  BOOST_TEST(Sent<float>(0.1) == 0.1f);  // rounded once, to float
  BOOST_TEST(Sent<float>(16777216) == 16777216);
  BOOST_TEST(Sent<float>(-kInfinity) == -kInfinity);
  BOOST_TEST(std::isnan(Sent<float>(std::numeric_limits<double>::quiet_NaN())));
  BOOST_TEST(Sent<double>(int64_t{1} << 62) == 0x1p62);
  BOOST_TEST(Value<uint8_t>(255).get()->value.u64 == 255u);
  BOOST_TEST(Value<int8_t>(-128).get()->value.i64 == -128);
  BOOST_TEST(Value<uint64_t>(7).get()->value.u64 == 7u);
  const int8_t small = -3;
  BOOST_TEST(Sent<float>(small) == -3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
