// exponential_tables.h — the tables of the family `exponential`, the same on every SIMD level.
//
// Sixteen floats each: one vector of AVX-512, two of AVX2, four of NEON.
#ifndef HOLOGRAM_KERNELS_EXPONENTIAL_TABLES_H_
#define HOLOGRAM_KERNELS_EXPONENTIAL_TABLES_H_

#include <cstdint>

namespace hologram::kernels {

// The bits of 2^(j/16), rounded, less j << 19: what adds n to the exponent adds these as well, if it counts sixteenths.
alignas(64) inline constexpr uint32_t kPowers[16] = {
    0x3f800000, 0x3f7daac3, 0x3f7b95c2, 0x3f79c3d3, 0x3f7837f0, 0x3f76f532, 0x3f75fed7, 0x3f75583f,
    0x3f7504f3, 0x3f7508a4, 0x3f75672a, 0x3f76248c, 0x3f7744fd, 0x3f78ccdf, 0x3f7ac0c7, 0x3f7d257d};

// What these lack, relative to them.
alignas(64) inline constexpr uint32_t kPowersLow[16] = {
    0x00000000, 0x3346cb6a, 0xb24e0611, 0x334b2482, 0x33092801, 0x331b85f2, 0xb3051aa8, 0xb2006c56,
    0x329302ae, 0xb302e5a2, 0x31b3d0e5, 0x31d1daf2, 0xb27ce182, 0xb1b4b0da, 0xb1d290be, 0x31b0a147};

// The hyperbolic tangents of j * 0x1.2ecd8p-1: that step was searched for these all to be within 0.2 ULP of floats.
alignas(64) inline constexpr uint32_t kTangents[16] = {
    0x00000000, 0x3f07e9b9, 0x3f540e13, 0x3f71aeaf, 0x3f7b86b0, 0x3f7e9eec, 0x3f7f939c, 0x3f7fdec5,
    0x3f7ff5d1, 0x3f7ffce1, 0x3f7fff0b, 0x3f7fffb5, 0x3f7fffe9, 0x3f7ffff9, 0x3f7ffffe, 0x3f7fffff};

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_EXPONENTIAL_TABLES_H_
