// correct_test.cc — in the accuracy mode `correct` every approximated operation of one argument is correctly rounded on f32,
// on every level.
//
// libm's double decides where it is far from the middle of two f32, MPFR where it is not. HOLO_EXHAUSTIVE_STRIDE is the
// distance between the bits of two inputs: 1 takes all 2^32 (tools/exhaustive.sh); by default it is 19,997. All are tried
// on one level with FMA and one without: the others run the same steps, which block_hash_test compares.
//
// With HOLO_HARD_CASES it prints what stands in lib/kernels/hard_cases.inc instead, in some twenty minutes: all inputs
// whose result in f64 is so near the middle that the error of a level, with FMA or without, might decide.
#define BOOST_TEST_MODULE correct

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iomanip>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "accuracy/mpfr_oracle.h"
#include "kernels/approximated.h"
#include "kernels/exhaustive_stride.h"
#include "kernels/kernel_table.h"
#include "support/levels.h"
#include "support/same_bits.h"

namespace hologram::testing {
namespace {

constexpr size_t kBlock = 4099;  // not a multiple of any vector

// Whether 32 units of an f64, far more than libm's error, might decide its rounding to f32.
bool IsHard(double x) {
  const uint64_t low = std::bit_cast<uint64_t>(x) & ((uint64_t{1} << 29) - 1);
  return low - ((uint64_t{1} << 28) - 32) <= 64 || (std::fabs(x) < 0x1p-126 && x != 0);
}

// Every input, a block at a time.
template <class Visit>
void ForEachBlock(Visit visit) {
  std::vector<float> x(kBlock);
  for (uint64_t bits = 0; bits < kF32Inputs;) {
    size_t n = 0;
    for (; n < x.size() && bits < kF32Inputs; ++n, bits += Stride()) {
      x[n] = std::bit_cast<float>(static_cast<uint32_t>(bits));
    }
    visit(x, n);
  }
}

std::vector<holo_simd_level> LevelsToTry() {
  std::vector<holo_simd_level> levels = Levels();
  if (Stride() == kUsualStride) return levels;
  std::erase_if(levels, [&](auto level) { return level != levels.back() && level != HOLO_SIMD_SSE4; });
  return levels;
}

// How far an f64 is from the middle of two f32, in its own units.
double DistanceToMiddle(double x) {
  const int exponent = x == 0 ? -149 : std::max(std::ilogb(x), -126);
  const double units = std::ldexp(std::fabs(x), 23 - exponent);  // of f32
  const double middle = std::floor(units) + 0.5;
  return std::ldexp(std::fabs(units - middle), exponent - 23 - (std::max(std::ilogb(x), -1022) - 52));
}

void PrintHardCases(const ops::OpRow& op) {
  constexpr double kUnits = 4;  // twice what any level is known to be wrong by
  const holo_kernel found = kernels::TableFor(Levels().back()).Get(op.code, HOLO_F64);
  const auto kernel = reinterpret_cast<void (*)(const double*, double*, int64_t)>(found);
  constexpr uint64_t kBits = (uint64_t{1} << 29) - 1, kMiddle = uint64_t{1} << 28, kFar = 64;
  std::vector<double> x(kBlock), y(kBlock);
  for (uint64_t bits = 0; bits < kF32Inputs;) {
    const uint64_t start = bits;
    for (size_t i = 0; i < kBlock; ++i, ++bits) x[i] = std::bit_cast<float>(static_cast<uint32_t>(bits));
    kernel(x.data(), y.data(), static_cast<int64_t>(kBlock));
    for (size_t i = 0; i < kBlock && start + i < kF32Inputs; ++i) {
      const bool subnormal = std::fabs(y[i]) < 0x1p-126;
      if ((std::bit_cast<uint64_t>(y[i]) & kBits) - (kMiddle - kFar) > 2 * kFar && !subnormal) continue;
      if (!std::isfinite(y[i]) || std::fabs(y[i]) >= 0x1p128 || !(DistanceToMiddle(y[i]) <= kUnits)) continue;
      Real exact;
      Compute(op, x[i], 0, &exact);
      const auto result = static_cast<float>(RoundedTo(HOLO_F32, exact));
      std::string name = op.name;
      for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      std::printf("{HOLO_OP_%s, 0x%08x, 0x%08x},\n", name.c_str(), static_cast<uint32_t>(start + i),
                  std::bit_cast<uint32_t>(result));
    }
  }
}

void IsCorrectlyRounded(const ops::OpRow& op) {
  using Kernel = void (*)(const float*, float*, int64_t);
  std::vector<Kernel> kernels;
  for (holo_simd_level level : LevelsToTry()) {
    const holo_kernel kernel = kernels::TableFor(level, HOLO_ACCURACY_CORRECT).Get(op.code, HOLO_F32);
    BOOST_TEST_REQUIRE((kernel != nullptr), op.name);
    kernels.push_back(reinterpret_cast<Kernel>(kernel));
  }
  const auto function = WideFunctionOf(op.code).of_double;
  std::vector<float> want(kBlock), y(kBlock);
  std::ostringstream wrong;
  std::set<uint32_t> told;
  ForEachBlock([&](const std::vector<float>& x, size_t n) {
    for (size_t i = 0; i < n; ++i) {
      const double wide = function(x[i]);
      want[i] = static_cast<float>(wide);
      if (!IsHard(wide)) continue;
      Real exact;
      Compute(op, x[i], 0, &exact);
      want[i] = static_cast<float>(RoundedTo(HOLO_F32, exact));
    }
    for (Kernel kernel : kernels) {
      kernel(x.data(), y.data(), static_cast<int64_t>(n));
      for (size_t i = 0; i < n; ++i) {
        const auto bits = std::bit_cast<uint32_t>(x[i]);
        if (SameBits(y[i], want[i]) || told.size() > 100 || !told.insert(bits).second) continue;
        wrong << op.name << " of 0x" << std::hex << std::setfill('0') << std::setw(8) << bits << " is 0x"
              << std::setw(8) << std::bit_cast<uint32_t>(want[i]) << "\n";
      }
    }
  });
  BOOST_TEST(told.empty(), told.size() << " misrounded results:\n" << wrong.str());
}

bool RegisterAll() {
  static const bool prints = std::getenv("HOLO_HARD_CASES") != nullptr;
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsApproximated(op) || op.shape != ops::Shape::kMap1 || op.correct_ulp != 0.5) continue;
    boost::unit_test::framework::current_auto_test_suite().add(boost::unit_test::make_test_case(
        [&op] { prints ? PrintHardCases(op) : IsCorrectlyRounded(op); }, op.name, __FILE__, __LINE__));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace
}  // namespace hologram::testing
