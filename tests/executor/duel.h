// duel.h — two threads that act on one thing at the same moment, round after round: a race that would happen once a
// week happens a thousand times a second.
//
// Both spin until the round starts, then wait a few nanoseconds more: how many, a controller shifts so that each side is
// in time in about half of the rounds. There the race is.
#ifndef HOLOGRAM_TESTS_EXECUTOR_DUEL_H_
#define HOLOGRAM_TESTS_EXECUTOR_DUEL_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

namespace hologram::test {

// Waits some nanoseconds a step.
inline void Spin(int steps) {
  for (volatile int i = 0; i < steps;) i = i + 1;
}

class Duel {
 public:
  // Runs for one second, or HOLO_STRESS_SECONDS. In each round `prepare()`; then `act(0)` on this thread and `act(1)`
  // on another at once; then `judge()`, which says whether side 0 was in time. Gives the number of rounds.
  template <class Prepare, class Act, class Judge>
  int Run(Prepare prepare, Act act, Judge judge) {
    std::thread other([&] {
      for (int round = 1;; ++round) {
        Await(started_, round);
        if (stop_) return;
        Spin(delays_[1]);
        act(1);
        done_.store(round, std::memory_order_release);
      }
    });
    const auto end = End();
    int shift = 0;  // > 0: side 0 waits
    int round = 0;
    while (std::chrono::steady_clock::now() < end) {
      prepare();
      const int jittered = shift + static_cast<int>(random_() % (2 * kJitter + 1)) - kJitter;
      delays_[0] = std::max(jittered, 0);
      delays_[1] = std::max(-jittered, 0);
      started_.store(++round, std::memory_order_release);
      Spin(delays_[0]);
      act(0);
      Await(done_, round);
      shift = std::clamp(shift + NextStep(judge()), -kMostDelay, kMostDelay);
    }
    stop_ = true;
    started_.store(round + 1, std::memory_order_release);
    other.join();
    return round;
  }

 private:
  static constexpr int kSmallestStep = 2;
  static constexpr int kLargestStep = 4096;
  static constexpr int kInARow = 4;
  static constexpr int kJitter = 40;
  static constexpr int kMostDelay = 1000000;
  static constexpr int kSpinsBeforeYield = 20000;  // the other side may have no CPU of its own

  static std::chrono::steady_clock::time_point End() {
    const char* seconds = std::getenv("HOLO_STRESS_SECONDS");
    return std::chrono::steady_clock::now() + std::chrono::seconds(seconds != nullptr ? std::atoi(seconds) : 1);
  }

  // Longer while rounds end alike, shorter when they begin to differ.
  int NextStep(bool in_time) {
    in_a_row_ = in_time == was_in_time_ ? in_a_row_ + 1 : 0;
    was_in_time_ = in_time;
    if (in_a_row_ == 0) step_ = std::max(step_ / 2, kSmallestStep);
    if (in_a_row_ >= kInARow) step_ = std::min(step_ * 2, kLargestStep);
    return in_time ? step_ : -step_;
  }

  static void Await(const std::atomic<int>& value, int wanted) {
    for (int spins = 0; value.load(std::memory_order_acquire) != wanted; ++spins) {
      if (spins > kSpinsBeforeYield) std::this_thread::yield();
    }
  }

  alignas(64) std::atomic<int> started_{0};
  int delays_[2] = {0, 0};
  bool stop_ = false;
  alignas(64) std::atomic<int> done_{0};
  std::minstd_rand random_;
  int step_ = kSmallestStep;
  int in_a_row_ = 0;
  bool was_in_time_ = false;
};

}  // namespace hologram::test

#endif  // HOLOGRAM_TESTS_EXECUTOR_DUEL_H_
