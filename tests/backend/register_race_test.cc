// register_race_test.cc — many threads register, list and use backends at once: of one name one wins, of all sixteen find
// room, and whoever has registered one can use it at once.
#define BOOST_TEST_MODULE register_race
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "backend/backend_case.h"
#include "backend/counting_backend.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

using test::Must;

constexpr int kThreads = 8;
constexpr int kShared = 10;  // names that every thread tries to register
constexpr int kRegistered = 16;

// No check of Boost.Test runs in a thread: they count here.
struct Counts {
  std::atomic<int> won[kShared] = {};
  std::atomic<int> taken{0};
  std::atomic<int> own{0};
  std::atomic<int> full{0};
  std::atomic<int> other{0};  // anything else
  std::atomic<int> wrong{0};
};

std::string SharedName(int i) { return "shared" + std::to_string(i); }

bool Computes(const std::string& name) {
  const BackendSession session(name.c_str());
  const holo_buffer a = session.Floats(10, 1);
  Must(holo_add(session, a, a, a, 10));
  const bool right = test::FirstFloat(a) == 2;
  Must(holo_buffer_destroy(a));
  return right;
}

std::string Names() {
  char names[kRegistered * 64 + 64];
  int64_t needed = 0;
  Must(holo_backend_list(names, sizeof names, &needed));
  return names;
}

// Its names in another order than the other threads': all shared ones, then two of its own.
void RegisterAll(int thread, counting_backend* backend, Counts* counts) {
  for (int i = 0; i < kShared; ++i) {
    const int which = (i + thread) % kShared;
    const std::string name = SharedName(which);
    const holo_status status = counting_backend_register(backend, name.c_str());
    if (status == HOLO_OK) counts->won[which].fetch_add(1);
    if (status == HOLO_ERROR_INVALID_ARGUMENT) counts->taken.fetch_add(1);
    if (status == HOLO_ERROR_LIMIT) counts->full.fetch_add(1);
    if (!Computes(name)) counts->wrong.fetch_add(1);
    if (Names().find(name + "\n") == std::string::npos) counts->wrong.fetch_add(1);
  }
  for (int i = 0; i < 2; ++i) {
    const std::string name = "own" + std::to_string(thread) + "." + std::to_string(i);
    const holo_status status = counting_backend_register(backend, name.c_str());
    if (status == HOLO_OK && Computes(name)) counts->own.fetch_add(1);
    if (status == HOLO_ERROR_LIMIT) counts->full.fetch_add(1);
    if (status != HOLO_OK && status != HOLO_ERROR_LIMIT) counts->other.fetch_add(1);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(register_race)

constexpr int kDuellists = 2;  // more would wait for each other on a small machine
constexpr int kDuels = 14;

// In step, so that they meet in the list's first free place; then each has one more backend to register, which fills it.
bool DuelsGoWell() {
  static counting_backend backend = {};
  std::atomic<int> step{0};
  std::atomic<int> won[kDuels + 1] = {};
  const auto duel = [&](int side) {
    for (int i = 0; i <= kDuels; ++i) {
      const std::string name = i < kDuels ? SharedName(i) : "own" + std::to_string(side);
      step.fetch_add(1);
      // Spinning makes them meet; yielding lets the other one come if there is only one CPU to be had.
      for (int spins = 0; step.load() < kDuellists * (i + 1); ++spins) {
        if (spins > 2000) std::this_thread::yield();
      }
      if (counting_backend_register(&backend, name.c_str()) == HOLO_OK) won[i].fetch_add(1);
    }
  };
  std::thread other([&] { duel(1); });
  duel(0);
  other.join();
  bool well = won[kDuels].load() == kDuellists;
  for (int i = 0; i < kDuels; ++i) well = well && won[i].load() == 1;
  const std::string names = Names();
  return well && std::count(names.begin(), names.end(), '\n') == kRegistered + 2;
}

// Each in a process of its own, as nothing that is registered goes away. Before any other case: this one has one thread.
BOOST_AUTO_TEST_CASE(of_two_that_register_at_the_same_moment_one_wins) {
  const int children = Sample::Every() > 1 ? 10 : 200;
  int good = 0;
  for (int i = 0; i < children; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(60);
      _exit(DuelsGoWell() ? 0 : 1);
    }
    int status = -1;
    good += waitpid(child, &status, 0) == child && status == 0 ? 1 : 0;
  }
  BOOST_TEST(good == children);
}

BOOST_AUTO_TEST_CASE(of_one_name_one_wins_and_sixteen_find_room) {
  static counting_backend backends[kThreads] = {};
  Counts counts;
  std::atomic<int> waiting{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&counts, &waiting, t] {
      waiting.fetch_add(1);
      while (waiting.load() < kThreads) std::this_thread::yield();
      RegisterAll(t, &backends[t], &counts);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::atomic<int>& won : counts.won) BOOST_TEST(won.load() == 1);
  // A name may be found taken before the list is found full; threads that come late meet both.
  BOOST_TEST(counts.own.load() == kRegistered - kShared);
  BOOST_TEST(counts.taken.load() == kShared * (kThreads - 1));
  BOOST_TEST(counts.full.load() == 2 * kThreads - (kRegistered - kShared));
  BOOST_TEST(counts.other.load() == 0);
  BOOST_TEST(counts.wrong.load() == 0);
  std::istringstream lines(Names());
  std::set<std::string> names;
  int line_count = 0;
  for (std::string line; std::getline(lines, line); ++line_count) names.insert(line);
  BOOST_TEST(line_count == kRegistered + 2);  // and the built-in ones
  BOOST_TEST(names.size() == static_cast<size_t>(line_count), "a name stands there twice");
  for (int i = 0; i < kShared; ++i) BOOST_TEST(names.count(SharedName(i)) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
