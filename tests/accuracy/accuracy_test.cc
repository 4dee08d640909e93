// accuracy_test.cc — every approximated map against MPFR: every dtype, form, level and accuracy mode, on special values, on
// random ones of every size, and on those whose result lies next to the middle of two f32.
//
// f16 and bf16 of one input are tried on all of their values (of which HOLO_TEST_SAMPLE takes one in so many).
// --log_level=message prints the largest errors.
#define BOOST_TEST_MODULE accuracy

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

#include "accuracy/mpfr_oracle.h"
#include "base/half.h"
#include "kernels/approximated.h"
#include "kernels/kernel_table.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr size_t kRandomInputs = 3000;
constexpr size_t kCandidates = size_t{1} << 17;  // of which those next to a middle are taken
constexpr size_t kNextToMiddle = 100;
constexpr holo_accuracy kModes[] = {HOLO_ACCURACY_STANDARD, HOLO_ACCURACY_CORRECT};

template <class T>
double ValueOf(T x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return base::WidenF16(x.bits);
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return base::WidenBf16(x.bits);
  } else {
    return static_cast<double>(x);
  }
}

template <class T>
T NumberOf(double x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return {base::RoundToF16(x)};
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return {base::RoundToBf16(x)};
  } else {
    return static_cast<T>(x);
  }
}

// Of every size that makes a difference, and any bits.
template <class T>
T AnyInput(Random* random) {
  constexpr double kSizes[] = {1, 4, 25, 100, 800, 1e6};
  const int64_t kind = random->Below(9);
  if (kind < 6) return NumberOf<T>(random->Unit() * kSizes[kind]);
  if (kind == 6) return NumberOf<T>(std::ldexp(random->Unit(), static_cast<int>(-random->Below(60))));
  if (kind == 7) return NumberOf<T>(1 + std::ldexp(random->Unit(), static_cast<int>(-random->Below(30))));
  return std::bit_cast<T>(static_cast<BitsOf<T>>(random->Bits()));
}

template <class T>
struct Inputs {
  std::vector<T> a, b;

  void Add(T x, T y) {
    a.push_back(x);
    b.push_back(y);
  }
};

// The f32 whose result, as the library's own f64 has it, lie nearest to the middle of two f32.
std::vector<float> NextToMiddle(const ops::OpRow& op, Random* random) {
  std::vector<double> x(kCandidates), y(kCandidates);
  for (double& element : x) element = AnyInput<float>(random);
  const holo_kernel kernel = kernels::TableFor(Levels().back()).Get(op.code, HOLO_F64);
  reinterpret_cast<void (*)(const double*, double*, int64_t)>(kernel)(x.data(), y.data(), kCandidates);
  std::vector<std::pair<uint64_t, float>> found;
  for (size_t i = 0; i < x.size(); ++i) {
    const uint64_t low = std::bit_cast<uint64_t>(y[i]) & ((uint64_t{1} << 29) - 1), middle = uint64_t{1} << 28;
    found.emplace_back(low > middle ? low - middle : middle - low, static_cast<float>(x[i]));
  }
  std::partial_sort(found.begin(), found.begin() + kNextToMiddle, found.end());
  std::vector<float> nearest;
  for (size_t i = 0; i < kNextToMiddle; ++i) nearest.push_back(found[i].second);
  return nearest;
}

template <class T>
Inputs<T> InputsOf(const ops::OpRow& op) {
  Inputs<T> inputs;
  Random random(static_cast<uint64_t>(op.code));
  const bool of_two = op.shape == ops::Shape::kMap2;
  if constexpr (base::kIsHalf<T>) {
    Sample sample(static_cast<uint64_t>(op.code));
    for (int bits = 0; bits < 0x10000 && !of_two; ++bits) {
      if (sample.Take()) inputs.Add(T{static_cast<uint16_t>(bits)}, T{});
    }
    if (!of_two) return inputs;
  }
  for (T a : SpecialValues<T>()) {
    if (!of_two) inputs.Add(a, T{});
    if (!of_two) continue;
    for (T b : SpecialValues<T>()) inputs.Add(a, b);
  }
  for (size_t i = 0; i < kRandomInputs; ++i) inputs.Add(AnyInput<T>(&random), AnyInput<T>(&random));
  if constexpr (std::is_same_v<T, float>) {
    if (of_two) return inputs;
    for (float x : NextToMiddle(op, &random)) inputs.Add(x, 0);
  }
  return inputs;
}

