// array_cases.cc — kernels that are not element by element: arrays from arrays, sequences, gather and scatter.
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

// Around the groups that running sums go in, vectors of every width, and what a loop takes at once.
constexpr int64_t kLargeSizes[] = {255, 256, 257, 1000, 1023, 1024, 1025, 4095, 4099, 20011};
constexpr int64_t kCapacity = 20011;

using Inputs = Elements[ops::kMaxInputs];

// What a kernel makes of the inputs, by the reference.
Elements ByReference(const Site& site, const Inputs& in, int64_t rows, int64_t cols) {
  Elements want(site.ResultDtype(), rows * cols);
  const void* const pointers[] = {in[0].At(0), in[1].At(0), in[2].At(0), in[3].At(0)};
  if (site.op->shape == ops::Shape::kSequence) {
    backend::reference::Sequence(*site.op, site.dtype, pointers[0], pointers[1], want.At(0), cols);
  } else if (IsNorm(site.op->shape)) {
    backend::reference::Normalize(*site.op, site.dtype, pointers, rows, cols, want.At(0));
  } else {
    backend::reference::Array(*site.op, site.dtype, pointers[0], rows, cols, want.At(0));
  }
  return want;
}

// `count` elements of each input, and one of each that is a scalar.
void MakeInputs(const Site& site, bool plain, int64_t count, Random* random, Inputs* in) {
  for (int k = 0; k < site.InputCount(); ++k) {
    (*in)[k] = InputFor(*site.op, k, site.dtype, plain, random, site.IsScalar(k) ? 1 : count);
  }
}

// The inputs of an array or a sequence, the kernel and guarded memory for it.
class ArrayRun {
 public:
  explicit ArrayRun(const Site& site)
      : site_(site),
        kernel_(KernelOf(site)),
        arrays_{Guarded<Bytes>(8 * kCapacity), Guarded<Bytes>(8 * kCapacity), Guarded<Bytes>(8 * kCapacity),
                Guarded<Bytes>(8 * kCapacity)},
        output_(8 * kCapacity) {}

  Elements Want(const Inputs& in, int64_t n) const { return ByReference(site_, in, 1, n); }

  Elements Call(const Inputs& in, const Layout& layout) {
    const Bytes* pointers[ops::kMaxInputs] = {};
    for (int k = 0; k < site_.InputCount(); ++k) {
      const int64_t count = site_.IsScalar(k) ? 1 : layout.n;
      pointers[k] = arrays_[k].Place(count * in[k].size(), layout.edge, layout.Gap(k));
      arrays_[k].Write(in[k].At(0));
    }
    Elements got(site_.ResultDtype(), layout.n);
    const bool apart = layout.output_is < 0;
    Guarded<Bytes>& output = apart ? output_ : arrays_[layout.output_is];
    if (apart) output.Place(layout.n * got.size(), layout.edge, layout.Gap(site_.InputCount()));
    if (apart) output.Spoil();
    g_running = {site_, layout};
    CallMap(kernel_, site_.InputCount(), pointers, output.data(), layout.n);
    bool intact = output.Intact();
    for (int k = 0; k < site_.InputCount(); ++k) {
      intact = intact && arrays_[k].Intact() && (k == layout.output_is || arrays_[k].Holds(in[k].At(0)));
    }
    if (!intact) BOOST_ERROR("bytes outside of the output were written: " << Describe(g_running));
    output.Read(got.At(0));
    return got;
  }

  bool Run(const Inputs& in, const Layout& layout, const Elements& want) {
    const Elements got = Call(in, layout);
    const int64_t wrong = FirstWrong(in, got, want);
    if (wrong < 0) return true;
    BOOST_ERROR(Describe(g_running) << ": element " << wrong << ": got " << got.Show(wrong) << ", want "
                                    << want.Show(wrong));
    return false;
  }

 private:
  int64_t FirstWrong(const Inputs& in, const Elements& got, const Elements& want) const {
    if (IsNorm(site_.op->shape)) return FirstFarFromNorm(*site_.op, in, got, want);
    if (site_.op->accuracy == ops::Accuracy::kUlp) return FirstFarFromReference(*site_.op, got, want);
    return FirstDifference(got, want);
  }

