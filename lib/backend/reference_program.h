// reference_program.h — runs programs lane by lane, an instruction after another, as reference_ops.h says: what every other
// way to run them is compared with.
#ifndef HOLOGRAM_BACKEND_REFERENCE_PROGRAM_H_
#define HOLOGRAM_BACKEND_REFERENCE_PROGRAM_H_

#include "engine/plan.h"
#include "isa/launch.h"
#include "ops/op_table.h"

namespace hologram::backend::reference {

// What computes: of one lane, and of all of them together.
class Arithmetic {
 public:
  virtual void Map(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, void* result) const = 0;
  virtual void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* elements, int64_t n, void* result) const = 0;

 protected:
  ~Arithmetic() = default;
};

// Runs a launch that CheckLaunch has found right. An index that is out of range ends it: then some lanes may have been
// written. A reduction's result is in its parameter's argument.
isa::LaunchError RunProgram(const isa::Launch& launch, const Arithmetic& arithmetic);
// By the reference's own arithmetic.
isa::LaunchError RunProgram(const isa::Launch& launch);

// The same as a plan, for any program.
const engine::Plan& LaneByLanePlan();

}  // namespace hologram::backend::reference

#endif  // HOLOGRAM_BACKEND_REFERENCE_PROGRAM_H_
