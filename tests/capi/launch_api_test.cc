// launch_api_test.cc — bound launches through the C API: what they keep, what each run brings, and what is refused; and what
// the process remembers of programs.
#define BOOST_TEST_MODULE launch_api
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "capi/refusal.h"
#include "support/session.h"

namespace hologram::testing {
namespace {

using test::FirstFloat;
using test::Must;
using test::Session;

constexpr const char* kAdd =
    ".program add\n.in f32 x, y\n.out f32 z\nldg.f32 r0, [x + lane]\nldg.f32 r1, [y + lane]\nadd.f32 r2, r0, r1\n"
    "stg.f32 [z + lane], r2\nexit\n";
constexpr const char* kScaled =
    ".program scaled\n.in f32 x\n.scalar f32 a\n.out f32 z\n.result f32 sum\nldg.f32 r0, [x + lane]\n"
    "mul.f32 r1, r0, a\nexp.f32 r2, r1\nstg.f32 [z + lane], r2\nred.add.f32 sum, r1\nexit\n";
constexpr const char* kFrom =
    ".program from\n.in f32 x\n.scalar i64 at, n\n.out f32 z\nldg.f32 r0, [x + lane + at]\nloop n, end\n"
    "add.f32 r0, r0, 1\nend:\nstg.f32 [z + lane], r0\nexit\n";

holo_program Program(const char* text) {
  holo_program program = nullptr;
  Must(holo_program_from_text(text, nullptr, &program));
  return program;
}

holo_launch Launch(holo_executor executor, holo_program program, std::vector<holo_buffer> buffers, int64_t lanes) {
  holo_launch launch = nullptr;
  Must(holo_launch_create(executor, program, buffers.data(), static_cast<int32_t>(buffers.size()), lanes, &launch));
  return launch;
}

holo_scalar Number(int64_t value) { return {HOLO_I64, 0, {.i64 = value}}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_launch_keeps_what_it_works_on) {
  float x[4] = {1, 2, 3, 4}, y[4] = {10, 20, 30, 40}, z[4] = {};
  int released = 0;
  holo_launch launch = nullptr;
  {
    const Session ex;
    const holo_program program = Program(kAdd);
    const holo_buffer buffers[3] = {ex.Wrap(x, 4, nullptr, nullptr), ex.Wrap(y, 4, nullptr, nullptr),
                                    ex.Wrap(
                                        z, 4, [](void* user, void*) { ++*static_cast<int*>(user); }, &released)};
    launch = Launch(ex, program, {buffers, buffers + 3}, 4);
    for (const holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
    Must(holo_program_destroy(program));
  }
  BOOST_TEST(released == 0);
  Must(holo_launch_run(launch, nullptr, 0, nullptr, 0));
  BOOST_TEST(z[0] == 11);
  x[0] = 5;  // each run looks at what is there
  Must(holo_launch_run(launch, nullptr, 0, nullptr, 0));
  BOOST_TEST(z[0] == 15);
  BOOST_TEST(z[3] == 44);
  Must(holo_launch_destroy(launch));
  BOOST_TEST(released == 1);
  BOOST_TEST(holo_launch_run(launch, nullptr, 0, nullptr, 0) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(holo_launch_destroy(launch) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(holo_launch_destroy(nullptr) == HOLO_OK);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_CASE(scalars_and_results_come_with_each_run) {
  const Session ex;
  const holo_program program = Program(kScaled);
  const holo_buffer x = ex.Floats(5000, 1), z = ex.Floats(5000, 0);
  const holo_launch launch = Launch(ex, program, {x, z}, 5000);
  for (const double a : {0.0, 2.0, -1.0}) {
    const holo_scalar scalar = {HOLO_F32, 0, {a}};
    holo_scalar sum = {};
    Must(holo_launch_run(launch, &scalar, 1, &sum, 1));
    BOOST_TEST(sum.dtype == HOLO_F32);
    BOOST_TEST(sum.value.f64 == 5000 * a);
    BOOST_TEST(FirstFloat(z) == std::exp(static_cast<float>(a)), boost::test_tools::tolerance(1e-6f));
  }
  Must(holo_launch_destroy(launch));
  for (const holo_buffer buffer : {x, z}) Must(holo_buffer_destroy(buffer));
  Must(holo_program_destroy(program));
}

BOOST_AUTO_TEST_CASE(no_lanes_are_fine) {
  const Session ex;
  const holo_program program = Program(kScaled);
  const holo_buffer x = ex.Floats(0, 1), z = ex.Floats(0, 0);
  const holo_launch launch = Launch(ex, program, {x, z}, 0);
  const holo_scalar scalar = {HOLO_F32, 0, {1}};
  holo_scalar sum = {HOLO_F32, 0, {7}};
  Must(holo_launch_run(launch, &scalar, 1, &sum, 1));
  BOOST_TEST(sum.value.f64 == 0);
  Must(holo_launch_destroy(launch));
  for (const holo_buffer buffer : {x, z}) Must(holo_buffer_destroy(buffer));
  Must(holo_program_destroy(program));
}

// What a bound call reads lives as long as the launch: also how many lanes there are.
BOOST_AUTO_TEST_CASE(a_launch_knows_its_lanes) {
  const Session ex;
  holo_program program = nullptr;
  Must(holo_program_from_expression("z = x + lanes", "in i64 x; out z", nullptr, &program));
  int64_t numbers[2][5] = {{1, 2, 3, 4, 5}, {}};
  holo_buffer buffers[2];
  for (int i = 0; i < 2; ++i) {
    Must(holo_buffer_wrap(ex, HOLO_I64, 5, numbers[i], 0, nullptr, nullptr, &buffers[i]));
  }
  const holo_launch three = Launch(ex, program, {buffers, buffers + 2}, 3);
  const holo_launch five = Launch(ex, program, {buffers, buffers + 2}, 5);
  Must(holo_launch_run(five, nullptr, 0, nullptr, 0));
  Must(holo_launch_run(three, nullptr, 0, nullptr, 0));
  BOOST_TEST(numbers[1] == (std::vector<int64_t>{4, 5, 6, 9, 10}), boost::test_tools::per_element());
  for (const holo_launch launch : {three, five}) Must(holo_launch_destroy(launch));
  for (const holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
  Must(holo_program_destroy(program));
}

// Nothing may be at no address: sums of what two buffers give are no others for that.
BOOST_AUTO_TEST_CASE(no_lanes_in_no_memory_are_fine) {
  const Session ex;
  const holo_buffer x = ex.Wrap(nullptr, 0, nullptr, nullptr), y = ex.Wrap(nullptr, 0, nullptr, nullptr);
  for (const char* expression : {"s = sum((x - y)^2)", "s = sum(x*y)", "s = sum((x - y)^2); t = sum(x*y)"}) {
    holo_program program = nullptr;
    Must(holo_program_from_expression(expression, "in f32 x, y", nullptr, &program));
    holo_program_info info = HOLO_PROGRAM_INFO_INIT;
    Must(holo_program_info_get(program, &info));
    const holo_buffer buffers[2] = {x, y};
    holo_scalar sums[2] = {{HOLO_F32, 0, {7}}, {HOLO_F32, 0, {7}}};
    Must(holo_program_launch(ex, program, buffers, 2, nullptr, 0, 0, sums, info.result_count));
    for (int k = 0; k < info.result_count; ++k) BOOST_TEST(sums[k].value.f64 == 0);
    Must(holo_program_destroy(program));
  }
  for (const holo_buffer buffer : {x, y}) Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_CASE(launches_that_are_wrong_are_refused) {
  const Session ex;
  const holo_program add = Program(kAdd), from = Program(kFrom);
  float memory[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const holo_buffer x = ex.Floats(8, 1), short_one = ex.Floats(4, 1), z = ex.Wrap(memory, 8, nullptr, nullptr);
  Watch watch;
  watch.Memory(memory, sizeof memory);
  holo_launch launch = nullptr;
  watch.Memory(&launch, sizeof launch);
  const Function create(watch, "holo_launch_create",
                        {"executor", "program", "buffers", "buffer_count", "lanes", "launch"});
  const auto with = [&](std::vector<holo_buffer> buffers, int64_t lanes) {
    return [&, buffers, lanes] {
      return holo_launch_create(ex, add, buffers.data(), static_cast<int32_t>(buffers.size()), lanes, &launch);
    };
  };
  create.Refuses(HOLO_ERROR_OUT_OF_RANGE, 3, "in lane 7 element 7 is wanted, there are 4", with({x, short_one, z}, 8));
  create.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "-2 is negative", with({x, x, z}, -2));
  create.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "2 given, the program has 3 buffers", with({x, z}, 8));
  create.Refuses(HOLO_ERROR_INVALID_HANDLE, 3, "is null", with({x, nullptr, z}, 8));
  const holo_buffer three[3] = {x, x, z};
  create.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, "is null",
                 [&] { return holo_launch_create(ex, nullptr, three, 3, 8, &launch); });
  create.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, "not a live handle",
                 [&] { return holo_launch_create(reinterpret_cast<holo_executor>(add), add, three, 3, 8, &launch); });
  create.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 6, "is null",
                 [&] { return holo_launch_create(ex, add, three, 3, 8, nullptr); });

  // Where it reads and how often it goes round come with the run.
  const holo_launch moved = Launch(ex, from, {x, z}, 6);
  const Function run(watch, "holo_launch_run", {"launch", "scalars", "scalar_count", "results", "result_count"});
  const auto at = [&](int64_t place, int64_t rounds) {
    return [=] {
      const holo_scalar scalars[2] = {Number(place), Number(rounds)};
      return holo_launch_run(moved, scalars, 2, nullptr, 0);
    };
  };
  run.Refuses(HOLO_ERROR_OUT_OF_RANGE, 1, "in lane 5 element 8 is wanted, there are 8", at(3, 1));
  run.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "-1 is negative", at(0, -1));
  run.Refuses(HOLO_ERROR_LIMIT, 1, "1125899906842624", at(0, int64_t{1} << 50));
  run.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "1 given, the program has 2 scalars", [&] {
    const holo_scalar scalar = Number(0);
    return holo_launch_run(moved, &scalar, 1, nullptr, 0);
  });
  run.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null",
              [&] { return holo_launch_run(moved, nullptr, 2, nullptr, 0); });
  run.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "1 given, the program has 0 results", [&] {
    const holo_scalar scalars[2] = {Number(0), Number(1)};
    holo_scalar result = {};
    return holo_launch_run(moved, scalars, 2, &result, 1);
  });
  run.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, "is null",
              [&] { return holo_launch_run(nullptr, nullptr, 0, nullptr, 0); });
  const holo_launch plain = Launch(ex, add, {x, x, z}, 0);
  run.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "1 given, the program has 0 scalars", [&] {
    const holo_scalar scalar = Number(0);
    return holo_launch_run(plain, &scalar, 1, nullptr, 0);
  });
  Must(at(2, 3)());
  BOOST_TEST(memory[0] == 4);
  BOOST_TEST(memory[6] == 7);
  for (const holo_launch one : {moved, plain}) Must(holo_launch_destroy(one));
  for (const holo_buffer buffer : {x, short_one, z}) Must(holo_buffer_destroy(buffer));
  for (const holo_program program : {add, from}) Must(holo_program_destroy(program));
}

