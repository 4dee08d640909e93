// interleave.cc — batches on the monotonic clock; the kernel's count of context switches tells which of them to drop.
//
// Thread CPU time would not do: on a virtual machine whose host is busy it under-counts. What the host takes from a
// batch shows in no counter of the guest, but makes it several times as long as the others.
#include "interleave.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace hologram::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLongCallNs = 1e6;  // such a call moves more than the caches hold: nothing to warm
constexpr double kStolenFactor = 3;  // sizes that sit on a cache's edge differ by up to 1.5
constexpr size_t kMinRounds = 11, kMaxRounds = 4001;
// Of rounds so long that kMinRounds of them would take kLongFactor times what was asked for.
constexpr size_t kMinLongRounds = 9;
constexpr double kLongFactor = 3;
constexpr size_t kMinKept = 5;  // quartiles of fewer say nothing

double RunNs(const Contender& contender, int64_t repeats) {
  const Clock::time_point start = Clock::now();
  contender(repeats);
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// How often this thread gave up or lost its CPU.
int64_t ContextSwitches() {
  rusage usage = {};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw + usage.ru_nivcsw;
}

double Quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

Quartiles QuartilesOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75)};
}

int64_t BatchRepeats(const Contender& contender, double batch_ns) {
  int64_t repeats = 1;
  // Twice, since one run may have been interrupted and so seem long enough.
  while (std::min(RunNs(contender, repeats), RunNs(contender, repeats)) < batch_ns) repeats *= 2;
  return repeats;
}

Batch RunBatch(const Contender& contender, int64_t repeats, bool warm_up) {
  const int64_t switches = ContextSwitches();
  if (warm_up) contender(1);
  const double ns = RunNs(contender, repeats) / static_cast<double>(repeats);
  return {ns, ContextSwitches() != switches};
}

Interleaver::Interleaver(std::vector<Contender> contenders) : lanes_(contenders.size()), order_(contenders.size()) {
  std::iota(order_.begin(), order_.end(), size_t{0});
  for (size_t i = 0; i < lanes_.size(); ++i) {
    lanes_[i].contender = std::move(contenders[i]);
    lanes_[i].repeats = BatchRepeats(lanes_[i].contender);
    lanes_[i].warm_up = RunNs(lanes_[i].contender, 1) < kLongCallNs;
  }
}

void Interleaver::Round() {
  std::shuffle(order_.begin(), order_.end(), random_);
  for (const size_t i : order_) {
    Lane& lane = lanes_[i];
    lane.batches.push_back(RunBatch(lane.contender, lane.repeats, lane.warm_up));
  }
  ++rounds_;
}

void Interleaver::RunFor(double seconds) {
  const Clock::time_point start = Clock::now();
  for (size_t round = 0; round < kMaxRounds; ++round) {
    const double passed = std::chrono::duration<double>(Clock::now() - start).count();
    if (round >= kMinRounds ? passed >= seconds : round >= kMinLongRounds && passed >= kLongFactor * seconds) break;
    Round();
  }
}

std::vector<bool> Interleaver::Kept(const Lane& lane) const {
  std::vector<double> undisturbed;
  for (const Batch& batch : lane.batches) {
    if (!batch.lost_cpu) undisturbed.push_back(batch.ns);
  }
  // Long calls on a busy machine may nearly all have been interrupted; then there is nothing better than all of them.
  const bool take_all = undisturbed.size() < kMinKept;
  const double limit_ns = kStolenFactor * QuartilesOf(std::move(undisturbed)).median;
  std::vector<bool> kept;
  for (const Batch& batch : lane.batches) kept.push_back(take_all || (!batch.lost_cpu && batch.ns <= limit_ns));
  return kept;
}

template <class Function>
Quartiles Interleaver::Paired(size_t a, size_t b, Function function) const {
  const std::vector<bool> kept_a = Kept(lanes_[a]), kept_b = Kept(lanes_[b]);
  std::vector<double> kept, all;
  for (size_t i = 0; i < rounds_; ++i) {
    all.push_back(function(lanes_[a].batches[i].ns, lanes_[b].batches[i].ns));
    if (kept_a[i] && kept_b[i]) kept.push_back(all.back());
  }
  return QuartilesOf(std::move(kept.size() < kMinKept ? all : kept));
}

Quartiles Interleaver::Ns(size_t contender) const {
  return Paired(contender, contender, [](double ns, double) { return ns; });
}

Quartiles Interleaver::Ratio(size_t a, size_t b) const {
  return Paired(a, b, [](double a_ns, double b_ns) { return a_ns / b_ns; });
}

Quartiles Interleaver::DifferenceNs(size_t a, size_t b) const {
  return Paired(a, b, [](double a_ns, double b_ns) { return a_ns - b_ns; });
}

double Interleaver::share_kept() const {
  size_t kept = 0, all = 0;
  for (const Lane& lane : lanes_) {
    for (const Batch& batch : lane.batches) {
      kept += batch.lost_cpu ? 0 : 1;
      ++all;
    }
  }
  return all == 0 ? 0 : static_cast<double>(kept) / static_cast<double>(all);
}

}  // namespace hologram::bench
