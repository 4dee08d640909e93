// small_launch.h — any verified program, launched on little memory, each buffer a block of its own: what steps outside of one
// is caught by AddressSanitizer.
#ifndef HOLOGRAM_TESTS_FUZZ_SMALL_LAUNCH_H_
#define HOLOGRAM_TESTS_FUZZ_SMALL_LAUNCH_H_

#include "isa/instructions.h"

namespace hologram::fuzz {

// That its text is read as the same program, and printed as the same text.
void CheckRoundTrip(const isa::Program& program);

// Does not launch what would take long, or what CheckLaunch refuses.
void LaunchSmall(const isa::Program& program);

}  // namespace hologram::fuzz

#endif  // HOLOGRAM_TESTS_FUZZ_SMALL_LAUNCH_H_
