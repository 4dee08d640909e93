// fuse.h — steps that follow each other become one, where a chain's kernel does what they do.
#ifndef HOLOGRAM_ENGINE_FUSE_H_
#define HOLOGRAM_ENGINE_FUSE_H_

#include "engine/steps.h"

namespace hologram::engine {

// Polynomials first, then the other chains of kernels/chains.def. What a step gives is only taken from it if nobody else
// reads it, and no step between the two writes what it reads.
void Fuse(holo_simd_level level, Steps* steps);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_FUSE_H_
