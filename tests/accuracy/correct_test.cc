// correct_test.cc — in the accuracy mode `correct` every approximated operation of one argument is correctly rounded on f32,
// on every level.
//
// libm's double decides where it is far from the middle of two f32, MPFR where it is not. HOLO_EXHAUSTIVE_STRIDE is the
// distance between the bits of two inputs: 1 takes all 2^32 (tools/exhaustive.sh), and so finds the cases of
// lib/kernels/hard_cases.cc, which it prints as they stand there; by default it is 19,997.
#define BOOST_TEST_MODULE correct

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
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

namespace hologram::testing {
namespace {

constexpr size_t kBlock = 4099;  // not a multiple of any vector

// Whether 32 units of an f64, far more than libm's error, might decide its rounding to f32.
bool IsHard(double x) {
  const uint64_t low = std::bit_cast<uint64_t>(x) & ((uint64_t{1} << 29) - 1);
  return low - ((uint64_t{1} << 28) - 32) <= 64 || (std::fabs(x) < 0x1p-126 && x != 0);
}

bool Same(float a, float b) { return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b) || (a != a && b != b); }

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

void IsCorrectlyRounded(const ops::OpRow& op) {
  using Kernel = void (*)(const float*, float*, int64_t);
  std::vector<Kernel> kernels;
  for (holo_simd_level level : Levels()) {
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
        if (Same(y[i], want[i]) || told.size() > 100 || !told.insert(bits).second) continue;
        wrong << "    {HOLO_OP_" << op.name << ", 0x" << std::hex << std::setfill('0') << std::setw(8) << bits << ", 0x"
              << std::setw(8) << std::bit_cast<uint32_t>(want[i]) << "},\n";
      }
    }
  });
  BOOST_TEST(told.empty(), told.size() << " misrounded results, which are:\n" << wrong.str());
}

bool RegisterAll() {
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsApproximated(op) || op.shape != ops::Shape::kMap1 || op.correct_ulp != 0.5) continue;
    boost::unit_test::framework::current_auto_test_suite().add(
        boost::unit_test::make_test_case([&op] { IsCorrectlyRounded(op); }, op.name, __FILE__, __LINE__));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace
}  // namespace hologram::testing
