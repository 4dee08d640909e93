// cpu_test.cc — what is found out about this very machine, against other witnesses.
#define BOOST_TEST_MODULE cpu

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <thread>
#include <vector>

#include "cpu/detect.h"
#include "cpu/host_cpu.h"
#include "cpu/simd_level.h"

namespace hologram::cpu {
namespace {

bool Supports(holo_simd_level level) { return (Info().levels_supported & Bit(level)) != 0; }

}  // namespace

BOOST_AUTO_TEST_SUITE(cpu)

BOOST_AUTO_TEST_CASE(scalar_is_always_supported_and_nothing_that_is_not_compiled) {
  BOOST_TEST(Supports(HOLO_SIMD_SCALAR));
  BOOST_TEST((Info().levels_supported & ~kCompiledLevels) == 0u);
}

// gcc's run-time looks at CPUID and XCR0 by itself.
BOOST_AUTO_TEST_CASE(levels_are_what_the_compilers_run_time_finds) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.2") != 0;
  const bool avx2 = sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  BOOST_TEST(Supports(HOLO_SIMD_SSE4) == sse4);
  BOOST_TEST(Supports(HOLO_SIMD_AVX2) == avx2);
  BOOST_TEST(Supports(HOLO_SIMD_AVX512) == avx512);
#elif defined(__aarch64__)
  BOOST_TEST(Supports(HOLO_SIMD_NEON));
#endif
}

BOOST_AUTO_TEST_CASE(the_chosen_level_is_supported) {
  BOOST_TEST(Supports(Info().level_chosen));
  BOOST_TEST(IsLevel(Info().level_chosen));
}

BOOST_AUTO_TEST_CASE(texts_end_inside_their_arrays_and_say_something) {
  const holo_cpu_info& info = Info();
  BOOST_TEST(std::memchr(info.vendor, '\0', sizeof info.vendor) != nullptr);
  BOOST_TEST(std::memchr(info.brand, '\0', sizeof info.brand) != nullptr);
  BOOST_TEST(info.vendor[0] != '\0');
}

BOOST_AUTO_TEST_CASE(known_caches_grow_with_their_distance) {
  const holo_cpu_info& info = Info();
  BOOST_TEST(info.l1d_bytes >= 0);
  BOOST_TEST((info.l1d_bytes == 0 || info.l2_bytes == 0 || info.l1d_bytes < info.l2_bytes));
  BOOST_TEST((info.l2_bytes == 0 || info.l3_bytes == 0 || info.l2_bytes <= info.l3_bytes));
}

BOOST_AUTO_TEST_CASE(implausible_cache_sizes_count_as_unknown) {
  BOOST_TEST(PlausibleCache(32768, 4096, 1 << 20) == 32768);
  BOOST_TEST(PlausibleCache(4096, 4096, 1 << 20) == 4096);
  BOOST_TEST(PlausibleCache(1 << 20, 4096, 1 << 20) == 1 << 20);
  for (int64_t size : {int64_t{-1024}, int64_t{0}, int64_t{4095}, (int64_t{1} << 20) + 1, INT64_MAX, INT64_MIN}) {
    BOOST_TEST(PlausibleCache(size, 4096, 1 << 20) == 0);
  }
}

BOOST_AUTO_TEST_CASE(all_threads_see_the_one_description) {
  std::vector<std::thread> threads;
  std::vector<const holo_cpu_info*> seen(16);
  for (const holo_cpu_info*& info : seen) threads.emplace_back([&info] { info = &Info(); });
  for (std::thread& thread : threads) thread.join();
  for (const holo_cpu_info* info : seen) BOOST_TEST(info == &Info());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::cpu
