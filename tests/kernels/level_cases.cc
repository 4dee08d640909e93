// level_cases.cc — what levels have to do with each other and with the thread that calls them.
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include <algorithm>
#include <set>
#include <vector>

#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/boost_test.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/same_bits.h"

namespace hologram::testing {
namespace {

// The bits of MXCSR or FPCR that say how to compute: rounding, flushing of subnormals, traps.
#if defined(__x86_64__)
constexpr uint64_t kFlushAndRoundDown = 0x8040 | 0x2000;
uint64_t FloatControl() { return _mm_getcsr() & 0xFFC0u; }
void SetFloatControl(uint64_t bits) { _mm_setcsr(static_cast<unsigned>(bits)); }
#elif defined(__aarch64__)
constexpr uint64_t kFlushAndRoundDown = uint64_t{1} << 24 | uint64_t{2} << 22;
uint64_t FloatControl() {
  uint64_t bits = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(bits));
  return bits;
}
void SetFloatControl(uint64_t bits) { __asm__ volatile("msr fpcr, %0" : : "r"(bits)); }
#else
constexpr uint64_t kFlushAndRoundDown = 0;
uint64_t FloatControl() { return 0; }
void SetFloatControl(uint64_t) {}
#endif

// The results of a kernel on n elements: of a map all, of a reduction the one, as bits.
template <class T>
struct Results {
  std::vector<T> map;
  ResultOf<T> reduced = 0;
};

template <class T>
Results<T> Call(const Site& site, const std::vector<T> (&values)[3], int64_t n) {
  const T* in[3] = {values[0].data(), values[1].data(), values[2].data()};
  Results<T> results;
  const holo_kernel kernel = KernelOf(site);
  g_running = {site, {n}};
  if (ops::IsMap(site.op->shape)) {
    results.map.resize(static_cast<size_t>(n));
    CallMap(kernel, site.InputCount(), in, results.map.data(), n);
  } else {
    CallReduce(kernel, site.InputCount(), in, n, &results.reduced);
  }
  return results;
}

template <class T>
void KeepsTheFloatEnvironment(const Site& site) {
  Random random(site.Stream());
  const std::vector<T> values[3] = {AnyValues<T>(&random, 5000), AnyValues<T>(&random, 5000),
                                    AnyValues<T>(&random, 5000)};
  const uint64_t usual = FloatControl();
  for (uint64_t extra : {uint64_t{0}, kFlushAndRoundDown}) {
    for (int64_t n : {0, 1, 7, 63, 67, 5000}) {
      SetFloatControl(usual | extra);
      Call(site, values, n);
      const uint64_t after = FloatControl();
      SetFloatControl(usual);
      BOOST_TEST(after == (usual | extra), Describe(g_running));
    }
  }
}

template <class T>
void TakesNullForNoElements(const Site& site) {
  const T* const nothing[3] = {};
  g_running = {site, {}};
  if (ops::IsMap(site.op->shape)) {
    CallMap<T>(KernelOf(site), site.InputCount(), nothing, nullptr, 0);
    BOOST_TEST(true);  // it came back
  } else {
    ResultOf<T> result = 1;
    CallReduce<T>(KernelOf(site), site.InputCount(), nothing, 0, &result);
    BOOST_TEST(SameBits(result, ResultOf<T>(0)));
  }
}

template <class T>
void Agree(const Site& first, const Site& other) {
  Random random(first.Stream());
  for (bool plain : {true, false}) {
    std::vector<T> values[3];
    for (std::vector<T>& v : values) v = plain ? PlainValues<T>(&random, 50000) : AnyValues<T>(&random, 50000);
    for (int64_t n : {1, 17, 66, 1000, 4097, 50000}) {
      const Results<T> a = Call(first, values, n);
      const Results<T> b = Call(other, values, n);
      const int64_t i = FirstDifference(a.map.data(), b.map.data(), static_cast<int64_t>(a.map.size()));
      BOOST_TEST(i == -1, Describe(g_running) << ": element " << i << " differs from " << LevelTitle(first.level));
      BOOST_TEST(SameBits(a.reduced, b.reduced), Describe(g_running)
                                                     << ": " << Show(b.reduced) << ", but " << Show(a.reduced) << " on "
                                                     << LevelTitle(first.level));
    }
  }
}

}  // namespace

void KernelKeepsTheFloatEnvironment(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { KeepsTheFloatEnvironment<T>(each); });
}

void KernelTakesNullForNoElements(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { TakesNullForNoElements<T>(each); });
}

// Every level gives the bits of the first one; of levels that owe them only among those with FMA, the first of these.
void LevelsAgree(const ops::OpRow& op, const std::vector<holo_simd_level>& levels) {
  BOOST_TEST(!levels.empty());
  ForEachDtype({&op, 0, 0}, [&]<class T>(const T*, const Site& site) {
    std::vector<holo_simd_level> bound = levels;
    if (!op.SameOnEveryLevel(site.dtype)) std::erase_if(bound, [](holo_simd_level level) { return !HasFma(level); });
    for (holo_simd_level level : bound) Agree<T>({&op, site.dtype, bound[0]}, {&op, site.dtype, level});
  });
}

// A level that hands out another one's kernel would pass every other test.
void LevelsHaveTheirOwnKernels(const ops::OpRow& op, const std::vector<holo_simd_level>& levels) {
  ForEachDtype({&op, 0, 0}, [&](const auto*, const Site& site) {
    std::set<holo_kernel> kernels;
    for (holo_simd_level level : levels) kernels.insert(KernelOf({&op, site.dtype, level}));
    BOOST_TEST(kernels.size() == levels.size(), holo_dtype_name(site.dtype));
    BOOST_TEST((KernelOf({&op, site.dtype, HOLO_SIMD_BEST}) == KernelOf({&op, site.dtype, levels.back()})));
  });
}

}  // namespace hologram::testing
