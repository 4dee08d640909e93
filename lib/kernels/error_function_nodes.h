// error_function_nodes.h — erfc at nodes near the multiples of 1/64 up to 6.
//
// S. Gal, "Computing elementary functions" (1986): of the numbers near j / 64 one was taken whose erfc lies within 2^-9
// units of a double, so that the table needs no low parts. Where it is 1/4 or more, of a double that 2 less it is one too.
#ifndef HOLOGRAM_KERNELS_ERROR_FUNCTION_NODES_H_
#define HOLOGRAM_KERNELS_ERROR_FUNCTION_NODES_H_

namespace hologram::kernels {

// A power of two, for any index to be cut to one; those from 385 on are zeros.
inline constexpr int kErfcNodeCount = 512;
inline constexpr double kErfcNodesPerUnit = 64;

// The node, erfc of it, and minus the slope there, 2 / sqrt pi e^(-node^2). Rows are as wide as a vector of AVX2.
extern const double kErfcNodes[kErfcNodeCount][4];

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_ERROR_FUNCTION_NODES_H_
