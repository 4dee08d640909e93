// level_cases.cc — what levels have to do with each other and with the thread that calls them.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <vector>

#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/float_control.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/same_bits.h"

namespace hologram::testing {
namespace {

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
  if (ops::IsMap(site.op->shape)) {
    results.map = MapResults(site, in, n);
  } else {
    const holo_kernel kernel = KernelOf(site);
    g_running = {site, {n}};
    CallReduce(kernel, site.InputCount(), in, n, &results.reduced);
  }
  return results;
}

template <class T>
void KeepsTheFloatEnvironment(const Site& site) {
  Random random(site.Stream());
  const std::vector<T> values[3] = {AnyValues<T>(&random, 5000), AnyValues<T>(&random, 5000),
                                    AnyValues<T>(&random, 5000)};
  for (uint64_t control : HostFloatControls()) {
    for (int64_t n : {0, 1, 7, 63, 67, 5000}) {
      SetFloatControl(control);
      Call(site, values, n);
      const uint64_t after = FloatControl();
      SetFloatControl(g_usual_float_control);
      BOOST_TEST(after == control, Describe(g_running)
                                       << ": control bits " << std::hex << control << " became " << after);
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