// Threads run one launch while others are made and ended: each has tiles of its own.
BOOST_AUTO_TEST_CASE(one_launch_runs_in_many_threads) {
  const Session ex;
  const holo_program program = Program(
      ".program p\n.in f32 x\n.scalar f32 a\n.result f32 sum\nldg.f32 r0, [x + lane]\nexp.f32 r1, r0\n"
      "mul.f32 r2, r1, a\nred.max.f32 sum, r2\nexit\n");
  const holo_buffer x = ex.Floats(3000, 0);
  std::atomic<holo_launch> launch = Launch(ex, program, {x}, 3000);
  std::atomic<bool> stop = false;
  std::atomic<int> runs = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 1; i <= 3; ++i) {
    threads.emplace_back([&, i] {
      const holo_scalar a = {HOLO_F32, 0, {static_cast<double>(i)}};
      while (!stop) {
        holo_scalar most = {};
        const holo_status status = holo_launch_run(launch, &a, 1, &most, 1);
        const bool right = status == HOLO_OK ? most.value.f64 == i : status == HOLO_ERROR_INVALID_HANDLE;
        ++(right ? runs : wrong);
      }
    });
  }
  for (int round = 0; round < 1000 || runs < 100; ++round) {
    Must(holo_launch_destroy(launch.exchange(Launch(ex, program, {x}, 3000))));
    std::this_thread::yield();
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
  Must(holo_launch_destroy(launch));
  Must(holo_buffer_destroy(x));
  Must(holo_program_destroy(program));
}

BOOST_AUTO_TEST_CASE(programs_of_one_form_are_remembered_as_one) {
  const auto info = [] {
    holo_program_cache_info filled = HOLO_PROGRAM_CACHE_INFO_INIT;
    Must(holo_program_cache_info_get(&filled));
    return filled;
  };
  const holo_program first = Program(
      ".program p\n.in i32 x\n.out i32 z\nldg.i32 r0, [x + lane]\nadd.i32 r1, r0, 77\n"
      "stg.i32 [z + lane], r1\nexit\n");
  const holo_program_cache_info before = info();
  // Other names, another order of operands, and a copy: the same form. Then the same text.
  const char* const other =
      ".program q\n.in i32 from\n.out i32 to\nldg.i32 r7, [from + lane]\nmov.i32 r3, r7\nadd.i32 r7, 77, r3\n"
      "stg.i32 [to + lane], r7\nexit\n";
  const holo_program second = Program(other);
  holo_program_cache_info after = info();
  BOOST_TEST(after.hits == before.hits + 1);
  BOOST_TEST(after.misses == before.misses);
  BOOST_TEST(after.entries == before.entries);
  const holo_program third = Program(other);
  BOOST_TEST(info().hits == after.hits);
  BOOST_TEST(info().text_hits == after.text_hits + 1);
  for (const holo_program program : {first, second, third}) Must(holo_program_destroy(program));
  // There is no end of programs, but one of what is remembered.
  for (int i = 0; i < 3 * after.capacity; ++i) {
    const std::string text = ".program p\n.out i32 z\nstg.i32 [z + lane], " + std::to_string(i) + "\nexit\n";
    Must(holo_program_destroy(Program(text.c_str())));
  }
  BOOST_TEST(info().entries == after.capacity);
  BOOST_TEST(holo_program_cache_info_get(nullptr) == HOLO_ERROR_INVALID_ARGUMENT);
  holo_program_cache_info small = {};
  small.struct_size = 4;
  BOOST_TEST(holo_program_cache_info_get(&small) == HOLO_ERROR_STRUCT_SIZE);
}

}  // namespace hologram::testing