// What the kernels of one level gave in one mode.
template <class T>
struct Results {
  holo_simd_level level;
  holo_accuracy mode;
  std::vector<T> y;
  double most = 0;
  size_t where = 0;
};

template <class T>
std::vector<T> Run(const ops::OpRow& op, holo_simd_level level, holo_accuracy mode, const Inputs<T>& inputs) {
  const holo_kernel kernel = kernels::TableFor(level, mode).Get(op.code, base::kDtypeOf<T>);
  BOOST_TEST_REQUIRE((kernel != nullptr), op.name);
  const size_t n = inputs.a.size();
  std::vector<T> y(n);
  if (op.shape == ops::Shape::kMap1) {
    reinterpret_cast<void (*)(const T*, T*, int64_t)>(kernel)(inputs.a.data(), y.data(), static_cast<int64_t>(n));
  } else {
    reinterpret_cast<void (*)(const T*, const T*, T*, int64_t)>(kernel)(inputs.a.data(), inputs.b.data(), y.data(),
                                                                        static_cast<int64_t>(n));
  }
  return y;
}

template <class T>
std::string Told(const ops::OpRow& op, const Inputs<T>& inputs, const Results<T>& results) {
  std::ostringstream text;
  text << op.name << " " << holo_dtype_name(base::kDtypeOf<T>) << " " << LevelTitle(results.level)
       << (results.mode == HOLO_ACCURACY_CORRECT ? " correct: " : ": ") << std::setprecision(4) << results.most
       << " ulp at " << std::hexfloat << ValueOf(inputs.a[results.where]);
  if (op.shape == ops::Shape::kMap2) text << ", " << ValueOf(inputs.b[results.where]);
  text << ": " << ValueOf(results.y[results.where]);
  return text.str();
}

template <class T>
void KeepsItsBound(const ops::OpRow& op) {
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  const Inputs<T> inputs = InputsOf<T>(op);
  std::vector<Results<T>> all;
  for (holo_accuracy mode : kModes) {
    for (holo_simd_level level : Levels()) all.push_back({level, mode, Run(op, level, mode, inputs)});
  }
  Real want;
  for (size_t i = 0; i < inputs.a.size(); ++i) {
    Compute(op, ValueOf(inputs.a[i]), ValueOf(inputs.b[i]), &want);
    for (Results<T>& results : all) {
      const double error = UlpError(kDtype, ValueOf(results.y[i]), want);
      if (error <= results.most) continue;
      results.most = error;
      results.where = i;
    }
  }
  for (const Results<T>& results : all) {
    BOOST_TEST_MESSAGE(Told(op, inputs, results));
    BOOST_TEST(results.most <= ops::MaxUlp(op, kDtype, results.mode), Told(op, inputs, results));
  }
}

void KeepsAllBounds(const ops::OpRow& op) {
  KeepsItsBound<float>(op);
  KeepsItsBound<double>(op);
  KeepsItsBound<base::F16>(op);
  KeepsItsBound<base::Bf16>(op);
}

bool RegisterAll() {
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsApproximated(op) || !IsMap(op.shape)) continue;
    boost::unit_test::framework::current_auto_test_suite().add(
        boost::unit_test::make_test_case([&op] { KeepsAllBounds(op); }, op.name, __FILE__, __LINE__));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace

BOOST_AUTO_TEST_CASE(every_approximated_map_has_an_oracle) {
  for (const ops::OpRow& op : ops::Table())
    BOOST_TEST((HasOracle(op) || !IsApproximated(op) || !IsMap(op.shape)), op.name);
}

}  // namespace hologram::testing
