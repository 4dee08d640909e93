// array_ops_test.cc — operations that are not element by element, through the C API, against numbers that are written down.
#define BOOST_TEST_MODULE array_ops

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/dtype.h"
#include "hologram/hologram.h"
#include "support/levels.h"
#include "support/session.h"

namespace hologram::testing {
namespace {

using test::Must;
using test::Session;

template <class T>
constexpr holo_dtype kDtype = base::kDtypeOf<T>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Buffers live as long as the executor that made them.
template <class T>
holo_buffer Filled(holo_executor executor, const std::vector<T>& values) {
  holo_buffer buffer = nullptr;
  const auto count = static_cast<int64_t>(values.size());
  Must(holo_buffer_create(executor, kDtype<T>, count, &buffer));
  Must(holo_buffer_write(buffer, 0, values.data(), count));
  return buffer;
}

template <class T>
std::vector<T> Read(holo_buffer buffer, size_t count) {
  std::vector<T> values(count);
  Must(holo_buffer_read(buffer, 0, values.data(), static_cast<int64_t>(count)));
  return values;
}

// Equal, or both NaN; zeros of one sign.
template <class T>
bool Same(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(a[i]) && std::isnan(b[i])) continue;
      if (std::signbit(a[i]) != std::signbit(b[i])) return false;
    }
    if (a[i] != b[i]) return false;
  }
  return true;
}

template <class T, class R>
void RunningSums(holo_executor executor, const std::vector<T>& x, const std::vector<R>& want) {
  const holo_buffer in = Filled(executor, x), out = Filled(executor, std::vector<R>(x.size()));
  Must(holo_cumsum(executor, in, out, static_cast<int64_t>(x.size())));
  BOOST_TEST(Same(Read<R>(out, x.size()), want), holo_dtype_name(kDtype<T>));
}

template <class T>
void Sequence(holo_executor executor, T start, T step, const std::vector<T>& want) {
  const holo_buffer out = Filled(executor, std::vector<T>(want.size()));
  holo_scalar scalars[2] = {{kDtype<T>, 0, {}}, {kDtype<T>, 0, {}}};
  const T values[2] = {start, step};
  for (int k = 0; k < 2; ++k) {
    if constexpr (std::is_floating_point_v<T>) {
      scalars[k].value.f64 = static_cast<double>(values[k]);
    } else {
      scalars[k].value.i64 = static_cast<int64_t>(values[k]);
    }
  }
  Must(holo_iota(executor, &scalars[0], &scalars[1], out, static_cast<int64_t>(want.size())));
  BOOST_TEST(Same(Read<T>(out, want.size()), want), holo_dtype_name(kDtype<T>));
}

// Two rows of three.
template <class T, class R>
void Matrix(holo_executor executor, holo_op op, const std::vector<T>& x, const std::vector<R>& columns,
            const std::vector<R>& rows) {
  const holo_buffer in = Filled(executor, x), out = Filled(executor, std::vector<R>(3));
  Must(holo_apply_axis(executor, op, &in, 1, nullptr, 0, 2, 3, 0, out));
  BOOST_TEST(Same(Read<R>(out, 3), columns), "columns of " << holo_dtype_name(kDtype<T>) << ", operation " << op);
  Must(holo_apply_axis(executor, op, &in, 1, nullptr, 0, 2, 3, 1, out));
  BOOST_TEST(Same(Read<R>(out, 2), rows), "rows of " << holo_dtype_name(kDtype<T>) << ", operation " << op);
}

