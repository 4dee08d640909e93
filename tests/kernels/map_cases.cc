// map_cases.cc — maps: y[i] = op(a[i], b[i], c[i]) for every i in [0, n), and nothing else touched.
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "backend/reference.h"
#include "kernels/approximated.h"
#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

// Inputs and the results they must have, both for separate inputs and for all inputs being the first. A scalar is an
// input's element `scalar_at`.
struct Problem {
  Elements in[ops::kMaxInputs];
  Elements want;
  Elements want_same;
  int64_t scalar_at = 0;

  int64_t Count() const { return in[0].count(); }
  const Bytes* Input(const Site& site, int k, int64_t start) const {
    return in[k].At(site.IsScalar(k) ? scalar_at : start);
  }

  void Solve(const Site& site) {
    const uint32_t scalars = ops::ScalarMask(site.op->shape, site.form);
    want = want_same = Elements(site.ResultDtype(), Count());
    if (IsApproximated(*site.op)) return SolveApproximately(site);
    const void* apart[3] = {Input(site, 0, 0), Input(site, 1, 0), Input(site, 2, 0)};
    const void* same[3] = {in[0].At(0), in[0].At(0), in[0].At(0)};
    backend::reference::Map(*site.op, site.dtype, scalars, apart, want.At(0), Count());
    if (MayShareInputs(site)) backend::reference::Map(*site.op, site.dtype, 0, same, want_same.At(0), Count());
  }

  // What the kernel itself makes of all elements in one call, if that keeps the bound: it owes the same bits at every
  // other size and place.
  void SolveApproximately(const Site& site) {
    const auto operand = [&](int k) {
      return Operand{&in[k], site.IsScalar(k) ? scalar_at : 0, site.IsScalar(k) ? 0 : 1};
    };
    want = ApproximateResults(site, operand(0), operand(1));
    if (site.InputCount() > 1 && MayShareInputs(site)) want_same = ApproximateResults(site, operand(0), operand(0));
  }

  Elements ApproximateResults(const Site& site, const Operand& a, const Operand& b) {
    const Elements& first = *a.elements;
    const Elements& second = *b.elements;
    const Bytes* const pointers[ops::kMaxInputs] = {first.At(a.start), second.At(b.start), nullptr};
    Elements results = MapResults(site, pointers, Count());
    const int64_t i = FirstBeyondBound(*site.op, a, b, results);
    if (i < 0) return results;
    BOOST_ERROR(Describe(g_running) << ": element " << i << ", a = " << first.Show(a.start + i * a.step)
                                    << ", b = " << second.Show(b.start + i * b.step) << ": got " << results.Show(i)
                                    << " is beyond " << ops::AccuracyText(*site.op, site.dtype));
    return results;
  }

  static bool MayShareInputs(const Site& site) {
    return site.form == ops::Form::kBuffers && site.op->shape != ops::Shape::kSelect;
  }
};

Problem RandomProblem(const Site& site, int64_t count) {
  Random random(site.Stream());
  Problem problem;
  for (int k = 0; k < ops::kMaxInputs; ++k) problem.in[k] = Elements::Any(site.InputDtype(k), &random, count);
  problem.Solve(site);
  return problem;
}

// Every tuple of the values for the inputs that are no scalars, and the first `more` of them again. Solved for each
// value of the scalars by the caller.
Problem AllTuples(const Site& site, bool special, int64_t more = 0) {
  int64_t tuples = 1;
  Elements values[ops::kMaxInputs];
  for (int k = 0; k < ops::kMaxInputs; ++k) {
    values[k] = special ? Elements::Special(site.InputDtype(k)) : Elements::Edges(site.InputDtype(k));
    if (k < site.InputCount()) tuples *= values[k].count();
  }
  Problem problem;
  for (int k = 0; k < ops::kMaxInputs; ++k) problem.in[k] = Elements(site.InputDtype(k), tuples + more);
  for (int64_t i = 0; i < tuples + more; ++i) {
    int64_t digits = i % tuples;
    for (int k = 0; k < ops::kMaxInputs; ++k) {
      problem.in[k].Set(i, values[k], digits % values[k].count());
      digits /= values[k].count();
    }
  }
  return problem;
}

// A kernel and guarded arrays for it.
class MapRun {
 public:
  MapRun(const Site& site, int64_t capacity)
      : site_(site),
        kernel_(KernelOf(site)),
        arrays_{Guarded<Bytes>(8 * capacity), Guarded<Bytes>(8 * capacity), Guarded<Bytes>(8 * capacity),
                Guarded<Bytes>(8 * capacity)} {}

