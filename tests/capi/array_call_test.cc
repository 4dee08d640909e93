// array_call_test.cc — operations on memory that is in no buffer: on every kind of executor they give what buffers give
// (unaligned_test has all of them), and refuse what is wrong in the same words.
#define BOOST_TEST_MODULE array_call
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "capi/refusal.h"
#include "support/session.h"

namespace hologram::testing {
namespace {

using test::LastMessage;
using test::Must;
using test::Session;

template <class T>
holo_array Array(std::vector<T>& elements) {
  return {elements.data(), static_cast<int64_t>(elements.size()), base::kDtypeOf<T>, 0};
}

// `body(executor)` on executors that run at once, and on those that do not.
template <class Body>
void Everywhere(Body body) {
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  body(Session(options));
  options.accuracy = HOLO_ACCURACY_CORRECT;
  body(Session(options));
  options.fp_isolated = 1;
  body(Session(options));
  options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.backend = "reference";
  body(Session(options));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(array_call)

BOOST_AUTO_TEST_CASE(every_shape_runs_on_every_executor) {
  Everywhere([](const Session& ex) {
    std::vector<float> x = {1, 2, 3, 4}, y = {10, 20, 30, 40}, out(4);
    std::vector<int64_t> index = {3, 0, 1, 2};
    const holo_array in[3] = {Array(x), Array(y), {nullptr, 0, 0, 0}};
    const holo_array scalar_first[2] = {{nullptr, 0, 0, 0}, Array(y)};
    const holo_array to = Array(out);
    const holo_scalar numbers[2] = {{HOLO_F32, 0, {5}}, {HOLO_F32, 0, {2}}};
    const auto gives = [&](std::vector<float> want) { BOOST_TEST(out == want); };

    Must(holo_apply_arrays(ex, HOLO_OP_ADD, in, 2, nullptr, 0, &to, 4, nullptr));
    gives({11, 22, 33, 44});
    Must(holo_apply_arrays(ex, HOLO_OP_SUB, scalar_first, 2, numbers, 1, &to, 4, nullptr));
    gives({-5, -15, -25, -35});
    Must(holo_apply_arrays(ex, HOLO_OP_MUL, scalar_first, 2, numbers, 1, &to, 3, nullptr));
    gives({50, 100, 150, -35});
    const holo_array iota[2] = {};
    Must(holo_apply_arrays(ex, HOLO_OP_IOTA, iota, 2, numbers, 2, &to, 4, nullptr));
    gives({5, 7, 9, 11});
    const holo_array gathered[2] = {Array(x), Array(index)};
    Must(holo_apply_arrays(ex, HOLO_OP_GATHER, gathered, 2, nullptr, 0, &to, 4, nullptr));
    gives({4, 1, 2, 3});
    const holo_scalar epsilon = {HOLO_F32, 0, {0}};
    Must(holo_apply_arrays(ex, HOLO_OP_RMS_NORM, in, 3, &epsilon, 1, &to, 4, nullptr));
    BOOST_TEST(std::fabs(out[3] - 160 / std::sqrt(7.5f)) < 1e-5f * out[3]);
    holo_scalar result = {};
    Must(holo_apply_arrays(ex, HOLO_OP_DOT, in, 2, nullptr, 0, nullptr, 4, &result));
    BOOST_TEST(result.value.f64 == 300);
    const holo_array in_place = Array(x);
    Must(holo_apply_arrays(ex, HOLO_OP_SQUARE, in, 1, nullptr, 0, &in_place, 4, nullptr));
    BOOST_TEST(x == (std::vector<float>{1, 4, 9, 16}));
    Must(holo_apply_arrays_axis(ex, HOLO_OP_SUM, in, 1, nullptr, 0, 2, 2, 0, &to));
    BOOST_TEST((out[0] == 10 && out[1] == 20));
    Must(holo_apply_arrays_axis(ex, HOLO_OP_CUMSUM, in, 1, nullptr, 0, 2, 2, 1, &to));
    gives({1, 5, 9, 25});
  });
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_refused_and_changes_nothing) {
  Everywhere([](const Session& ex) {
    std::vector<float> x = {1, 2, 3, 4}, y = {5, 6, 7, 8}, out(4);
    std::vector<double> wide(4);
    const holo_array a = Array(x), b = Array(y), to = Array(out), d = Array(wide);
    Watch watch;
    watch.Memory(x.data(), 16);
    watch.Memory(out.data(), 16);
    const Function f(watch, "holo_apply_arrays",
                     {"executor", "op", "inputs", "input_count", "scalars", "scalar_count", "output", "n", "result"});
    const auto add = [&](holo_array first, holo_array second, const holo_array* output, int64_t n) {
      return [&ex, first, second, output, n] {
        const holo_array in[2] = {first, second};
        return holo_apply_arrays(ex, HOLO_OP_ADD, in, 2, nullptr, 0, output, n, nullptr);
      };
    };
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 8, "5 exceeds the count", add(a, b, &to, 5));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 8, "-1 is negative", add(a, b, &to, -1));
    f.Refuses(HOLO_ERROR_DTYPE, 3, "f64", add(a, d, &to, 4));
    f.Refuses(HOLO_ERROR_DTYPE, 7, "f64", add(a, b, &d, 4));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "99 is no dtype", add({x.data(), 4, 99, 0}, b, &to, 4));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "a reserved field is 7", add({x.data(), 4, HOLO_F32, 7}, b, &to, 4));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "-4 is negative", add({x.data(), -4, HOLO_F32, 0}, b, &to, 4));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null", add({nullptr, 4, HOLO_F32, 0}, b, &to, 4));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 7, "is null", add(a, b, nullptr, 4));
    const holo_array shifted = {x.data() + 1, 3, HOLO_F32, 0};
    f.Refuses(HOLO_ERROR_OVERLAP, 7, "shifted by 4 bytes", add(a, b, &shifted, 3));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "0 is no dtype", add(a, {nullptr, 0, 0, 0}, &to, 4));
    const auto apply = [&](holo_op op, const holo_array* in, int32_t count, const holo_array* output) {
      return
          [&ex, op, in, count, output] { return holo_apply_arrays(ex, op, in, count, nullptr, 0, output, 4, nullptr); };
    };
    const holo_array both[4] = {a, b, a, b};
    for (int32_t count : {std::numeric_limits<int32_t>::min(), -1, 0, 1, 3, 4, std::numeric_limits<int32_t>::max()}) {
      f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, " inputs given, 2 taken", apply(HOLO_OP_ADD, both, count, &to));
    }
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "0 is no operation", apply(0, both, 2, &to));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null", apply(HOLO_OP_ADD, nullptr, 2, &to));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 7, "must be null", apply(HOLO_OP_SUM, both, 1, &to));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 9, "is null", apply(HOLO_OP_SUM, both, 1, nullptr));
    f.Refuses(HOLO_ERROR_DTYPE, 3, "does not take", [&] {
      std::vector<int32_t> i = {1};
      const holo_array in = Array(i);
      return holo_apply_arrays(ex, HOLO_OP_EXP, &in, 1, nullptr, 0, &in, 1, nullptr);
    });
    const holo_executor gone = [] {
      holo_executor executor = nullptr;
      Must(holo_executor_create(nullptr, &executor));
      Must(holo_executor_destroy(executor));
      return executor;
    }();
    for (const holo_executor executor : {gone, static_cast<holo_executor>(nullptr)}) {
      f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, "not a live handle",
                [&] { return holo_apply_arrays(executor, HOLO_OP_ADD, both, 2, nullptr, 0, &to, 4, nullptr); });
    }
    const Function g(
        watch, "holo_apply_arrays_axis",
        {"executor", "op", "inputs", "input_count", "scalars", "scalar_count", "rows", "cols", "axis", "output"});
    g.Refuses(HOLO_ERROR_OUT_OF_RANGE, 7, "the matrix has 6 elements",
              [&] { return holo_apply_arrays_axis(ex, HOLO_OP_SUM, &a, 1, nullptr, 0, 3, 2, 1, &to); });
    g.Refuses(HOLO_ERROR_OVERLAP, 10, "overlaps argument 3",
              [&] { return holo_apply_arrays_axis(ex, HOLO_OP_SUM, &a, 1, nullptr, 0, 2, 2, 1, &a); });
    g.Refuses(HOLO_ERROR_OVERLAP, 10, "shifted by 4 bytes",
              [&] { return holo_apply_arrays_axis(ex, HOLO_OP_CUMSUM, &a, 1, nullptr, 0, 1, 3, 1, &shifted); });
    g.Refuses(HOLO_ERROR_UNSUPPORTED, 9, "takes the rows of a matrix",
              [&] { return holo_apply_arrays_axis(ex, HOLO_OP_SOFTMAX, &a, 1, nullptr, 0, 2, 2, 0, &to); });
    g.Refuses(HOLO_ERROR_DTYPE, 10, "has dtype f64",
              [&] { return holo_apply_arrays_axis(ex, HOLO_OP_SUM, &a, 1, nullptr, 0, 2, 2, 1, &d); });
    g.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 9, "2 is no axis",
              [&] { return holo_apply_arrays_axis(ex, HOLO_OP_SUM, &a, 1, nullptr, 0, 2, 2, 2, &to); });
  });
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_CASE(nothing_may_have_no_memory) {
  Everywhere([](const Session& ex) {
    const holo_array none = {nullptr, 0, HOLO_F32, 0};
    const holo_array in[2] = {none, none};
    Must(holo_apply_arrays(ex, HOLO_OP_ADD, in, 2, nullptr, 0, &none, 0, nullptr));
    holo_scalar sum = {};
    Must(holo_apply_arrays(ex, HOLO_OP_SUM, in, 1, nullptr, 0, nullptr, 0, &sum));
    BOOST_TEST(sum.value.f64 == 0);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
