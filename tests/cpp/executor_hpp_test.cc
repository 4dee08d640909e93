// executor_hpp_test.cc — Executor and Guard: options, ownership, moves, and what they refuse.
#include "hologram/executor.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "capi/counting_allocator.h"
#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

static_assert(!std::is_copy_constructible_v<Executor> && !std::is_copy_assignable_v<Executor>);
static_assert(std::is_nothrow_move_constructible_v<Executor> && std::is_nothrow_move_assignable_v<Executor>);
static_assert(!std::is_copy_constructible_v<Guard> && std::is_nothrow_move_constructible_v<Guard>);
static_assert(!std::is_destructible_v<Operations>, "part of an Executor only");
static_assert(!std::is_convertible_v<holo_executor, Executor>, "ownership is taken in writing");

// After each case nothing is left.
struct NothingLeft {
  ~NothingLeft() { BOOST_TEST(holo_live_handles() == 0); }
};

bool IsInvalidHandle(const Error& error) { return error.status() == HOLO_ERROR_INVALID_HANDLE; }

}  // namespace

BOOST_AUTO_TEST_SUITE(executor_hpp, *boost::unit_test::fixture<NothingLeft>())

BOOST_AUTO_TEST_CASE(default_is_the_best_level_on_the_cpu_backend) {
  const Executor executor;
  BOOST_TEST(executor.info().simd_level == cpu_info().level_chosen);
  BOOST_TEST(executor.info().backend == std::string("cpu"));
  BOOST_TEST(holo_live_handles() == 1);
}

