// lower.h — instructions become steps, branches masks.
//
// A branch splits the lanes that are at it in two: those that go on, and those that wait at its target. Both are tiles of
// bool8. What is computed by some of the lanes only is computed in all of them, and then chosen where they were there:
// a lane that was not keeps what it had. Each slot is written by one step, but for those in which a loop's values come back
// to its begin. Memory is touched for lanes that are there, and for no others, but by loads whose
// elements a launch has found to be in their buffers.
#ifndef HOLOGRAM_ENGINE_LOWER_H_
#define HOLOGRAM_ENGINE_LOWER_H_

#include "engine/steps.h"

namespace hologram::engine {

// Of a verified program, one step or a few for each instruction: loads and stores are steps of their own, and any input of
// a kMap step may be uniform.
Steps Lower(const isa::Program& program);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_LOWER_H_
