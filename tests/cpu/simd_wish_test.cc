// simd_wish_test.cc — HOLOGRAM_SIMD, which a process reads once: so each wish is tried in a child of its own.
#define BOOST_TEST_MODULE simd_wish

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "cpu/host_cpu.h"
#include "cpu/simd_level.h"

namespace hologram::cpu {
namespace {

// What a process finds whose environment has this wish; null: none at all.
holo_cpu_info InfoUnder(const char* wish) {
  holo_cpu_info info = {};
  int pipe_ends[2];
  BOOST_REQUIRE(pipe(pipe_ends) == 0);
  const pid_t child = fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    if (wish != nullptr) setenv("HOLOGRAM_SIMD", wish, 1);
    if (wish == nullptr) unsetenv("HOLOGRAM_SIMD");
    const holo_cpu_info found = Info();
    _exit(write(pipe_ends[1], &found, sizeof found) == sizeof found ? 0 : 1);
  }
  close(pipe_ends[1]);
  const ssize_t got = read(pipe_ends[0], &info, sizeof info);
  close(pipe_ends[0]);
  int status = -1;
  waitpid(child, &status, 0);
  BOOST_REQUIRE_EQUAL(got, static_cast<ssize_t>(sizeof info));
  BOOST_REQUIRE_EQUAL(status, 0);
  return info;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_wish)

BOOST_AUTO_TEST_CASE(without_a_wish_the_best_level_is_chosen) {
  const holo_cpu_info info = InfoUnder(nullptr);
  BOOST_TEST(info.level_chosen == ChooseLevel(info.levels_supported, HOLO_SIMD_BEST));
}

BOOST_AUTO_TEST_CASE(a_wish_caps_the_level_and_leaves_what_is_supported) {
  const holo_cpu_info best = InfoUnder(nullptr);
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level < kLevelLimit; ++level) {
    if ((kArchitectureLevels & Bit(level)) == 0) continue;
    const holo_cpu_info info = InfoUnder(LevelName(level));
    BOOST_TEST(info.level_chosen == ChooseLevel(best.levels_supported, level), LevelName(level));
    BOOST_TEST(info.level_chosen <= level, LevelName(level));
    BOOST_TEST(info.levels_supported == best.levels_supported, LevelName(level));
  }
  BOOST_TEST(InfoUnder("scalar").level_chosen == HOLO_SIMD_SCALAR);
}

BOOST_AUTO_TEST_CASE(a_wish_that_is_no_level_here_is_ignored) {
  const holo_cpu_info best = InfoUnder(nullptr);
  for (const char* wish : {"", "best", "SCALAR", "scalar ", "fast", "avx", "1", "%s"}) {
    BOOST_TEST(InfoUnder(wish).level_chosen == best.level_chosen, wish);
  }
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level < kLevelLimit; ++level) {
    if ((kArchitectureLevels & Bit(level)) != 0) continue;
    BOOST_TEST(InfoUnder(LevelName(level)).level_chosen == best.level_chosen, LevelName(level));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::cpu
