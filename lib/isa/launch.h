// launch.h — what a program runs on, and what is checked of it, once, before it runs.
#ifndef HOLOGRAM_ISA_LAUNCH_H_
#define HOLOGRAM_ISA_LAUNCH_H_

#include <cstdint>
#include <span>

#include "base/error.h"
#include "isa/program.h"

namespace hologram::isa {

// How many instructions, counted for each lane, a launch may run: days of them, but not an endless loop's.
inline constexpr int64_t kStepBudget = int64_t{1} << 50;

// What stands for a parameter: elements of a buffer; the bits of a scalar, and of a result once there is one.
struct Argument {
  void* data = nullptr;
  int64_t count = 0;
  uint64_t bits = 0;
};

struct Launch {
  const Program& program;         // a verified one
  std::span<Argument> arguments;  // one for each parameter
  int64_t lanes = 0;

  int64_t Integer(const Value& value) const {
    if (value.kind == ValueKind::kLanes) return lanes;
    return static_cast<int64_t>(value.kind == ValueKind::kParameter ? arguments[static_cast<size_t>(value.index)].bits
                                                                    : value.bits);
  }
};

// What is wrong with a launch: of which parameter, if it is one's, and of which instruction, -1 for none.
struct LaunchError {
  base::Error error;
  int32_t parameter = -1;
  int32_t instruction = -1;

  bool ok() const { return error.ok(); }
};

// Whether each lane's elements are in the buffers, loops end, the number of steps is within the budget, lanes do not meet
// by strides that are scalars, and buffers lie apart, or are one and the same, every lane being done with reading before it
// writes. What is then left to check are indices in registers, lane by lane.
LaunchError CheckLaunch(const Launch& launch);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_LAUNCH_H_