// `body(executor)` on every level and on the reference backend.
template <class Body>
void Everywhere(Body body) {
  for (holo_simd_level level : Levels()) body(Session(level));
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.backend = "reference";
  body(Session(options));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(array_ops)

BOOST_AUTO_TEST_CASE(running_sums_widen_and_wrap) {
  Everywhere([](const Session& ex) {
    RunningSums<int8_t, int64_t>(ex, {127, 127, -128, -1, 0}, {127, 254, 126, 125, 125});
    RunningSums<uint8_t, uint64_t>(ex, {255, 255, 1}, {255, 510, 511});
    RunningSums<int16_t, int64_t>(ex, {-32768, -32768}, {-32768, -65536});
    RunningSums<uint32_t, uint64_t>(ex, {4294967295u, 1, 4294967295u}, {4294967295u, 4294967296u, 8589934591u});
    RunningSums<int64_t, int64_t>(ex, {INT64_MAX, 1, -1}, {INT64_MAX, INT64_MIN, INT64_MAX});
    RunningSums<uint64_t, uint64_t>(ex, {UINT64_MAX, 2}, {UINT64_MAX, 1});
    RunningSums<float, float>(ex, {-0.0f, -0.0f, 1, 0x1p24f, 1}, {0, 0, 1, 0x1p24f, 0x1p24f});
    RunningSums<double, double>(ex, {1, kInfinity, 1, -kInfinity, 1}, {1, kInfinity, kInfinity, kNan, kNan});
  });
}

BOOST_AUTO_TEST_CASE(sequences_wrap_and_round) {
  Everywhere([](const Session& ex) {
    Sequence<int8_t>(ex, 126, 1, {126, 127, -128, -127});
    Sequence<uint8_t>(ex, 1, 255, {1, 0, 255, 254});
    Sequence<int16_t>(ex, 0, -32768, {0, -32768, 0});
    Sequence<uint64_t>(ex, UINT64_MAX, 1, {UINT64_MAX, 0, 1});
    Sequence<int64_t>(ex, INT64_MIN, -1, {INT64_MIN, INT64_MAX, INT64_MAX - 1});
    Sequence<float>(ex, 0.1f, 0.1f, {0.1f, 0.2f, 0x1.3333340p-2f, 0.4f});
    Sequence<float>(ex, 16777216.0f, 1, {16777216.0f, 16777216.0f, 16777218.0f, 16777220.0f});
    Sequence<double>(ex, 0, 0.1, {0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001});
    Sequence<double>(ex, 1, kInfinity, {kNan, kInfinity, kInfinity});
    Sequence<double>(ex, -0.0, 0, {0, 0});
    Sequence<double>(ex, -0.0, -0.0, {-0.0, -0.0});
  });
}

BOOST_AUTO_TEST_CASE(softmax_shares_out_one) {
  Everywhere([](const Session& ex) {
    const auto check = [&](const std::vector<float>& x, const std::vector<float>& want) {
      const holo_buffer in = Filled(ex, x);
      Must(holo_softmax(ex, in, in, static_cast<int64_t>(x.size())));
      BOOST_TEST(Same(Read<float>(in, x.size()), want));
    };
    constexpr float kInf = std::numeric_limits<float>::infinity();
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
    check({3}, {1});
    check({-1e38f, -1e38f, -kInf, -1e38f, -1e38f}, {0.25f, 0.25f, 0, 0.25f, 0.25f});
    check({3e38f, -3e38f}, {1, 0});
    check({1, kInf, 2}, {kNaN, kNaN, kNaN});
    check({-kInf, -kInf}, {kNaN, kNaN});
    check({1, kNaN}, {kNaN, kNaN});
    const holo_buffer x = Filled<double>(ex, {0, -40}), out = Filled<double>(ex, {0, 0});
    Must(holo_log_softmax(ex, x, out, 2));
    const double least = -4.248354255291589e-18;  // -log(1 + e^-40), of which 1 + e^-40 would leave nothing
    BOOST_TEST(std::abs(Read<double>(out, 2)[0] - least) <= 1e-33);
    BOOST_TEST(Read<double>(out, 2)[1] == -40);
  });
}

BOOST_AUTO_TEST_CASE(reverse_turns_around_apart_and_in_place) {
  Everywhere([](const Session& ex) {
    const std::vector<uint16_t> x = {1, 2, 3, 4, 5}, want = {5, 4, 3, 2, 1};
    const holo_buffer in = Filled(ex, x), out = Filled(ex, x);
    Must(holo_reverse(ex, in, out, 5));
    BOOST_TEST(Same(Read<uint16_t>(out, 5), want));
    Must(holo_reverse(ex, in, in, 4));
    BOOST_TEST(Same(Read<uint16_t>(in, 5), {4, 3, 2, 1, 5}));
  });
}

BOOST_AUTO_TEST_CASE(gather_and_scatter_go_where_indices_say) {
  Everywhere([](const Session& ex) {
    const holo_buffer x = Filled<float>(ex, {10, 11, 12}), index = Filled<int64_t>(ex, {2, 2, 0, 1});
    const holo_buffer out = Filled<float>(ex, {0, 0, 0, 0, 7});
    Must(holo_gather(ex, x, index, out, 4));
    BOOST_TEST(Same(Read<float>(out, 5), {12, 12, 10, 11, 7}));
    Must(holo_scatter(ex, x, index, out, 3));
    BOOST_TEST(Same(Read<float>(out, 5), {12, 12, 11, 11, 7}));  // 10 and then 11 went to 2, 12 to 0
    const int64_t bad = 5;
    Must(holo_buffer_write(index, 3, &bad, 1));
    BOOST_TEST(holo_scatter(ex, x, index, out, 3) == HOLO_OK);  // which is not among the first three
    BOOST_TEST(holo_gather(ex, x, index, out, 4) == HOLO_ERROR_OUT_OF_RANGE);
    BOOST_TEST(test::LastMessage() == "holo_gather: argument 3 (index): index[3] is 5, there are 3 elements");
  });
}

BOOST_AUTO_TEST_CASE(rows_and_columns_are_what_they_are_called) {
  Everywhere([](const Session& ex) {
    Matrix<float, float>(ex, HOLO_OP_SUM, {1, 2, 3, 10, 20, 30}, {11, 22, 33}, {6, 60});
    Matrix<float, float>(ex, HOLO_OP_SUM, {-0.0f, 0, 1, -0.0f, -0.0f, 1}, {0, 0, 2}, {1, 1});
    Matrix<int8_t, int64_t>(ex, HOLO_OP_SUM, {127, -128, 1, 127, -128, 1}, {254, -256, 2}, {0, 0});
    Matrix<uint8_t, uint64_t>(ex, HOLO_OP_PROD, {255, 2, 3, 255, 4, 0}, {65025, 8, 0}, {1530, 0});
    Matrix<double, double>(ex, HOLO_OP_AMIN, {-0.0, 1, kNan, 0, -1, 2}, {-0.0, -1, kNan}, {kNan, -1});
    Matrix<int32_t, int32_t>(ex, HOLO_OP_AMAX, {INT32_MIN, 1, 7, INT32_MAX, 1, -7}, {INT32_MAX, 1, 7}, {7, INT32_MAX});
    Matrix<float, int64_t>(ex, HOLO_OP_ARGMAX, {3, 1, 2, 3, 5, std::nanf("")}, {0, 1, 1}, {0, 2});
    Matrix<uint16_t, int64_t>(ex, HOLO_OP_ARGMIN, {1, 65535, 0, 0, 65535, 0}, {1, 0, 0}, {2, 0});
    Matrix<double, int64_t>(ex, HOLO_OP_COUNT_NONZERO, {0, -0.0, kNan, 1, 0, 0}, {1, 0, 1}, {1, 1});
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
