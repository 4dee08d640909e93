// handle_duel_test.cc — one reader and one destroyer of the same buffer, or two destroyers, round after round.
//
// A controller shifts the starting delay so that about half of the reader's calls find the buffer alive: then the two
// meet within a few instructions. After each round the memory must have been given back, once, and a call that
// succeeded must have read it before. HOLO_STRESS_SECONDS makes each duel longer.
#define BOOST_TEST_MODULE handle_duel

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

constexpr int64_t kCount = 16;
constexpr int kMostDelay = 4000;  // steps of Spin: some microseconds

// Wrapped memory that knows whether it was given back.
struct Block {
  alignas(64) float data[kCount];
  std::atomic<int> released{0};

  void Fill() {
    for (float& x : data) x = 1;
    released.store(0);
  }
  static void Release(void* user, void*) {
    Block* block = static_cast<Block*>(user);
    for (float& x : block->data) x = -1;
    block->released.fetch_add(1);
  }
};

// Starts two threads' turns at the same moment and waits for both.
class Rounds {
 public:
  void Start() { turn_.fetch_add(1, std::memory_order_acq_rel); }
  void WaitForBoth() {
    while (done_.load(std::memory_order_acquire) != 2) std::this_thread::yield();
    done_.store(0, std::memory_order_relaxed);
  }
  // The other side: waits for turn `n`.
  void Await(int n) const {
    while (turn_.load(std::memory_order_acquire) != n) std::this_thread::yield();
  }
  void Done() { done_.fetch_add(1, std::memory_order_acq_rel); }

 private:
  std::atomic<int> turn_{0};
  std::atomic<int> done_{0};
};

void Spin(int steps) {
  for (volatile int i = 0; i < steps;) i = i + 1;
}

std::chrono::steady_clock::time_point Deadline() {
  const char* seconds = std::getenv("HOLO_STRESS_SECONDS");
  return std::chrono::steady_clock::now() +
         std::chrono::milliseconds(seconds != nullptr ? 1000 * std::atoi(seconds) : 1000);
}

struct Outcome {
  int rounds = 0;
  int both_succeeded = 0;  // the reader found it alive
  int lost = 0;            // not released, or more than once
  int bad_reads = 0;
};

// `act(0)` and `act(1)` run at once; delays[i] spins before.
template <class Prepare, class Act, class Judge>
void RunRounds(Prepare prepare, Act act, Judge judge) {
  Rounds rounds;
  std::atomic<bool> stop{false};
  int delays[2] = {0, 0};
  const auto body = [&](int side) {
    for (int n = 1;; ++n) {
      rounds.Await(n);
      if (stop.load()) return;
      Spin(delays[side]);
      act(side);
      rounds.Done();
    }
  };
  std::thread first(body, 0);
  std::thread second(body, 1);
  int shift = 0;  // > 0: the first side waits
  const auto deadline = Deadline();
  while (std::chrono::steady_clock::now() < deadline) {
    prepare();
    delays[0] = shift > 0 ? shift : 0;
    delays[1] = shift < 0 ? -shift : 0;
    rounds.Start();
    rounds.WaitForBoth();
    shift = std::clamp(shift + (judge() ? 2 : -2), -kMostDelay, kMostDelay);
  }
  stop.store(true);
  rounds.Start();
  first.join();
  second.join();
}

BOOST_AUTO_TEST_SUITE(handle_duel)

