// measure.cc — interleaved batches on the monotonic clock; medians forgive the ones in which the thread lost its CPU.
#include "measure.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>

namespace hologram::cli {
namespace {

constexpr double kBatchNs = 30e3;  // a thousand times what reading the clock costs
constexpr double kLongCallNs = 1e6;
constexpr int kMinRounds = 5, kMaxRounds = 4001;

using Clock = std::chrono::steady_clock;

// How a contender's batches are made.
struct Batch {
  int64_t repeats = 1;
  bool warm_up = false;
};

double RunNs(const Contender& contender, int64_t repeats) {
  const Clock::time_point start = Clock::now();
  contender(repeats);
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// Finds how many calls make a batch. It also warms caches, pages and the CPU's clock.
Batch Calibrate(const Contender& contender) {
  Batch batch;
  while (RunNs(contender, batch.repeats) < kBatchNs) batch.repeats *= 2;
  batch.warm_up = RunNs(contender, 1) < kLongCallNs;
  return batch;
}

// Time of one call of a batch. The call before it, which is not timed, fills the caches with what this contender and
// not its predecessor leaves there; a long call moves more than they hold, and does not need that.
double RunBatchNs(const Contender& contender, const Batch& batch) {
  if (batch.warm_up) contender(1);
  return RunNs(contender, batch.repeats) / static_cast<double>(batch.repeats);
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

double Timing::Quantile(double share) const {
  std::vector<double> sorted = batches_ns;
  std::sort(sorted.begin(), sorted.end());
  return sorted.empty() ? 0 : sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::vector<Timing> Measure(const std::vector<Contender>& contenders, double budget_seconds) {
  std::vector<Batch> batches;
  for (const Contender& contender : contenders) batches.push_back(Calibrate(contender));

  std::vector<Timing> timings(contenders.size());
  std::vector<size_t> order(contenders.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same orders in every run
  const Clock::time_point end =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(budget_seconds));
  for (int round = 0; round < kMaxRounds && (round < kMinRounds || Clock::now() < end); ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (const size_t i : order) timings[i].batches_ns.push_back(RunBatchNs(contenders[i], batches[i]));
  }
  return timings;
}

double MedianDifferenceNs(const Timing& a, const Timing& b) {
  std::vector<double> differences;
  for (size_t i = 0; i < a.batches_ns.size(); ++i) differences.push_back(a.batches_ns[i] - b.batches_ns[i]);
  return differences.empty() ? 0 : Median(std::move(differences));
}

PinnedCpu::PinnedCpu() {
  if (sched_getaffinity(0, sizeof(before_), &before_) != 0) return;
  const int cpu = sched_getcpu();
  if (cpu < 0 || cpu >= CPU_SETSIZE || !CPU_ISSET(cpu, &before_)) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (sched_setaffinity(0, sizeof(one), &one) == 0) cpu_ = cpu;
}

PinnedCpu::~PinnedCpu() {
  if (cpu_ >= 0) sched_setaffinity(0, sizeof(before_), &before_);
}

}  // namespace hologram::cli
