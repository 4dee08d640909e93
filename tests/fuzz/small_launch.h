// small_launch.h — what holds for any program that is read, and for any that is verified: on little memory, each buffer a
// block of its own, so that AddressSanitizer sees what steps outside of one.
#ifndef HOLOGRAM_TESTS_FUZZ_SMALL_LAUNCH_H_
#define HOLOGRAM_TESTS_FUZZ_SMALL_LAUNCH_H_

#include "isa/instructions.h"

namespace hologram::fuzz {

// That its text is read as the same program, and printed as the same text.
void CheckRoundTrip(const isa::Program& program);

// That its canonical form is one, and that the two give the same where they are launched. Does not launch what would take
// long, or what CheckLaunch refuses.
void CheckLaunches(const isa::Program& verified);

}  // namespace hologram::fuzz

#endif  // HOLOGRAM_TESTS_FUZZ_SMALL_LAUNCH_H_
