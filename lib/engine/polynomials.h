// polynomials.h — Horner's rule, found in a program: v = v * x + c again and again.
#ifndef HOLOGRAM_ENGINE_POLYNOMIALS_H_
#define HOLOGRAM_ENGINE_POLYNOMIALS_H_

#include "engine/fusion.h"

namespace hologram::engine {

// Steps of fma, or of mul and add, with one x and uniform c, become one for each eight, four or two of them.
void FusePolynomials(holo_simd_level level, Fusion* fusion);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_POLYNOMIALS_H_
