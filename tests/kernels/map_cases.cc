// map_cases.cc — maps: y[i] = op(a[i], b[i], c[i]) for every i in [0, n), and nothing else touched.
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/random_values.h"
#include "support/same_bits.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

// Inputs and the results they must have, both for separate inputs and for all inputs being the first.
template <class T>
struct Problem {
  std::vector<T> in[3];
  std::vector<T> want;
  std::vector<T> want_same;

  explicit Problem(int64_t count) {
    for (std::vector<T>& values : in) values.resize(static_cast<size_t>(count));
  }
  int64_t Count() const { return static_cast<int64_t>(in[0].size()); }

  void Solve(holo_op op) {
    const oracle::Scalar<T> line = oracle::Find<T>(op);
    want.resize(in[0].size());
    want_same.resize(in[0].size());
    for (size_t i = 0; i < want.size(); ++i) {
      want[i] = line(in[0][i], in[1][i], in[2][i]);
      want_same[i] = line(in[0][i], in[0][i], in[0][i]);
    }
  }
};

template <class T>
Problem<T> RandomProblem(const Site& site, int64_t count) {
  Random random(site.Stream());
  Problem<T> problem(count);
  for (std::vector<T>& values : problem.in) values = AnyValues<T>(&random, count);
  problem.Solve(site.op->code);
  return problem;
}

// Every tuple of the values for the inputs, and the first `more` of them again.
template <class T>
Problem<T> AllTuples(int inputs, const std::vector<T>& values, int64_t more = 0) {
  int64_t tuples = 1;
  const int64_t base = static_cast<int64_t>(values.size());
  for (int k = 0; k < inputs; ++k) tuples *= base;
  Problem<T> problem(tuples + more);
  for (int64_t i = 0; i < tuples + more; ++i) {
    int64_t digits = i % tuples;
    for (std::vector<T>& input : problem.in) {
      input[static_cast<size_t>(i)] = values[static_cast<size_t>(digits % base)];
      digits /= base;
    }
  }
  return problem;
}

// A kernel and guarded arrays for it.
template <class T>
class MapRun {
 public:
  MapRun(const Site& site, int64_t capacity)
      : site_(site),
        kernel_(KernelOf(site)),
        arrays_{Guarded<T>(capacity), Guarded<T>(capacity), Guarded<T>(capacity), Guarded<T>(capacity)},
        got_(static_cast<size_t>(capacity)) {}

  // Runs the kernel on the elements [start, start + layout.n) of the problem. A wrong result or a touched byte fails
  // the test case and gives false.
  bool Run(const Problem<T>& problem, int64_t start, const Layout& layout) {
    const int inputs = layout.same_input ? 1 : site_.InputCount();
    const T* in[3] = {};
    for (int k = 0; k < inputs; ++k) {
      in[k] = arrays_[k].Place(layout.n, layout.edge, layout.Gap(k));
      arrays_[k].Write(problem.in[k].data() + start);
    }
    if (layout.same_input) in[1] = in[2] = in[0];
    const bool apart = layout.output_is < 0;
    Guarded<T>& output = arrays_[apart ? 3 : layout.output_is];
    if (apart) output.Place(layout.n, layout.edge, layout.Gap(3));
    if (apart) output.Spoil();

    g_running = {site_, layout};
    CallMap(kernel_, site_.InputCount(), in, output.data(), layout.n);

    output.Read(got_.data());
    const T* want = (layout.same_input ? problem.want_same : problem.want).data() + start;
    const int64_t wrong = FirstDifference(got_.data(), want, layout.n);
    if (wrong >= 0) return Report(problem, start, wrong, want[wrong]);
    bool intact = output.Intact();
    for (int k = 0; k < inputs; ++k) {
      intact =
          intact && arrays_[k].Intact() && (k == layout.output_is || arrays_[k].Holds(problem.in[k].data() + start));
    }
    if (!intact) BOOST_ERROR("bytes outside of the output were written: " << Describe(g_running));
    return intact;
  }

 private:
  bool Report(const Problem<T>& problem, int64_t start, int64_t i, T want) {
    const size_t at = static_cast<size_t>(start + i);
    std::string values;
    for (int k = 0; k < site_.InputCount(); ++k) {
      const int input = g_running.layout.same_input ? 0 : k;
      values += std::string(k > 0 ? ", " : "") + "abc"[k] + " = " + Show(problem.in[input][at]);
    }
    BOOST_ERROR(Describe(g_running) << ": element " << i << ", " << values << ": got "
                                    << Show(got_[static_cast<size_t>(i)]) << ", want " << Show(want));
    return false;
  }

  Site site_;
  holo_kernel kernel_;
  Guarded<T> arrays_[4];
  std::vector<T> got_;
};

// Apart, in place of each input, and with one array for all inputs.
std::vector<std::pair<int, bool>> Aliasings(int inputs) {
  std::vector<std::pair<int, bool>> all = {{-1, false}};
  for (int k = 0; k < inputs; ++k) all.emplace_back(k, false);
  if (inputs > 1) all.insert(all.end(), {{-1, true}, {0, true}});
  return all;
}

template <class T>
bool RunEverywhere(MapRun<T>* run, const Site& site, const Problem<T>& problem, int64_t n, const std::vector<int>& gaps,
                   Sample* sample, Random* random) {
  const auto aliasings = Aliasings(site.InputCount());
  for (Edge edge : {Edge::kBack, Edge::kFront}) {
    for (int gap : gaps) {
      for (int skew : {0, static_cast<int>(3 * sizeof(T)), 13}) {
        for (const auto& [output_is, same_input] : aliasings) {
          if (!sample->Take()) continue;
          const int64_t start = random->Below(problem.Count() - n + 1);
          if (!run->Run(problem, start, {n, edge, gap, skew, output_is, same_input})) return false;
        }
      }
    }
  }
  return true;
}

