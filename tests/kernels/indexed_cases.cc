// indexed_cases.cc — gather and scatter: elements go where the indices say, and never anywhere else.
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <vector>

#include "backend/reference.h"
#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

using Indexed = void (*)(const void* x, const void* index, void* y, int64_t n, int64_t count);

// Arrays of one call: x and y of a gather have count and n elements, of a scatter n and count.
class IndexedRun {
 public:
  explicit IndexedRun(const Site& site)
      : site_(site),
        kernel_(reinterpret_cast<Indexed>(KernelOf(site))),
        x_(8 * kMost),
        index_(8 * kMost),
        y_(8 * kMost) {}

  static constexpr int64_t kMost = 5000;

  bool gathers() const { return site_.op->shape == ops::Shape::kGather; }
  int64_t InputCount(int64_t n, int64_t count) const { return gathers() ? count : n; }
  int64_t OutputCount(int64_t n, int64_t count) const { return gathers() ? n : count; }

  // Runs on x and on y as it is before; what is left of y.
  Elements Call(const Elements& x, const Elements& index, const Elements& before, int64_t n, int64_t count, Edge edge,
                int gap) {
    const Bytes* from = x_.Place(InputCount(n, count) * x.size(), edge, gap);
    x_.Write(x.At(0));
    const Bytes* at = index_.Place(n * index.size(), edge, (gap + 13) % GuardedRoom::kMaxGap);
    index_.Write(index.At(0));
    Bytes* to = y_.Place(OutputCount(n, count) * x.size(), edge, (gap + 26) % GuardedRoom::kMaxGap);
    y_.Write(before.At(0));
    g_running = {site_, {n, edge, gap}};
    kernel_(from, at, to, n, count);
    const bool intact = x_.Intact() && x_.Holds(x.At(0)) && index_.Intact() && index_.Holds(index.At(0)) && y_.Intact();
    if (!intact) BOOST_ERROR("bytes outside of the output were written: " << Describe(g_running));
    Elements got(site_.dtype, OutputCount(n, count));
    y_.Read(got.At(0));
    return got;
  }

 private:
  Site site_;
  Indexed kernel_;
  Guarded<Bytes> x_, index_, y_;
};

// n indices, each `pick()`.
template <class Pick>
Elements Indices(const Site& site, int64_t n, Pick pick) {
  std::vector<int64_t> wide;
  std::vector<int32_t> narrow;
  for (int64_t i = 0; i < n; ++i) wide.push_back(pick());
  if (site.InputDtype(1) == HOLO_I64) return Elements::Of(wide);
  for (int64_t index : wide) narrow.push_back(static_cast<int32_t>(index));
  return Elements::Of(narrow);
}

void MatchesTheOracle(const Site& site) {
  Random random(site.Stream());
  Sample sample(site.Stream());
  IndexedRun run(site);
  bool good = true;
  for (int64_t count : {1, 2, 7, 64, 1000, 5000}) {
    for (int64_t n : {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 64, 67, 131, 1000, 5000}) {
      for (int gap : AllGaps(Elements::SizeOf(site.dtype))) {
        if (!sample.Take() || !good) continue;
        const Elements x = Elements::Any(site.dtype, &random, run.InputCount(n, count));
        const Elements before = Elements::Any(site.dtype, &random, run.OutputCount(n, count));
        const Elements index = Indices(site, n, [&] { return random.Below(count); });
        Elements want = before;
        backend::reference::Indexed(*site.op, site.dtype, site.form, x.At(0), index.At(0), want.At(0), n, count);
        const Elements got = run.Call(x, index, before, n, count, gap % 2 == 0 ? Edge::kBack : Edge::kFront, gap);
        const auto size = static_cast<size_t>(want.count() * want.size());
        good = size == 0 || std::memcmp(got.At(0), want.At(0), size) == 0;
        if (!good) BOOST_ERROR(Describe(g_running) << ", count = " << count);
      }
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype));
}

// Of several elements at one place the last one stays; of a gather every element is the one that is named.
void KeepsTheLastOfSeveral(const Site& site) {
  IndexedRun run(site);
  for (int64_t n : {1, 2, 16, 17, 131}) {
    const Elements x = [&] {
      Random random(static_cast<uint64_t>(n));
      return Elements::Any(site.dtype, &random, 131);
    }();
    const Elements index = Indices(site, n, [] { return 3; });
    const Elements before(site.dtype, run.OutputCount(n, 5));
    const Elements got = run.Call(x, index, before, n, 5, Edge::kBack, 0);
    const auto size = static_cast<size_t>(x.size());
    BOOST_TEST(std::memcmp(got.At(run.gathers() ? n - 1 : 3), x.At(run.gathers() ? 3 : n - 1), size) == 0);
  }
}

// What a thread that writes indices while they are used may do: the arrays' guard pages must not be met.
void StaysInsideWhateverTheIndices(const Site& site) {
  Random random(site.Stream());
  IndexedRun run(site);
  for (int64_t count : {1, 3, 1000}) {
    for (int64_t n : {1, 5, 64, 67}) {
      const Elements index = Indices(site, n, [&] {
        const int64_t wild[] = {-1,        count,     INT32_MIN, INT32_MAX,
                                INT64_MIN, INT64_MAX, count - 1, static_cast<int64_t>(random.Bits())};
        return wild[random.Below(8)];
      });
      const Elements x = Elements::Any(site.dtype, &random, run.InputCount(n, count));
      run.Call(x, index, Elements(site.dtype, run.OutputCount(n, count)), n, count, Edge::kBack, 0);
      run.Call(x, index, Elements(site.dtype, run.OutputCount(n, count)), n, count, Edge::kFront, 0);
    }
  }
  BOOST_TEST(true);  // it came back
}

// For both types of indices.
template <class Visit>
void ForBothForms(Site site, Visit visit) {
  for (site.dtype = HOLO_F32; site.dtype <= HOLO_BOOL8; ++site.dtype) {
    if (!site.op->Takes(site.dtype)) continue;
    for (ops::Form form : {ops::Form::kBuffers, ops::Form::kIndex32}) {
      site.form = form;
      visit(static_cast<const Site&>(site));
    }
  }
  BOOST_TEST(FloatControl() == g_usual_float_control);
}

}  // namespace

void IndexedMatchesTheOracle(const Site& site) { ForBothForms(site, MatchesTheOracle); }
void IndexedKeepsTheLastOfSeveral(const Site& site) { ForBothForms(site, KeepsTheLastOfSeveral); }
void IndexedStaysInsideWhateverTheIndices(const Site& site) { ForBothForms(site, StaysInsideWhateverTheIndices); }

}  // namespace hologram::testing