  Site site_;
  holo_kernel kernel_;
  Guarded<Bytes> arrays_[ops::kMaxInputs];
  Guarded<Bytes> output_;
};

bool RunEverywhere(ArrayRun* run, const Site& site, const Inputs& in, int64_t n, const std::vector<int>& gaps,
                   Sample* sample) {
  Elements want;
  for (Edge edge : {Edge::kBack, Edge::kFront}) {
    for (int gap : gaps) {
      for (int output_is : {-1, 0}) {
        if (output_is == 0 && !site.op->InPlace(site.dtype)) continue;
        if (!sample->Take()) continue;
        if (want.count() != n || n == 0) want = run->Want(in, n);
        if (!run->Run(in, {n, edge, gap, 13, output_is, false}, want)) return false;
      }
    }
  }
  return true;
}

void MatchesTheOracle(const Site& site) {
  Random random(~site.Stream());
  Sample sample(site.Stream());
  ArrayRun run(site);
  const int64_t size = Elements::SizeOf(site.dtype);
  bool good = true;
  for (bool plain : {true, false}) {
    for (int64_t n = 0; n <= SmallSizes(size) && good; ++n) {
      Inputs in;
      MakeInputs(site, plain, n + 1, &random, &in);
      good = RunEverywhere(&run, site, in, n, AllGaps(size), &sample);
    }
    for (int64_t n : kLargeSizes) {
      Inputs in;
      MakeInputs(site, plain, n, &random, &in);
      good = good && RunEverywhere(&run, site, in, n, {0, 1, static_cast<int>(size)}, &sample);
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// Whether its square may leave the range.
bool IsHuge(const Elements& special, int64_t i) {
  const double size = std::fabs(ValueOf(special, i));
  return size > 1e5 && std::isfinite(size);
}

// Each special value at every place of a few groups; of a sequence every pair of them.
void IsRightOnSpecialValues(const Site& site) {
  Random random(site.Stream());
  const Elements special = Elements::Edges(site.dtype);
  ArrayRun run(site);
  Sample sample(site.Stream());
  bool good = true;
  for (int64_t x = 0; x < special.count(); ++x) {
    if (site.op->shape == ops::Shape::kSequence) {
      for (int64_t y = 0; y < special.count() && good; ++y) {
        Inputs in = {Elements(site.dtype, 1), Elements(site.dtype, 1)};
        in[0].Set(0, special, x);
        in[1].Set(0, special, y);
        good = run.Run(in, {37, Edge::kBack, 0, 0, -1, false}, run.Want(in, 37));
      }
      continue;
    }
    for (int64_t place = 0; place < 67 && good; ++place) {
      if (!sample.Take() || (IsNorm(site.op->shape) && IsHuge(special, x))) continue;
      Inputs in;
      MakeInputs(site, true, 67, &random, &in);
      in[0] = Elements(site.dtype, 67);
      in[0].Set(place, special, x);
      good = run.Run(in, {67, Edge::kBack, 0, 0, -1, false}, run.Want(in, 67));
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// The bound that ops::AccuracyText tells of running sums, for every element.
template <class T>
void RunningSumsKeepTheirBound(const Site& site) {
  using R = backend::reference::WideOf<T>;
  Random random(site.Stream());
  const Inputs in = {Elements::Plain(site.dtype, &random, kCapacity)};
  ArrayRun run(site);
  const Elements got = run.Call(in, {kCapacity, Edge::kBack, 0, 0, -1, false});
  long double sum = 0, magnitude = 0;
  int64_t wrong = 0;
  for (int64_t i = 0; i < kCapacity; ++i) {
    T element;
    R result;
    std::memcpy(&element, in[0].At(i), sizeof element);
    std::memcpy(&result, got.At(i), sizeof result);
    sum += backend::reference::Widen(element);
    magnitude += std::fabs(backend::reference::Widen(element));
    const long double unit = std::numeric_limits<R>::epsilon() / 2;
    // Written so that NaN fails.
    if (!(std::fabs(result - sum) <= (5 + static_cast<long double>(i / 16)) * unit * magnitude)) ++wrong;
  }
  BOOST_TEST(wrong == 0, Describe(g_running));
}

void KeepsItsBound(const Site& site) {
  base::WithType(site.dtype, [&]<class T>(base::Type<T>) {
    if constexpr (std::is_floating_point_v<T> || base::kIsHalf<T>) {
      if (site.op->accuracy >= ops::Accuracy::kFixedNorm) return;  // tested above
      if (site.op->accuracy == ops::Accuracy::kFixedScan) return RunningSumsKeepTheirBound<T>(site);
    }
    BOOST_TEST(site.op->SameOnEveryLevel(site.dtype));  // exact: the oracle's bits are tested above
  });
}

void ObeysItsLaws(const Site& site) {
  Random random(site.Stream());
  if ((site.op->Laws(site.dtype) & ops::kInvolution) == 0) return;
  ArrayRun run(site);
  for (int64_t n : {0, 1, 2, 31, 64, 131, 1000}) {
    const Inputs in = {Elements::Any(site.dtype, &random, n)};
    const Layout layout = {n, Edge::kBack, 0, 0, -1, false};
    const Inputs once = {run.Call(in, layout)};
    BOOST_TEST(FirstDifference(run.Call(once, layout), in[0]) == -1, Describe(g_running));
  }
}

// The kernel of rows makes of each what the other one makes of it alone, in place too, and touches nothing else.
void RowsAreVectors(Site site) {
  Random random(site.Stream());
  Sample sample(site.Stream());
  const holo_kernel vector = KernelOf(site);
  site.form = ops::Form::kRows;
  const holo_kernel kernel = KernelOf(site);
  for (int64_t rows : {0, 1, 2, 7}) {
    for (int64_t cols : {0, 1, 3, 16, 67, 300, 4099}) {
      if (!sample.Take()) continue;
      Inputs in;
      MakeInputs(site, true, cols, &random, &in);
      in[0] = Elements::Plain(site.dtype, &random, rows * cols);
      Elements want(site.ResultDtype(), rows * cols);
      const Bytes* pointers[ops::kMaxInputs] = {nullptr, in[1].At(0), in[2].At(0), in[3].At(0)};
      for (int64_t row = 0; row < rows; ++row) {
        pointers[0] = in[0].At(row * cols);
        CallMap(vector, site.InputCount(), pointers, want.At(row * cols), cols);
      }
      Guarded<Bytes> y(rows * cols * want.size());
      y.Place(rows * cols * want.size(), Edge::kBack, 0);
      const bool in_place = site.op->InPlace(site.dtype) && cols % 2 == 1;
      if (in_place) y.Write(in[0].At(0));
      if (!in_place) y.Spoil();
      pointers[0] = in_place ? y.data() : in[0].At(0);
      g_running = {site, {rows * cols}};
      CallRows(kernel, site.InputCount(), pointers, rows, cols, y.data());
      BOOST_TEST(y.Intact(), Describe(g_running));
      Elements got(site.ResultDtype(), rows * cols);
      y.Read(got.At(0));
      BOOST_TEST(FirstDifference(got, want) == -1, Describe(g_running) << ", " << rows << " rows of " << cols);
    }
  }
}

}  // namespace

void ArrayRowsAreVectors(const Site& site) {
  ForEachSite(site, RowsAreVectors);
  BOOST_TEST(true);
}
void ArrayMatchesTheOracle(const Site& site) { ForEachSite(site, MatchesTheOracle); }
void ArrayIsRightOnSpecialValues(const Site& site) { ForEachSite(site, IsRightOnSpecialValues); }
void ArrayKeepsItsBound(const Site& site) { ForEachSite(site, KeepsItsBound); }
void ArrayObeysItsLaws(const Site& site) {
  ForEachSite(site, ObeysItsLaws);
  BOOST_TEST(true);
}

}  // namespace hologram::testing
