// together.cc — two pinned threads that walk through phases (first alone, second alone, both) in lockstep.
#include "together.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "environment.h"
#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Long enough that the start, which the two see some 100 ns apart, does not count.
constexpr double kBatchNs = 100e3;
constexpr int kMinRounds = 15;

// Both threads meet here; nobody sleeps.
class SpinBarrier {
 public:
  void Meet() {
    const int phase = phase_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == 1) {
      arrived_.store(0, std::memory_order_relaxed);
      phase_.store(phase + 1, std::memory_order_release);
      return;
    }
    while (phase_.load(std::memory_order_acquire) == phase) {
    }
  }

 private:
  std::atomic<int> phase_{0}, arrived_{0};
};

struct alignas(128) Lane {
  std::vector<Batch> alone, both;
};

class Course {
 public:
  Course(const Contender (&contenders)[2], const int (&cpus)[2], double seconds)
      : contenders_(contenders), cpus_(cpus), seconds_(seconds) {}

  void Run(int self) {
    if (!PinThread(cpus_[self])) failed_ = true;
    const int64_t repeats = BatchRepeats(contenders_[self], kBatchNs);
    const Clock::time_point end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_));
    for (int round = 0;; ++round) {
      // The first thread decides for both, so that they stop in the same round.
      if (self == 0) stop_.store(failed_ || (round >= kMinRounds && Clock::now() >= end), std::memory_order_relaxed);
      barrier_.Meet();
      if (stop_.load(std::memory_order_relaxed)) return;
      for (int worker = 0; worker < 2; ++worker) {
        if (self == worker) lanes_[self].alone.push_back(RunBatch(contenders_[self], repeats));
        barrier_.Meet();
      }
      contenders_[self](1);
      barrier_.Meet();
      lanes_[self].both.push_back(RunBatch(contenders_[self], repeats, false));
      barrier_.Meet();
    }
  }

  // Of the rounds in which no thread lost its CPU.
  TogetherFigures Figures() const {
    if (failed_) throw cli::Failure("the threads could not be pinned to their CPUs");
    TogetherFigures figures;
    figures.rounds = lanes_[0].alone.size();
    std::vector<double> alone[2], both[2], slowdown[2];
    for (size_t round = 0; round < figures.rounds; ++round) {
      const bool lost = std::any_of(std::begin(lanes_), std::end(lanes_), [round](const Lane& lane) {
        return lane.alone[round].lost_cpu || lane.both[round].lost_cpu;
      });
      for (int i = 0; i < 2 && !lost; ++i) {
        alone[i].push_back(lanes_[i].alone[round].ns);
        both[i].push_back(lanes_[i].both[round].ns);
        slowdown[i].push_back(both[i].back() / alone[i].back());
      }
    }
    figures.share_kept = static_cast<double>(alone[0].size()) / static_cast<double>(figures.rounds);
    for (int i = 0; i < 2; ++i) {
      figures.threads[i] = {QuartilesOf(alone[i]), QuartilesOf(both[i]), QuartilesOf(slowdown[i])};
    }
    return figures;
  }

 private:
  const Contender (&contenders_)[2];
  const int (&cpus_)[2];
  double seconds_;
  SpinBarrier barrier_;
  std::atomic<bool> stop_{false}, failed_{false};
  Lane lanes_[2];
};

}  // namespace

TogetherFigures MeasureTogether(const Contender (&contenders)[2], const int (&cpus)[2], double seconds) {
  Course course(contenders, cpus, seconds);
  std::thread first([&course] { course.Run(0); });
  std::thread second([&course] { course.Run(1); });
  first.join();
  second.join();
  return course.Figures();
}

}  // namespace hologram::bench
