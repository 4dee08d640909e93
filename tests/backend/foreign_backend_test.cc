// foreign_backend_test.cc — executors of a backend that a third party wrote in C: its calls reach it, it gets what the
// header promises, results are the kernels' own, and what it does not support runs on the CPU and is counted.
#define BOOST_TEST_MODULE foreign_backend
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "backend/backend_case.h"
#include "backend/counting_backend.h"
#include "capi/refusal.h"

namespace hologram::testing {
namespace {

using test::Must;

constexpr int64_t kCounts[] = {0, 1, 2, 17, 64, 1000};

// One that is registered under `name`, for the rest of the process.
counting_backend* Registered(const char* name) {
  static std::vector<std::unique_ptr<counting_backend>> all;
  all.push_back(std::make_unique<counting_backend>());
  Must(counting_backend_register(all.back().get(), name));
  return all.back().get();
}

// Calls of every operation that the backend's shapes have, by its function and by code, on `session` and on a plain
// executor: the same bits. Returns how often each operation was called on the session.
std::vector<int64_t> CompareAll(const BackendSession& session) {
  const test::Session plain;
  std::vector<int64_t> calls(COUNTED_OPS, 0);
  Random random(7);
  for (const ops::OpRow& op : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      if (!op.Takes(dtype)) continue;
      for (const int64_t n : kCounts) {
        if (n == 0 && op.nonempty) continue;
        std::vector<Bytes> inputs;
        for (int i = 0; i < ops::kMaxInputs; ++i) inputs.push_back(RandomContents(op.InputDtype(i, dtype), n, &random));
        for (const ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
          if (!op.Has(form)) continue;
          for (const bool by_code : {false, true}) {
            const Bytes there = RunOnce(op, form, by_code, dtype, session, inputs, n);
            const Bytes here = RunOnce(op, form, by_code, dtype, plain, inputs, n);
            BOOST_TEST((there == here),
                       op.name << " on " << holo_dtype_name(dtype) << ", n = " << n << "; HOLO_TEST_SEED=" << Seed());
            ++calls[static_cast<size_t>(op.code)];
          }
        }
      }
    }
  }
  return calls;
}

Elements AsElements(holo_dtype dtype, const Bytes& bytes) {
  Elements elements(dtype, static_cast<int64_t>(bytes.size()) / holo_dtype_size(dtype));
  std::memcpy(elements.At(0), bytes.data(), bytes.size());
  return elements;
}

// An operation on the rows or columns of matrices, two sessions: the bytes that each has given.
std::vector<Bytes> RunOnBoth(holo_executor a, holo_executor b, holo_op op, holo_dtype dtype, int32_t axis,
                             const Bytes& contents) {
  constexpr int64_t kRows = 9, kCols = 13;
  const ops::Shape shape = ops::Find(op)->shape;
  const int64_t results = ops::HasOutput(shape) ? kRows * kCols : axis == 0 ? kCols : kRows;
  std::vector<Bytes> given;
  for (holo_executor executor : {a, b}) {
    holo_buffer x = nullptr, out = nullptr;
    const holo_dtype result = ops::Find(op)->ResultDtype(dtype);
    Must(holo_buffer_create(executor, dtype, kRows * kCols, &x));
    Must(holo_buffer_create(executor, result, kRows * kCols, &out));
    Must(holo_buffer_write(x, 0, contents.data(), kRows * kCols));
    holo_buffer inputs[] = {x, x, x, x};
    const holo_scalar epsilon = {dtype, 0, {.f64 = 1}};
    if (ops::IsNorm(shape)) inputs[InputCount(shape) - 1] = nullptr;
    Must(holo_apply_axis(executor, op, inputs, InputCount(shape), &epsilon, ops::IsNorm(shape) ? 1 : 0, kRows, kCols,
                         axis, out));
    given.emplace_back(static_cast<size_t>(results * holo_dtype_size(result)));
    Must(holo_buffer_read(out, 0, given.back().data(), results));
    holo_buffer_destroy(x);
    holo_buffer_destroy(out);
  }
  return given;
}

int64_t RunsOf(const counting_backend& backend, holo_op op) {
  int64_t runs = 0;
  for (int64_t each : backend.runs[op]) runs += each;
  return runs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(foreign_backend)

BOOST_AUTO_TEST_CASE(runs_every_call_and_gives_the_kernels_own_bits) {
  counting_backend* backend = Registered("counting");
  const BackendSession session("counting");
  const std::vector<int64_t> calls = CompareAll(session);
  for (const ops::OpRow& op : ops::Table()) {
    BOOST_TEST(RunsOf(*backend, op.code) == calls[static_cast<size_t>(op.code)], op.name);
  }
  BOOST_TEST(backend->malformed == 0);
  BOOST_TEST(session.FallbackCalls() == 0);
}

BOOST_AUTO_TEST_CASE(takes_rows_and_columns) {
  counting_backend* backend = Registered("counting.matrix");
  const BackendSession session("counting.matrix");
  const BackendSession plain("cpu");
  Random random(3);
  int64_t calls = 0;
  for (const ops::OpRow& op : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32; op.Has(ops::Form::kRows) && dtype <= HOLO_BOOL8; ++dtype) {
      if (!op.Takes(dtype)) continue;
      for (int32_t axis : {0, 1}) {
        if (axis == 0 && !op.Has(ops::Form::kColumns)) continue;
        const Bytes contents = RandomContents(dtype, 9 * 13, &random);
        const std::vector<Bytes> given = RunOnBoth(session, plain, op.code, dtype, axis, contents);
        const Elements got = AsElements(op.ResultDtype(dtype), given[0]),
                       want = AsElements(op.ResultDtype(dtype), given[1]);
        BOOST_TEST(FirstDifference(got, want) == -1, op.name << " on " << holo_dtype_name(dtype));
        ++calls;
      }
    }
  }
  int64_t runs = 0;
  for (const ops::OpRow& op : ops::Table()) runs += RunsOf(*backend, op.code);
  BOOST_TEST(runs == calls);
  BOOST_TEST(backend->malformed == 0);
  BOOST_TEST(session.FallbackCalls() == 0);
}

BOOST_AUTO_TEST_CASE(takes_indices_of_both_types) {
  counting_backend* backend = Registered("counting.indices");
  const BackendSession session("counting.indices"), reference("reference");
  for (holo_executor executor : {holo_executor(session), holo_executor(reference)}) {
    holo_buffer x = nullptr, index = nullptr, out = nullptr;
    const int16_t elements[] = {10, 11, 12, 13};
    const int32_t places[] = {3, 0, 3};
    int16_t got[4] = {};
    Must(holo_buffer_create(executor, HOLO_I16, 4, &x));
    Must(holo_buffer_create(executor, HOLO_I32, 3, &index));
    Must(holo_buffer_create(executor, HOLO_I16, 4, &out));
    Must(holo_buffer_write(x, 0, elements, 4));
    Must(holo_buffer_write(index, 0, places, 3));
    Must(holo_buffer_write(out, 0, got, 4));  // zeros
    Must(holo_gather(executor, x, index, out, 3));
    Must(holo_buffer_read(out, 0, got, 4));
    BOOST_TEST((got[0] == 13 && got[1] == 10 && got[2] == 13 && got[3] == 0));
    Must(holo_scatter(executor, x, index, out, 3));
    Must(holo_buffer_read(out, 0, got, 4));
    BOOST_TEST((got[0] == 11 && got[1] == 10 && got[2] == 13 && got[3] == 12));
    const int32_t bad = 4;
    Must(holo_buffer_write(index, 1, &bad, 1));
    BOOST_TEST(holo_gather(executor, x, index, out, 3) == HOLO_ERROR_OUT_OF_RANGE);
    for (holo_buffer buffer : {x, index, out}) holo_buffer_destroy(buffer);
  }
  BOOST_TEST(RunsOf(*backend, HOLO_OP_GATHER) == 1);
  BOOST_TEST(RunsOf(*backend, HOLO_OP_SCATTER) == 1);
  BOOST_TEST(backend->malformed == 0);
}

BOOST_AUTO_TEST_CASE(what_it_does_not_support_runs_on_the_cpu_and_is_counted) {
  counting_backend* backend = Registered("counting.odd");
  backend->refuses_even = 1;
  const BackendSession session("counting.odd");
  const BackendSession other("counting.odd");
  const std::vector<int64_t> calls = CompareAll(session);
  int64_t left_over = 0;
  for (const ops::OpRow& op : ops::Table()) {
    const int64_t all = calls[static_cast<size_t>(op.code)];
    BOOST_TEST(RunsOf(*backend, op.code) == (op.code % 2 == 0 ? 0 : all), op.name);
    if (op.code % 2 == 0) left_over += all;
  }
  BOOST_TEST(left_over > 0);
  BOOST_TEST(session.FallbackCalls() == left_over);
  BOOST_TEST(other.FallbackCalls() == 0);
  BOOST_TEST(backend->malformed == 0);
}

BOOST_AUTO_TEST_CASE(the_cpus_own_calls_are_no_fallback) {
  const BackendSession session("cpu");
  CompareAll(session);
  BOOST_TEST(session.FallbackCalls() == 0);
}

BOOST_AUTO_TEST_CASE(writes_where_its_input_is_and_gets_one_array_twice) {
  counting_backend* backend = Registered("counting.in_place");
  const BackendSession session("counting.in_place");
  const holo_buffer a = session.Floats(100, 3);
  Must(holo_mul(session, a, a, a, 100));
  BOOST_TEST(test::FirstFloat(a) == 9);
  BOOST_TEST(RunsOf(*backend, HOLO_OP_MUL) == 1);
  Must(holo_buffer_destroy(a));
}

BOOST_AUTO_TEST_CASE(is_not_asked_about_calls_that_are_refused) {
  counting_backend* backend = Registered("counting.unasked");
  const BackendSession session("counting.unasked");
  const holo_buffer a = session.Floats(100, 3);
  const test::Session stranger;
  const holo_buffer b = stranger.Floats(100, 3);
  float memory[8] = {};
  holo_buffer read_only = nullptr;
  Must(holo_buffer_wrap(session, HOLO_F32, 8, memory, HOLO_BUFFER_READ_ONLY, nullptr, nullptr, &read_only));
  const holo_buffer shifted[] = {session.Wrap(memory, 7, nullptr, nullptr),
                                 session.Wrap(memory + 1, 7, nullptr, nullptr)};
  Watch watch;
  watch.Executor(session);
  watch.Memory(memory, sizeof memory);
  const Function add(watch, "holo_add", {"executor", "a", "b", "out", "n"});
  const Function sum(watch, "holo_sum", {"executor", "x", "n", "result"});
  holo_scalar result = {};
  const auto call = [&](holo_buffer x, holo_buffer y, holo_buffer out, int64_t n) {
    return [&session, x, y, out, n] { return holo_add(session, x, y, out, n); };
  };
  add.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, "is null", call(nullptr, a, a, 4));
  add.Refuses(HOLO_ERROR_WRONG_EXECUTOR, 3, "another executor", call(a, b, a, 4));
  add.Refuses(HOLO_ERROR_READ_ONLY, 4, "read-only", call(a, a, read_only, 4));
  add.Refuses(HOLO_ERROR_OUT_OF_RANGE, 5, "101", call(a, a, a, 101));
  add.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "-1 is negative", call(a, a, a, -1));
  add.Refuses(HOLO_ERROR_OVERLAP, 4, "shifted by 4 bytes", call(shifted[0], shifted[0], shifted[1], 7));
  sum.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null", [&] { return holo_sum(session, a, 4, nullptr); });
  sum.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, "not a live handle",
              [&] { return holo_sum(reinterpret_cast<holo_executor>(session.Backend()), a, 4, &result); });
  BOOST_TEST(backend->asked == 0);
  for (holo_buffer buffer : {a, b, read_only, shifted[0], shifted[1]}) Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_CASE(is_called_under_a_guard_too) {
  counting_backend* backend = Registered("counting.guarded");
  const BackendSession session("counting.guarded");
  const holo_buffer a = session.Floats(100, 2);
  const holo_buffer dead = session.Floats(100, 2);
  holo_guard guard = nullptr;
  Must(holo_guard_acquire(session, &a, 1, &guard));
  Must(holo_buffer_destroy(dead));
  Must(holo_add(session, a, a, a, 100));
  BOOST_TEST(test::FirstFloat(a) == 4);
  BOOST_TEST(holo_add(session, a, dead, a, 100) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(RunsOf(*backend, HOLO_OP_ADD) == 1);
  Must(holo_guard_release(guard));
  Must(holo_buffer_destroy(a));
}

BOOST_AUTO_TEST_CASE(its_table_and_name_are_copied) {
  counting_backend backend = {};
  std::string name = "copied";
  holo_backend_table table = counting_backend_table(&backend, name.c_str());
  Must(holo_backend_register(&table));
  name.assign("garbage");
  std::memset(&table, 0xA5, sizeof table);
  const BackendSession session("copied");
  holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
  Must(holo_executor_info_get(session, &info));
  BOOST_TEST(info.backend == std::string("copied"));
  BOOST_TEST(info.simd_level >= HOLO_SIMD_SCALAR);
  const holo_buffer a = session.Floats(4, 1);
  Must(holo_neg(session, a, a, 4));
  BOOST_TEST(test::FirstFloat(a) == -1);
  BOOST_TEST(RunsOf(backend, HOLO_OP_NEG) == 1);
  Must(holo_buffer_destroy(a));
}

BOOST_AUTO_TEST_CASE(runs_calls_of_several_threads_at_once) {
  counting_backend* backend = Registered("counting.threads");
  backend->refuses_even = 1;
  const BackendSession session("counting.threads");
  constexpr int kThreads = 4;
  constexpr int kRounds = 500;
  std::vector<std::thread> threads;
  int wrong[kThreads] = {};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&session, &wrong, t] {
      const holo_buffer a = session.Floats(33, static_cast<float>(t));
      const holo_buffer y = session.Floats(33, 0);
      for (int i = 0; i < kRounds; ++i) {
        Must(holo_add(session, a, a, y, 33));  // 1: the backend's
        Must(holo_sub(session, y, a, y, 33));  // 2: the CPU's
        wrong[t] += test::FirstFloat(y) == static_cast<float>(t) ? 0 : 1;
      }
      Must(holo_buffer_destroy(a));
      Must(holo_buffer_destroy(y));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int each : wrong) BOOST_TEST(each == 0);
  BOOST_TEST(RunsOf(*backend, HOLO_OP_ADD) == kThreads * kRounds);
  BOOST_TEST(RunsOf(*backend, HOLO_OP_SUB) == 0);
  BOOST_TEST(session.FallbackCalls() == kThreads * kRounds);
}

BOOST_AUTO_TEST_CASE(the_list_has_them_in_front_of_the_built_in_ones) {
  counting_backend backend = {};
  Must(counting_backend_register(&backend, "z_last"));
  int64_t needed = 0;
  Must(holo_backend_list(nullptr, 0, &needed));
  std::string names(static_cast<size_t>(needed), '#');
  int64_t again = 0;
  Must(holo_backend_list(names.data(), needed, &again));
  BOOST_TEST(again == needed);
  BOOST_TEST(names.back() == '\0');
  names.pop_back();
  BOOST_TEST(names.find('\0') == names.npos);
  BOOST_TEST(names.ends_with("\nz_last\ncpu\nreference\n"), names);
  // More room than needed: nothing past the text is touched.
  std::string roomy(names.size() + 20, '#');
  Must(holo_backend_list(roomy.data(), static_cast<int64_t>(roomy.size()), &again));
  BOOST_TEST(roomy == names + '\0' + std::string(19, '#'));
  // Each of them can be an executor's.
  std::istringstream lines(names);
  for (std::string name; std::getline(lines, name);) {
    const BackendSession session(name.c_str());
    holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
    Must(holo_executor_info_get(session, &info));
    BOOST_TEST(info.backend == name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
