// signal_test.cc — a timer signal whose handler calls hot functions, in the middle of other calls.
#define BOOST_TEST_MODULE signal

#include <sys/time.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>

#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

holo_executor g_executor = nullptr;
holo_buffer g_in = nullptr;
holo_buffer g_out = nullptr;
volatile sig_atomic_t g_signals = 0;
volatile sig_atomic_t g_failures = 0;

void Handle(int) {
  g_signals = g_signals + 1;
  if (holo_add(g_executor, g_in, g_in, g_out, 16) != HOLO_OK) g_failures = g_failures + 1;
}

BOOST_AUTO_TEST_SUITE(signal)

BOOST_AUTO_TEST_CASE(a_handler_may_call_operations) {
  const Session session;
  const holo_buffer a = session.Floats(16, 1);
  const holo_buffer y = session.Floats(16, 0);
  g_executor = session;
  g_in = session.Floats(16, 5);
  g_out = session.Floats(16, 0);
  struct sigaction action = {};
  action.sa_handler = Handle;
  action.sa_flags = SA_RESTART;
  BOOST_REQUIRE(sigaction(SIGALRM, &action, nullptr) == 0);
  const itimerval every = {{0, 50}, {0, 50}};
  BOOST_REQUIRE(setitimer(ITIMER_REAL, &every, nullptr) == 0);
  int wrong = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  while (std::chrono::steady_clock::now() < deadline) {
    Must(holo_add(session, a, a, y, 16));
    wrong += test::FirstFloat(y) == 2 ? 0 : 1;
    const holo_buffer fresh = session.Floats(16, 1);
    Must(holo_buffer_destroy(fresh));
  }
  const itimerval never = {};
  BOOST_REQUIRE(setitimer(ITIMER_REAL, &never, nullptr) == 0);
  BOOST_TEST(wrong == 0);
  BOOST_TEST(g_signals > 10);
  BOOST_TEST(g_failures == 0);
  BOOST_TEST(test::FirstFloat(g_out) == 10);
  for (const holo_buffer buffer : {a, y, g_in, g_out}) Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor
