// program_api_test.cc — programs through the C API: made, described, launched, ended, and refused.
#define BOOST_TEST_MODULE program_api
#include <atomic>
#include <boost/test/unit_test.hpp>
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

constexpr const char* kAxpy =
    ".program axpy\n.in f32 x, y\n.scalar f32 a\n.out f32 z\n.result f32 sum\n.result i64 at\nldg.f32 r0, [x + lane]\n"
    "ldg.f32 r1, [y + lane]\nfma.f32 r2, a, r0, r1\nstg.f32 [z + lane], r2\nred.add.f32 sum, r2\nred.argmax.i64 at, "
    "r3\n"
    "exit\n";

holo_program Program(std::string text) {
  const size_t at = text.find("red.argmax.i64 at, r3");
  if (at != std::string::npos) text.replace(at, 21, "mov.i64 r3, lane\nred.argmax.i64 at, r3");
  holo_program program = nullptr;
  Must(holo_program_from_text(text.c_str(), nullptr, &program));
  return program;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_is_made_described_and_launched) {
  const Session ex;
  const holo_program program = Program(kAxpy);
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  Must(holo_program_info_get(program, &info));
  BOOST_TEST(std::string(info.name) == "axpy");
  BOOST_TEST(info.parameter_count == 6);
  BOOST_TEST(info.buffer_count == 3);
  BOOST_TEST(info.scalar_count == 1);
  BOOST_TEST(info.result_count == 2);
  BOOST_TEST(info.instruction_count == 8);
  holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
  Must(holo_program_parameter_get(program, 2, &parameter));
  BOOST_TEST(std::string(parameter.name) == "a");
  BOOST_TEST(parameter.kind == HOLO_PARAMETER_SCALAR);
  BOOST_TEST(parameter.dtype == HOLO_F32);

  const holo_buffer buffers[3] = {ex.Floats(8, 2), ex.Floats(8, 10), ex.Floats(8, 0)};
  const holo_scalar a = {HOLO_F32, 0, {3}};
  holo_scalar results[2] = {};
  Must(holo_program_launch(ex, program, buffers, 3, &a, 1, 4, results, 2));
  float z[8];
  Must(holo_buffer_read(buffers[2], 0, z, 8));
  for (int i = 0; i < 8; ++i) BOOST_TEST(z[i] == (i < 4 ? 16 : 0));
  BOOST_TEST(results[0].dtype == HOLO_F32);
  BOOST_TEST(results[0].value.f64 == 64);
  BOOST_TEST(results[1].dtype == HOLO_I64);
  BOOST_TEST(results[1].value.i64 == 3);
  for (holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
  Must(holo_program_destroy(program));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_program_is_told_of) {
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  holo_program program = nullptr;
  const auto says = [&](const char* text, int line, int column, const std::string& words) {
    BOOST_TEST(holo_program_from_text(text, &diagnostics, &program) == HOLO_ERROR_INVALID_ARGUMENT);
    BOOST_TEST(program == nullptr);
    BOOST_TEST(diagnostics.line == line);
    BOOST_TEST(diagnostics.column == column);
    BOOST_TEST(std::string(diagnostics.message).find(words) != std::string::npos, diagnostics.message);
    BOOST_TEST(test::LastMessage().find("see line " + std::to_string(line)) != std::string::npos, test::LastMessage());
  };
  says(".program p\nadd.f32 r0, r1\nexit\n", 2, 15, "expected a comma");
  says(".program p\nadd.f32 r0, r1, r1\nexit\n", 2, 1, "r1 is not written");
  says((".program p\n" + std::string(100000, 'x')).c_str(), 2, 1, "is no instruction");
  BOOST_TEST(holo_program_from_text(nullptr, &diagnostics, &program) == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(holo_program_from_text(".program p\nexit\n", &diagnostics, nullptr) == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(diagnostics.line == 0);  // nothing is wrong with the text
  diagnostics.struct_size = 8;
  BOOST_TEST(holo_program_from_text(kAxpy, &diagnostics, &program) == HOLO_ERROR_STRUCT_SIZE);
}

BOOST_AUTO_TEST_CASE(a_program_is_made_of_expressions) {
  const Session ex;
  holo_program program = nullptr;
  Must(holo_program_from_expression("z = relu(a*x + y); s = sum(z)", "in f32 x, y; scalar f32 a; out z; result s",
                                    nullptr, &program));
  holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
  Must(holo_program_parameter_get(program, 3, &parameter));
  BOOST_TEST(std::string(parameter.name) == "z");
  BOOST_TEST(parameter.dtype == HOLO_F32);
  const holo_buffer buffers[3] = {ex.Floats(8, 2), ex.Floats(8, 10), ex.Floats(8, 0)};
  const holo_scalar a = {HOLO_F32, 0, {3}};
  holo_scalar sum = {};
  Must(holo_program_launch(ex, program, buffers, 3, &a, 1, 8, &sum, 1));
  BOOST_TEST(FirstFloat(buffers[2]) == 16);
  BOOST_TEST(sum.value.f64 == 128);
  for (holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
  Must(holo_program_destroy(program));
}

BOOST_AUTO_TEST_CASE(expressions_that_are_wrong_are_told_of) {
  Watch watch;
  holo_program program = nullptr;
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  watch.Memory(&program, sizeof program);
  const Function f(watch, "holo_program_from_expression", {"expression", "parameters", "diagnostics", "program"});
  const auto make = [&](const char* expression, const char* parameters) {
    return [&, expression, parameters] {
      return holo_program_from_expression(expression, parameters, &diagnostics, &program);
    };
  };
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "is null", make(nullptr, ""));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null", make("", nullptr));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [&] { return holo_program_from_expression("", "", &diagnostics, nullptr); });
  BOOST_TEST(diagnostics.line == 0);
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "see line 2, column 7", make("\nz = x @ y", "in f32 x, y; out z"));
  BOOST_TEST(diagnostics.line == 2);
  BOOST_TEST(diagnostics.column == 7);
  BOOST_TEST(std::string(diagnostics.message) == "expected an operator, ; or the end of the line, found \"@\"");
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "see line 1, column 4", make("z = x", "in f33 x; out z"));
  BOOST_TEST(std::string(diagnostics.message) == "parameters: expected a type, found \"f33\"");
  diagnostics.struct_size = 8;
  f.Refuses(HOLO_ERROR_STRUCT_SIZE, 3, "struct_size 8", make("z = x", "in f32 x; out z"));
}

BOOST_AUTO_TEST_CASE(text_comes_back) {
  const holo_program program = Program(".program p ; short\n.in f32 x\nldg.f32 r0,[x+lane*1+0]\nexit");
  const std::string plain = ".program p\n.in f32 x\n    ldg.f32 r0, [x + lane]\n    exit\n";
  int64_t needed = 0;
  Must(holo_program_to_text(program, nullptr, 0, &needed));
  BOOST_TEST(needed == static_cast<int64_t>(plain.size()) + 1);
  std::vector<char> text(plain.size() + 1);
  BOOST_TEST(holo_program_to_text(program, text.data(), needed - 1, &needed) == HOLO_ERROR_OUT_OF_RANGE);
  Must(holo_program_to_text(program, text.data(), needed, &needed));
  BOOST_TEST(text.data() == plain);
  BOOST_TEST(holo_program_to_text(program, nullptr, 5, &needed) == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(holo_program_to_text(program, text.data(), -1, &needed) == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(holo_program_to_text(program, text.data(), 1, nullptr) == HOLO_ERROR_INVALID_ARGUMENT);
  Must(holo_program_destroy(program));
  BOOST_TEST(holo_program_to_text(program, nullptr, 0, &needed) == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(programs_that_compute_the_same_have_one_canonical_form) {
  const auto text_of = [](holo_program program) {
    int64_t needed = 0;
    Must(holo_program_canonical_text(program, nullptr, 0, &needed));
    std::vector<char> text(static_cast<size_t>(needed));
    Must(holo_program_canonical_text(program, text.data(), needed, &needed));
    return std::string(text.data());
  };
  const holo_program a = Program(
      ".program a\n.in f32 x\n.out f32 z\nldg.f32 r7, [x + lane]\nadd.f32 r1, 1, r7\n"
      "stg.f32 [z + lane], r1\nexit\n");
  const holo_program b = Program(
      ".program b\n.in f32 v\n.out f32 w\nldg.f32 r0, [v + lane]\nmovi.f32 r2, 1\n"
      "sub.f32 r0, r0, -1\nstg.f32 [w + lane], r0\nexit\n");
  const holo_program c = Program(
      ".program c\n.in f32 x\n.out f32 z\nldg.f32 r7, [x + lane]\nadd.f32 r1, 2, r7\n"
      "stg.f32 [z + lane], r1\nexit\n");
  BOOST_TEST(text_of(a) ==
             ".program canonical\n.in f32 a0\n.out f32 a1\n    ldg.f32 r0, [a0 + lane]\n"
             "    add.f32 r0, r0, 1\n    stg.f32 [a1 + lane], r0\n    exit\n");
  BOOST_TEST(text_of(a) == text_of(b));
  uint64_t of_a[2], of_b[2], of_c[2];
  Must(holo_program_canonical_hash(a, of_a));
  Must(holo_program_canonical_hash(b, of_b));
  Must(holo_program_canonical_hash(c, of_c));
  BOOST_TEST((of_a[0] == of_b[0] && of_a[1] == of_b[1]));
  BOOST_TEST((of_a[0] != of_c[0] && of_a[1] != of_c[1]));
  char text[8];
  int64_t needed = 0;
  BOOST_TEST(holo_program_canonical_text(a, text, sizeof text, &needed) == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(holo_program_canonical_hash(a, nullptr) == HOLO_ERROR_INVALID_ARGUMENT);
  for (const holo_program program : {a, b, c}) Must(holo_program_destroy(program));
  BOOST_TEST(holo_program_canonical_hash(a, of_a) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(holo_program_canonical_text(a, nullptr, 0, &needed) == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(launches_that_are_wrong_change_nothing) {
  const Session ex, other;
  const holo_program program = Program(kAxpy);
  Watch watch;
  std::vector<float> z(8);
  watch.Memory(z.data(), 32);
  const Function f(watch, "holo_program_launch",
                   {"executor", "program", "buffers", "buffer_count", "scalars", "scalar_count", "lanes", "results",
                    "result_count"});
  const holo_buffer x = ex.Floats(8, 1), y = ex.Floats(8, 1), out = ex.Wrap(z.data(), 8, nullptr, nullptr);
  const holo_buffer foreign = other.Floats(8, 1);
  holo_buffer wrong = nullptr, read_only = nullptr, shifted = nullptr;
  Must(holo_buffer_create(ex, HOLO_I32, 8, &wrong));
  Must(holo_buffer_wrap(ex, HOLO_F32, 8, z.data(), HOLO_BUFFER_READ_ONLY, nullptr, nullptr, &read_only));
  Must(holo_buffer_view(out, 1, 7, &shifted));
  const holo_scalar a = {HOLO_F32, 0, {3}}, whole = {HOLO_I32, 0, {}};
  holo_scalar results[2] = {};
  const auto launch = [&](std::vector<holo_buffer> buffers, const holo_scalar* scalar, int64_t lanes) {
    return [&, buffers, scalar, lanes] {
      return holo_program_launch(ex, program, buffers.data(), static_cast<int32_t>(buffers.size()), scalar, 1, lanes,
                                 results, 2);
    };
  };
  f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 3, "in lane 8 element 8 is wanted, there are 8", launch({x, y, out}, &a, 9));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 7, "-1 is negative", launch({x, y, out}, &a, -1));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "2 given, the program has 3 buffers", launch({x, y}, &a, 8));
  f.Refuses(HOLO_ERROR_INVALID_HANDLE, 3, "is null", launch({x, nullptr, out}, &a, 8));
  f.Refuses(HOLO_ERROR_WRONG_EXECUTOR, 3, "another executor", launch({x, foreign, out}, &a, 8));
  f.Refuses(HOLO_ERROR_DTYPE, 3, "has dtype i32 instead of f32", launch({x, wrong, out}, &a, 8));
  f.Refuses(HOLO_ERROR_READ_ONLY, 3, "is read-only", launch({x, y, read_only}, &a, 8));
  f.Refuses(HOLO_ERROR_OVERLAP, 3, "shares memory", launch({x, shifted, out}, &a, 7));
  f.Refuses(HOLO_ERROR_DTYPE, 5, "i32", launch({x, y, out}, &whole, 8));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "is null", launch({x, y, out}, nullptr, 8));
  const holo_buffer three[3] = {x, y, out};
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 9, "1 given, the program has 2 results",
            [&] { return holo_program_launch(ex, program, three, 3, &a, 1, 8, results, 1); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 8, "is null",
            [&] { return holo_program_launch(ex, program, three, 3, &a, 1, 8, nullptr, 2); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null",
            [&] { return holo_program_launch(ex, program, nullptr, 3, &a, 1, 8, results, 2); });
  f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, "is null",
            [&] { return holo_program_launch(nullptr, program, three, 3, &a, 1, 8, results, 2); });
  f.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, "not a live handle",
            [&] { return holo_program_launch(ex, reinterpret_cast<holo_program>(x), three, 3, &a, 1, 8, results, 2); });
  Must(holo_program_destroy(program));
  f.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, "not a live handle", launch({x, y, out}, &a, 8));
  for (holo_buffer buffer : {x, y, out, foreign, wrong, read_only, shifted}) Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_CASE(handles_end_in_any_order) {
  BOOST_TEST(holo_program_destroy(nullptr) == HOLO_OK);
  const holo_program program = Program(".program p\nexit\n");
  holo_executor executor = nullptr;
  Must(holo_executor_create(nullptr, &executor));
  Must(holo_program_launch(executor, program, nullptr, 0, nullptr, 0, 5, nullptr, 0));
  Must(holo_executor_destroy(executor));
  BOOST_TEST(holo_program_launch(executor, program, nullptr, 0, nullptr, 0, 5, nullptr, 0) ==
             HOLO_ERROR_INVALID_HANDLE);
  Must(holo_program_destroy(program));
  BOOST_TEST(holo_program_destroy(program) == HOLO_ERROR_INVALID_HANDLE);
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  BOOST_TEST(holo_program_info_get(program, &info) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(holo_live_handles() == 0);
}

// Threads end what others are launching: a status, or the right result. (What is launched only reads: to order writes to one
// buffer is the callers'.)
BOOST_AUTO_TEST_CASE(ends_race_launches) {
  const Session ex;
  const auto make = [] {
    return Program(".program p\n.in f32 x\n.result f32 sum\nldg.f32 r0, [x + lane]\nred.add.f32 sum, r0\nexit\n");
  };
  std::atomic<holo_program> program = make();
  std::atomic<holo_buffer> buffer = ex.Floats(16, 1);
  std::atomic<bool> stop = false;
  std::atomic<int> launched = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const holo_buffer x = buffer;
        holo_scalar sum = {};
        const holo_status status = holo_program_launch(ex, program, &x, 1, nullptr, 0, 16, &sum, 1);
        const bool right = status == HOLO_OK ? sum.value.f64 == 16 : status == HOLO_ERROR_INVALID_HANDLE;
        if (status == HOLO_OK) ++launched;
        if (!right) ++wrong;
      }
    });
  }
  for (int round = 0; round < 2000; ++round) {
    Must(holo_program_destroy(program.exchange(make())));
    Must(holo_buffer_destroy(buffer.exchange(ex.Floats(16, 1))));
  }
  while (launched < 10) std::this_thread::yield();
  stop = true;
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
  Must(holo_program_destroy(program));
  Must(holo_buffer_destroy(buffer));
}

}  // namespace hologram::testing
