// reduce_cases.cc — reductions: one result from all elements, in the fixed order of the numeric contract.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/same_bits.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

// Around the groups of 64, the blocks of 4096, and one to eight blocks, so that every shape of a small tree is met.
constexpr int64_t kLargeSizes[] = {255,  256,   257,   1000,  4095,  4096,  4097,  8191,  8192,
                                   8193, 12293, 16384, 20480, 24577, 28736, 32767, 100003};
constexpr int64_t kCapacity = 100003 + 64;

// Elements of a reduction; the second vector is there even if nothing looks at it.
template <class T>
struct Elements {
  std::vector<T> a;
  std::vector<T> b;
};

// Whether this level owes the very bits of the oracle, or only the bound.
bool OwesBits(const Site& site) { return site.op->SameOnEveryLevel(site.dtype) || HasFma(site.level); }

// A kernel and guarded arrays for it.
template <class T>
class ReduceRun {
 public:
  using R = ResultOf<T>;

  ReduceRun(const Site& site, int64_t capacity)
      : site_(site),
        kernel_(KernelOf(site)),
        line_(oracle::Find<R>(site.op->code)),
        arrays_{Guarded<T>(capacity), Guarded<T>(capacity)},
        result_(1) {}

  R Want(const std::vector<T>& a, const std::vector<T>& b, int64_t start, int64_t n) const {
    return oracle::Reduce<T>(line_, a.data() + start, b.data() + start, n);
  }

  // The kernel's result for the elements [start, start + layout.n). A touched byte fails the test case.
  R Call(const Elements<T>& elements, int64_t start, const Layout& layout) {
    const T* source[2] = {elements.a.data() + start, (layout.same_input ? elements.a : elements.b).data() + start};
    const T* in[3] = {};
    for (int k = 0; k < site_.InputCount(); ++k) {
      in[k] = arrays_[k].Place(layout.n, layout.edge, layout.Gap(k));
      arrays_[k].Write(source[k]);
    }
    if (layout.same_input) in[1] = in[0];
    R* result = result_.Place(1, Edge::kBack, 0);
    result_.Spoil();

    g_running = {site_, layout};
    CallReduce(kernel_, site_.InputCount(), in, layout.n, result);

    bool intact = result_.Intact();
    for (int k = 0; k < site_.InputCount(); ++k) {
      intact = intact && arrays_[k].Intact() && arrays_[k].Holds(source[k]);
    }
    if (!intact) BOOST_ERROR("bytes outside of the result were written: " << Describe(g_running));
    R got;
    result_.Read(&got);
    return got;
  }

  // A result that differs from `want` fails the test case and gives false.
  bool Run(const Elements<T>& elements, int64_t start, const Layout& layout, R want) {
    const R got = Call(elements, start, layout);
    if (SameBits(got, want)) return true;
    BOOST_ERROR(Describe(g_running) << ": elements from " << start << ": got " << Show(got) << ", want " << Show(want));
    return false;
  }

 private:
  Site site_;
  holo_kernel kernel_;
  oracle::Scalar<R> line_;
  Guarded<T> arrays_[2];
  Guarded<R> result_;
};

enum class Kind { kPlain, kTiny, kAny };

// kTiny: subnormals, and small whole numbers to multiply them with: exact, unless they are flushed to zero.
template <class T>
Elements<T> RandomElements(const Site& site, Kind kind) {
  Random random(site.Stream() + static_cast<uint64_t>(kind) * 1000);
  if (kind == Kind::kAny) return {AnyValues<T>(&random, kCapacity), AnyValues<T>(&random, kCapacity)};
  Elements<T> elements = {PlainValues<T>(&random, kCapacity), PlainValues<T>(&random, kCapacity)};
  if constexpr (std::is_floating_point_v<T>) {
    if (kind == Kind::kTiny) {
      for (T& x : elements.a) x = static_cast<T>(random.Below(2001) - 1000) * std::numeric_limits<T>::denorm_min();
      for (T& x : elements.b) x = static_cast<T>(random.Below(9) - 4);
    }
  }
  return elements;
}

template <class T>
bool RunEverywhere(ReduceRun<T>* run, const Site& site, const Elements<T>& elements, int64_t n,
                   const std::vector<int>& gaps, Sample* sample, Random* random) {
  const int64_t start = random->Below(kCapacity - n + 1);
  const ResultOf<T> want = run->Want(elements.a, elements.b, start, n);
  const ResultOf<T> want_same = run->Want(elements.a, elements.a, start, n);
  for (Edge edge : {Edge::kBack, Edge::kFront}) {
    for (int gap : gaps) {
      for (int skew : {0, static_cast<int>(3 * sizeof(T)), 13}) {
        if (sample->Take() && !run->Run(elements, start, {n, edge, gap, skew, -1, false}, want)) return false;
        if (site.InputCount() < 2 || !sample->Take()) continue;
        if (!run->Run(elements, start, {n, edge, gap, skew, -1, true}, want_same)) return false;
      }
    }
  }
  return true;
}

