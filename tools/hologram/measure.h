// measure.h — times several ways to do one thing side by side, in one run, on one CPU.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_MEASURE_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_MEASURE_H_

#include <sched.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace hologram::cli {

// Does its work `repeats` times.
using Contender = std::function<void(int64_t repeats)>;

// Wall time of one call in ns, one entry per batch.
struct Timing {
  std::vector<double> batches_ns;

  double Quantile(double share) const;
  double median_ns() const { return Quantile(0.5); }
};

// Times all contenders for about `budget_seconds` together: batches of a few calls or many, whatever fills some tens
// of microseconds, in rounds in which each contender has one batch, in an order that is drawn anew.
std::vector<Timing> Measure(const std::vector<Contender>& contenders, double budget_seconds);

// The median over the rounds of what `a` takes more than `b`.
double MedianDifferenceNs(const Timing& a, const Timing& b);

// Keeps the thread on one of the CPUs it may use, until the end of the block.
class PinnedCpu {
 public:
  PinnedCpu();
  PinnedCpu(const PinnedCpu&) = delete;
  PinnedCpu& operator=(const PinnedCpu&) = delete;
  ~PinnedCpu();

  int cpu() const { return cpu_; }  // -1 if the system did not allow it

 private:
  int cpu_ = -1;
  cpu_set_t before_;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_MEASURE_H_