  // Runs the kernel on the elements [start, start + layout.n) of the problem. A wrong result or a touched byte fails
  // the test case and gives false.
  bool Run(const Problem& problem, int64_t start, const Layout& layout) {
    const int inputs = layout.same_input ? 1 : site_.InputCount();
    const Bytes* in[ops::kMaxInputs] = {};
    for (int k = 0; k < inputs; ++k) {
      const int64_t count = site_.IsScalar(k) ? 1 : layout.n;
      in[k] = arrays_[k].Place(count * problem.in[k].size(), layout.edge, layout.Gap(k));
      arrays_[k].Write(problem.Input(site_, k, start));
    }
    if (layout.same_input) in[1] = in[2] = in[0];
    const bool apart = layout.output_is < 0;
    Guarded<Bytes>& output = arrays_[apart ? 3 : layout.output_is];
    if (apart) output.Place(layout.n * problem.want.size(), layout.edge, layout.Gap(3));
    if (apart) output.Spoil();

    g_running = {site_, layout};
    CallMap(kernel_, site_.InputCount(), in, output.data(), layout.n);

    const Elements& want = layout.same_input ? problem.want_same : problem.want;
    const int64_t wrong = FirstDifference(output.data(), want, start, layout.n);
    if (wrong >= 0) return Report(problem, start, wrong, output.data(), want);
    bool intact = output.Intact();
    for (int k = 0; k < inputs; ++k) {
      intact =
          intact && arrays_[k].Intact() && (k == layout.output_is || arrays_[k].Holds(problem.Input(site_, k, start)));
    }
    if (!intact) BOOST_ERROR("bytes outside of the output were written: " << Describe(g_running));
    return intact;
  }

 private:
  bool Report(const Problem& problem, int64_t start, int64_t i, const Bytes* output, const Elements& want) {
    std::string values;
    for (int k = 0; k < site_.InputCount(); ++k) {
      const int input = g_running.layout.same_input ? 0 : k;
      values += std::string(k > 0 ? ", " : "") + "abc"[k] + " = " +
                problem.in[input].Show(site_.IsScalar(k) ? problem.scalar_at : start + i);
    }
    Elements got(want.dtype(), 1);
    std::memcpy(got.At(0), output + i * want.size(), static_cast<size_t>(want.size()));
    BOOST_ERROR(Describe(g_running) << ": element " << i << ", " << values << ": got " << got.Show(0) << ", want "
                                    << want.Show(start + i));
    return false;
  }

  Site site_;
  holo_kernel kernel_;
  Guarded<Bytes> arrays_[4];
};

// Apart, in place of each input, and with one array for all inputs.
std::vector<std::pair<int, bool>> Aliasings(const Site& site) {
  std::vector<std::pair<int, bool>> all = {{-1, false}};
  const int64_t output_size = Elements::SizeOf(site.ResultDtype());
  for (int k = 0; k < site.InputCount(); ++k) {
    if (!site.IsScalar(k) && Elements::SizeOf(site.InputDtype(k)) == output_size) all.emplace_back(k, false);
  }
  if (site.InputCount() == 1 || !Problem::MayShareInputs(site)) return all;
  all.emplace_back(-1, true);
  if (all[1].first == 0) all.emplace_back(0, true);
  return all;
}

