// exit_test.cc — processes that end with live handles: from main, from another thread, inside atexit, inside a call.
#define BOOST_TEST_MODULE exit

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "life/loaded_library.h"

namespace hologram::test {
namespace {

std::string LibraryPath() {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  BOOST_REQUIRE(suite.argc == 2);
  return suite.argv[1];
}

constexpr int kGood = 42;

// Whether a child that runs `body` ends with exit status kGood, by itself.
bool EndsWell(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    body();
    _exit(1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == kGood;
}

// Never closed: the process ends with it.
LoadedLibrary* g_library = nullptr;
holo_executor g_executor = nullptr;
holo_buffer g_buffer = nullptr;

void LeaveHandles() {
  g_library = new LoadedLibrary(LibraryPath());
  g_library->Must(g_library->Find<decltype(holo_executor_create)>("holo_executor_create")(nullptr, &g_executor));
  g_library->Must(
      g_library->Find<decltype(holo_buffer_create)>("holo_buffer_create")(g_executor, HOLO_F32, 1 << 20, &g_buffer));
}

void Call() {
  const auto add = g_library->Find<decltype(holo_add)>("holo_add");
  add(g_executor, g_buffer, g_buffer, g_buffer, 1 << 20);
}

BOOST_AUTO_TEST_SUITE(exit)

BOOST_AUTO_TEST_CASE(from_main_with_live_handles) {
  BOOST_TEST(EndsWell([] {
    LeaveHandles();
    std::exit(kGood);
  }));
}

BOOST_AUTO_TEST_CASE(from_another_thread) {
  BOOST_TEST(EndsWell([] {
    LeaveHandles();
    std::thread([] { std::exit(kGood); }).join();
  }));
}

BOOST_AUTO_TEST_CASE(while_a_thread_is_calling) {
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST(EndsWell([] {
      LeaveHandles();
      std::thread([] {
        for (;;) Call();
      }).detach();
      usleep(1000);
      std::exit(kGood);
    }));
  }
}

BOOST_AUTO_TEST_CASE(calls_inside_atexit_work) {
  BOOST_TEST(EndsWell([] {
    std::atexit([] {
      Call();
      g_library->Find<decltype(holo_buffer_destroy)>("holo_buffer_destroy")(g_buffer);
      if (!g_library->Computes()) _exit(2);
    });
    LeaveHandles();
    std::exit(kGood);
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::test
