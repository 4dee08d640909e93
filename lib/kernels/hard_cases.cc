// hard_cases.cc — hard_cases.inc as a table, and the search in it.
#include "kernels/hard_cases.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace hologram::kernels {
namespace {

// Bits of f32.
struct HardCase {
  holo_op op;
  uint32_t x, result;
};

// By operation and argument.
constexpr HardCase kHardCases[] = {
#include "kernels/hard_cases.inc"
};

constexpr bool Less(const HardCase& a, const HardCase& b) { return a.op != b.op ? a.op < b.op : a.x < b.x; }
static_assert(std::is_sorted(std::begin(kHardCases), std::end(kHardCases), Less));

}  // namespace

void SettleHardCases(holo_op op, const double* x, int64_t n, double* result) {
  for (int64_t i = 0; i < n; ++i) {
    const HardCase wanted = {op, std::bit_cast<uint32_t>(static_cast<float>(x[i])), 0};
    const HardCase* found = std::lower_bound(std::begin(kHardCases), std::end(kHardCases), wanted, Less);
    if (found != std::end(kHardCases) && !Less(wanted, *found)) result[i] = std::bit_cast<float>(found->result);
  }
}

}  // namespace hologram::kernels
