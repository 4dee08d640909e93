// class_pool_test.cc — who gets which class, and that no two threads get one at the same time.
//
// As buffers that live in classes: class_buffer_test.
#define BOOST_TEST_MODULE class_pool
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "executor/duel.h"
#include "memory/class_pool.h"

namespace hologram::memory {
namespace {

constexpr int kThreads = 4;
constexpr int32_t kRounds = 50000;

// Awake when they start: a thread that has to be woken comes when the others are done.
template <class Body>
void OnThreads(Body body) {
  std::atomic<int> awaited{kThreads};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&awaited, &body, i] {
      awaited.fetch_sub(1);
      while (awaited.load() > 0) std::this_thread::yield();
      body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(class_pool)

BOOST_AUTO_TEST_CASE(any_is_the_lowest_free_one_until_there_is_none) {
  ClassPool pool;
  for (int32_t i = 0; i < HOLO_CLASS_COUNT; ++i) BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == i);
  for (int i = 0; i < 3; ++i) BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == ClassPool::kNone);
  for (int32_t given : {95, 64, 63, 0, 40}) {
    pool.GiveBack(given);
    BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == given);
    BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == ClassPool::kNone);
  }
}

BOOST_AUTO_TEST_CASE(each_is_given_once_at_a_time) {
  ClassPool pool;
  for (int32_t i = HOLO_CLASS_COUNT - 1; i >= 0; --i) {
    BOOST_TEST(pool.Take(i) == i);
    BOOST_TEST(pool.Take(i) == ClassPool::kNone);
    pool.GiveBack(i);
    BOOST_TEST(pool.Take(i) == i);
  }
  BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == ClassPool::kNone);
}

BOOST_AUTO_TEST_CASE(any_passes_by_those_that_were_asked_for) {
  ClassPool pool;
  for (int32_t i = 0; i < HOLO_CLASS_COUNT; i += 2) BOOST_TEST(pool.Take(i) == i);
  for (int32_t i = 1; i < HOLO_CLASS_COUNT; i += 2) BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == i);
  BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == ClassPool::kNone);
}

BOOST_AUTO_TEST_CASE(memory_is_taken_up_once) {
  ClassPool pool;
  std::byte first{};
  std::byte second{};
  BOOST_TEST((pool.memory() == nullptr));
  BOOST_TEST((pool.Adopt(&first) == &first));
  BOOST_TEST((pool.Adopt(&second) == &first));
  BOOST_TEST((pool.memory() == &first));
}

BOOST_AUTO_TEST_CASE(threads_that_bring_memory_at_once_all_get_the_same) {
  for (int round = 0; round < 500; ++round) {
    ClassPool pool;
    std::byte brought[kThreads] = {};
    std::byte* got[kThreads] = {};
    OnThreads([&](int i) { got[i] = pool.Adopt(&brought[i]); });
    for (const std::byte* each : got) BOOST_TEST_REQUIRE((each == pool.memory() && each != nullptr));
  }
}

// Of two that want the same class at the same moment one gets it.
BOOST_AUTO_TEST_CASE(two_threads_that_want_one_class) {
  ClassPool pool;
  int32_t got[2] = {};
  int wrong = 0;
  test::Duel().Run([] {}, [&](int side) { got[side] = pool.Take(70); },
                   [&] {
                     if ((got[0] == 70) == (got[1] == 70)) ++wrong;
                     pool.GiveBack(70);
                     return got[0] == 70;
                   });
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(two_threads_that_want_any) {
  ClassPool pool;
  int32_t got[2] = {};
  int wrong = 0;
  test::Duel().Run([] {}, [&](int side) { got[side] = pool.Take(HOLO_ANY_CLASS); },
                   [&] {
                     if (got[0] + got[1] != 1) ++wrong;  // 0 and 1
                     for (int32_t taken : {0, 1}) pool.GiveBack(taken);
                     return got[0] == 0;
                   });
  BOOST_TEST(wrong == 0);
}

// In one word: neither may undo what the other does.
BOOST_AUTO_TEST_CASE(one_thread_takes_while_another_gives_back) {
  ClassPool pool;
  for (int32_t i = 0; i < 7; ++i) pool.Take(i);
  int32_t got = ClassPool::kNone;
  int wrong = 0;
  test::Duel().Run([] {},
                   [&](int side) {
                     if (side == 0) return pool.GiveBack(3);
                     got = pool.Take(HOLO_ANY_CLASS);  // 3 if it is back already, or else 7
                   },
                   [&] {
                     const int32_t other = got == 3 ? 7 : 3;
                     if (got != 10 - other || pool.Take(got) != ClassPool::kNone || pool.Take(other) != other) ++wrong;
                     pool.GiveBack(7);
                     return got == 3;
                   });
  BOOST_TEST(wrong == 0);
}

// `times` is plain data: the thread sanitizer sees whether the pool hands it on properly.
BOOST_AUTO_TEST_CASE(no_two_threads_hold_a_class_at_the_same_time) {
  ClassPool pool;
  struct {
    std::atomic<int> holder{-1};
    int64_t times = 0;
  } classes[HOLO_CLASS_COUNT];
  std::atomic<int> doubly_held{0};
  std::atomic<int64_t> taken{0};
  OnThreads([&](int thread) {
    for (int32_t round = 0; round < kRounds; ++round) {
      // Both ways, and most of the time where others are, too.
      const int32_t wanted = round % 3 == 0 ? HOLO_ANY_CLASS : round % 5 * 23;
      const int32_t index = pool.Take(wanted);
      if (index == ClassPool::kNone) continue;
      auto& mine = classes[index];
      if (mine.holder.exchange(thread) != -1) doubly_held.fetch_add(1);
      ++mine.times;
      if (round % 64 == 0) std::this_thread::yield();
      if (mine.holder.exchange(-1) != thread) doubly_held.fetch_add(1);
      pool.GiveBack(index);
      taken.fetch_add(1);
    }
  });
  BOOST_TEST(doubly_held.load() == 0);
  int64_t times = 0;
  for (const auto& each : classes) times += each.times;
  BOOST_TEST(times == taken.load());
  for (int32_t i = 0; i < HOLO_CLASS_COUNT; ++i) BOOST_TEST(pool.Take(HOLO_ANY_CLASS) == i, "all came back");
}

// As many threads as there are free classes can always have one each.
BOOST_AUTO_TEST_CASE(any_finds_one_as_long_as_there_is_one) {
  ClassPool pool;
  for (int32_t i = 0; i < HOLO_CLASS_COUNT; ++i) pool.Take(i);
  for (int32_t i : {1, 62, 64, 95}) pool.GiveBack(i);
  std::atomic<int> in_vain{0};
  OnThreads([&](int) {
    for (int32_t round = 0; round < kRounds; ++round) {
      const int32_t index = pool.Take(HOLO_ANY_CLASS);
      if (index == ClassPool::kNone) {
        in_vain.fetch_add(1);
      } else {
        pool.GiveBack(index);
      }
    }
  });
  BOOST_TEST(in_vain.load() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::memory