BOOST_AUTO_TEST_CASE(options_reach_the_library) {
  CountingAllocator allocator;
  {
    Options options;
    options.simd_cap = HOLO_SIMD_SCALAR;
    options.accuracy = HOLO_ACCURACY_CORRECT;
    options.allocator = allocator.Options().allocator;
    const Executor executor(options);
    BOOST_TEST(executor.info().simd_level == HOLO_SIMD_SCALAR);
    BOOST_TEST(executor.info().accuracy == HOLO_ACCURACY_CORRECT);
    const Buffer<double> buffer(executor, 100);
    BOOST_TEST(executor.stats().buffers == 1);
    BOOST_TEST(executor.stats().allocated_bytes == allocator.given_bytes());
    BOOST_TEST(allocator.given_bytes() >= 800);
  }
  BOOST_TEST(allocator.given() == 0);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be_met_are_refused_in_both_styles) {
  Options options;
  options.backend = "no such backend";
  BOOST_CHECK_EXCEPTION(Executor{options}, Error,
                        [](const Error& error) { return error.status() == HOLO_ERROR_UNSUPPORTED; });
  BOOST_TEST(Executor::try_create(options).status().code() == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(Executor::try_create().ok());
}

BOOST_AUTO_TEST_CASE(options_may_name_a_backend) {
  const Executor executor(Options("reference"));
  BOOST_TEST(executor.info().backend == std::string("reference"));
  BOOST_TEST(Executor(Options("cpu")).info().backend == std::string("cpu"));
}

BOOST_AUTO_TEST_CASE(backend_gives_the_interface_of_its_kind) {
  const Executor executor;
  const Backend backend = executor.backend();
  const holo_cpu_interface& cpu = backend.query<holo_cpu_interface>();
  holo_simd_level level = 0;
  BOOST_TEST(cpu.simd_level(backend.get(), &level) == HOLO_OK);
  BOOST_TEST(level == executor.info().simd_level);
  BOOST_TEST(*backend.try_query<holo_cpu_interface>(HOLO_CPU_INTERFACE_VERSION) == &cpu);
  BOOST_TEST(backend.try_query<holo_cpu_interface>(1000).status().code() == HOLO_ERROR_UNSUPPORTED);
  BOOST_CHECK_EXCEPTION(backend.query<holo_cpu_interface>(1000), Error,
                        [](const Error& error) { return error.status() == HOLO_ERROR_UNSUPPORTED; });
}

BOOST_AUTO_TEST_CASE(backend_of_no_executor_is_refused) {
  BOOST_CHECK_EXCEPTION(Executor(nullptr).backend(), Error, IsInvalidHandle);
  BOOST_TEST(Executor(nullptr).try_backend().status().code() == HOLO_ERROR_INVALID_HANDLE);
  const Backend gone = Executor().backend();
  BOOST_TEST(gone.try_query<holo_cpu_interface>().status().code() == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(move_hands_the_handle_on) {
  Executor first;
  const holo_executor handle = first.get();
  Executor second(std::move(first));
  BOOST_TEST(first.get() == nullptr);  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  BOOST_TEST(second.get() == handle);
  BOOST_CHECK_EXCEPTION(first.info(), Error, IsInvalidHandle);
  BOOST_TEST(first.try_stats().status().code() == HOLO_ERROR_INVALID_HANDLE);
  Executor third;
  BOOST_TEST(holo_live_handles() == 2);
  third = std::move(second);
  BOOST_TEST(third.get() == handle);
  BOOST_TEST(second.get() == nullptr);  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  BOOST_TEST(holo_live_handles() == 1);
  first = std::move(third);
  BOOST_TEST(first.get() == handle);
}

BOOST_AUTO_TEST_CASE(move_to_itself_changes_nothing) {
  Executor executor;
  const holo_executor handle = executor.get();
  Executor& same = executor;
  executor = std::move(same);
  BOOST_TEST(executor.get() == handle);
  BOOST_TEST(executor.try_info().ok());
}

BOOST_AUTO_TEST_CASE(handles_are_given_to_c_and_taken_from_it) {
  holo_executor handle = nullptr;
  {
    Executor executor;
    handle = executor.release();
    BOOST_TEST(executor.get() == nullptr);
  }
  BOOST_TEST(holo_live_handles() == 1);
  const Executor executor(handle);
  BOOST_TEST(executor.try_info().ok());
}

BOOST_AUTO_TEST_CASE(guard_keeps_memory_that_another_thread_destroys) {
  Executor executor;
  Buffer<int> x(executor, 1000);
  x.fill(7);
  const Guard guard(executor, x);
  const std::span<int> elements = x.span();
  std::thread([&] { x = Buffer<int>(); }).join();
  BOOST_TEST(elements[999] == 7);
  BOOST_TEST(executor.stats().buffers == 1);
}

BOOST_AUTO_TEST_CASE(guard_lets_go_at_the_end_of_its_scope) {
  Executor executor;
  for (int i = 0; i < 10; ++i) {  // four at a time are allowed
    const Guard a(executor);
    Guard b(executor);
    Guard c(std::move(b));
    b = Guard(executor);
    b = std::move(c);
  }
}

BOOST_AUTO_TEST_CASE(guard_refuses_in_both_styles) {
  Executor executor;
  Executor other;
  Buffer<float> foreign(other, 1);
  BOOST_CHECK_EXCEPTION(Guard(executor, foreign), Error,
                        [](const Error& error) { return error.status() == HOLO_ERROR_WRONG_EXECUTOR; });
  BOOST_TEST(Guard::try_create(executor, Buffer<float>()).status().code() == HOLO_ERROR_INVALID_HANDLE);
  const Guard guards[] = {Guard(executor), Guard(executor), Guard(executor), Guard(executor)};
  BOOST_TEST(Guard::try_create(executor).status().code() == HOLO_ERROR_LIMIT);
}

BOOST_AUTO_TEST_CASE(guard_is_not_released_by_another_thread) {
  Executor executor;
  Guard guard(executor);
  Status status;
  std::thread([&] { status = guard.try_release(); }).join();
  BOOST_TEST(status.code() == HOLO_ERROR_WRONG_THREAD);
  BOOST_TEST(guard.try_release().ok());  // it was still held, and now is not:
  const Guard guards[] = {Guard(executor), Guard(executor), Guard(executor), Guard(executor)};
  BOOST_TEST(guard.try_release().ok());  // of nothing
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
