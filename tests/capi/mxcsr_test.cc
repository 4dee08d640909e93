// mxcsr_test.cc — a good guest leaves the host's floating-point control bits alone: when it is loaded, and in every call
// of every function on every SIMD level, whatever the host has set.
#define BOOST_TEST_MODULE mxcsr
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>

#include "capi/every_function.h"
#include "support/float_control.h"

namespace hologram::testing {
namespace {

using boost::unit_test::framework::master_test_suite;

const char* LibraryPath() {
  BOOST_REQUIRE(master_test_suite().argc == 2);
  return master_test_suite().argv[1];
}

void* Load() { return dlopen(LibraryPath(), RTLD_NOW | RTLD_LOCAL); }

template <class Function>
void Find(void* library, const char* name, Function** function) {
  *function = reinterpret_cast<Function*>(dlsym(library, name));
}

walk WalkOf(void* library) {
  walk w = {};
#define HOLO_EXPORT(name, fallible) Find(library, #name, &w.call.name);
#include "capi/exported_functions.def"
  return w;
}

// What the thread's bits are before a call, and which functions changed them.
struct Observed {
  uint64_t setting = 0;
  std::string changed_by;
};

int Observe(walk* w, int function, int, holo_status status) {
  auto* observed = static_cast<Observed*>(w->user);
  if (FloatControl() != observed->setting) {
    observed->changed_by += std::string(" ") + function_name(function);
    SetFloatControl(observed->setting);
  }
  return status == HOLO_OK ? 1 : 0;
}

// Which functions changed the bits on this level.
std::string Changers(void* library, holo_simd_level level, uint64_t setting) {
  Observed observed = {setting, ""};
  walk w = WalkOf(library);
  w.simd_cap = level;
  w.user = &observed;
  w.after = Observe;
  const KeepFloatControl keep;
  SetFloatControl(setting);
  const int well = walk_every_function(&w);
  SetFloatControl(setting);
  return well != 0 ? observed.changed_by : " (the walk failed)";
}

void ChangesNothingOnAnyLevel(void* library) {
  holo_cpu_info cpu = HOLO_CPU_INFO_INIT;
  BOOST_REQUIRE(WalkOf(library).call.holo_cpu_info_get(&cpu) == HOLO_OK);
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level <= cpu.level_chosen; ++level) {
    if ((cpu.levels_supported >> level & 1) == 0) continue;
    for (const uint64_t setting : HostFloatControls()) {
      const std::string changers = Changers(library, level, setting);
      BOOST_TEST(changers.empty(), "level " << level << ", control bits " << std::hex << setting << ":" << changers);
    }
  }
}

enum ChildsAnswer { kNothingChanged, kLoadingChanged, kFirstCallsChanged, kNotLoaded };

// In a child, as a library is loaded once in a process, and some functions do more when they are called first. -1 if it
// ended otherwise.
int ChangedByLoadingAndFirstCalls(uint64_t setting) {
  const pid_t child = fork();
  if (child == 0) {
    SetFloatControl(setting);
    void* library = Load();
    if (library == nullptr) _exit(kNotLoaded);
    if (FloatControl() != setting) _exit(kLoadingChanged);
    _exit(Changers(library, HOLO_SIMD_BEST, setting).empty() ? kNothingChanged : kFirstCallsChanged);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mxcsr)

BOOST_AUTO_TEST_CASE(the_settings_of_the_test_differ) {
  const KeepFloatControl keep;
  for (const uint64_t setting : HostFloatControls()) {
    SetFloatControl(setting);
    BOOST_TEST(FloatControl() == setting);
  }
}

BOOST_AUTO_TEST_CASE(loading_and_first_calls_change_no_control_bit) {
  BOOST_TEST_REQUIRE(dlopen(LibraryPath(), RTLD_NOW | RTLD_NOLOAD) == nullptr);
  for (const uint64_t setting : HostFloatControls()) {
    BOOST_TEST(ChangedByLoadingAndFirstCalls(setting) == kNothingChanged, "control bits " << std::hex << setting);
  }
}

BOOST_AUTO_TEST_CASE(no_call_changes_a_control_bit) {
  void* library = Load();
  BOOST_REQUIRE_MESSAGE(library != nullptr, dlerror());
  ChangesNothingOnAnyLevel(library);
}

BOOST_AUTO_TEST_CASE(nor_does_a_call_on_another_thread) {
  void* library = Load();
  BOOST_REQUIRE_MESSAGE(library != nullptr, dlerror());
  std::string changers;
  std::thread([&] { changers = Changers(library, HOLO_SIMD_BEST, HostFloatControls().back()); }).join();
  BOOST_TEST(changers.empty(), changers);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing
