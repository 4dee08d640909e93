// resolve.h — each step finds its kernel, in the form that its operands ask for.
#ifndef HOLOGRAM_ENGINE_RESOLVE_H_
#define HOLOGRAM_ENGINE_RESOLVE_H_

#include "engine/steps.h"
#include "kernels/kernel_table.h"

namespace hologram::engine {

// A uniform where a kernel takes nothing but an array becomes a tile full of it.
void Resolve(const kernels::KernelTable& kernels, holo_simd_level level, Steps* steps);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_RESOLVE_H_
