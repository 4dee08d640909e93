// handle_duel_test.cc — one reader and one destroyer of the same buffer, or two destroyers, at the same moment.
//
// After each round the memory must have been given back, once, and a call that succeeded must have read it before.
// That these tests would notice a broken scheme is itself a test: handle_mutants.py.
#define BOOST_TEST_MODULE handle_duel

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "executor/duel.h"
#include "executor/section.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Duel;
using test::Must;
using test::Session;

constexpr float kGood = 1;
constexpr float kPoison = -1;

// Wrapped memory that knows whether it was given back.
class Block {
 public:
  explicit Block(int64_t count) : data_(static_cast<size_t>(count)) {}

  void Wrap(holo_executor executor) {
    std::fill(data_.begin(), data_.end(), kGood);
    released_.store(0);
    Must(holo_buffer_wrap(executor, HOLO_F32, count(), data_.data(), 0, Release, this, &buffer_));
  }
  int64_t count() const { return static_cast<int64_t>(data_.size()); }
  holo_buffer buffer() const { return buffer_; }
  int released() const { return released_.load(); }
  bool IsGood() const {
    return std::all_of(data_.begin(), data_.end(), [](const volatile float& x) { return x == kGood; });
  }

 private:
  static void Release(void* user, void*) {
    Block* block = static_cast<Block*>(user);
    std::fill(block->data_.begin(), block->data_.end(), kPoison);
    block->released_.fetch_add(1);
  }

  std::vector<float> data_;
  std::atomic<int> released_{0};
  holo_buffer buffer_ = nullptr;
};

// What a call that succeeded wrote.
class Output {
 public:
  Output(const Session& session, int64_t count)
      : buffer_(session.Floats(count, 0)), values_(static_cast<size_t>(count)) {}
  ~Output() { holo_buffer_destroy(buffer_); }
  holo_buffer buffer() const { return buffer_; }
  bool IsGood() {
    Must(holo_buffer_read(buffer_, 0, values_.data(), static_cast<int64_t>(values_.size())));
    return std::all_of(values_.begin(), values_.end(), [](float x) { return x == kGood; });
  }

 private:
  holo_buffer buffer_;
  std::vector<float> values_;
};

constexpr int64_t kShort = 16;
constexpr int kStay = 300000;  // steps of Spin: some 100 µs

BOOST_AUTO_TEST_SUITE(handle_duel)

// About who comes first to the handle.
BOOST_AUTO_TEST_CASE(a_reader_and_a_destroyer) {
  const Session session;
  Output out(session, kShort);
  Block block(kShort);
  holo_status read = HOLO_OK;
  int succeeded = 0;
  int lost = 0;
  int bad = 0;
  const int rounds = Duel().Run([&] { block.Wrap(session); },
                                [&](int side) {
                                  if (side == 1) return Must(holo_buffer_destroy(block.buffer()));
                                  read = holo_relu(session, block.buffer(), out.buffer(), kShort);
                                },
                                [&] {
                                  if (block.released() != 1) ++lost;
                                  if (read != HOLO_OK) return false;
                                  ++succeeded;
                                  if (!out.IsGood()) ++bad;
                                  return true;
                                });
  BOOST_TEST_MESSAGE(rounds << " rounds, the reader was in time in " << succeeded);
  BOOST_TEST(lost == 0);
  BOOST_TEST(bad == 0);
  BOOST_TEST(succeeded > 0);
  BOOST_TEST(succeeded < rounds);
}

// About who frees: the destroyer finds the reader inside, or just gone. A destroyer's barrier takes some 50 µs, so the
// reader stays that long.
BOOST_AUTO_TEST_CASE(a_reader_that_leaves_and_a_destroyer) {
  const Session session;
  Block block(kShort);
  bool entered = false;
  bool good = false;
  bool freed_by_destroyer = false;
  int left_to_reader = 0;
  int lost = 0;
  int bad = 0;
  const int rounds =
      Duel().Run([&] { block.Wrap(session); },
                 [&](int side) {
                   if (side == 1) {
                     Must(holo_buffer_destroy(block.buffer()));
                     freed_by_destroyer = block.released() == 1;
                     return;
                   }
                   Section section;
                   BufferObject* buffer = nullptr;
                   entered = section.Enter(IdOf(block.buffer())).ok() && section.Look(block.buffer(), 1, &buffer).ok();
                   if (!entered) return;
                   test::Spin(kStay);
                   good = block.IsGood();
                 },
                 [&] {
                   if (block.released() != 1) ++lost;
                   if (!entered) return false;
                   if (!good) ++bad;
                   if (!freed_by_destroyer) ++left_to_reader;
                   return freed_by_destroyer;
                 });
  BOOST_TEST_MESSAGE(rounds << " rounds, " << left_to_reader << " left to the reader");
  BOOST_TEST(lost == 0);
  BOOST_TEST(bad == 0);
  BOOST_TEST(left_to_reader > 0);
  BOOST_TEST(left_to_reader < rounds);
}

BOOST_AUTO_TEST_CASE(two_destroyers) {
  const Session session;
  Block block(kShort);
  holo_status status[2] = {};
  int wrong = 0;
  const int rounds =
      Duel().Run([&] { block.Wrap(session); }, [&](int side) { status[side] = holo_buffer_destroy(block.buffer()); },
                 [&] {
                   const int winners = (status[0] == HOLO_OK ? 1 : 0) + (status[1] == HOLO_OK ? 1 : 0);
                   if (winners != 1 || block.released() != 1) ++wrong;
                   return status[0] == HOLO_OK;
                 });
  BOOST_TEST_MESSAGE(rounds << " rounds");
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_guard_and_a_destroyer) {
  const Session session;
  Output out(session, kShort);
  Block block(kShort);
  holo_status read = HOLO_OK;
  int wrong = 0;
  const int rounds = Duel().Run([&] { block.Wrap(session); },
                                [&](int side) {
                                  if (side == 1) return Must(holo_buffer_destroy(block.buffer()));
                                  holo_guard guard = nullptr;
                                  Must(holo_guard_acquire(session, nullptr, 0, &guard));
                                  read = holo_relu(session, block.buffer(), out.buffer(), kShort);
                                  if (read == HOLO_OK && block.released() != 0) ++wrong;
                                  Must(holo_guard_release(guard));
                                },
                                [&] {
                                  if (block.released() != 1) ++wrong;
                                  if (read == HOLO_OK && !out.IsGood()) ++wrong;
                                  return read == HOLO_OK;
                                });
  BOOST_TEST_MESSAGE(rounds << " rounds");
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(an_executor_and_its_user) {
  holo_executor executor = nullptr;
  Block block(kShort);
  holo_status called = HOLO_OK;
  int wrong = 0;
  const int rounds = Duel().Run(
      [&] {
        Must(holo_executor_create(nullptr, &executor));
        block.Wrap(executor);
      },
      [&](int side) {
        if (side == 1) return Must(holo_executor_destroy(executor));
        called = holo_relu(executor, block.buffer(), block.buffer(), kShort);
        Must(holo_buffer_destroy(block.buffer()));
      },
      [&] {
        if (block.released() != 1) ++wrong;
        return called == HOLO_OK;
      });
  BOOST_TEST_MESSAGE(rounds << " rounds");
  BOOST_TEST(wrong == 0);
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
