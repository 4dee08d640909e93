// reduce_cases.cc — reductions: one result from all elements, in the fixed order of the numeric contract.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "backend/reference.h"
#include "backend/reference_ops.h"
#include "kernels/approximated.h"
#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr int64_t kLanes = 64;  // of the contract

// Around the groups of 64, the blocks of 4096, and one to eight blocks, so that every shape of a small tree is met.
constexpr int64_t kLargeSizes[] = {255,  256,   257,   1000,  4095,  4096,  4097,  8191,  8192,
                                   8193, 12293, 16384, 20480, 24577, 28736, 32767, 100003};
constexpr int64_t kCapacity = 100003 + 64;

// The inputs of a reduction; the second is there even if nothing looks at it.
struct Operands {
  Elements in[2];
};

// A kernel and guarded arrays for it.
class ReduceRun {
 public:
  ReduceRun(const Site& site, int64_t capacity)
      : site_(site),
        kernel_(KernelOf(site)),
        arrays_{Guarded<Bytes>(8 * capacity), Guarded<Bytes>(8 * capacity)},
        result_(8) {}

  Elements Want(const Elements& a, const Elements& b, int64_t start, int64_t n) const {
    Elements want(site_.ResultDtype(), 1);
    const void* in[2] = {a.At(start), b.At(start)};
    backend::reference::Reduce(*site_.op, site_.dtype, in, n, want.At(0));
    return want;
  }

  // The kernel's result for the elements [start, start + layout.n). A touched byte fails the test case.
  Elements Call(const Operands& operands, int64_t start, const Layout& layout) {
    const Bytes* source[2] = {operands.in[0].At(start), operands.in[layout.same_input ? 0 : 1].At(start)};
    const Bytes* in[ops::kMaxInputs] = {};
    for (int k = 0; k < site_.InputCount(); ++k) {
      in[k] = arrays_[k].Place(layout.n * operands.in[0].size(), layout.edge, layout.Gap(k));
      arrays_[k].Write(source[k]);
    }
    if (layout.same_input) in[1] = in[0];
    Elements got(site_.ResultDtype(), 1);
    Bytes* result = result_.Place(got.size(), Edge::kBack, 0);
    result_.Spoil();

    g_running = {site_, layout};
    CallReduce(kernel_, site_.InputCount(), in, layout.n, result);

    bool intact = result_.Intact();
    for (int k = 0; k < site_.InputCount(); ++k) {
      intact = intact && arrays_[k].Intact() && arrays_[k].Holds(source[k]);
    }
    if (!intact) BOOST_ERROR("bytes outside of the result were written: " << Describe(g_running));
    result_.Read(got.At(0));
    return got;
  }

  // A result that differs from `want` fails the test case and gives false.
  bool Run(const Operands& operands, int64_t start, const Layout& layout, const Elements& want) {
    const Elements got = Call(operands, start, layout);
    if (AgreesWithReference(*site_.op, got, want, 0, operands.in[0], start, 1, layout.n)) return true;
    BOOST_ERROR(Describe(g_running) << ": elements from " << start << ": got " << got.Show(0) << ", want "
                                    << want.Show(0));
    return false;
  }

 private:
  Site site_;
  holo_kernel kernel_;
  Guarded<Bytes> arrays_[2];
  Guarded<Bytes> result_;
};

enum class Kind { kPlain, kTiny, kAny };

// kTiny: subnormals, and small whole numbers to multiply them with: exact, unless they are flushed to zero.
Operands RandomOperands(const Site& site, Kind kind) {
  Random random(site.Stream() + static_cast<uint64_t>(kind) * 1000);
  const bool plain = kind != Kind::kAny;
  Operands operands;
  operands.in[0] = InputFor(*site.op, 0, site.dtype, plain, &random, kCapacity);
  operands.in[1] =
      site.InputCount() > 1 ? InputFor(*site.op, 1, site.dtype, plain, &random, kCapacity) : operands.in[0];
  if (kind != Kind::kTiny || !base::IsFloat(site.dtype)) return operands;
  base::WithType(site.dtype, [&]<class T>(base::Type<T>) {
    std::vector<T> tiny, small;
    for (int64_t i = 0; i < kCapacity; ++i) {
      const int64_t units = random.Below(2001) - 1000;
      if constexpr (std::is_floating_point_v<T>) {
        tiny.push_back(static_cast<T>(units) * std::numeric_limits<T>::denorm_min());
      } else if constexpr (base::kIsHalf<T>) {
        constexpr int kMagnitude = std::is_same_v<T, base::F16> ? 0x3FF : 0x7F;
        tiny.push_back({static_cast<uint16_t>((units & kMagnitude) | (units < 0 ? 0x8000 : 0))});
      }
      small.push_back(SmallNumber<T>(random.Below(9) - 4));
    }
    operands = {{Elements::Of(tiny), Elements::Of(small)}};
  });
  return operands;
}

bool RunEverywhere(ReduceRun* run, const Site& site, const Operands& operands, int64_t n, const std::vector<int>& gaps,
                   Sample* sample, Random* random) {
  if (n == 0 && site.op->nonempty) return true;
  const int64_t start = random->Below(kCapacity - n + 1);
  // The oracle is asked only when a layout is taken, which in a small sample is rare.
  Elements want[2];
  const auto good = [&](const Layout& layout) {
    Elements& answer = want[layout.same_input ? 1 : 0];
    const Elements& second = operands.in[layout.same_input ? 0 : 1];
    if (answer.count() == 0) answer = run->Want(operands.in[0], second, start, n);
    return run->Run(operands, start, layout, answer);
  };
  for (Edge edge : {Edge::kBack, Edge::kFront}) {
    for (int gap : gaps) {
      for (int skew : {0, static_cast<int>(3 * operands.in[0].size()), 13}) {
        if (sample->Take() && !good({n, edge, gap, skew, -1, false})) return false;
        // Predictions are no targets.
        if (site.InputCount() < 2 || site.op->accuracy == ops::Accuracy::kFixedLoss || !sample->Take()) continue;
        if (!good({n, edge, gap, skew, -1, true})) return false;
      }
    }
  }
  return true;
}

