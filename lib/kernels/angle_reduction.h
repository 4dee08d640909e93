// angle_reduction.h — what is left of a large angle without its quarters of a circle; the same on every SIMD level.
#ifndef HOLOGRAM_KERNELS_ANGLE_REDUCTION_H_
#define HOLOGRAM_KERNELS_ANGLE_REDUCTION_H_

namespace hologram::kernels {

// x - n pi/2 as `high + low`, at most pi/4, for the nearest n: returns its last two bits. 1 <= |x|, finite. The sum is
// right to 2^-63 of itself.
int ReduceAngle(double x, double* high, double* low);

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_ANGLE_REDUCTION_H_
