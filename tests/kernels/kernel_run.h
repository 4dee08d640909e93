// kernel_run.h — one kernel, called on guarded memory, and what to say when its result is wrong or it faults.
#ifndef HOLOGRAM_TESTS_KERNELS_KERNEL_RUN_H_
#define HOLOGRAM_TESTS_KERNELS_KERNEL_RUN_H_

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "hologram/kernel.h"
#include "hologram/types.h"
#include "ops/op_table.h"
#include "support/elements.h"
#include "support/float_control.h"
#include "support/guarded.h"

namespace hologram::testing {

// Which kernel. The oracle, which says what it must give, is the reference backend.
struct Site {
  const ops::OpRow* op = nullptr;
  holo_dtype dtype = 0;
  holo_simd_level level = 0;
  ops::Form form = ops::Form::kBuffers;

  holo_dtype ResultDtype() const { return op->ResultDtype(dtype); }
  holo_dtype InputDtype(int k) const { return op->InputDtype(k, dtype, form); }
  bool IsScalar(int k) const { return (ops::ScalarMask(op->shape, form) >> k & 1) != 0; }
  int InputCount() const { return ops::InputCount(op->shape); }
  // A number of its own for each operation and dtype, the same on every level.
  uint64_t Stream() const { return static_cast<uint64_t>(op->code) * base::kDtypeLimit + static_cast<uint64_t>(dtype); }
};

// Where its arrays lie. Input k is `gap + k * skew` bytes (modulo 64) from its page, the output as an input after the
// last.
struct Layout {
  int64_t n = 0;
  Edge edge = Edge::kBack;
  int gap_bytes = 0;
  int skew_bytes = 0;
  int output_is = -1;       // the input that is the output as well; -1: none
  bool same_input = false;  // all inputs are the first one

  int64_t Gap(int operand) const { return (gap_bytes + operand * skew_bytes) % GuardedRoom::kMaxGap; }
};

// What is running, for a fault's message: set before each call.
struct Running {
  Site site;
  Layout layout;
};
extern Running g_running;

// "max f64 AVX2: n = 17, 3 bytes (skew 0) from the back guard, out = a, a = b; seed 20240229".
std::string Describe(const Running& running);

// Ends the test case if there is no such kernel.
holo_kernel KernelOf(const Site& site);

// Sizes up to four of the longest vectors of elements of this size, and a tail of three.
inline int64_t SmallSizes(int64_t element_bytes) { return 4 * (64 / element_bytes) + 3; }

// Distances to a guard page: every element of 64 bytes, and within an element every byte (foreign memory may lie so).
inline std::vector<int> AllGaps(int64_t element_bytes) {
  std::vector<int> gaps;
  for (int gap = 0; gap < GuardedRoom::kMaxGap; ++gap) {
    if (gap < element_bytes || gap % element_bytes == 0) gaps.push_back(gap);
  }
  return gaps;
}

using Bytes = std::byte;

void CallMap(holo_kernel kernel, int input_count, const Bytes* const in[ops::kMaxInputs], Bytes* y, int64_t n);
void CallRows(holo_kernel kernel, int input_count, const Bytes* const in[ops::kMaxInputs], int64_t rows, int64_t cols,
              Bytes* y);
void CallReduce(holo_kernel kernel, int input_count, const Bytes* const in[ops::kMaxInputs], int64_t n, Bytes* result);

// A map's results for the inputs' n elements; anything else written fails the test case.
Elements MapResults(const Site& site, const Elements in[ops::kMaxInputs], int64_t n);
Elements MapResults(const Site& site, const Bytes* const in[ops::kMaxInputs], int64_t n);

// Whether this level owes the oracle's bits of sums of products, or only the bound.
bool OwesBits(const Site& site);

// Whether a reduction is compared on any numbers: of means of squares one would have to tell how far a sum that left the
// range was to stay in it, and losses have a bound for some numbers only.
bool MayBeAny(const Site& site);

// The bound of a float sum's error, as a multiple of the sum of the terms' absolute values: what ops::AccuracyText tells.
template <class R>
double SumBound(int64_t n) {
  const double unit = std::numeric_limits<R>::epsilon() / 2;
  return (70 + std::log2(std::max(1.0, static_cast<double>(n) / 4096))) * unit;
}

// The floating-point settings that the program started with.
extern const uint64_t g_usual_float_control;

// The body of a test case: `visit(site)` for every dtype that the operation takes and every form that it has. The case
// fails if a kernel leaves other floating-point settings than it found; the next one starts with the usual.
template <class Visit>
void ForEachSite(Site site, Visit visit) {
  for (site.dtype = HOLO_F32; site.dtype <= HOLO_BOOL8; ++site.dtype) {
    if (!site.op->Takes(site.dtype)) continue;
    for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
      if (!site.op->Has(form)) continue;
      site.form = form;
      visit(static_cast<const Site&>(site));
      BOOST_TEST(FloatControl() == g_usual_float_control, Describe(g_running) << ": control bits changed");
      SetFloatControl(g_usual_float_control);
    }
  }
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_KERNELS_KERNEL_RUN_H_
