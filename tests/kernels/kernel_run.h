// kernel_run.h — one kernel, called on guarded memory, and what to say when its result is wrong or it faults.
#ifndef HOLOGRAM_TESTS_KERNELS_KERNEL_RUN_H_
#define HOLOGRAM_TESTS_KERNELS_KERNEL_RUN_H_

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "hologram/kernel.h"
#include "hologram/types.h"
#include "ops/op_table.h"
#include "support/float_control.h"
#include "support/guarded.h"
#include "support/oracle.h"

namespace hologram::testing {

// Which kernel.
struct Site {
  const ops::OpRow* op = nullptr;
  holo_dtype dtype = 0;
  holo_simd_level level = 0;

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

// Sizes up to four of the longest vectors and a tail of three.
template <class T>
inline constexpr int64_t kSmallSizes = 4 * (64 / sizeof(T)) + 3;

// Distances to a guard page: every element of 64 bytes, and within an element every byte (foreign memory may lie so).
template <class T>
std::vector<int> AllGaps() {
  std::vector<int> gaps;
  for (int gap = 0; gap < GuardedRoom::kMaxGap; ++gap) {
    if (gap < static_cast<int>(sizeof(T)) || gap % sizeof(T) == 0) gaps.push_back(gap);
  }
  return gaps;
}

template <class T>
using ResultOf = oracle::ResultOf<T>;

template <class T>
void CallMap(holo_kernel kernel, int input_count, const T* const in[3], T* y, int64_t n) {
  switch (input_count) {
    case 1:
      return reinterpret_cast<void (*)(const T*, T*, int64_t)>(kernel)(in[0], y, n);
    case 2:
      return reinterpret_cast<void (*)(const T*, const T*, T*, int64_t)>(kernel)(in[0], in[1], y, n);
    default:
      return reinterpret_cast<void (*)(const T*, const T*, const T*, T*, int64_t)>(kernel)(in[0], in[1], in[2], y, n);
  }
}

template <class T>
void CallReduce(holo_kernel kernel, int input_count, const T* const in[3], int64_t n, ResultOf<T>* result) {
  if (input_count == 1) {
    return reinterpret_cast<void (*)(const T*, int64_t, ResultOf<T>*)>(kernel)(in[0], n, result);
  }
  return reinterpret_cast<void (*)(const T*, const T*, int64_t, ResultOf<T>*)>(kernel)(in[0], in[1], n, result);
}

// A map's results for n elements; anything else written fails the test case.
template <class T>
std::vector<T> MapResults(const Site& site, const T* const in[3], int64_t n) {
  Guarded<T> y(n);
  y.Place(n, Edge::kBack, 0);
  y.Spoil();
  const holo_kernel kernel = KernelOf(site);
  g_running = {site, {n}};
  CallMap(kernel, site.InputCount(), in, y.data(), n);
  BOOST_TEST(y.Intact(), Describe(g_running));
  std::vector<T> results(static_cast<size_t>(n));
  y.Read(results.data());
  return results;
}

// The floating-point settings that the program started with.
extern const uint64_t g_usual_float_control;

// The body of a test case: `visit(a null pointer to the dtype's C type, site)` for every dtype that the operation takes.
// The case fails if a kernel leaves other floating-point settings than it found; the next one starts with the usual.
template <class Visit>
void ForEachDtype(Site site, Visit visit) {
  for (site.dtype = HOLO_F32; site.dtype <= HOLO_BOOL8; ++site.dtype) {
    if (!site.op->Takes(site.dtype)) continue;
    switch (site.dtype) {
      case HOLO_F32:
        visit(static_cast<const float*>(nullptr), site);
        break;
      case HOLO_F64:
        visit(static_cast<const double*>(nullptr), site);
        break;
      case HOLO_I32:
        visit(static_cast<const int32_t*>(nullptr), site);
        break;
      case HOLO_I64:
        visit(static_cast<const int64_t*>(nullptr), site);
        break;
      default:
        BOOST_ERROR("the tests know no C++ type for " << holo_dtype_name(site.dtype));
    }
    BOOST_TEST(FloatControl() == g_usual_float_control, Describe(g_running) << ": control bits changed");
    SetFloatControl(g_usual_float_control);
  }
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_KERNELS_KERNEL_RUN_H_
