// plain_loop.h — vector_add as anyone would write it, compiled for several instruction sets.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PLAIN_LOOP_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PLAIN_LOOP_H_

#include <cstdint>
#include <string>

#include "hologram/cpu.h"

namespace hologram::cli {

using AddFunction = void (*)(const float* a, const float* b, float* y, int64_t n);

struct AddLoop {
  std::string name;
  AddFunction run;
};

// The loop compiled for the best instruction set that is not above `level`.
AddLoop PlainLoop(holo_simd_level level);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PLAIN_LOOP_H_
