// simd_level_test.cc — the levels of CPUs that are not there: CPUID and XCR0 injected.
#define BOOST_TEST_MODULE simd_level

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>

#include "cpu/simd_level.h"

namespace hologram::cpu {
namespace {

constexpr LevelSet kScalar = Bit(HOLO_SIMD_SCALAR);
constexpr LevelSet kSse4 = kScalar | Bit(HOLO_SIMD_SSE4);
constexpr LevelSet kAvx2 = kSse4 | Bit(HOLO_SIMD_AVX2);
constexpr LevelSet kAvx512 = kAvx2 | Bit(HOLO_SIMD_AVX512);

constexpr uint32_t At(std::initializer_list<int> positions) {
  uint32_t bits = 0;
  for (int position : positions) bits |= uint32_t{1} << position;
  return bits;
}

// XCR0: x87 and SSE, AVX's upper halves, AVX-512's mask registers, upper halves and upper registers, AMX, PKRU.
constexpr uint64_t kX87Sse = 0x3;
constexpr uint64_t kYmm = 0x4;
constexpr uint64_t kZmm = 0xe0;
constexpr uint64_t kAmxPkru = 0x60200;

// Words as such CPUs give them: (leaf 1 ecx, leaf 7 ebx, leaf 0x80000001 ecx, XCR0).
constexpr X86Features kNehalem = {0x009ce3bd, 0, 0x1, 0};
constexpr X86Features kSandyBridge = {0x1fbae3ff, 0, 0x1, kX87Sse | kYmm};
constexpr X86Features kHaswell = {0x7ffafbff, 0x000037ab, 0x21, kX87Sse | kYmm};
constexpr X86Features kZen2 = {0x7ed8320b, 0x219c91a9, 0x75c237ff, kX87Sse | kYmm};
constexpr X86Features kSkylakeServer = {0x7ffefbff, 0xd39ffffb, 0x121, kX87Sse | kYmm | kZmm | 0x200};
constexpr X86Features kSapphireRapids = {0x7ffefbff, 0xf3bfbffb, 0x121, kX87Sse | kYmm | kZmm | kAmxPkru};

constexpr uint32_t X86Features::*kWords[] = {&X86Features::leaf1_ecx, &X86Features::leaf7_ebx,
                                             &X86Features::extended1_ecx};

X86Features Without(X86Features features, uint32_t X86Features::*word, int position) {
  features.*word &= ~At({position});
  return features;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_level)

BOOST_AUTO_TEST_CASE(known_cpus_have_their_levels) {
  BOOST_TEST(X86Levels(X86Features{}) == kScalar);
  BOOST_TEST(X86Levels(kNehalem) == kSse4);
  BOOST_TEST(X86Levels(kSandyBridge) == kSse4);
  BOOST_TEST(X86Levels(kHaswell) == kAvx2);
  BOOST_TEST(X86Levels(kZen2) == kAvx2);
  BOOST_TEST(X86Levels(kSkylakeServer) == kAvx512);
  BOOST_TEST(X86Levels(kSapphireRapids) == kAvx512);
}

BOOST_AUTO_TEST_CASE(avx512_that_the_system_does_not_save_is_not_used) {
  X86Features features = kSkylakeServer;
  features.xcr0 = kX87Sse | kYmm;
  BOOST_TEST(X86Levels(features) == kAvx2);
  for (uint64_t missing : {0x20, 0x40, 0x80}) {  // each of the three parts is needed
    features.xcr0 = kSkylakeServer.xcr0 & ~missing;
    BOOST_TEST(X86Levels(features) == kAvx2, missing);
  }
}

BOOST_AUTO_TEST_CASE(avx_that_the_system_does_not_save_is_not_used) {
  for (const X86Features& cpu : {kHaswell, kSkylakeServer}) {
    for (uint64_t xcr0 : {uint64_t{0}, kX87Sse, kYmm, kX87Sse | kZmm, kZmm}) {
      X86Features features = cpu;
      features.xcr0 = xcr0;
      if (xcr0 == kYmm) features.xcr0 |= 1;  // x87 is always on; SSE's state is missing
      BOOST_TEST(X86Levels(features) == kSse4, xcr0);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_osxsave_xcr0_means_nothing) {
  for (const X86Features& cpu : {kHaswell, kSkylakeServer}) {
    BOOST_TEST(X86Levels(Without(cpu, &X86Features::leaf1_ecx, 27)) == kSse4);
  }
}

BOOST_AUTO_TEST_CASE(avx2_needs_all_that_its_kernels_may_use) {
  for (const X86Features& cpu : {kHaswell, kSkylakeServer}) {
    for (int bit : {12 /*FMA*/, 28 /*AVX*/, 29 /*F16C*/}) {
      BOOST_TEST(X86Levels(Without(cpu, &X86Features::leaf1_ecx, bit)) == kSse4, bit);
    }
    for (int bit : {3 /*BMI1*/, 5 /*AVX2*/, 8 /*BMI2*/}) {
      BOOST_TEST(X86Levels(Without(cpu, &X86Features::leaf7_ebx, bit)) == kSse4, bit);
    }
  }
}

BOOST_AUTO_TEST_CASE(avx512_needs_all_five_parts) {
  for (int bit : {16 /*F*/, 17 /*DQ*/, 28 /*CD*/, 30 /*BW*/, 31 /*VL*/}) {
    BOOST_TEST(X86Levels(Without(kSkylakeServer, &X86Features::leaf7_ebx, bit)) == kAvx2, bit);
  }
}

BOOST_AUTO_TEST_CASE(sse4_needs_all_that_its_kernels_may_use) {
  for (const X86Features& cpu : {kNehalem, kSkylakeServer}) {
    for (int bit : {9 /*SSSE3*/, 19 /*SSE4.1*/, 20 /*SSE4.2*/}) {
      BOOST_TEST(X86Levels(Without(cpu, &X86Features::leaf1_ecx, bit)) == kScalar, bit);
    }
  }
}

// A higher level never comes without the lower ones, and a feature more never takes a level away.
BOOST_AUTO_TEST_CASE(levels_nest_and_grow_with_the_features) {
  const std::set<LevelSet> nested = {kScalar, kSse4, kAvx2, kAvx512};
  for (const X86Features& cpu : {kNehalem, kSandyBridge, kHaswell, kZen2, kSkylakeServer, kSapphireRapids}) {
    for (uint32_t X86Features::*word : kWords) {
      for (int bit = 0; bit < 32; ++bit) {
        const LevelSet less = X86Levels(Without(cpu, word, bit));
        BOOST_TEST(nested.count(less) == 1u);
        BOOST_TEST((less & ~X86Levels(cpu)) == 0u);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_best_level_not_above_the_cap_is_chosen) {
#if defined(__x86_64__)
  BOOST_TEST(ChooseLevel(kAvx512, HOLO_SIMD_BEST) == HOLO_SIMD_AVX512);
  BOOST_TEST(ChooseLevel(kAvx512, HOLO_SIMD_AVX512) == HOLO_SIMD_AVX512);
  BOOST_TEST(ChooseLevel(kAvx512, HOLO_SIMD_AVX2) == HOLO_SIMD_AVX2);
  BOOST_TEST(ChooseLevel(kAvx512, HOLO_SIMD_SSE4) == HOLO_SIMD_SSE4);
  BOOST_TEST(ChooseLevel(kSse4, HOLO_SIMD_AVX512) == HOLO_SIMD_SSE4);
  BOOST_TEST(ChooseLevel(kScalar, HOLO_SIMD_AVX2) == HOLO_SIMD_SCALAR);
#elif defined(__aarch64__)
  const LevelSet neon = kScalar | Bit(HOLO_SIMD_NEON);
  BOOST_TEST(ChooseLevel(neon, HOLO_SIMD_BEST) == HOLO_SIMD_NEON);
  BOOST_TEST(ChooseLevel(neon, HOLO_SIMD_SVE) == HOLO_SIMD_NEON);
  BOOST_TEST(ChooseLevel(neon, HOLO_SIMD_NEON) == HOLO_SIMD_NEON);
#endif
  BOOST_TEST(ChooseLevel(kArchitectureLevels, HOLO_SIMD_SCALAR) == HOLO_SIMD_SCALAR);
  BOOST_TEST(ChooseLevel(kScalar, HOLO_SIMD_BEST) == HOLO_SIMD_SCALAR);
}

BOOST_AUTO_TEST_CASE(a_cap_of_another_architecture_chooses_nothing) {
  for (holo_simd_level cap = HOLO_SIMD_SCALAR; cap < kLevelLimit; ++cap) {
    const bool ours = (kArchitectureLevels & Bit(cap)) != 0;
    BOOST_TEST((ChooseLevel(kArchitectureLevels, cap) != 0) == ours, LevelName(cap));
  }
}

BOOST_AUTO_TEST_CASE(compiled_levels_are_the_architectures_and_hold_scalar) {
  BOOST_TEST((kCompiledLevels & ~kArchitectureLevels) == 0u);
  BOOST_TEST((kCompiledLevels & kScalar) != 0u);
}

BOOST_AUTO_TEST_CASE(names_and_levels_are_inverse) {
  for (holo_simd_level level = HOLO_SIMD_BEST; level < kLevelLimit; ++level) {
    BOOST_TEST_REQUIRE(LevelName(level) != nullptr);
    BOOST_TEST(LevelFromName(LevelName(level)) == level);
  }
  BOOST_TEST(LevelName(HOLO_SIMD_BEST) == std::string("best"));
  BOOST_TEST(LevelName(HOLO_SIMD_SCALAR) == std::string("scalar"));
  BOOST_TEST(LevelName(HOLO_SIMD_SSE4) == std::string("sse4"));
  BOOST_TEST(LevelName(HOLO_SIMD_AVX2) == std::string("avx2"));
  BOOST_TEST(LevelName(HOLO_SIMD_AVX512) == std::string("avx512"));
  BOOST_TEST(LevelName(HOLO_SIMD_NEON) == std::string("neon"));
  BOOST_TEST(LevelName(HOLO_SIMD_SVE) == std::string("sve"));
}

BOOST_AUTO_TEST_CASE(what_is_no_level_has_no_name) {
  for (holo_simd_level level : {-1, kLevelLimit, INT32_MIN, INT32_MAX}) BOOST_TEST((LevelName(level) == nullptr));
  for (std::string_view name : {"", "AVX2", "avx", "avx2 ", "avx5120", "auto"}) {
    BOOST_TEST(LevelFromName(name) == -1, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::cpu