template <class T>
void MatchesTheOracle(const Site& site) {
  Random random(~site.Stream());
  Sample sample(site.Stream());
  ReduceRun<T> run(site, kCapacity);
  bool good = true;
  for (Kind kind : {Kind::kPlain, Kind::kTiny, Kind::kAny}) {
    // Without FMA only exact products are sure to give the oracle's bits; `ReduceKeepsItsBound` has the others.
    if (kind != Kind::kTiny && !OwesBits(site)) continue;
    const Elements<T> elements = RandomElements<T>(site, kind);
    for (int64_t n = 0; n <= 2 * oracle::kLanes + 3 && good; ++n) {
      good = RunEverywhere(&run, site, elements, n, AllGaps<T>(), &sample, &random);
    }
    for (int64_t n : kLargeSizes) {
      // An addition in the wrong order rounds to the same bits now and then: more than one try.
      for (int round = 0; round < 4 && good; ++round) {
        good = RunEverywhere(&run, site, elements, n, {0, 1, sizeof(T)}, &sample, &random);
      }
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// One special pair among ones, at every position: nothing is rounded, so every level gives the same bits.
template <class T>
void IsRightOnSpecialValues(const Site& site) {
  const std::vector<T> special = EdgeValues<T>();
  ReduceRun<T> run(site, kCapacity);
  Sample sample(site.Stream());
  bool good = true;
  for (int64_t n : {1, 2, 3, 7, 63, 64, 65, 67, 127, 128, 131, 4095, 4096, 4099, 8200}) {
    Elements<T> elements = {std::vector<T>(static_cast<size_t>(n), 1), std::vector<T>(static_cast<size_t>(n), 1)};
    const int64_t step = n < 200 ? 1 : 61;
    for (int64_t position = 0; position < n && good; position += step) {
      const size_t at = static_cast<size_t>(position);
      for (T x : special) {
        for (T y : special) {
          if (site.InputCount() == 1 && !SameBits(y, special[0])) break;
          if (!sample.Take() || !good) continue;
          elements.a[at] = x;
          elements.b[at] = y;
          good = run.Run(elements, 0, {n, Edge::kBack, 0, 0, -1, false}, run.Want(elements.a, elements.b, 0, n));
        }
      }
      elements.a[at] = elements.b[at] = 1;
    }
  }
  const Elements<T> zeros = {std::vector<T>(131, -T(0)), std::vector<T>(131, T(1))};
  for (int64_t n = 0; n <= 131; ++n) {
    good = good && run.Run(zeros, 0, {n, Edge::kBack, 0, 0, -1, false}, 0);  // +0, also of zeros that are all -0
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// The sum of terms, pairwise in long double, and of their absolute values.
struct Reference {
  long double sum = 0;
  long double magnitude = 0;
};

template <class T>
Reference ReferenceSum(const Elements<T>& elements, bool products, int64_t first, int64_t n) {
  if (n == 0) return {};
  if (n == 1) {
    const size_t at = static_cast<size_t>(first);
    const long double term = static_cast<long double>(elements.a[at]) * (products ? elements.b[at] : T(1));
    return {term, std::fabs(term)};
  }
  const Reference left = ReferenceSum(elements, products, first, n / 2);
  const Reference right = ReferenceSum(elements, products, first + n / 2, n - n / 2);
  return {left.sum + right.sum, left.magnitude + right.magnitude};
}

template <class T>
void KeepsItsBound(const Site& site) {
  if constexpr (std::is_floating_point_v<T>) {
    const Elements<T> elements = RandomElements<T>(site, Kind::kPlain);
    ReduceRun<T> run(site, kCapacity);
    Sample sample(site.Stream());
    const auto check = [&](int64_t n, const Layout& layout) {
      const int64_t start = n % 61;
      const Reference exact = ReferenceSum(elements, site.InputCount() == 2, start, n);
      const T got = run.Call(elements, start, layout);
      const long double bound = oracle::RelativeBound<T>(n) * exact.magnitude;
      // Written so that NaN fails.
      BOOST_TEST((std::fabs(got - exact.sum) <= bound),
                 Describe(g_running) << ": elements from " << start << ": got " << Show(got) << ", want "
                                     << Show(static_cast<T>(exact.sum)) << " within " << static_cast<double>(bound));
    };
    for (int64_t n = 0; n <= 2 * oracle::kLanes + 3; ++n) {
      for (Edge edge : {Edge::kBack, Edge::kFront}) {
        for (int gap : AllGaps<T>()) {
          if (sample.Take()) check(n, {n, edge, gap, 13, -1, false});
        }
      }
    }
    for (int64_t n : kLargeSizes) check(n, {n, Edge::kBack, 0, 0, -1, false});
  } else {
    BOOST_TEST(site.op->SameOnEveryLevel(site.dtype));  // exact: the oracle's bits are tested above
  }
}

}  // namespace

void ReduceMatchesTheOracle(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { MatchesTheOracle<T>(each); });
}

void ReduceIsRightOnSpecialValues(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { IsRightOnSpecialValues<T>(each); });
}

void ReduceKeepsItsBound(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { KeepsItsBound<T>(each); });
}

}  // namespace hologram::testing
