// interleave.h — times several ways to do one thing in turns, batch by batch, so that what disturbs one disturbs all.
#ifndef HOLOGRAM_BENCH_INTERLEAVE_H_
#define HOLOGRAM_BENCH_INTERLEAVE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace hologram::bench {

// Does its work `repeats` times.
using Contender = std::function<void(int64_t repeats)>;

struct Quartiles {
  double low = 0, median = 0, high = 0;
};

Quartiles QuartilesOf(std::vector<double> values);

// One stretch of uninterrupted work.
struct Batch {
  double ns = 0;          // wall time of one call
  bool lost_cpu = false;  // the system ran something else meanwhile
};

// Calls a batch must have to fill some tens of microseconds: a thousand times what reading the clock costs, and far
// less than a time slice. Warms caches, pages and the CPU's clock on the way.
int64_t BatchRepeats(const Contender& contender, double batch_ns = 25e3);

// Runs and times one batch. The calls before it, which are not timed, leave in the caches what this contender and not
// its predecessor needs.
Batch RunBatch(const Contender& contender, int64_t repeats, bool warm_up = true);

class Interleaver {
 public:
  explicit Interleaver(std::vector<Contender> contenders);

  // One batch of each, in an order that is drawn anew.
  void Round();
  // Rounds for about so long, but always a few.
  void RunFor(double seconds);

  size_t rounds() const { return rounds_; }
  double last_ns(size_t contender) const { return lanes_[contender].batches.back().ns; }

  // Over all batches that count: those in which the thread kept its CPU, or all if there are too few.
  Quartiles Ns(size_t contender) const;
  // Over the rounds in which both contenders' batches count: a / b, and a - b.
  Quartiles Ratio(size_t a, size_t b) const;
  Quartiles DifferenceNs(size_t a, size_t b) const;
  // The share of batches in which the thread kept its CPU.
  double share_kept() const;

 private:
  struct Lane {
    Contender contender;
    int64_t repeats = 1;
    bool warm_up = false;
    std::vector<Batch> batches;
  };

  // Which of a contender's batches count.
  std::vector<bool> Kept(const Lane& lane) const;
  template <class Function>
  Quartiles Paired(size_t a, size_t b, Function function) const;

  std::vector<Lane> lanes_;
  std::vector<size_t> order_;
  std::mt19937 random_{1};  // the same orders in every run
  size_t rounds_ = 0;
};

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_INTERLEAVE_H_
