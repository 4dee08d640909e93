// correct_sums_test.cc — in the accuracy mode `correct` sums of products and of squares are added up in f64 and rounded once:
// right to half a unit of f32, and the same bits on every level, of vectors, rows and columns.
#define BOOST_TEST_MODULE correct_sums

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/approximated.h"
#include "kernels/kernel_table.h"
#include "support/elements.h"
#include "support/levels.h"
#include "support/random_values.h"

namespace hologram::testing {
namespace {

using ops::Form;

constexpr holo_op kOps[] = {HOLO_OP_DOT, HOLO_OP_MSE, HOLO_OP_VARIANCE, HOLO_OP_NORM2};
constexpr holo_dtype kDtypes[] = {HOLO_F32, HOLO_F16, HOLO_BF16};

bool TakesTwo(holo_op op) { return op == HOLO_OP_DOT || op == HOLO_OP_MSE; }

// Vectors are one row.
std::vector<float> Run(holo_op op, holo_dtype dtype, holo_simd_level level, Form form, const Elements& a,
                       const Elements& b, int64_t rows, int64_t cols) {
  const holo_kernel kernel = kernels::TableFor(level, HOLO_ACCURACY_CORRECT).Get(op, dtype, form);
  std::vector<float> results(static_cast<size_t>(form == Form::kColumns ? cols : rows), -1.0f);
  const void *x = a.At(0), *y = b.At(0);
  if (form == Form::kBuffers && TakesTwo(op)) {
    reinterpret_cast<void (*)(const void*, const void*, int64_t, float*)>(kernel)(x, y, cols, results.data());
  } else if (form == Form::kBuffers) {
    reinterpret_cast<void (*)(const void*, int64_t, float*)>(kernel)(x, cols, results.data());
  } else if (TakesTwo(op)) {
    reinterpret_cast<void (*)(const void*, const void*, int64_t, int64_t, float*)>(kernel)(x, y, rows, cols,
                                                                                           results.data());
  } else {
    reinterpret_cast<void (*)(const void*, int64_t, int64_t, float*)>(kernel)(x, rows, cols, results.data());
  }
  return results;
}

// Of n elements, `stride` apart from `first` on.
long double Exact(holo_op op, const Elements& a, const Elements& b, int64_t first, int64_t stride, int64_t n) {
  const auto at = [&](const Elements& x, int64_t i) -> long double { return ValueOf(x, first + i * stride); };
  long double sum = 0, mean = 0;
  for (int64_t i = 0; i < n && op == HOLO_OP_VARIANCE; ++i) mean += at(a, i) / static_cast<long double>(n);
  for (int64_t i = 0; i < n; ++i) {
    const long double from = op == HOLO_OP_MSE ? at(b, i) : mean, distance = at(a, i) - from;
    sum += op == HOLO_OP_DOT ? at(a, i) * at(b, i) : distance * distance;
  }
  if (op == HOLO_OP_DOT) return sum;
  return op == HOLO_OP_NORM2 ? std::sqrt(sum) : sum / static_cast<long double>(n);
}

struct Case {
  Form form;
  int64_t rows, cols;
};
constexpr Case kCases[] = {{Form::kBuffers, 1, 1},    {Form::kBuffers, 1, 7},    {Form::kBuffers, 1, 64},
                           {Form::kBuffers, 1, 67},   {Form::kBuffers, 1, 4096}, {Form::kBuffers, 1, 9001},
                           {Form::kRows, 5, 131},     {Form::kRows, 3, 0},       {Form::kColumns, 1, 3},
                           {Form::kColumns, 130, 37}, {Form::kColumns, 700, 1},  {Form::kColumns, 3, 1100}};

}  // namespace

BOOST_AUTO_TEST_SUITE(correct_sums)

BOOST_AUTO_TEST_CASE(are_rounded_once_and_the_same_on_every_level) {
  Random random(5);
  for (holo_op op : kOps) {
    for (holo_dtype dtype : kDtypes) {
      for (const Case& c : kCases) {
        const Elements a = Elements::Plain(dtype, &random, c.rows * c.cols);
        const Elements b = Elements::Plain(dtype, &random, c.rows * c.cols);
        const std::vector<float> first = Run(op, dtype, Levels()[0], c.form, a, b, c.rows, c.cols);
        for (holo_simd_level level : Levels()) {
          const std::vector<float> got = Run(op, dtype, level, c.form, a, b, c.rows, c.cols);
          BOOST_TEST(std::memcmp(got.data(), first.data(), got.size() * sizeof(float)) == 0,
                     ops::Find(op)->name << " of " << holo_dtype_name(dtype) << " on " << LevelTitle(level));
        }
        const bool columns = c.form == Form::kColumns;
        for (size_t k = 0; k < first.size(); ++k) {
          const auto place = static_cast<int64_t>(k);
          const long double exact =
              Exact(op, a, b, columns ? place : place * c.cols, columns ? c.cols : 1, columns ? c.rows : c.cols);
          // What f64 adds, of terms of both signs: of dot they may cancel.
          const double slack = op == HOLO_OP_DOT ? 1e-3 : 1e-5;
          BOOST_TEST((UlpError(HOLO_F32, first[k], exact) <= 0.5 + slack || (std::isnan(first[k]) && c.cols == 0)),
                     ops::Find(op)->name << " of " << holo_dtype_name(dtype) << ": result " << k << " is " << first[k]
                                         << ", not " << exact);
        }
      }
    }
  }
}

// Squares of f32 neither overflow nor vanish in f64.
BOOST_AUTO_TEST_CASE(keep_the_whole_range) {
  for (holo_simd_level level : Levels()) {
    const Elements large = Elements::Of(std::vector<float>{3e38f, 0.0f, 4e37f});
    const Elements small = Elements::Of(std::vector<float>{3e-45f, 4e-45f});
    const float most = Run(HOLO_OP_NORM2, HOLO_F32, level, Form::kBuffers, large, large, 1, 3)[0];
    BOOST_TEST(most == static_cast<float>(std::hypot(double{3e38f}, double{4e37f})));
    const float least = Run(HOLO_OP_NORM2, HOLO_F32, level, Form::kBuffers, small, small, 1, 2)[0];
    BOOST_TEST(least == static_cast<float>(std::hypot(double{3e-45f}, double{4e-45f})));
    BOOST_TEST(std::isinf(Run(HOLO_OP_DOT, HOLO_F32, level, Form::kBuffers, large, large, 1, 3)[0]));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
