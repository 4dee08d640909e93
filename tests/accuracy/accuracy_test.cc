// accuracy_test.cc — every approximated map against MPFR: every dtype, level and accuracy mode, on special values, on random
// ones of every size, and on those whose result lies next to the middle of two f32. With a scalar in a buffer's place it
// gives the same.
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
#include "support/same_bits.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr size_t kRandomInputs = 3000;
constexpr size_t kCandidates = size_t{1} << 17;  // of which those next to a middle are taken
constexpr size_t kNextToMiddle = 100;
constexpr holo_accuracy kModes[] = {HOLO_ACCURACY_STANDARD, HOLO_ACCURACY_CORRECT};

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

bool IsOfTwo(const ops::OpRow& op) { return op.shape == ops::Shape::kMap2; }

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
  if constexpr (base::kIsHalf<T>) {
    if (!IsOfTwo(op)) {
      Sample sample(static_cast<uint64_t>(op.code));
      for (int bits = 0; bits < 0x10000; ++bits) {
        if (sample.Take()) inputs.Add(T{static_cast<uint16_t>(bits)}, T{});
      }
      return inputs;
    }
  }
  const std::vector<T> others = IsOfTwo(op) ? SpecialValues<T>() : std::vector<T>(1);
  for (T a : SpecialValues<T>()) {
    for (T b : others) inputs.Add(a, b);
  }
  for (size_t i = 0; i < kRandomInputs; ++i) inputs.Add(AnyInput<T>(&random), AnyInput<T>(&random));
  if constexpr (std::is_same_v<T, float>) {
    if (!IsOfTwo(op)) {
      for (float x : NextToMiddle(op, &random)) inputs.Add(x, 0);
    }
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
  if (!IsOfTwo(op)) {
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
  if (IsOfTwo(op)) text << ", " << ValueOf(inputs.b[results.where]);
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

// The first of some elements where a form with a scalar differs from the form with that number in a buffer; -1 if none.
template <class T>
int64_t FirstOfOtherForm(const ops::OpRow& op, holo_simd_level level, holo_accuracy mode, ops::Form form, T scalar,
                         const std::vector<T>& x) {
  const std::vector<T> filled(x.size(), scalar);
  const bool first = form == ops::Form::kScalarFirst;
  const std::vector<T> want = Run(op, level, mode, first ? Inputs<T>{filled, x} : Inputs<T>{x, filled});
  std::vector<T> got(x.size());
  const holo_kernel kernel = kernels::TableFor(level, mode).Get(op.code, base::kDtypeOf<T>, form);
  BOOST_TEST_REQUIRE((kernel != nullptr), op.name);
  reinterpret_cast<void (*)(const T*, const T*, T*, int64_t)>(kernel)(
      first ? &scalar : x.data(), first ? x.data() : &scalar, got.data(), static_cast<int64_t>(x.size()));
  return FirstDifference(got.data(), want.data(), static_cast<int64_t>(x.size()));
}

template <class T>
void ScalarsGiveTheSame(const ops::OpRow& op) {
  Random random(static_cast<uint64_t>(op.code));
  std::vector<T> x = SpecialValues<T>();
  while (x.size() < 1000) x.push_back(AnyInput<T>(&random));  // more than a block in f64
  for (ops::Form form : {ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
    if (!op.Has(form)) continue;
    for (holo_accuracy mode : kModes) {
      for (holo_simd_level level : Levels()) {
        for (T scalar : {NumberOf<T>(0), NumberOf<T>(0.75), NumberOf<T>(-3), NumberOf<T>(40)}) {
          const int64_t i = FirstOfOtherForm(op, level, mode, form, scalar, x);
          BOOST_TEST(i == -1, op.name << " " << holo_dtype_name(base::kDtypeOf<T>) << " " << LevelTitle(level)
                                      << ", scalar " << ValueOf(scalar) << ", element " << i);
        }
      }
    }
  }
}

void KeepsAllBounds(const ops::OpRow& op) {
  ScalarsGiveTheSame<float>(op);
  ScalarsGiveTheSame<double>(op);
  ScalarsGiveTheSame<base::F16>(op);
  ScalarsGiveTheSame<base::Bf16>(op);
  KeepsItsBound<float>(op);
  KeepsItsBound<double>(op);
  KeepsItsBound<base::F16>(op);
  KeepsItsBound<base::Bf16>(op);
}

bool RegisterAll() {
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsApproximated(op)) continue;
    boost::unit_test::framework::current_auto_test_suite().add(
        boost::unit_test::make_test_case([&op] { KeepsAllBounds(op); }, op.name, __FILE__, __LINE__));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace

BOOST_AUTO_TEST_CASE(every_approximated_map_has_an_oracle) {
  for (const ops::OpRow& op : ops::Table()) BOOST_TEST((HasOracle(op) || !IsApproximated(op)), op.name);
}

}  // namespace hologram::testing
