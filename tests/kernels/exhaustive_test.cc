// exhaustive_test.cc — every approximated operation on f32 against libm in double, on every level: its largest error is
// within the bound that ops.def states, and the levels with FMA give one result, on this machine and on any other.
//
// HOLO_EXHAUSTIVE_STRIDE is the distance between the bits of two inputs: 1 takes all 2^32 of them (tools/exhaustive.sh),
// which is how the bounds were found; by default it is 19,997. Of f64 it takes a random sample, also one of more inputs
// the smaller the stride. The errors are printed with --log_level=message.
#define BOOST_TEST_MODULE exhaustive

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "base/dtype.h"
#include "kernels/approximated.h"
#include "kernels/exhaustive_stride.h"
#include "kernels/kernel_run.h"
#include "support/levels.h"
#include "support/random_values.h"

namespace hologram::testing {
namespace {

constexpr int64_t kBlock = 4099;  // not a multiple of any vector

// FNV-1a of all results' bits at the usual stride, on levels with FMA. (A NaN counts as one NaN.)
struct Fingerprint {
  const char* name;
  uint64_t hash;
};
constexpr Fingerprint kFingerprints[] = {
    {"exp", 0x159d06a7392c84d4},   {"exp2", 0x5e326549b2ecfbc3},     {"sigmoid", 0x12d1cccf97cde59e},
    {"silu", 0x858f705062d5e8c5},  {"tanh", 0xde5f8e6fa8e41f62},     {"gelu_tanh", 0x6b905b0b6288810b},
    {"log", 0xbab9820809235ee5},   {"log2", 0x5f7ed419eb05eba8},     {"log10", 0xf44b90e5de0c4b63},
    {"log1p", 0xfeafdb5bfb88ae96}, {"softplus", 0x69575c215a9421c6}, {"asinh", 0xf293e08ead332682},
    {"acosh", 0xcffdee5b6ed97060}, {"atanh", 0x6b82bf9a27fe0e8e},    {"expm1", 0xa432b5ca62bd3de4},
    {"sinh", 0x55f34882eb25b1d3},  {"cosh", 0x65685e487c2c4e48},     {"elu", 0x1d574b31ae2e69f9},
    {"selu", 0xc8c5378ca6e4838a},  {"mish", 0x6a291a17c3f97b02},     {"erf", 0x4222748173822816},
    {"erfc", 0x933df8b8e4fe915d},  {"gelu", 0xf827959dff10a4c3},     {"rsqrt", 0x9823431b1cf7a807},
    {"cbrt", 0x9d416af26bd5297d},  {"sin", 0x3cb1d3504496d3ab},      {"cos", 0x2c83a06ca0ed2e18},
    {"tan", 0xe09511ca2efa9d32},   {"asin", 0x0e6b375b5ad36f4a},     {"acos", 0x44198d78faafc1ab},
    {"atan", 0xa64653bb89beded9},
};

// What one level did.
struct Course {
  holo_simd_level level;
  void (*kernel)(const void*, void*, int64_t);
  double most = 0;
  float where = 0;
  uint64_t hash = 0xCBF29CE484222325;

