// exponential_tables.h — the tables of the family `exponential`, the same on every SIMD level.
//
// Eight floats are one lookup of AVX2; AVX-512 looks at four bits of an index, so that these stand here twice. Sixteen are
// one vector of AVX-512, two of AVX2, four of NEON.
#ifndef HOLOGRAM_KERNELS_EXPONENTIAL_TABLES_H_
#define HOLOGRAM_KERNELS_EXPONENTIAL_TABLES_H_

#include <bit>
#include <cstdint>

namespace hologram::kernels {

// The bits of 2^((j + d) / 8), rounded, less j << 20: what adds n to the exponent adds these as well, if it counts eighths.
// d = 0x1.188795cp-2 was searched for these to be within 0.09 ULP of what they stand for, so that nothing need be said
// about what they lack; the polynomials are of powers times 2^(-d / 8). It is positive, and not small, so that 1 + s p
// is below 1, and rounds finely, where the sum of a power and 1 is next to 2.
alignas(64) inline constexpr uint32_t kPowers[16] = {  //
    0x3f831319, 0x3f7ef018, 0x3f7bdff6, 0x3f79fb94, 0x3f795e13, 0x3f7a2509, 0x3f7c70b9, 0x3f806452,
    0x3f831319, 0x3f7ef018, 0x3f7bdff6, 0x3f79fb94, 0x3f795e13, 0x3f7a2509, 0x3f7c70b9, 0x3f806452};

// The hyperbolic tangents of j * 0x1.2ecd8p-1: that step was searched for these all to be within 0.2 ULP of floats;
// but the last one is 1, which is so near that what is beyond it needs no care.
alignas(64) inline constexpr uint32_t kTangents[16] = {
    0x00000000, 0x3f07e9b9, 0x3f540e13, 0x3f71aeaf, 0x3f7b86b0, 0x3f7e9eec, 0x3f7f939c, 0x3f7fdec5,
    0x3f7ff5d1, 0x3f7ffce1, 0x3f7fff0b, 0x3f7fffb5, 0x3f7fffe9, 0x3f7ffff9, 0x3f7ffffe, 0x3f800000};

// The steps themselves, which are floats, and 1 less the squares of the tangents, rounded once.
inline constexpr float kTangentStep = 0x1.2ecd8p-1f;
struct TangentNodes {
  alignas(64) uint32_t places[16], slopes[16];

  constexpr TangentNodes() : places(), slopes() {
    for (int i = 0; i < 16; ++i) {
      const double tangent = std::bit_cast<float>(kTangents[i]);
      places[i] = std::bit_cast<uint32_t>(kTangentStep * static_cast<float>(i));
      slopes[i] = std::bit_cast<uint32_t>(static_cast<float>(1 - tangent * tangent));
    }
  }
};
inline constexpr TangentNodes kTangentNodes;

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_EXPONENTIAL_TABLES_H_