template <class T>
void MatchesTheOracle(const Site& site) {
  constexpr int64_t kCount = 10000;
  const Problem<T> problem = RandomProblem<T>(site, kCount);
  Random random(~site.Stream());
  Sample sample(site.Stream());
  MapRun<T> run(site, kCount);
  bool good = true;
  for (int64_t n = 0; n <= kSmallSizes<T> && good; ++n) {
    good = RunEverywhere(&run, site, problem, n, AllGaps<T>(), &sample, &random);
  }
  for (int64_t n : {255, 256, 257, 1000, 4095, 4096, 4097}) {
    good = good && RunEverywhere(&run, site, problem, n, {0, 1, sizeof(T)}, &sample, &random);
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

template <class T>
void IsRightOnSpecialValues(const Site& site) {
  const std::vector<T> edges = EdgeValues<T>();
  Problem<T> problem = AllTuples(site.InputCount(), edges, kSmallSizes<T>);
  problem.Solve(site.op->code);
  MapRun<T> run(site, problem.Count());
  Sample sample(site.Stream());
  bool good = true;
  // A window that moves over all tuples brings each of them to each position of each size.
  for (int64_t n = 1; n <= kSmallSizes<T> && good; ++n) {
    for (int64_t start = 0; start < problem.Count() - kSmallSizes<T> && good; ++start) {
      if (sample.Take()) good = run.Run(problem, start, {n, Edge::kBack, 0, 0, -1, false});
    }
  }
  const std::vector<T> special = SpecialValues<T>();
  Problem<T> more = AllTuples(site.InputCount(), std::is_integral_v<T> && site.InputCount() > 2 ? edges : special);
  more.Solve(site.op->code);
  MapRun<T> all(site, more.Count());
  for (int output_is : {-1, 0}) {
    good = good && all.Run(more, 0, {more.Count(), Edge::kBack, 0, 0, output_is, false});
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

template <class T>
std::vector<T> Apply(const Site& site, const std::vector<T>& a, const std::vector<T>& b, const std::vector<T>& c) {
  const T* in[3] = {a.data(), b.data(), c.data()};
  return MapResults(site, in, static_cast<int64_t>(a.size()));
}

template <class T>
void MovesWithItsLanes(const Site& site) {
  Random random(site.Stream());
  for (int64_t n : {kSmallSizes<T>, kSmallSizes<T> / 2, int64_t{1000}}) {
    std::vector<size_t> order(static_cast<size_t>(n));
    std::iota(order.begin(), order.end(), size_t{0});
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Bits() % i]);
    const auto permuted = [&](const std::vector<T>& values) {
      std::vector<T> moved;
      for (size_t from : order) moved.push_back(values[from]);
      return moved;
    };
    std::vector<T> in[3];
    for (std::vector<T>& values : in) values = AnyValues<T>(&random, n);
    const std::vector<T> want = permuted(Apply(site, in[0], in[1], in[2]));
    const std::vector<T> got = Apply(site, permuted(in[0]), permuted(in[1]), permuted(in[2]));
    BOOST_TEST(FirstDifference(got.data(), want.data(), n) == -1, Describe(g_running));
  }
}

template <class T>
void ObeysItsLaws(const Site& site) {
  // All triples of the edge values, and random ones.
  Problem<T> triples = AllTuples(3, EdgeValues<T>());
  Random random(site.Stream());
  for (std::vector<T>& values : triples.in) {
    const std::vector<T> more = AnyValues<T>(&random, 20000);
    values.insert(values.end(), more.begin(), more.end());
  }
  const std::vector<T>& a = triples.in[0];
  const std::vector<T>& b = triples.in[1];
  const std::vector<T>& c = triples.in[2];
  const auto op = [&](const std::vector<T>& x, const std::vector<T>& y) { return Apply(site, x, y, c); };
  const auto check = [&](const char* law, const std::vector<T>& left, const std::vector<T>& right) {
    const int64_t i = FirstDifference(left.data(), right.data(), static_cast<int64_t>(left.size()));
    const size_t at = i < 0 ? 0 : static_cast<size_t>(i);
    BOOST_TEST(i == -1, Describe(g_running)
                            << ": " << law << ": a = " << Show(a[at]) << ", b = " << Show(b[at])
                            << ", c = " << Show(c[at]) << ": " << Show(left[at]) << " and " << Show(right[at]));
  };
  const uint32_t laws = site.op->Laws(site.dtype);
  const bool one_input = site.InputCount() == 1;
  if ((laws & ops::kCommutes) != 0) check("commutes", op(a, b), op(b, a));
  if ((laws & ops::kAssociates) != 0) check("associates", op(op(a, b), c), op(a, op(b, c)));
  if ((laws & ops::kIdempotent) != 0 && one_input) check("is idempotent", op(op(a, b), b), op(a, b));
  if ((laws & ops::kIdempotent) != 0 && !one_input) check("is idempotent", op(a, a), a);
  if ((laws & ops::kInvolution) != 0) check("is an involution", op(op(a, b), b), a);
  BOOST_TEST(a.size() > 20000u);
}

}  // namespace

void MapMatchesTheOracle(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { MatchesTheOracle<T>(each); });
}

void MapIsRightOnSpecialValues(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { IsRightOnSpecialValues<T>(each); });
}

void MapMovesWithItsLanes(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { MovesWithItsLanes<T>(each); });
}

void MapObeysItsLaws(const Site& site) {
  ForEachDtype(site, []<class T>(const T*, const Site& each) { ObeysItsLaws<T>(each); });
}

}  // namespace hologram::testing