  void Take(const std::vector<float>& x, const std::vector<float>& y, const std::vector<double>& want, size_t n) {
    for (size_t i = 0; i < n; ++i) {
      const uint32_t bits = std::isnan(y[i]) ? 0x7FC00000 : std::bit_cast<uint32_t>(y[i]);
      hash = (hash ^ bits) * 0x100000001B3;
      const auto rounded = static_cast<float>(want[i]);
      if (std::bit_cast<uint32_t>(rounded) == bits) continue;  // no error is larger than one of half a unit
      const double error = UlpErrorOfF32(y[i], want[i]);
      if (error <= most) continue;
      most = error;
      where = x[i];
    }
  }
};

std::string Told(const ops::OpRow& op, const Course& course) {
  std::ostringstream text;
  text << op.name << " f32 " << LevelTitle(course.level) << ": " << std::setprecision(4) << course.most << " ulp at "
       << std::hexfloat << course.where << std::hex << ", hash 0x" << course.hash;
  return text.str();
}

void KeepsItsBound(const ops::OpRow& op) {
  std::vector<Course> courses;
  for (holo_simd_level level : Levels()) {
    courses.push_back(
        {level, reinterpret_cast<void (*)(const void*, void*, int64_t)>(KernelOf({&op, HOLO_F32, level}))});
  }
  const auto function = WideFunctionOf(op.code).of_double;
  BOOST_TEST_REQUIRE((function != nullptr), op.name);
  std::vector<float> x(kBlock), y(kBlock);
  std::vector<double> want(kBlock);
  const uint64_t stride = Stride();
  for (uint64_t bits = 0; bits < kF32Inputs;) {
    size_t n = 0;
    for (; n < x.size() && bits < kF32Inputs; ++n, bits += stride) {
      x[n] = std::bit_cast<float>(static_cast<uint32_t>(bits));
      want[n] = function(static_cast<double>(x[n]));
    }
    for (Course& course : courses) {
      course.kernel(x.data(), y.data(), static_cast<int64_t>(n));
      course.Take(x, y, want, n);
    }
  }
  for (const Course& course : courses) {
    BOOST_TEST_MESSAGE(Told(op, course));
    BOOST_TEST(course.most <= ops::MaxUlp(op, HOLO_F32), Told(op, course));
  }
  if (stride != kUsualStride) return;
  for (const Course& course : courses) {
    if (!HasFma(course.level)) continue;
    uint64_t want_hash = 0;
    for (const Fingerprint& known : kFingerprints) {
      if (op.name == std::string(known.name)) want_hash = known.hash;
    }
    BOOST_TEST(course.hash == want_hash, Told(op, course));
  }
}

// Inputs of every size that makes a difference, and any bits.
double AnyInput(Random* random) {
  constexpr double kSizes[] = {1, 4, 25, 40, 800};
  const int64_t kind = random->Below(8);
  if (kind == 5) return std::ldexp(random->Unit(), static_cast<int>(-random->Below(60)));
  if (kind == 7) return 1 + std::ldexp(random->Unit(), static_cast<int>(-random->Below(60)));
  return kind == 6 ? std::bit_cast<double>(random->Bits()) : random->Unit() * kSizes[kind];
}

void KeepsItsBoundOfF64(const ops::OpRow& op) {
  struct Worst {
    holo_simd_level level;
    double most = 0, where = 0;
  };
  std::vector<Worst> all;
  for (holo_simd_level level : Levels()) all.push_back({level});
  const auto function = WideFunctionOf(op.code).of_long_double;
  BOOST_TEST_REQUIRE((function != nullptr), op.name);
  Random random(static_cast<uint64_t>(op.code));
  const uint64_t blocks = Stride() < kUsualStride ? 1000 : 20;
  for (uint64_t block = 0; block < blocks; ++block) {
    std::vector<double> x(kBlock), y(kBlock);
    std::vector<long double> want(kBlock);
    for (size_t i = 0; i < x.size(); ++i) {
      x[i] = AnyInput(&random);
      want[i] = function(static_cast<long double>(x[i]));
    }
    for (Worst& worst : all) {
      const holo_kernel kernel = KernelOf({&op, HOLO_F64, worst.level});
      reinterpret_cast<void (*)(const void*, void*, int64_t)>(kernel)(x.data(), y.data(), kBlock);
      for (size_t i = 0; i < y.size(); ++i) {
        const double error = UlpError(HOLO_F64, y[i], want[i]);
        if (error > worst.most) worst = {worst.level, error, x[i]};
      }
    }
  }
  for (const Worst& worst : all) {
    std::ostringstream text;
    text << op.name << " f64 " << LevelTitle(worst.level) << ": " << std::setprecision(4) << worst.most << " ulp at "
         << std::hexfloat << worst.where << " of " << std::dec << blocks * kBlock << " inputs";
    BOOST_TEST_MESSAGE(text.str());
    BOOST_TEST(worst.most <= ops::MaxUlp(op, HOLO_F64), text.str());
  }
}

// Operations of two inputs: pairs whose result, if it is a power, is often a normal number.
template <class T>
void KeepsItsBoundOfTwo(const ops::OpRow& op) {
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  const auto function = WideFunctionOf(op.code).of_two;
  BOOST_TEST_REQUIRE((function != nullptr), op.name);
  struct Worst {
    holo_simd_level level;
    double most = 0;
    T a = 0, b = 0;
  };
  std::vector<Worst> all;
  for (holo_simd_level level : Levels()) all.push_back({level});
  Random random(static_cast<uint64_t>(op.code));
  const uint64_t blocks = Stride() < kUsualStride ? 1000 : 20;
  for (uint64_t block = 0; block < blocks; ++block) {
    std::vector<T> a(kBlock), b(kBlock), y(kBlock);
    std::vector<long double> want(kBlock);
    for (size_t i = 0; i < a.size(); ++i) {
      a[i] = static_cast<T>(AnyInput(&random));
      b[i] = static_cast<T>(AnyInput(&random));
      // A power of any size, of a base that is far from 1 or not.
      const double log = std::log2(std::fabs(static_cast<double>(a[i])));
      if (i % 2 == 0) b[i] = static_cast<T>(random.Unit() * std::numeric_limits<T>::max_exponent * 1.1 / log);
      want[i] = function(static_cast<long double>(a[i]), static_cast<long double>(b[i]));
    }
    for (Worst& worst : all) {
      const holo_kernel kernel = KernelOf({&op, kDtype, worst.level});
      reinterpret_cast<void (*)(const void*, const void*, void*, int64_t)>(kernel)(a.data(), b.data(), y.data(),
                                                                                   kBlock);
      for (size_t i = 0; i < y.size(); ++i) {
        const double error = UlpError(kDtype, static_cast<double>(y[i]), want[i]);
        if (error > worst.most) worst = {worst.level, error, a[i], b[i]};
      }
    }
  }
  for (const Worst& worst : all) {
    std::ostringstream text;
    text << op.name << " " << base::kDtypes[kDtype].name << " " << LevelTitle(worst.level) << ": "
         << std::setprecision(4) << worst.most << " ulp at " << std::hexfloat << worst.a << ", " << worst.b << " of "
         << std::dec << blocks * kBlock << " inputs";
    BOOST_TEST_MESSAGE(text.str());
    BOOST_TEST(worst.most <= ops::MaxUlp(op, kDtype), text.str());
  }
}

bool RegisterAll() {
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsApproximated(op)) continue;
    if (ops::InputCount(op.shape) == 2) {
      auto& suite = boost::unit_test::framework::current_auto_test_suite();
      suite.add(
          boost::unit_test::make_test_case([&op] { KeepsItsBoundOfTwo<float>(op); }, op.name, __FILE__, __LINE__));
      suite.add(boost::unit_test::make_test_case([&op] { KeepsItsBoundOfTwo<double>(op); },
                                                 std::string(op.name) + "_f64", __FILE__, __LINE__));
      continue;
    }
    boost::unit_test::framework::current_auto_test_suite().add(
        boost::unit_test::make_test_case([&op] { KeepsItsBound(op); }, op.name, __FILE__, __LINE__));
    boost::unit_test::framework::current_auto_test_suite().add(boost::unit_test::make_test_case(
        [&op] { KeepsItsBoundOfF64(op); }, std::string(op.name) + "_f64", __FILE__, __LINE__));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace
}  // namespace hologram::testing
