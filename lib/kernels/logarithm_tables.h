// logarithm_tables.h — the tables of the family `logarithmic`, the same on every SIMD level.
//
// Numbers r near the reciprocals of the middles of eight intervals of [27/32, 27/16), and their logarithms -log r. Of the
// floats near by those were searched whose logarithm is within 2^-32.5 of a multiple of 2^-17 (base 2: 2^-16), which is
// what is here, so that its sum with a multiple of log 2 is exact and nothing is lacking. The third interval is around 1,
// where the logarithm must not lose its last digits: r = 1. It ends where results of its neighbours have gained a bit.
// (AVX-512 looks at four bits of an index, so that all stand here twice.)
#ifndef HOLOGRAM_KERNELS_LOGARITHM_TABLES_H_
#define HOLOGRAM_KERNELS_LOGARITHM_TABLES_H_

#include <bit>
#include <cstdint>

namespace hologram::kernels {

alignas(64) inline constexpr uint32_t kReciprocalsE[16] = {  //
    0x3f927baf, 0x3f88340d, 0x3f800000, 0x3f646aaa, 0x3f4c388f, 0x3f3a6086, 0x3f29d98b, 0x3f1d5343,
    0x3f927baf, 0x3f88340d, 0x3f800000, 0x3f646aaa, 0x3f4c388f, 0x3f3a6086, 0x3f29d98b, 0x3f1d5343};
alignas(64) inline constexpr uint32_t kLogarithmsE[16] = {  //
    0xbe0a1e00, 0xbd7e7000, 0x00000000, 0x3de97c00, 0x3e676600, 0x3ea28300, 0x3ed20e00, 0x3ef94600,
    0xbe0a1e00, 0xbd7e7000, 0x00000000, 0x3de97c00, 0x3e676600, 0x3ea28300, 0x3ed20e00, 0x3ef94600};

alignas(64) inline constexpr uint32_t kReciprocals2[16] = {  //
    0x3f923545, 0x3f87e63f, 0x3f800000, 0x3f63b354, 0x3f4dbe81, 0x3f3aea18, 0x3f2a53ed, 0x3f1d7a13,
    0x3f923545, 0x3f87e63f, 0x3f800000, 0x3f63b354, 0x3f4dbe81, 0x3f3aea18, 0x3f2a53ed, 0x3f1d7a13};
alignas(64) inline constexpr uint32_t kLogarithms2[16] = {  //
    0xbe447c00, 0xbdb0f000, 0x00000000, 0x3e2d1000, 0x3ea16e00, 0x3ee85400, 0x3f167c00, 0x3f337500,
    0xbe447c00, 0xbdb0f000, 0x00000000, 0x3e2d1000, 0x3ea16e00, 0x3ee85400, 0x3f167c00, 0x3f337500};

alignas(64) inline constexpr uint32_t kReciprocals10[16] = {  //
    0x3f92dc0f, 0x3f87a1f2, 0x3f800000, 0x3f62772b, 0x3f4dbc11, 0x3f3aa396, 0x3f2ac6cb, 0x3f1e3934,
    0x3f92dc0f, 0x3f87a1f2, 0x3f800000, 0x3f62772b, 0x3f4dbc11, 0x3f3aa396, 0x3f2ac6cb, 0x3f1e3934};
alignas(64) inline constexpr uint32_t kLogarithms10[16] = {  //
    0xbd748000, 0xbcce1000, 0x00000000, 0x3d5a1000, 0x3dc26c00, 0x3e0c8800, 0x3e340800, 0x3e55fc00,
    0xbd748000, 0xbcce1000, 0x00000000, 0x3d5a1000, 0x3dc26c00, 0x3e0c8800, 0x3e340800, 0x3e55fc00};

// The same by the first four binary digits after the point of a number in [1, 2). From 27/16 on it is taken as half as much,
// which half of the reciprocal makes; of base 2 the table has the one more of the exponent.
template <class Base>
struct TablesByDigits {
  static constexpr auto kTables = [] {
    struct {
      alignas(64) uint32_t reciprocals[16], logarithms[16];
    } tables = {};
    for (int i = 0; i < 16; ++i) {
      const int interval = (i + 5) % 16 / 2;
      const bool half = i >= 11;
      tables.reciprocals[i] = Base::kReciprocals[interval] - (half ? uint32_t{1} << 23 : 0);
      const float log = std::bit_cast<float>(Base::kLogarithms[interval]);
      tables.logarithms[i] = std::bit_cast<uint32_t>(half && Base::kLow == 0 ? log + 1 : log);
    }
    return tables;
  }();
  static constexpr const uint32_t (&kReciprocals)[16] = kTables.reciprocals;
  static constexpr const uint32_t (&kLogarithms)[16] = kTables.logarithms;
};

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_LOGARITHM_TABLES_H_
