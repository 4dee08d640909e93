// canonical_form.cc — opt knows no arithmetic: here it meets the reference's.
#include "executor/canonical_form.h"

#include "backend/reference.h"
#include "ops/op_table.h"
#include "thread/float_environment.h"

namespace hologram::executor {
namespace {

uint64_t ComputeOne(holo_op op, holo_dtype dtype, const uint64_t* inputs) {
  const void* in[3] = {&inputs[0], &inputs[1], &inputs[2]};
  uint64_t result = 0;
  backend::reference::Map(*ops::Find(op), dtype, 0, in, &result, 1);
  return result;
}

}  // namespace

isa::Program CanonicalForm(const isa::Program& verified, std::vector<opt::Firing>* fired) {
  const thread::DefaultFloatEnvironment environment(true);
  return opt::Canonicalize(verified, ComputeOne, fired);
}

}  // namespace hologram::executor
