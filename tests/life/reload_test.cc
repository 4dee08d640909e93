// reload_test.cc — the library opened and closed a thousand times, and two copies of it in one process.
#define BOOST_TEST_MODULE reload

#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "life/loaded_library.h"

namespace hologram::test {
namespace {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool kInstrumented = true;
#else
constexpr bool kInstrumented = false;
#endif

std::string LibraryPath() {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  BOOST_REQUIRE(suite.argc == 2);
  return suite.argv[1];
}

int CountLines(const char* path) {
  std::ifstream in(path);
  int lines = 0;
  for (std::string line; std::getline(in, line);) ++lines;
  return lines;
}

int CountFiles(const char* path) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    (void)entry;
    ++files;
  }
  return files;
}

// A thread that was joined may stand there a moment longer: the fewest of some looks.
int CountThreads() {
  int fewest = CountFiles("/proc/self/task");
  for (int look = 0; look < 20; ++look) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    fewest = std::min(fewest, CountFiles("/proc/self/task"));
  }
  return fewest;
}

struct Usage {
  int maps = CountLines("/proc/self/maps");
  int files = CountFiles("/proc/self/fd");
  int threads = CountThreads();
};

void OpenComputeClose(const std::string& path) {
  const LoadedLibrary library(path);
  BOOST_TEST(library.Computes());
}

BOOST_AUTO_TEST_SUITE(reload)

BOOST_AUTO_TEST_CASE(a_thousand_times_half_of_them_from_dying_threads) {
  const std::string path = LibraryPath();
  // The first rounds make what stays: the library's pages, the thread's stack and heap.
  for (int i = 0; i < 4; ++i) {
    OpenComputeClose(path);
    std::thread([&] { OpenComputeClose(path); }).join();
  }
  const Usage before;
  for (int i = 0; i < 500; ++i) {
    OpenComputeClose(path);
    std::thread([&] { OpenComputeClose(path); }).join();
  }
  const Usage after;
  // A few maps of slack: the C library's heaps may split one. Sanitizers map memory of their own as they go.
  if (!kInstrumented) BOOST_TEST(after.maps <= before.maps + 8);
  BOOST_TEST(after.files == before.files);
  BOOST_TEST(after.threads == before.threads);
}

BOOST_AUTO_TEST_CASE(reopening_finds_the_same_instance) {
  const std::string path = LibraryPath();
  holo_executor executor = nullptr;
  {
    const LoadedLibrary library(path);
    library.Must(library.Find<decltype(holo_executor_create)>("holo_executor_create")(nullptr, &executor));
  }
  const LoadedLibrary again(path);
  BOOST_TEST(again.Find<decltype(holo_live_handles)>("holo_live_handles")() == 1);
  again.Must(again.Find<decltype(holo_executor_destroy)>("holo_executor_destroy")(executor));
}

BOOST_AUTO_TEST_CASE(a_handle_of_another_copy_is_refused) {
  const std::string path = LibraryPath();
  const std::filesystem::path copy_path =
      std::filesystem::temp_directory_path() / ("hologram-copy-" + std::to_string(getpid()) + ".so");
  std::filesystem::copy_file(path, copy_path, std::filesystem::copy_options::overwrite_existing);
  const LoadedLibrary one(path);
  const LoadedLibrary two(copy_path);
  std::filesystem::remove(copy_path);
  holo_executor executors[2] = {};
  const LoadedLibrary* libraries[2] = {&one, &two};
  for (int i = 0; i < 2; ++i) {
    libraries[i]->Must(
        libraries[i]->Find<decltype(holo_executor_create)>("holo_executor_create")(nullptr, &executors[i]));
  }
  BOOST_TEST((reinterpret_cast<uintptr_t>(executors[0]) >> 32 != reinterpret_cast<uintptr_t>(executors[1]) >> 32));
  for (int i = 0; i < 2; ++i) {
    const auto destroy = libraries[i]->Find<decltype(holo_executor_destroy)>("holo_executor_destroy");
    BOOST_TEST(destroy(executors[1 - i]) == HOLO_ERROR_INVALID_HANDLE);
    BOOST_TEST(destroy(executors[i]) == HOLO_OK);
  }
  BOOST_TEST(one.Computes());
  BOOST_TEST(two.Computes());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::test
