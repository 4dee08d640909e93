// power_tables.h — the tables of the family `power`, the same on every SIMD level.
//
// Numbers r near the reciprocals of the middles of 16 intervals of [73/96, 73/48), and -log r. The interval around 1 has
// r = 1. The others were searched for numbers whose logarithm is within 2^-70 of a multiple of 2^-41, which is what is here:
// its sum with a multiple of log 2 is exact, and nothing is lacking.
#ifndef HOLOGRAM_KERNELS_POWER_TABLES_H_
#define HOLOGRAM_KERNELS_POWER_TABLES_H_

#include <cstdint>

#include "kernels/table_of_pairs.h"

namespace hologram::kernels {

// Bits of the number where the first interval begins; those of 1 are two thirds of an interval further than the eighth.
inline constexpr uint64_t kPowerStart = 0x3fe8555555555555;

inline constexpr TableOfPairs kPowerLogarithms = {{
    {0x1.49e1135c098bcp+0, -0x1.03a25f38b8000p-2},
    {0x1.3d1c1482a776ap+0, -0x1.b66a7bbc6p-3},
    {0x1.314abac67ee93p+0, -0x1.68a2612bep-3},
    {0x1.2652c7116e834p+0, -0x1.1db2fce62p-3},
    {0x1.1c1d980bee549p+0, -0x1.aad18f35c8000p-4},
    {0x1.12979a560a685p+0, -0x1.1f2b48e20p-4},
    {0x1.09afbd64035ccp+0, -0x1.303f40a79p-5},
    {0x1p+0, 0x0.0p+0},
    {0x1.e6a7487a1ae0ep-1, 0x1.9fed59ee9p-5},
    {0x1.cb5d52f5ad59bp-1, 0x1.bc560f254p-4},
    {0x1.b2f933d1348e0p-1, 0x1.4de7b9b41p-3},
    {0x1.9d0ac19d81e40p-1, 0x1.b7dc1d0214000p-3},
    {0x1.89374bc39c017p-1, 0x1.0e4cfbf274000p-2},
    {0x1.7734c39bccfa0p-1, 0x1.3e4f3b9744000p-2},
    {0x1.66c612d295990p-1, 0x1.6c2afc6a26000p-2},
    {0x1.57b8643aae9a4p-1, 0x1.980f7361ea000p-2},
}};

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_POWER_TABLES_H_
