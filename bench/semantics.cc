// semantics.cc — compares results element by element.
#include "semantics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "base/half.h"
#include "operands.h"
#include "peers.h"
#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

// All combinations of three special floats, an ordinary element after each, and the remainder of a vector.
constexpr int64_t kCount = 2 * 16 * 16 * 16 + 3;

std::vector<std::byte> ResultsOf(const Operands& operands, holo_kernel kernel) {
  std::vector<std::byte> results(static_cast<size_t>(operands.output_size_bytes()));
  std::memset(operands.output(), 0x5a, results.size());
  operands.Calls(kernel)(1);
  std::memcpy(results.data(), operands.output(), results.size());
  return results;
}

// Element `i` as a double, which holds all of every float dtype.
double FloatAt(const std::vector<std::byte>& results, holo_dtype dtype, int64_t i) {
  const auto read = [&]<class T>(T value) {
    std::memcpy(&value, results.data() + static_cast<size_t>(i) * sizeof(T), sizeof(T));
    return value;
  };
  switch (dtype) {
    case HOLO_F16:
      return base::WidenF16(read(uint16_t{}));
    case HOLO_BF16:
      return base::WidenBf16(read(uint16_t{}));
    case HOLO_F32:
      return static_cast<double>(read(float{}));
    default:
      return read(double{});
  }
}

bool SameFloat(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

// No order of n additions of terms below 16 is further from another.
bool SumsAgree(double a, double b, holo_dtype dtype) {
  const double epsilon = dtype == HOLO_F64 ? std::numeric_limits<double>::epsilon()
                                           : static_cast<double>(std::numeric_limits<float>::epsilon());
  return std::abs(a - b) <= 16.0 * kCount * kCount * epsilon;
}

// Peers of approximated operations have errors of their own, some of them large where the result is small against others
// (`scale`): it must be the same function only.
bool Resembles(double a, double b, double scale) {
  return std::isnan(a) || std::isnan(b) || std::abs(a - b) <= 0x1p-6 * std::max({std::abs(a), std::abs(b), scale}) ||
         std::isinf(a) || std::isinf(b);
}

// 1, but shares in a sum are all smaller.
double ScaleOf(const Operands& operands, const std::vector<std::byte>& results) {
  if (operands.op().code != HOLO_OP_SOFTMAX) return 1;
  double most = 0;
  for (int64_t i = 0; i < kCount; ++i) most = std::max(most, FloatAt(results, operands.result_dtype(), i));
  return most;
}

bool SameResults(const Operands& operands, const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  const holo_dtype dtype = operands.result_dtype();
  if (!base::IsFloat(dtype)) return a == b;
  if (!ops::HasOutput(operands.op().shape)) return SumsAgree(FloatAt(a, dtype, 0), FloatAt(b, dtype, 0), dtype);
  const bool approximated = operands.op().accuracy == ops::Accuracy::kUlp;
  const double scale = approximated ? ScaleOf(operands, a) : 1;
  for (int64_t i = 0; i < kCount; ++i) {
    if (approximated && Resembles(FloatAt(a, dtype, i), FloatAt(b, dtype, i), scale)) continue;
    if (!SameFloat(FloatAt(a, dtype, i), FloatAt(b, dtype, i))) return false;
  }
  return true;
}

}  // namespace

void RequireSameResults(const ops::OpRow& op, holo_dtype dtype) {
  // In sums a NaN would hide every other difference, and so would an infinity. Of approximations there are no agreed
  // results of special values: Eigen's logarithm takes subnormals for the least normal number.
  const bool special = op.accuracy != ops::Accuracy::kUlp && (ops::IsMap(op.shape) || !base::IsFloat(dtype));
  const Operands operands(op, dtype, kCount, special ? Values::kSpecial : Values::kOrdinary);
  const std::vector<std::byte> ours = ResultsOf(operands, KernelOf(op.code, dtype));
  for (const Peer& peer : Peers().Get(op.code, dtype)) {
    if (SameResults(operands, ours, ResultsOf(operands, peer.run))) continue;
    throw cli::Failure(fmt::format("{} on {}: {} computes something else than libhologram", op.name,
                                   base::kDtypes[dtype].name, peer.name));
  }
}

}  // namespace hologram::bench
