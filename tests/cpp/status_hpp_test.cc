// status_hpp_test.cc — failures as exceptions and as values: what they carry, and which calls give which.
#include "hologram/status.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

static_assert(!std::is_convertible_v<Status, bool>, "a status is no number");
static_assert(!std::is_convertible_v<holo_status, Status>);
static_assert(Status().ok() && Status(HOLO_OK).ok() && !Status(HOLO_ERROR_DTYPE));
static_assert(Status(HOLO_ERROR_LIMIT) == Status(HOLO_ERROR_LIMIT) && Status(HOLO_ERROR_LIMIT) != Status());

using FloatBuffer = Buffer<float>;
static_assert(noexcept(std::declval<Executor&>().try_add(FloatBuffer(), FloatBuffer(), FloatBuffer())));
static_assert(!noexcept(std::declval<Executor&>().add(FloatBuffer(), FloatBuffer(), FloatBuffer())));
static_assert(noexcept(Executor::try_create()) && !noexcept(Executor()));
static_assert(std::is_base_of_v<std::runtime_error, Error>);

// Fails with HOLO_ERROR_OUT_OF_RANGE, argument 3.
Status Fail(const Buffer<float>& buffer) { return buffer.try_fill(0) ? buffer.try_view(99, 1).status() : Status(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(status_hpp)

BOOST_AUTO_TEST_CASE(error_carries_status_argument_and_the_librarys_message) {
  Executor executor;
  Buffer<float> x(executor, 4);
  Buffer<float> out(executor, 4);
  Buffer<float> shorter(executor, 3);
  try {
    executor.add(x, shorter, out);
    BOOST_ERROR("nothing was thrown");
  } catch (const Error& error) {
    BOOST_TEST(error.status() == HOLO_ERROR_OUT_OF_RANGE);
    const holo_error last = last_error();
    BOOST_TEST(last.code == HOLO_ERROR_OUT_OF_RANGE);
    BOOST_TEST(last.argument != 0);
    BOOST_TEST(error.argument() == last.argument);
    BOOST_TEST(error.what() == std::string(last.message));
    BOOST_TEST(std::string(error.what()).find("holo_add") != std::string::npos, error.what());
  }
}

BOOST_AUTO_TEST_CASE(error_is_caught_as_a_runtime_error) {
  BOOST_CHECK_THROW(Executor(nullptr).info(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(error_of_another_status_than_the_last_takes_only_the_name) {
  BOOST_TEST(!Buffer<float>().try_info().ok());  // the last failure: INVALID_HANDLE
  const Error error(HOLO_ERROR_LIMIT);
  BOOST_TEST(error.status() == HOLO_ERROR_LIMIT);
  BOOST_TEST(error.argument() == 0);
  BOOST_TEST(error.what() == std::string("HOLO_ERROR_LIMIT"));
}

BOOST_AUTO_TEST_CASE(error_keeps_its_message_when_other_calls_fail) {
  Executor executor;
  Buffer<float> x(executor, 4);
  try {
    (void)x.view(99, 1);
    BOOST_ERROR("nothing was thrown");
  } catch (const Error& error) {
    const std::string message = error.what();
    BOOST_CHECK_THROW(Buffer<float>(executor, -1), Error);
    BOOST_TEST(error.what() == message);
    BOOST_TEST(message != std::string(last_error().message));
  }
}

BOOST_AUTO_TEST_CASE(try_calls_throw_nothing_and_tell_the_same) {
  Executor executor;
  Buffer<float> x(executor, 4);
  const Status status = Fail(x);
  BOOST_TEST(!status.ok());
  BOOST_TEST(status.code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(status.name() == std::string("HOLO_ERROR_OUT_OF_RANGE"));
  BOOST_TEST(last_error().argument == 3);
  BOOST_TEST(x.try_fill(1).ok());
}

BOOST_AUTO_TEST_CASE(result_holds_a_value) {
  Result<int> result = 7;
  BOOST_TEST(result.ok());
  BOOST_TEST(static_cast<bool>(result));
  BOOST_TEST((result.status() == Status()));
  BOOST_TEST(*result == 7);
  *result = 8;
  BOOST_TEST(result.value() == 8);
  BOOST_TEST(result.value_or(1) == 8);
}

BOOST_AUTO_TEST_CASE(result_holds_a_failure) {
  Result<int> result = Status(HOLO_ERROR_LIMIT);
  BOOST_TEST(!result.ok());
  BOOST_TEST((result.status() == Status(HOLO_ERROR_LIMIT)));
  BOOST_TEST(result.value_or(1) == 1);
  BOOST_CHECK_EXCEPTION((void)result.value(), Error,
                        [](const Error& error) { return error.status() == HOLO_ERROR_LIMIT; });
  BOOST_CHECK_THROW((void)Result<int>(Status(HOLO_ERROR_LIMIT)).value(), Error);
}

BOOST_AUTO_TEST_CASE(result_gives_its_value_away) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  BOOST_TEST(*result->get() == 5);
  const std::unique_ptr<int> first = *std::move(result);
  BOOST_TEST(*first == 5);
  Result<std::unique_ptr<int>> other = std::make_unique<int>(6);
  const std::unique_ptr<int> second = std::move(other).value();
  BOOST_TEST(*second == 6);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