bool RunEverywhere(MapRun* run, const Site& site, const Problem& problem, int64_t n, const std::vector<int>& gaps,
                   Sample* sample, Random* random) {
  const auto aliasings = Aliasings(site);
  const int size = static_cast<int>(Elements::SizeOf(site.dtype));
  for (Edge edge : {Edge::kBack, Edge::kFront}) {
    for (int gap : gaps) {
      for (int skew : {0, 3 * size, 13}) {
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

void MatchesTheOracle(const Site& site) {
  const int64_t count = Sample::IsThin() ? 1000 : 10000;
  const int64_t size = Elements::SizeOf(site.dtype);
  Problem problem = RandomProblem(site, count);
  Random random(~site.Stream());
  Sample sample(site.Stream());
  MapRun run(site, count);
  bool good = true;
  for (int64_t n = 0; n <= SmallSizes(size) && good; ++n) {
    good = RunEverywhere(&run, site, problem, n, AllGaps(size), &sample, &random);
  }
  for (int64_t n : {255, 256, 257, 1000, 4095, 4096, 4097}) {
    if (n > count) break;
    good = good && RunEverywhere(&run, site, problem, n, {0, 1, static_cast<int>(size)}, &sample, &random);
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

// The problem with each of its tuples' scalars in turn; without scalars as it is.
template <class Body>
bool ForEachScalar(const Site& site, Problem* problem, Body body) {
  if (site.form == ops::Form::kBuffers) {
    problem->Solve(site);
    return body();
  }
  // One tuple for each value of the scalars, the others at their first.
  int64_t stride = 1, count = 1;
  for (int k = 0; k < site.InputCount(); ++k) {
    const int64_t values = Elements::Edges(site.InputDtype(k)).count();
    if (site.IsScalar(k)) count *= values;
    if (!site.IsScalar(k) && k == 0) stride = values;
  }
  for (int64_t i = 0; i < count; ++i) {
    problem->scalar_at = i * stride;
    problem->Solve(site);
    if (!body()) return false;
  }
  return true;
}

void IsRightOnSpecialValues(const Site& site) {
  const int64_t small = SmallSizes(Elements::SizeOf(site.dtype));
  Sample sample(site.Stream());
  Problem problem = AllTuples(site, false, small);
  MapRun run(site, problem.Count());
  bool good = ForEachScalar(site, &problem, [&] {
    // A window that moves over all tuples brings each of them to each position of each size.
    const bool all = site.form == ops::Form::kBuffers;
    for (int64_t n = all ? 1 : small; n <= small; ++n) {
      for (int64_t start = 0; start < problem.Count() - small; ++start) {
        if (sample.Take() && !run.Run(problem, start, {n, Edge::kBack, 0, 0, -1, false})) return false;
      }
    }
    return true;
  });
  if (good && site.form == ops::Form::kBuffers) {
    Problem more = AllTuples(site, site.InputCount() < 3 || (base::IsFloat(site.dtype) && !Sample::IsThin()));
    more.Solve(site);
    MapRun all(site, more.Count());
    for (const auto& [output_is, same_input] : Aliasings(site)) {
      good = good && all.Run(more, 0, {more.Count(), Edge::kBack, 0, 0, output_is, same_input});
    }
  }
  BOOST_TEST(good, holo_dtype_name(site.dtype) << " is wrong");
}

void MovesWithItsLanes(const Site& site) {
  if (site.form != ops::Form::kBuffers) return;
  Random random(site.Stream());
  const int64_t small = SmallSizes(Elements::SizeOf(site.dtype));
  for (int64_t n : {small, small / 2, int64_t{1000}}) {
    std::vector<int64_t> order(static_cast<size_t>(n));
    std::iota(order.begin(), order.end(), int64_t{0});
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.Bits() % i]);
    const auto permuted = [&](const Elements& values) {
      Elements moved(values.dtype(), n);
      for (int64_t i = 0; i < n; ++i) moved.Set(i, values, order[static_cast<size_t>(i)]);
      return moved;
    };
    Elements in[ops::kMaxInputs];
    for (int k = 0; k < ops::kMaxInputs; ++k) in[k] = Elements::Any(site.InputDtype(k), &random, n);
    const Elements moved[ops::kMaxInputs] = {permuted(in[0]), permuted(in[1]), permuted(in[2])};
    const Elements want = permuted(MapResults(site, in, n));
    BOOST_TEST(FirstDifference(MapResults(site, moved, n), want) == -1, Describe(g_running));
  }
}

void ObeysItsLaws(const Site& site) {
  const uint32_t laws = site.op->Laws(site.dtype);
  if (site.form != ops::Form::kBuffers || laws == ops::kNoLaw) return;
  // All triples of the edge values, and random ones.
  Elements in[ops::kMaxInputs];
  const Elements edges = Elements::Edges(site.dtype);
  const int64_t base = edges.count();
  for (int k = 0; k < ops::kMaxInputs; ++k) {
    in[k] = Elements(site.dtype, base * base * base);
    for (int64_t i = 0; i < in[k].count(); ++i) {
      in[k].Set(i, edges, (k == 0 ? i : k == 1 ? i / base : i / base / base) % base);
    }
  }
  Random random(site.Stream());
  for (Elements& values : in) values.Append(Elements::Any(site.dtype, &random, Sample::IsThin() ? 1000 : 20000));
  const Elements &a = in[0], &b = in[1], &c = in[2];
  const auto op = [&](const Elements& x, const Elements& y) {
    const Elements operands[ops::kMaxInputs] = {x, y, c};
    return MapResults(site, operands, x.count());
  };
  const auto check = [&](const char* law, const Elements& left, const Elements& right) {
    const int64_t i = FirstDifference(left, right);
    const int64_t at = i < 0 ? 0 : i;
    BOOST_TEST(i == -1, Describe(g_running)
                            << ": " << law << ": a = " << a.Show(at) << ", b = " << b.Show(at) << ", c = " << c.Show(at)
                            << ": " << left.Show(at) << " and " << right.Show(at));
  };
  const bool one_input = site.InputCount() == 1;
  if ((laws & ops::kCommutes) != 0) check("commutes", op(a, b), op(b, a));
  if ((laws & ops::kAssociates) != 0) check("associates", op(op(a, b), c), op(a, op(b, c)));
  if ((laws & ops::kIdempotent) != 0 && one_input) check("is idempotent", op(op(a, b), b), op(a, b));
  if ((laws & ops::kIdempotent) != 0 && !one_input) check("is idempotent", op(a, a), a);
  if ((laws & ops::kInvolution) != 0) check("is an involution", op(op(a, b), b), a);
  BOOST_TEST(a.count() > 1000);
}

}  // namespace

void MapMatchesTheOracle(const Site& site) { ForEachSite(site, MatchesTheOracle); }
void MapIsRightOnSpecialValues(const Site& site) { ForEachSite(site, IsRightOnSpecialValues); }
void MapMovesWithItsLanes(const Site& site) { ForEachSite(site, MovesWithItsLanes); }
void MapObeysItsLaws(const Site& site) { ForEachSite(site, ObeysItsLaws); }

}  // namespace hologram::testing
