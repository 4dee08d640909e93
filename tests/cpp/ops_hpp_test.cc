// ops_hpp_test.cc — every operation of ops.def as a member that takes buffers: its element types, and what it gives.
#include "hologram/ops.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "cpp/op_checks.h"
#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

// The check for the SHAPE of a row.
using OneBuffer = Args<Arg::kBuffer>;
using TwoBuffers = Args<Arg::kBuffer, Arg::kBuffer>;
using ThreeBuffers = Args<Arg::kBuffer, Arg::kBuffer, Arg::kBuffer>;
using MaskAndTwoBuffers = Args<Arg::kMask, Arg::kBuffer, Arg::kBuffer>;
#define CHECK_MAP1(code) AllTypes::CheckMaps<OneBuffer, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_MAP2(code) AllTypes::CheckMaps<TwoBuffers, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_ORDERED2(code) CHECK_MAP2(code)
#define CHECK_MAP3(code) AllTypes::CheckMaps<ThreeBuffers, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_SELECT(code) AllTypes::CheckMaps<MaskAndTwoBuffers, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_REDUCE1(code) AllTypes::CheckReduces<OneBuffer, Try, Throw>(Executor(), code)
#define CHECK_PRODUCT1(code) CHECK_REDUCE1(code)
#define CHECK_NONEMPTY1(code) CHECK_REDUCE1(code)
#define CHECK_REDUCE2(code) AllTypes::CheckReduces<TwoBuffers, Try, Throw>(Executor(), code)

}  // namespace

BOOST_AUTO_TEST_SUITE(ops_hpp)

#define HOLO_OP(code, name, Functor, family, shape, ...)               \
  BOOST_AUTO_TEST_CASE(name##_takes_and_gives_what_the_library_says) { \
    using namespace name##_members;                                    \
    CHECK_##shape(code);                                               \
  }
#include "ops/ops.def"

BOOST_AUTO_TEST_CASE(inputs_may_be_const_views_and_temporaries) {
  const Executor executor;
  const std::vector<int> ones(4, 1);
  const Buffer<const int> constant = wrap(executor, ones);
  const Buffer<int> x(executor, 8);
  x.fill(2);
  executor.add(constant, x, x.view(4, 4));
  executor.add(x, constant, x, 4);
  executor.mul(x, x.view(0, 8), x);
  BOOST_TEST(executor.sum(x) == 72);
  BOOST_TEST(executor.sum(x, 0) == 0);
  BOOST_TEST(executor.dot(constant, x) == 36);
}

BOOST_AUTO_TEST_CASE(results_have_the_types_of_the_table) {
  static_assert(std::is_same_v<decltype(Executor().sum(Buffer<float>())), float>);
  static_assert(std::is_same_v<decltype(Executor().sum(Buffer<const double>())), double>);
  static_assert(std::is_same_v<decltype(Executor().sum(Buffer<int32_t>())), int64_t>);
  static_assert(std::is_same_v<decltype(Executor().try_sum(Buffer<const int32_t>())), Result<int64_t>>);
  static_assert(std::is_same_v<decltype(Executor().add(Buffer<int>(), Buffer<int>(), Buffer<int>())), void>);
  const Executor executor;
  const Buffer<int32_t> x(executor, 4);
  x.fill(INT32_MAX);
  BOOST_TEST(executor.sum(x) == int64_t{4} * INT32_MAX);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