BOOST_AUTO_TEST_CASE(a_reader_and_a_destroyer) {
  const Session session;
  const holo_buffer out = session.Floats(kCount, 0);
  Block block;
  holo_buffer buffer = nullptr;
  holo_status read = HOLO_OK;
  Outcome outcome;
  RunRounds(
      [&] {
        block.Fill();
        buffer = session.Wrap(block.data, kCount, Block::Release, &block);
      },
      [&](int side) {
        if (side == 0) {
          read = holo_relu(session, buffer, out, kCount);
        } else {
          Must(holo_buffer_destroy(buffer));
        }
      },
      [&] {
        ++outcome.rounds;
        if (block.released.load() != 1) ++outcome.lost;
        if (read == HOLO_OK) {
          ++outcome.both_succeeded;
          float values[kCount];
          Must(holo_buffer_read(out, 0, values, kCount));
          for (const float x : values) outcome.bad_reads += x == 1 ? 0 : 1;
        }
        return read == HOLO_OK;
      });
  BOOST_TEST_MESSAGE(outcome.rounds << " rounds, the reader was in time in " << outcome.both_succeeded);
  BOOST_TEST(outcome.lost == 0);
  BOOST_TEST(outcome.bad_reads == 0);
  BOOST_TEST(outcome.both_succeeded > 0);
  BOOST_TEST(outcome.both_succeeded < outcome.rounds);
  Must(holo_buffer_destroy(out));
}

BOOST_AUTO_TEST_CASE(two_destroyers) {
  const Session session;
  Block block;
  holo_buffer buffer = nullptr;
  holo_status status[2] = {};
  int rounds = 0;
  int wrong = 0;
  RunRounds(
      [&] {
        block.Fill();
        buffer = session.Wrap(block.data, kCount, Block::Release, &block);
      },
      [&](int side) { status[side] = holo_buffer_destroy(buffer); },
      [&] {
        ++rounds;
        const int winners = (status[0] == HOLO_OK ? 1 : 0) + (status[1] == HOLO_OK ? 1 : 0);
        if (winners != 1 || block.released.load() != 1) ++wrong;
        return status[0] == HOLO_OK;
      });
  BOOST_TEST_MESSAGE(rounds << " rounds");
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_guard_and_a_destroyer) {
  const Session session;
  const holo_buffer out = session.Floats(kCount, 0);
  Block block;
  holo_buffer buffer = nullptr;
  holo_status read = HOLO_OK;
  int rounds = 0;
  int wrong = 0;
  RunRounds(
      [&] {
        block.Fill();
        buffer = session.Wrap(block.data, kCount, Block::Release, &block);
      },
      [&](int side) {
        if (side == 1) return Must(holo_buffer_destroy(buffer));
        holo_guard guard = nullptr;
        Must(holo_guard_acquire(session, nullptr, 0, &guard));
        read = holo_relu(session, buffer, out, kCount);
        const bool still_there = read != HOLO_OK || block.released.load() == 0;
        if (!still_there) ++wrong;
        Must(holo_guard_release(guard));
      },
      [&] {
        ++rounds;
        if (block.released.load() != 1) ++wrong;
        if (read == HOLO_OK && test::FirstFloat(out) != 1) ++wrong;
        return read == HOLO_OK;
      });
  BOOST_TEST_MESSAGE(rounds << " rounds");
  BOOST_TEST(wrong == 0);
  Must(holo_buffer_destroy(out));
}

BOOST_AUTO_TEST_CASE(an_executor_and_its_user) {
  int rounds = 0;
  int wrong = 0;
  holo_executor executor = nullptr;
  holo_buffer buffer = nullptr;
  Block block;
  holo_status called = HOLO_OK;
  RunRounds(
      [&] {
        block.Fill();
        Must(holo_executor_create(nullptr, &executor));
        Must(holo_buffer_wrap(executor, HOLO_F32, kCount, block.data, 0, Block::Release, &block, &buffer));
      },
      [&](int side) {
        if (side == 1) return Must(holo_executor_destroy(executor));
        called = holo_relu(executor, buffer, buffer, kCount);
        Must(holo_buffer_destroy(buffer));
      },
      [&] {
        ++rounds;
        if (block.released.load() != 1) ++wrong;
        return called == HOLO_OK;
      });
  BOOST_TEST_MESSAGE(rounds << " rounds");
  BOOST_TEST(wrong == 0);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
