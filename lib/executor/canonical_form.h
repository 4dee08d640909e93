// canonical_form.h — canonical programs, with constants computed by the reference.
#ifndef HOLOGRAM_EXECUTOR_CANONICAL_FORM_H_
#define HOLOGRAM_EXECUTOR_CANONICAL_FORM_H_

#include <vector>

#include "opt/canonical.h"

namespace hologram::executor {

// What opt::Canonicalize makes of a verified program, whatever the thread's floating-point environment is.
isa::Program CanonicalForm(const isa::Program& verified, std::vector<opt::Firing>* fired = nullptr);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_CANONICAL_FORM_H_