void MatchesTheOracle(const Site& site) {
  Random random(~site.Stream());
  Sample sample(site.Stream());
  ReduceRun run(site, kCapacity);
  const int64_t size = Elements::SizeOf(site.dtype);
  bool good = true;
  const bool of_some = site.op->accuracy == ops::Accuracy::kFixedLoss;
  for (Kind kind : {Kind::kPlain, Kind::kTiny, Kind::kAny}) {
    if (kind == Kind::kAny && !MayBeAny(site)) continue;
    if (kind == Kind::kTiny && of_some) continue;
    // Without FMA only exact products are sure to give the oracle's bits; `ReduceKeepsItsBound` has the others.
    if (kind != Kind::kTiny && !OwesBits(site)) continue;
    const Operands operands = RandomOperands(site, kind);
    for (int64_t n = 0; n <= 2 * kLanes + 3 && good; ++n) {
      good = RunEverywhere(&run, site, operands, n, AllGaps(size), &sample, &random);
    }
    for (int64_t n : kLargeSizes) {
      // An addition in the wrong order rounds to the same bits now and then: more than one try.
      for (int round = 0; round < 4 && good; ++round) {
        good = RunEverywhere(&run, site, operands, n, {0, 1, static_cast<int>(size)}, &sample, &random);
      }
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

Elements Repeated(holo_dtype dtype, int64_t count, int64_t value) {
  return base::WithType(dtype, [&]<class T>(base::Type<T>) {
    return Elements::Of(std::vector<T>(static_cast<size_t>(count), SmallNumber<T>(value)));
  });
}

// Targets that are no shares, and predictions that would be multiplied by them.
bool IsOutsideOfBound(const Site& site, const Elements& special, int64_t x, int64_t y) {
  if (site.op->accuracy != ops::Accuracy::kFixedLoss) return false;
  const double a = ValueOf(special, x), b = ValueOf(special, y);
  return b < 0 || b > 1 || (std::fabs(a) > 1e30 && std::isfinite(a));
}

// One special pair among ones, at every position: nothing is rounded, so every level gives the same bits.
void IsRightOnSpecialValues(const Site& site) {
  const Elements special = Elements::Edges(site.dtype);
  const Elements one = Repeated(site.dtype, 1, 1);
  ReduceRun run(site, kCapacity);
  Sample sample(site.Stream());
  bool good = true;
  for (int64_t n : {1, 2, 3, 7, 63, 64, 65, 67, 127, 128, 131, 4095, 4096, 4099, 8200}) {
    Operands operands = {{Repeated(site.dtype, n, 1), Repeated(site.dtype, n, 1)}};
    const int64_t step = n < 200 ? 1 : 61;
    for (int64_t position = 0; position < n && good; position += step) {
      for (int64_t x = 0; x < special.count(); ++x) {
        for (int64_t y = 0; y < special.count(); ++y) {
          if (site.InputCount() == 1 && y > 0) break;
          if (!sample.Take() || !good || IsOutsideOfBound(site, special, x, y)) continue;
          operands.in[0].Set(position, special, x);
          operands.in[1].Set(position, special, y);
          const Elements want = run.Want(operands.in[0], operands.in[1], 0, n);
          good = run.Run(operands, 0, {n, Edge::kBack, 0, 0, -1, false}, want);
        }
      }
      operands.in[0].Set(position, one, 0);
      operands.in[1].Set(position, one, 0);
    }
  }
  // Also of zeros that are all negative.
  Operands zeros = {{Repeated(site.dtype, 131, 0), Repeated(site.dtype, 131, 1)}};
  if (base::IsFloat(site.dtype)) {
    for (int64_t i = 0; i < 131; ++i) zeros.in[0].At(i)[zeros.in[0].size() - 1] = Bytes{0x80};
  }
  for (int64_t n = site.op->nonempty ? 1 : 0; n <= 131; ++n) {
    const Elements want = run.Want(zeros.in[0], zeros.in[1], 0, n);
    good = good && run.Run(zeros, 0, {n, Edge::kBack, 0, 0, -1, false}, want);
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// The sum of terms, pairwise in long double, and of their absolute values.
struct Exact {
  long double sum = 0;
  long double magnitude = 0;
};

template <class T>
Exact ExactSum(const std::vector<T>& a, const std::vector<T>& b, bool products, int64_t first, int64_t n) {
  if (n == 0) return {};
  if (n == 1) {
    const size_t at = static_cast<size_t>(first);
    const long double term = static_cast<long double>(a[at]) * (products ? b[at] : T(1));
    return {term, std::fabs(term)};
  }
  const Exact left = ExactSum(a, b, products, first, n / 2);
  const Exact right = ExactSum(a, b, products, first + n / 2, n - n / 2);
  return {left.sum + right.sum, left.magnitude + right.magnitude};
}

// The elements as numbers.
template <class T>
std::vector<backend::reference::WideOf<T>> Numbers(const Elements& elements) {
  std::vector<backend::reference::WideOf<T>> numbers;
  for (int64_t i = 0; i < elements.count(); ++i) {
    T element;
    std::memcpy(&element, elements.At(i), sizeof element);
    numbers.push_back(backend::reference::Widen(element));
  }
  return numbers;
}

template <class T>
void KeepsItsBound(const Site& site) {
  using R = backend::reference::WideOf<T>;
  const Operands operands = RandomOperands(site, Kind::kPlain);
  const std::vector<R> a = Numbers<T>(operands.in[0]);
  const std::vector<R> b = Numbers<T>(operands.in[1]);
  ReduceRun run(site, kCapacity);
  Sample sample(site.Stream());
  const auto check = [&](int64_t n, const Layout& layout) {
    const int64_t start = n % 61;
    const Exact exact = ExactSum(a, b, site.InputCount() == 2, start, n);
    const Elements result = run.Call(operands, start, layout);
    R got;
    std::memcpy(&got, result.At(0), sizeof got);
    const long double bound = SumBound<R>(n) * exact.magnitude;
    // Written so that NaN fails.
    BOOST_TEST((std::fabs(got - exact.sum) <= bound),
               Describe(g_running) << ": elements from " << start << ": got " << Show(got) << ", want "
                                   << Show(static_cast<R>(exact.sum)) << " within " << static_cast<double>(bound));
  };
  for (int64_t n = 0; n <= 2 * kLanes + 3; ++n) {
    for (Edge edge : {Edge::kBack, Edge::kFront}) {
      for (int gap : AllGaps(sizeof(T))) {
        if (sample.Take()) check(n, {n, edge, gap, 13, -1, false});
      }
    }
  }
  for (int64_t n : kLargeSizes) check(n, {n, Edge::kBack, 0, 0, -1, false});
}

// Factors near 1, so that no product leaves the range; long double rounds 2^11 times finer than double.
template <class T>
void KeepsTheBoundOfProducts(const Site& site) {
  using R = backend::reference::WideOf<T>;
  Random random(site.Stream());
  std::vector<T> factors;
  for (int64_t i = 0; i < kCapacity; ++i) {
    const double factor = 1 + random.Unit() / 300;
    if constexpr (std::is_same_v<T, base::F16>) {
      factors.push_back({base::RoundToF16(factor)});
    } else if constexpr (std::is_same_v<T, base::Bf16>) {
      factors.push_back({base::RoundToBf16(factor)});
    } else {
      factors.push_back(static_cast<T>(factor));
    }
  }
  const Operands operands = {{Elements::Of(factors), Elements::Of(factors)}};
  const std::vector<R> numbers = Numbers<T>(operands.in[0]);
  ReduceRun run(site, kCapacity);
  for (int64_t n : {int64_t{1}, int64_t{2}, int64_t{63}, int64_t{64}, int64_t{131}, int64_t{4096}, int64_t{8193}}) {
    long double exact = 1;
    for (int64_t i = 0; i < n; ++i) exact *= numbers[static_cast<size_t>(i)];
    const Elements result = run.Call(operands, 0, {n, Edge::kBack, 0, 0, -1, false});
    R got;
    std::memcpy(&got, result.At(0), sizeof got);
    const long double bound = static_cast<long double>(n) * std::numeric_limits<R>::epsilon() / 2 * exact;
    BOOST_TEST((std::fabs(got - exact) <= bound),
               Describe(g_running) << ": got " << Show(got) << ", want " << Show(static_cast<R>(exact)));
  }
}

}  // namespace

void ReduceMatchesTheOracle(const Site& site) { ForEachSite(site, MatchesTheOracle); }
void ReduceIsRightOnSpecialValues(const Site& site) { ForEachSite(site, IsRightOnSpecialValues); }

void ReduceKeepsItsBound(const Site& site) {
  ForEachSite(site, [](const Site& each) {
    base::WithType(each.dtype, [&]<class T>(base::Type<T>) {
      const ops::Accuracy accuracy = each.op->accuracy;
      if constexpr (std::is_floating_point_v<T> || base::kIsHalf<T>) {
        const bool of_magnitudes = each.op->code == HOLO_OP_NORM1;
        if (of_magnitudes || accuracy >= ops::Accuracy::kFixedSquares) return;  // tested above
        if (accuracy == ops::Accuracy::kFixedSum || accuracy == ops::Accuracy::kFixedFma) return KeepsItsBound<T>(each);
        if (accuracy == ops::Accuracy::kFixedProduct) return KeepsTheBoundOfProducts<T>(each);
      }
      BOOST_TEST(each.op->SameOnEveryLevel(each.dtype));  // exact: the oracle's bits are tested above
    });
  });
}

}  // namespace hologram::testing
