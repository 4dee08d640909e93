// backend_fork_test.cc — the child of a fork uses registered backends and registers its own, also when another thread of
// its parent was in the middle of registering one.
#define BOOST_TEST_MODULE backend_fork

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <thread>

#include "backend/backend_case.h"
#include "backend/counting_backend.h"

namespace hologram::testing {
namespace {

using test::Must;

// What a sanitizer's run time may have locked when another thread forks stays locked in the child.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// Runs `body` in a child; true if it returned true. A child that hangs is ended by its alarm.
bool InChild(const std::function<bool()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    bool good = false;
    try {
      good = body();
    } catch (...) {
    }
    _exit(good ? 0 : 1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool Computes(const BackendSession& session, const counting_backend& backend) {
  const int64_t before = backend.runs[HOLO_OP_ADD][HOLO_F32];
  const holo_buffer a = session.Floats(10, 1);
  Must(holo_add(session, a, a, a, 10));
  const bool right = test::FirstFloat(a) == 2 && backend.runs[HOLO_OP_ADD][HOLO_F32] > before;
  Must(holo_buffer_destroy(a));
  return right;
}

counting_backend g_backend = {};
counting_backend g_childs = {};

bool UsesBoth(const BackendSession& inherited, const char* name) {
  const BackendSession own("inherited");
  if (!Computes(inherited, g_backend) || !Computes(own, g_backend)) return false;
  if (counting_backend_register(&g_childs, "inherited") != HOLO_ERROR_INVALID_ARGUMENT) return false;
  Must(counting_backend_register(&g_childs, name));
  const BackendSession new_one(name);
  return Computes(new_one, g_childs);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backend_fork)

BOOST_AUTO_TEST_CASE(a_child_uses_what_it_has_inherited_and_registers_its_own) {
  Must(counting_backend_register(&g_backend, "inherited"));
  const BackendSession session("inherited");
  BOOST_TEST(Computes(session, g_backend));
  BOOST_TEST(InChild(
      [&] { return UsesBoth(session, "childs") && InChild([&] { return UsesBoth(session, "grandchilds"); }); }));
  // What a child registers is not its parent's.
  const holo_executor_options options = OptionsFor("childs");
  holo_executor executor = nullptr;
  BOOST_TEST(holo_executor_create(&options, &executor) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(Computes(session, g_backend));
}

BOOST_AUTO_TEST_CASE(while_another_thread_registers) {
  if (kSanitized) return;
  const BackendSession session("inherited");
  std::atomic<bool> stop{false};
  std::atomic<int> accepted{0};
  std::thread registrar([&] {
    while (!stop.load()) accepted.fetch_add(counting_backend_register(&g_backend, "inherited") == HOLO_OK ? 1 : 0);
  });
  int good = 0;
  constexpr int kForks = 100;
  for (int i = 0; i < kForks; ++i) good += InChild([&] { return UsesBoth(session, "forked"); }) ? 1 : 0;
  stop.store(true);
  registrar.join();
  BOOST_TEST(good == kForks);
  BOOST_TEST(accepted.load() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
