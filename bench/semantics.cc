// semantics.cc — compares results element by element.
#include "semantics.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

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

template <class T>
T ElementOf(const std::vector<std::byte>& results, int64_t i) {
  T value;
  std::memcpy(&value, results.data() + static_cast<size_t>(i) * sizeof(T), sizeof(T));
  return value;
}

template <class T>
bool SameFloat(T a, T b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

template <class T>
bool FloatsAgree(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  for (int64_t i = 0; i < kCount; ++i) {
    if (!SameFloat(ElementOf<T>(a, i), ElementOf<T>(b, i))) return false;
  }
  return true;
}

// No order of n additions of terms below 16 is further from another.
template <class T>
bool SumsAgree(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  const double bound = 16.0 * kCount * kCount * static_cast<double>(std::numeric_limits<T>::epsilon());
  return std::abs(static_cast<double>(ElementOf<T>(a, 0)) - static_cast<double>(ElementOf<T>(b, 0))) <= bound;
}

bool SameResults(const Operands& operands, const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  if (!base::IsFloat(operands.dtype())) return a == b;
  const bool single = operands.dtype() == HOLO_F32;
  if (!ops::IsMap(operands.op().shape)) return single ? SumsAgree<float>(a, b) : SumsAgree<double>(a, b);
  return single ? FloatsAgree<float>(a, b) : FloatsAgree<double>(a, b);
}

}  // namespace

void RequireSameResults(const ops::OpRow& op, holo_dtype dtype) {
  // In sums a NaN would hide every other difference, and so would an infinity.
  const bool special = ops::IsMap(op.shape) || !base::IsFloat(dtype);
  const Operands operands(op, dtype, kCount, special ? Values::kSpecial : Values::kOrdinary);
  const std::vector<std::byte> ours = ResultsOf(operands, KernelOf(op.code, dtype));
  for (const Peer& peer : Peers().Get(op.code, dtype)) {
    if (SameResults(operands, ours, ResultsOf(operands, peer.run))) continue;
    throw cli::Failure(fmt::format("{} on {}: {} computes something else than libhologram", op.name,
                                   base::kDtypes[dtype].name, peer.name));
  }
}

}  // namespace hologram::bench
