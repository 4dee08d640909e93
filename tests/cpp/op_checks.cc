// op_checks.cc — what a member of Executor gives, compared with what holo_apply gives.
#include "cpp/op_checks.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

namespace hologram::testing {
namespace {

bool Same(const holo_scalar& a, const holo_scalar& b) {
  if (a.dtype > HOLO_BF16) return a.value.i64 == b.value.i64;
  return a.value.f64 == b.value.f64 || (std::isnan(a.value.f64) && std::isnan(b.value.f64));
}

}  // namespace

holo_status Case::Apply(int64_t n, holo_buffer out, holo_scalar* result) const {
  return holo_apply(executor.get(), op, inputs.data(), static_cast<int32_t>(inputs.size()), scalars.data(),
                    static_cast<int32_t>(scalars.size()), out, n, result);
}

void CheckMap(const Case& it, holo_dtype dtype, std::span<std::byte> got, const std::function<Status(int64_t)>& attempt,
              const std::function<void(int64_t)>& call) {
  std::vector<std::byte> expected(got.size());
  holo_buffer out = nullptr;
  BOOST_TEST_REQUIRE(holo_buffer_wrap(it.executor.get(), dtype, kCount, expected.data(), 0, nullptr, nullptr, &out) ==
                     HOLO_OK);
  const auto same = [&] { return std::equal(got.begin(), got.end(), expected.begin()); };
  std::fill(got.begin(), got.end(), std::byte{0});
  BOOST_TEST(it.Apply(kCount - 1, out, nullptr) == HOLO_OK);
  BOOST_TEST(attempt(kCount - 1).ok());
  BOOST_TEST(same());  // the last one is untouched
  BOOST_TEST(it.Apply(kCount, out, nullptr) == HOLO_OK);
  BOOST_TEST(attempt(Executor::kAll).ok());
  BOOST_TEST(same());
  std::fill(got.begin(), got.end(), std::byte{0});
  call(Executor::kAll);
  BOOST_TEST(same());
  BOOST_TEST(attempt(kCount + 1).code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(attempt(-1).code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_CHECK_THROW(call(kCount + 1), Error);
  holo_buffer_destroy(out);
}

void CheckReduce(const Case& it, const std::function<Result<holo_scalar>(int64_t)>& attempt,
                 const std::function<holo_scalar(int64_t)>& call) {
  holo_scalar expected = {};
  BOOST_TEST(it.Apply(kCount - 1, nullptr, &expected) == HOLO_OK);
  BOOST_TEST(Same(expected, *attempt(kCount - 1)));
  BOOST_TEST(it.Apply(kCount, nullptr, &expected) == HOLO_OK);
  BOOST_TEST(Same(expected, *attempt(Executor::kAll)));
  BOOST_TEST(Same(expected, call(Executor::kAll)));
  const bool is_half = expected.dtype == HOLO_F16 || expected.dtype == HOLO_BF16;
  BOOST_TEST(call(1).dtype == (is_half ? holo_dtype{HOLO_F32} : expected.dtype));
  BOOST_TEST(attempt(kCount + 1).status().code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(attempt(-1).status().code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_CHECK_THROW(call(kCount + 1), Error);
}

void CheckFits(holo_op op, holo_form form, holo_dtype dtype, holo_dtype result, bool fits) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  const bool takes = holo_op_info_get(op, dtype, &info) == HOLO_OK && (info.forms >> form & 1u) != 0;
  BOOST_TEST(fits == (takes && (result == 0 || info.result_dtype == result)),
             "form " << form << ", " << holo_dtype_name(dtype) << " to "
                     << (result == 0 ? "its result" : holo_dtype_name(result))
                     << (fits ? " compiles" : " does not compile"));
}

}  // namespace hologram::testing
