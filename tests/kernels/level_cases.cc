// level_cases.cc — what levels have to do with each other and with the thread that calls them.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <vector>

#include "backend/reference.h"
#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/float_control.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

// The results of a kernel on n elements: of a reduction one, else all.
Elements Call(const Site& site, const Elements (&values)[ops::kMaxInputs], int64_t n) {
  if (ops::HasOutput(site.op->shape)) return MapResults(site, values, n);
  Elements result(site.ResultDtype(), 1);
  const Bytes* const in[ops::kMaxInputs] = {values[0].At(0), values[1].At(0), values[2].At(0)};
  const holo_kernel kernel = KernelOf(site);
  g_running = {site, {n}};
  if (n == 0 && site.op->nonempty) return result;
  CallReduce(kernel, site.InputCount(), in, n, result.At(0));
  return result;
}

void Fill(const Site& site, bool plain, int64_t count, Random* random, Elements (*values)[ops::kMaxInputs]) {
  for (int k = 0; k < ops::kMaxInputs; ++k) {
    const holo_dtype dtype = site.InputDtype(k);
    (*values)[k] = plain ? Elements::Plain(dtype, random, count) : Elements::Any(dtype, random, count);
  }
}

void KeepsTheFloatEnvironment(const Site& site) {
  Random random(site.Stream());
  Elements values[ops::kMaxInputs];
  Fill(site, false, 5000, &random, &values);
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

void TakesNullForNoElements(const Site& site) {
  const Elements one(site.dtype, 1);
  const Bytes* in[ops::kMaxInputs] = {};
  for (int k = 0; k < ops::kMaxInputs; ++k) in[k] = site.IsScalar(k) ? one.At(0) : nullptr;
  g_running = {site, {}};
  if (ops::HasOutput(site.op->shape)) {
    CallMap(KernelOf(site), site.InputCount(), in, nullptr, 0);
    BOOST_TEST(true);  // it came back
  } else {
    if (site.op->nonempty) return;
    Elements result(site.ResultDtype(), 1), want(site.ResultDtype(), 1);
    CallReduce(KernelOf(site), site.InputCount(), in, 0, result.At(0));
    const void* nothing[ops::kMaxInputs] = {};
    backend::reference::Reduce(*site.op, site.dtype, nothing, 0, want.At(0));
    BOOST_TEST(FirstDifference(result, want) == -1);
  }
}

void Agree(const Site& first, const Site& other) {
  Random random(first.Stream());
  for (bool plain : {true, false}) {
    Elements values[ops::kMaxInputs];
    const int64_t most = Sample::IsThin() ? 4097 : 50000;
    Fill(first, plain, most, &random, &values);
    for (int64_t n : {int64_t{1}, int64_t{17}, int64_t{66}, int64_t{1000}, most}) {
      const Elements a = Call(first, values, n);
      const Elements b = Call(other, values, n);
      const int64_t i = FirstDifference(a, b);
      const int64_t at = i < 0 ? 0 : i;
      BOOST_TEST(i == -1, Describe(g_running) << ": element " << i << ", " << b.Show(at) << ", is " << a.Show(at)
                                              << " on " << LevelTitle(first.level));
    }
  }
}

}  // namespace

void KernelKeepsTheFloatEnvironment(const Site& site) { ForEachSite(site, KeepsTheFloatEnvironment); }
void KernelTakesNullForNoElements(const Site& site) { ForEachSite(site, TakesNullForNoElements); }

// Every level gives the bits of the first one; of levels that owe them only among those with FMA, the first of these.
void LevelsAgree(const ops::OpRow& op, const std::vector<holo_simd_level>& levels) {
  BOOST_TEST(!levels.empty());
  ForEachSite({&op, 0, 0}, [&](const Site& site) {
    std::vector<holo_simd_level> bound = levels;
    if (!op.SameOnEveryLevel(site.dtype)) std::erase_if(bound, [](holo_simd_level level) { return !HasFma(level); });
    for (holo_simd_level level : bound) {
      Agree({&op, site.dtype, bound[0], site.form}, {&op, site.dtype, level, site.form});
    }
  });
}

// A level that hands out another one's kernel would pass every other test.
void LevelsHaveTheirOwnKernels(const ops::OpRow& op, const std::vector<holo_simd_level>& levels) {
  ForEachSite({&op, 0, 0}, [&](const Site& site) {
    std::set<holo_kernel> kernels;
    for (holo_simd_level level : levels) kernels.insert(KernelOf({&op, site.dtype, level, site.form}));
    BOOST_TEST(kernels.size() == levels.size(), holo_dtype_name(site.dtype));
    BOOST_TEST((KernelOf({&op, site.dtype, HOLO_SIMD_BEST, site.form}) ==
                KernelOf({&op, site.dtype, levels.back(), site.form})));
  });
}

}  // namespace hologram::testing
